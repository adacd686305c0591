"""Writing in one conversation: new messages, answers, edits of sent ones; the draft, and telling that we type."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, Signal

from startalk_desktop.core.errors import ActionRefused, RefusalCode
from startalk_desktop.core.ports import NotConnected, RequestFailed
from startalk_desktop.model.changes import Change, MessagesChanged
from startalk_desktop.model.conversation import Conversation
from startalk_desktop.model.identity import AccountId
from startalk_desktop.model.message import Mention, Message
from startalk_desktop.store.errors import StoreError
from startalk_desktop.tasks import TaskScope
from startalk_desktop.viewmodels.gone import ACCOUNT_GONE, unless_gone
from startalk_desktop.viewmodels.mention_candidates import MentionCandidates
from startalk_desktop.viewmodels.written import (
    ComposeKind,
    ComposeMode,
    Unsent,
    Written,
    is_too_long,
    joined,
)

if TYPE_CHECKING:
    from startalk_desktop.core.startalk import Startalk

_DRAFT_PAUSE: Final = 0.6
_TYPING_PAUSE: Final = 5.0


_NEW: Final = ComposeMode()


class Composing(QObject):
    """What the composer writes; it lives as long as its conversation is open.

    Signals:
        given(Written): the composer shows this text now: the draft, the text to edit, what could not be sent.
        draft_restored(text): the draft as it was kept; `given` tells it too.
        could_not_send(text): the store did not take the message; `given` puts it back into the composer.
        mode_changed: another message is answered or edited, or none.
        unsent(Unsent): why something did not leave.
        uploading_changed: a long text goes out as a file, or is through.
        sending, sent: a new message leaves the composer; it is stored.
    """

    given = Signal(object)
    draft_restored = Signal(str)
    could_not_send = Signal(str)
    mode_changed = Signal()
    unsent = Signal(object)
    uploading_changed = Signal()
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
        self._name_of = name_of
        self._scope = scope
        self._account = conversation.id.account
        self._handle = startalk.conversation(conversation.id)
        self.candidates = MentionCandidates(startalk, conversation)
        self._written = Written(conversation.draft)
        self._mode = _NEW
        self._aside = Written()  # the draft, while a sent message is edited
        self._mode_aside = _NEW
        self._kept = (conversation.draft, conversation.draft_reply_row)
        self._reply_wanted = conversation.draft_reply_row  # until that message is read
        self._draft_timer: asyncio.TimerHandle | None = None
        self._typing_timer: asyncio.TimerHandle | None = None
        self._is_uploading = False
        self._subscription = startalk.changes.subscribe(self._on_change)

    @property
    def account(self) -> AccountId:
        """In whose name is written."""
        return self._account

    @property
    def mode(self) -> ComposeMode:
        """What is written now."""
        return self._mode

    @property
    def written(self) -> Written:
        """What stands in the composer."""
        return self._written

    @property
    def is_uploading(self) -> bool:
        """Whether a long text is on its way as a file; the composer waits for it."""
        return self._is_uploading

    # living

    def restore(self) -> None:
        """Give the composer what was kept."""
        if self._written.text:
            text = self._written.text
            self._written = Written(text, self.candidates.named_in(text))
            self.given.emit(self._written)
            self.draft_restored.emit(text)
        if self._reply_wanted is not None:
            self.start(self._restore_reply(self._reply_wanted), "read the answered message")

    def rest(self) -> None:
        """Nobody writes here any more; what is under way goes on."""
        self._subscription.cancel()
        if self._draft_timer is not None:
            self._draft_timer.cancel()
        self._set_typing(is_typing=False)

    async def keep_draft(self) -> None:
        """Store the draft and what it answers, where that differs from what is stored."""
        draft = self._draft()
        if draft == self._kept:
            return
        try:
            await self._handle.set_draft(draft[0], reply_to=draft[1])
        except ACCOUNT_GONE:
            return  # locked or removed meanwhile: nothing may be written any more
        self._kept = draft

    def start(self, work: Coroutine[Any, Any, object], name: str) -> None:
        """Do `work` beside writing; it ends before the conversation is closed. That the account goes ends it too."""
        self._scope.start(unless_gone(work), name)

    # modes

    def reply_to(self, message: Message) -> None:
        """Answer `message` with what is written; an edit that was under way is given up."""
        if self._mode.kind is ComposeKind.EDITING:
            self.cancel()
        self._reply_wanted = None
        self._set_mode(ComposeMode(ComposeKind.REPLYING, message, self._name_of(message)))
        self._keep_draft_soon()

    def edit(self, message: Message, written: Written | None = None) -> None:
        """Edit a sent message of one's own; the draft waits meanwhile. `written` is an edit begun before."""
        if self._mode.kind is not ComposeKind.EDITING:
            self._aside, self._mode_aside = self._written, self._mode
        self._set_mode(ComposeMode(ComposeKind.EDITING, message, self._name_of(message)))
        self._give(written or Written(message.text, message.mentions))

    def edit_last(self) -> None:
        """Edit the last message that can be edited, if there is one."""
        self.start(self._edit_last(), "find the last own message")

    def resume_edit(self, row: int, written: Written) -> None:
        """Go on with an edit that was left for another conversation, if the message is still there."""
        self.start(self._resume_edit(row, written), "go on with an edit")

    def cancel(self) -> None:
        """End answering or editing; an edit gives back the draft from before."""
        if self._mode.kind is ComposeKind.EDITING:
            aside, self._aside = self._aside, Written()
            self._set_mode(self._mode_aside)
            self._give(aside)
        elif self._mode.kind is ComposeKind.REPLYING:
            self._set_mode(_NEW)
            self._keep_draft_soon()

    # writing

    def edit_draft(self, text: str, mentions: Sequence[Mention] = ()) -> None:
        """The composer's text is now `text`; a draft is kept after a short pause."""
        self._written = Written(text, tuple(mentions))
        self._set_typing(is_typing=bool(text.strip()))
        if self._mode.kind is not ComposeKind.EDITING:
            self._keep_draft_soon()

    def send(self, text: str, mentions: Sequence[Mention] = ()) -> None:
        """Send `text`, or make it the new text of the edited message.

        The composer is empty from now on; it keeps an edit that can't be made, and a text that goes as a file until
        it has gone.
        """
        written = Written(text, tuple(mentions))
        if self._mode.kind is ComposeKind.EDITING:
            self._finish_edit(written)
        elif self._is_uploading:
            return
        elif is_too_long(text):
            self._is_uploading = True
            self.uploading_changed.emit()
            self._scope.start(self._send_as_file(text), "send a long text")
        else:
            mode = self._mode
            self._leave()
            self.sending.emit()
            self._scope.start(self._send(written, mode), "send")

    def hand_over(self) -> None:
        """What was written has left another way, as the words beside files."""
        if self._mode.kind is not ComposeKind.EDITING:
            self.sending.emit()
            self._leave()
            self.given.emit(self._written)
            self._keep_draft_soon()
            self.sent.emit()

    def _leave(self) -> None:
        """What was written leaves: nothing is left to keep."""
        self._written = Written()
        self._reply_wanted = None
        self._set_mode(_NEW)
        if self._draft_timer is not None:
            self._draft_timer.cancel()
        self._set_typing(is_typing=False)

    async def _send(self, written: Written, mode: ComposeMode) -> None:
        reply_to = mode.message.row if mode.message is not None else None
        try:
            await self._handle.send(written.text, reply_to=reply_to, mentions=written.mentions)
        except (*ACCOUNT_GONE, StoreError, ValueError):
            self.could_not_send.emit(written.text)
            self._put_back(written, mode)
            return
        await self.keep_draft()
        self.sent.emit()

    async def _send_as_file(self, text: str) -> None:
        unsent: Unsent | None = None
        try:
            await self._handle.send_as_file(text)
        except (RequestFailed, NotConnected) as error:
            unsent = Unsent(failure=error.failure)
        except ActionRefused as error:
            unsent = Unsent(code=error.code)
        except (*ACCOUNT_GONE, StoreError, ValueError):
            unsent = Unsent()
        self._is_uploading = False
        self.uploading_changed.emit()
        if unsent is not None:
            self.unsent.emit(unsent)
            return
        if self._written.text.strip() == text.strip():
            self.sending.emit()
            self._leave()
            self.given.emit(self._written)
        await self.keep_draft()
        self.sent.emit()

    def _finish_edit(self, written: Written) -> None:
        message = self._mode.message
        if message is None:
            return
        if not written.text.strip():
            self.unsent.emit(Unsent(code=RefusalCode.EMPTY))
        elif is_too_long(written.text):
            self.unsent.emit(Unsent(code=RefusalCode.TOO_LONG))
        else:
            self.cancel()
            if written.text.strip() != message.text or written.mentions != message.mentions:
                self._scope.start(self._edit(message, written), "edit")

    async def _edit(self, message: Message, written: Written) -> None:
        try:
            await self._handle.edit(message.row, written.text, written.mentions)
        except ActionRefused as error:
            unsent = Unsent(code=error.code)
        except (*ACCOUNT_GONE, StoreError, ValueError):
            unsent = Unsent()
        else:
            return
        if self._mode.kind is not ComposeKind.EDITING:
            self.edit(message, written)
        self.unsent.emit(unsent)

    def _put_back(self, written: Written, mode: ComposeMode) -> None:
        """What did not leave stands before what was written meanwhile."""
        if self._mode.kind is ComposeKind.EDITING:
            self._aside = joined(written, self._aside)
            return
        if self._mode.kind is ComposeKind.WRITING:
            self._set_mode(mode)
        self._give(joined(written, self._written))

    # messages that are answered or edited

    async def _restore_reply(self, row: int) -> None:
        found = await self._handle.by_rows((row,))
        if found and self._reply_wanted == row and self._mode.kind is ComposeKind.WRITING:
            self.reply_to(found[0])
        self._reply_wanted = None

    async def _edit_last(self) -> None:
        message = await self._handle.own_last_editable()
        is_free = self._mode.kind is ComposeKind.WRITING and not self._written.text
        if message is not None and is_free:
            self.edit(message)

    async def _resume_edit(self, row: int, written: Written) -> None:
        for message in await self._handle.by_rows((row,)):
            if message.tombstone is None and self._mode.kind is not ComposeKind.EDITING:
                self.edit(message, written)

    def _on_change(self, change: Change) -> None:
        message = self._mode.message
        if not isinstance(change, MessagesChanged) or message is None:
            return
        if change.conversation == self._handle.id and message.row in (
            *change.updated,
            *change.removed,
        ):
            self.start(self._read_again(message.row), "read the message written about")

    async def _read_again(self, row: int) -> None:
        found = await self._handle.by_rows((row,))
        if self._mode.message is None or self._mode.message.row != row:
            return
        if not found or found[0].tombstone is not None:
            self.cancel()
            self.unsent.emit(Unsent(code=RefusalCode.GONE))
        else:
            self._set_mode(ComposeMode(self._mode.kind, found[0], self._mode.author))

    # inside

    def _set_mode(self, mode: ComposeMode) -> None:
        if mode != self._mode:
            self._mode = mode
            self.mode_changed.emit()

    def _give(self, written: Written) -> None:
        self._written = written
        self.given.emit(written)
        if self._mode.kind is not ComposeKind.EDITING:
            self._keep_draft_soon()

    def _draft(self) -> tuple[str, int | None]:
        """What is kept: never the text of an edit."""
        is_edit = self._mode.kind is ComposeKind.EDITING
        written = self._aside if is_edit else self._written
        mode = self._mode_aside if is_edit else self._mode
        row = mode.message.row if mode.message is not None else self._reply_wanted
        return (written.text if written.text.strip() else "", row)

    def _keep_draft_soon(self) -> None:
        if self._draft_timer is not None:
            self._draft_timer.cancel()
        loop = asyncio.get_running_loop()
        self._draft_timer = loop.call_later(_DRAFT_PAUSE, self._start_keeping_draft)

    def _start_keeping_draft(self) -> None:
        self._draft_timer = None
        if not self._scope.is_closed:
            self._scope.start(self.keep_draft(), "keep the draft")

    def _set_typing(self, *, is_typing: bool) -> None:
        if self._typing_timer is not None:
            self._typing_timer.cancel()
            self._typing_timer = None
        if is_typing:
            loop = asyncio.get_running_loop()
            self._typing_timer = loop.call_later(_TYPING_PAUSE, self._on_typing_paused)
        self._tell_typing(is_typing)

    def _on_typing_paused(self) -> None:
        self._typing_timer = None
        self._tell_typing(False)

    def _tell_typing(self, is_typing: bool) -> None:
        try:
            self._handle.set_typing(is_typing)
        except ACCOUNT_GONE:
            return  # there is nobody to tell
