"""What lists of one room's people have alike: read again as the room changes, and narrowed by a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Signal

from startalk_desktop.model.changes import Change
from startalk_desktop.model.identity import AccountId
from startalk_desktop.tasks import TaskScope
from startalk_desktop.viewmodels.coalescing import CoalescedTask

if TYPE_CHECKING:
    from startalk_desktop.core.changes import ChangeHub
    from startalk_desktop.core.conversation import ConversationHandle
    from startalk_desktop.core.directory import Directory

_NOWHERE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex
Row = TypeVar("Row")


class RoomPeopleModel(QAbstractListModel, Generic[Row]):
    """Reads at once and whenever it is asked to; `loaded` follows each reading.

    Attributes:
        is_loaded: whether there has been one.
    """

    loaded = Signal()

    def __init__(
        self,
        conversation: ConversationHandle,
        directory: Directory,
        changes: ChangeHub,
        scope: TaskScope,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._conversation = conversation
        self._directory = directory
        self._rows: list[Row] = []
        self._text = ""
        self._is_closed = False
        self.is_loaded = False
        self._reading = CoalescedTask(scope, "read a room's people", self._read)
        self._subscription = changes.subscribe(self._on_change)
        self._reading.request()

    def close(self) -> None:
        """Hear no more changes; a reading that is under way ends in nothing."""
        self._is_closed = True
        self._subscription.cancel()

    @property
    def account(self) -> AccountId:
        """Whose room it is."""
        return self._conversation.id.account

    def set_text(self, text: str) -> None:
        """Show only those who match `text`."""
        self._text = text.strip().casefold()
        self._arrange()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """All that is shown."""
        return 0 if parent.isValid() else len(self._rows)

    def _settle(self) -> None:
        """What has been read is kept: show it."""
        self.is_loaded = True
        self._arrange()
        self.loaded.emit()

    def _show_rows(self, rows: list[Row]) -> None:
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def _on_change(self, change: Change) -> None:
        """Ask for another reading where it concerns the room."""
        raise NotImplementedError

    async def _read(self) -> None:
        """Read, keep it unless the model was closed meanwhile, and `_settle`."""
        raise NotImplementedError

    def _arrange(self) -> None:
        """Show of what was read those who match the text, in their order."""
        raise NotImplementedError
