"""Writing in one conversation: the draft and how it is kept, sending, and telling that we type."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from startalk_desktop.model.conversation import Conversation
from startalk_desktop.model.message import Message
from startalk_desktop.store.errors import StoreError
from startalk_desktop.tasks import TaskScope
from startalk_desktop.viewmodels.gone import ACCOUNT_GONE

if TYPE_CHECKING:
    from startalk_desktop.core.startalk import Startalk

_DRAFT_PAUSE = 0.6


class Composing(QObject):
    """What the composer writes; it lives as long as its conversation is open.

    Signals:
        draft_restored(text): the draft as it was kept.
        could_not_send(text): the store did not take the message; it goes back into the composer.
        sending, sent: something leaves the composer; it is stored.
    """

    draft_restored = Signal(str)
    could_not_send = Signal(str)
    sending = Signal()
    sent = Signal()

    def __init__(
        self,
        startalk: Startalk,
        conversation: Conversation,
        name_of: Callable[[Message], str],
        scope: TaskScope,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._startalk = startalk
        self._conversation = conversation
        self._name_of = name_of
        self._scope = scope
        self._handle = startalk.conversation(conversation.id)
        self._kept_draft = conversation.draft
        self._draft = conversation.draft
        self._draft_timer: asyncio.TimerHandle | None = None

    # living

    def restore(self) -> None:
        """Give the composer what was kept."""
        if self._draft:
            self.draft_restored.emit(self._draft)

    def rest(self) -> None:
        """Nobody writes here any more; what is under way goes on."""
        if self._draft_timer is not None:
            self._draft_timer.cancel()
        self._set_typing(is_typing=False)

    async def keep_draft(self) -> None:
        """Store the draft, where it differs from what is stored."""
        draft = self._draft if self._draft.strip() else ""
        if draft == self._kept_draft:
            return
        try:
            await self._handle.set_draft(draft)
        except ACCOUNT_GONE:
            return  # locked or removed meanwhile: nothing may be written any more
        self._kept_draft = draft

    # writing

    def edit_draft(self, text: str) -> None:
        """The composer's text is now `text`; it is kept after a short pause."""
        self._draft = text
        self._set_typing(is_typing=bool(text.strip()))
        if self._draft_timer is not None:
            self._draft_timer.cancel()
        loop = asyncio.get_running_loop()
        self._draft_timer = loop.call_later(_DRAFT_PAUSE, self._start_keeping_draft)

    def send(self, text: str) -> None:
        """Send `text`; the composer is empty from now on."""
        self._draft = ""
        if self._draft_timer is not None:
            self._draft_timer.cancel()
        self._set_typing(is_typing=False)
        self.sending.emit()
        self._scope.start(self._send(text), "send")

    async def _send(self, text: str) -> None:
        try:
            await self._handle.send(text)
        except (*ACCOUNT_GONE, StoreError, ValueError):
            self.could_not_send.emit(text)
            return
        await self.keep_draft()
        self.sent.emit()

    def _start_keeping_draft(self) -> None:
        self._draft_timer = None
        if not self._scope.is_closed:
            self._scope.start(self.keep_draft(), "keep the draft")

    def _set_typing(self, *, is_typing: bool) -> None:
        try:
            self._handle.set_typing(is_typing)
        except ACCOUNT_GONE:
            return  # there is nobody to tell
