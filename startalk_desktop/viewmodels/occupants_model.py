"""Who is in a room, for its member list."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from startalk_desktop.core.changes import ChangeHub
from startalk_desktop.core.conversation import ConversationHandle
from startalk_desktop.core.directory import Directory
from startalk_desktop.core.errors import AccountNotOpen, AccountUnknown
from startalk_desktop.model.changes import Change, PeopleChanged, RoomChanged
from startalk_desktop.model.room import Occupant

_NOWHERE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class OccupantRole(IntEnum):
    """What a row tells."""

    OCCUPANT = Qt.ItemDataRole.UserRole + 1  # Occupant
    NAME = Qt.ItemDataRole.UserRole + 2  # str: as the directory has it, else the nick
    JID = Qt.ItemDataRole.UserRole + 3  # Jid | None: None where the room hides it
    PRESENCE = Qt.ItemDataRole.UserRole + 4  # PresenceSummary | None


class OccupantsModel(QAbstractListModel):
    """The people in one room now, in `core`'s order: by affiliation, then by name."""

    def __init__(
        self,
        conversation: ConversationHandle,
        directory: Directory,
        changes: ChangeHub,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._conversation = conversation
        self._directory = directory
        self._occupants = self._read()
        self._subscription = changes.subscribe(self._on_change)

    def close(self) -> None:
        """Hear no more changes."""
        self._subscription.cancel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many people there are."""
        return 0 if parent.isValid() else len(self._occupants)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a row tells; see `OccupantRole`."""
        if not index.isValid():
            return None
        occupant = self._occupants[index.row()]
        account = self._conversation.id.account
        match role:
            case OccupantRole.OCCUPANT:
                return occupant
            case OccupantRole.JID:
                return occupant.real_jid
            case Qt.ItemDataRole.DisplayRole | OccupantRole.NAME:
                if occupant.real_jid is None:
                    return occupant.nick
                return self._directory.name(account, occupant.real_jid)
            case OccupantRole.PRESENCE:
                if occupant.real_jid is None:
                    return None
                return self._directory.presence(account, occupant.real_jid)
        return None

    def _on_change(self, change: Change) -> None:
        match change:
            case RoomChanged(conversation=conversation) if conversation == self._conversation.id:
                self.beginResetModel()
                self._occupants = self._read()
                self.endResetModel()
            case PeopleChanged(account=account, jids=jids) if (
                account == self._conversation.id.account
            ):
                for row, occupant in enumerate(self._occupants):
                    if occupant.real_jid in jids:
                        index = self.index(row)
                        self.dataChanged.emit(index, index)
            case _:
                pass

    def _read(self) -> tuple[Occupant, ...]:
        try:
            return self._conversation.occupants()
        except (AccountNotOpen, AccountUnknown):
            return ()
