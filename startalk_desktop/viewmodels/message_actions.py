"""What a person does to sent messages of the open conversation: wishes run as tasks, and what became of them is told.

Writing, and so editing too, is `composing`.
"""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from startalk_desktop.core.abilities import Abilities
from startalk_desktop.core.errors import ActionRefused
from startalk_desktop.core.ports import RequestFailed
from startalk_desktop.model.identity import ConversationId
from startalk_desktop.model.message import Message, MessageVersion
from startalk_desktop.model.read_position import RoomReader
from startalk_desktop.store.errors import StoreError
from startalk_desktop.tasks import TaskScope
from startalk_desktop.viewmodels.gone import ACCOUNT_GONE

if TYPE_CHECKING:
    from startalk_desktop.core.startalk import Startalk


class MessageActions(QObject):
    """Messages are named by their store row. An action shows at once, where it can be taken back.

    Signals:
        refused(RefusalCode): it can't be done to this message.
        request_failed(Failure): the server was asked, and did not do it.
        store_failed(text): this computer could not do it.
        failed(ActionFailed): an edit, recall or reaction did not get through and was taken back here.
        recalled(row): a message is taken back, and for a moment that can be undone.
        recall_undone(was in time)
    """

    refused = Signal(object)
    request_failed = Signal(object)
    store_failed = Signal(str)
    failed = Signal(object)
    recalled = Signal(int)
    recall_undone = Signal(bool)

    def __init__(
        self,
        startalk: Startalk,
        conversation: ConversationId,
        scope: TaskScope,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._handle = startalk.conversation(conversation)
        self._scope = scope

    def abilities(self, message: Message) -> Abilities:
        """What may be done to `message` now; nothing where the company is locked or gone."""
        try:
            return self._handle.abilities(message)
        except ACCOUNT_GONE:
            return Abilities()

    # doing

    def recall(self, row: int) -> None:
        """Take an own message back from everybody."""
        self._start(self._recall(row), "recall")

    def undo_recall(self, row: int) -> None:
        """Keep a message whose recall has not been sent yet."""
        self._start(self._undo_recall(row), "undo a recall")

    def moderate(self, row: int, reason: str = "") -> None:
        """Remove somebody's message from the room for everybody."""
        self._start(self._handle.moderate(row, reason), "moderate")

    def react(self, row: int, emoji: str, *, is_on: bool) -> None:
        """Put an own `emoji` under a message, or take it away."""
        self._start(self._handle.react(row, emoji, is_on), "react")

    def toggle_reaction(self, message: Message, emoji: str) -> None:
        """Put an own `emoji` under `message`, or take it away where it is there."""
        is_there = any(one.is_own and one.emoji == emoji for one in message.reactions)
        self.react(message.row, emoji, is_on=not is_there)

    def retry(self, row: int) -> None:
        """Send a failed message again."""
        self._start(self._handle.retry(row), "send again")

    def discard(self, row: int) -> None:
        """Drop a message that was not sent."""
        self._start(self._handle.discard(row), "discard")

    def delete_here(self, rows: Sequence[int]) -> None:
        """Take messages off this machine."""
        self._start(self._delete(tuple(rows)), "delete here")

    # asking

    async def versions(self, row: int) -> list[MessageVersion]:
        """The texts that a message had, oldest first, without the present one; none where the account is gone."""
        try:
            return await self._handle.versions(row)
        except ACCOUNT_GONE:
            return []

    async def readers(self) -> list[RoomReader]:
        """How far each other person has read in the room; none where the account is gone."""
        try:
            return await self._handle.readers()
        except ACCOUNT_GONE:
            return []

    # inside

    async def _recall(self, row: int) -> None:
        await self._handle.recall(row)
        self.recalled.emit(row)

    async def _undo_recall(self, row: int) -> None:
        self.recall_undone.emit(await self._handle.undo_recall(row))

    async def _delete(self, rows: tuple[int, ...]) -> None:
        for row in rows:
            await self._handle.delete_here(row)

    def _start(self, work: Coroutine[Any, Any, object], name: str) -> None:
        self._scope.start(self._say_failure(work), name)

    async def _say_failure(self, work: Coroutine[Any, Any, object]) -> None:
        try:
            await work
        except ActionRefused as error:
            self.refused.emit(error.code)
        except RequestFailed as error:
            self.request_failed.emit(error.failure)
        except ACCOUNT_GONE:
            return  # `AccountsChanged` tells the window
        except StoreError as error:
            self.store_failed.emit(str(error))
