"""Who may not come into a room, and why; found by name or address."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt

from startalk_desktop.core.ports import RequestFailed
from startalk_desktop.model.changes import Change, RoomChanged
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.jid import Jid
from startalk_desktop.tasks import TaskScope
from startalk_desktop.viewmodels.gone import ACCOUNT_GONE
from startalk_desktop.viewmodels.room_people_model import Index, RoomPeopleModel

if TYPE_CHECKING:
    from startalk_desktop.core.changes import ChangeHub
    from startalk_desktop.core.conversation import ConversationHandle
    from startalk_desktop.core.directory import Directory


@dataclass(frozen=True, slots=True)
class BannedPerson:
    """Somebody whom a room does not let in. `name` is the directory's, else out of the address."""

    jid: Jid
    name: str
    reason: str = ""


class BannedRole(IntEnum):
    """What a row tells."""

    PERSON = Qt.ItemDataRole.UserRole + 1  # `BannedPerson`


class BannedModel(RoomPeopleModel[BannedPerson]):
    """Reads one room's list, and again when the room changed. A text finds by name or address.

    Attributes:
        failure: why the room does not show it.
    """

    def __init__(
        self,
        conversation: ConversationHandle,
        directory: Directory,
        changes: ChangeHub,
        scope: TaskScope,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(conversation, directory, changes, scope, parent)
        self._all: list[BannedPerson] = []
        self.failure: Failure | None = None

    @property
    def count(self) -> int:
        """How many are banned, found or not."""
        return len(self._all)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a row tells; see `BannedRole`."""
        if not index.isValid():
            return None
        person = self._rows[index.row()]
        match role:
            case BannedRole.PERSON:
                return person
            case Qt.ItemDataRole.DisplayRole:
                return person.name
        return None

    def _on_change(self, change: Change) -> None:
        if isinstance(change, RoomChanged) and change.conversation == self._conversation.id:
            self._reading.request()

    async def _read(self) -> None:
        failure, found = None, list(self._all)
        try:
            banned = await self._conversation.banned()
        except RequestFailed as error:
            failure = error.failure
        except ACCOUNT_GONE:
            failure = Failure(FailureCode.CONNECTION_LOST)
        else:
            found = [BannedPerson(one.jid, self._name(one.jid), one.reason) for one in banned]
        if self._is_closed:
            return
        self._all, self.failure = found, failure
        self._settle()

    def _name(self, jid: Jid) -> str:
        return self._directory.name(self.account, jid) or jid.local or jid.domain

    def _arrange(self) -> None:
        text = self._text
        rows = [one for one in self._all if text in one.name.casefold() or text in str(one.jid)]
        rows.sort(key=lambda one: (one.name.casefold(), one.jid))
        if rows != self._rows:
            self._show_rows(rows)
