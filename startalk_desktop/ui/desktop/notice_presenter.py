"""Shows what `core` finds worth a notice, and does what the user answers to it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from startalk_desktop.core.discretion import Discretion
from startalk_desktop.core.notices import Notice, Notices
from startalk_desktop.model.identity import ConversationId, ConversationKind
from startalk_desktop.tasks import TaskScope
from startalk_desktop.ui.desktop.notice_texts import NoticeTexts
from startalk_desktop.ui.desktop.notifier import DesktopNotice, Herald
from startalk_desktop.viewmodels.gone import ACCOUNT_GONE

if TYPE_CHECKING:
    from startalk_desktop.core.startalk import Startalk
    from startalk_desktop.ui.main_window import MainWindow

_log = logging.getLogger(__name__)

_REMEMBERED: Final = 200


class NoticePresenter(QObject):
    """Between `core.notices` and the desktop."""

    def __init__(
        self,
        window: MainWindow,
        startalk: Startalk,
        herald: Herald,
        discretion: Discretion,
        scope: TaskScope,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._startalk = startalk
        self._herald = herald
        self._texts = NoticeTexts(self)
        self._scope = scope
        self._rows: dict[ConversationId, int] = {}  # the newest shown
        self._notices = Notices(
            startalk.accounts,
            startalk.changes,
            scope,
            self._is_looking_at,
            self.present,
            self._withdraw,
            discretion=discretion,
        )
        notifier = herald.notifier
        notifier.activated.connect(self._on_activated)
        notifier.replied.connect(self._on_replied)
        notifier.read_asked.connect(self._on_read)
        window.stage.opened.connect(self._on_opened)

    def close(self) -> None:
        """Show nothing more."""
        self._notices.close()

    def present(self, notice: Notice) -> None:
        """Show a notice."""
        key = notice.conversation
        self._rows.pop(key, None)
        self._rows[key] = notice.row
        if len(self._rows) > _REMEMBERED:
            del self._rows[next(iter(self._rows))]
        self._herald.show(
            DesktopNotice(
                key,
                self._texts.title(notice),
                self._texts.body(notice),
                is_silent=notice.is_silent,
                can_reply=bool(notice.conversation_name),
                picture=self._window.images.image(key.account, key.peer)
                if notice.conversation_name and notice.kind is ConversationKind.DIRECT
                else None,
            )
        )

    def _is_looking_at(self, conversation: ConversationId) -> bool:
        stage = self._window.stage
        is_open = stage.model is not None and stage.model.id == conversation and stage.is_reading
        return is_open and self._window.isActiveWindow()

    def _withdraw(self, conversation: ConversationId, row: int) -> None:
        """What was shown was recalled or read; an older message's going leaves the newer one's notice."""
        if self._rows.get(conversation) == row:
            del self._rows[conversation]
            self._herald.notifier.withdraw(conversation)

    def _on_opened(self, conversation: object) -> None:
        if isinstance(conversation, ConversationId):
            self._notices.withdraw(conversation)

    def _on_activated(self, conversation: ConversationId) -> None:
        self._window.come_up()
        if self._window.invitations.is_waiting(conversation):
            return  # its card is over whatever is open
        self._window.stage.open(conversation, self._rows.get(conversation))

    def _on_replied(self, conversation: ConversationId, text: str) -> None:
        self._scope.start(self._reply(conversation, text), "answer out of a notice")

    def _on_read(self, conversation: ConversationId) -> None:
        self._scope.start(self._mark_read(conversation), "mark read out of a notice")

    async def _reply(self, conversation: ConversationId, text: str) -> None:
        row = self._rows.get(conversation)
        try:
            handle = self._startalk.conversation(conversation)
            line = await handle.info()
            # With one person it is clear what is answered; in a room others may have spoken meanwhile.
            is_room = line.kind is ConversationKind.ROOM
            await handle.send(text, reply_to=row if is_room else None)
        except ACCOUNT_GONE:
            _log.info("the company was locked or left before the answer was sent")
            self._window.toast.say(
                self.tr("Your answer was not sent: the company is locked or gone")
            )
            return
        await self._mark_read(conversation)

    async def _mark_read(self, conversation: ConversationId) -> None:
        row = self._rows.get(conversation)
        if row is None:
            return
        try:
            await self._startalk.conversation(conversation).mark_read(row)
        except ACCOUNT_GONE:
            _log.debug("the company was locked or left meanwhile")
