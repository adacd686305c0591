"""Who belongs to a room and who is in it, in groups by what they are there, found by name, nick, pinyin or address."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import Any, Final

from PySide6.QtCore import QObject, Qt, QTimer

from startalk_desktop.core.changes import ChangeHub
from startalk_desktop.core.conversation import ConversationHandle
from startalk_desktop.core.directory import Directory
from startalk_desktop.core.ports import RequestFailed
from startalk_desktop.model.changes import Change, PeopleChanged, RoomChanged
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.linked import worn_domain
from startalk_desktop.model.presence import Availability
from startalk_desktop.model.room import Affiliation, RoomAffiliation, RoomMember
from startalk_desktop.store.spelling import Spelling, spelling_of
from startalk_desktop.tasks import TaskScope
from startalk_desktop.viewmodels.gone import ACCOUNT_GONE
from startalk_desktop.viewmodels.room_people_model import Index, RoomPeopleModel

_UNSPELLED: Final = Spelling("", "")

REST_MS: Final = 200
"""In a room of hundreds somebody always comes or goes; its people are not read again before that."""


class MemberGroup(Enum):
    """The groups, in their order."""

    OWNERS = Affiliation.OWNER
    ADMINS = Affiliation.ADMIN
    MEMBERS = Affiliation.MEMBER
    GUESTS = Affiliation.NONE  # there now without belonging to the room


@dataclass(frozen=True, slots=True)
class GroupHead:
    """A row that stands above a group."""

    group: MemberGroup
    count: int


class MemberRole(IntEnum):
    """What a row tells."""

    MEMBER = Qt.ItemDataRole.UserRole + 1  # `RoomMember`, or None in a head
    HEAD = Qt.ItemDataRole.UserRole + 2  # `GroupHead`, or None in a member's row
    AVAILABILITY = Qt.ItemDataRole.UserRole + 3  # `Availability`
    ADDRESS = Qt.ItemDataRole.UserRole + 4  # `Jid`: the person, else the occupant
    DOMAIN = Qt.ItemDataRole.UserRole + 5  # str: of somebody of another company, else ""


_Row = GroupHead | RoomMember


class MembersModel(RoomPeopleModel[_Row]):
    """One room's people, those who are there first in each group.

    A room that shows no lists gives those who are in it.

    Attributes:
        banned: who may not come in, for those who may ban.
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
        self._members: tuple[RoomMember, ...] = ()
        self._own: Jid | None = None  # where the room tells who we are
        self.banned: tuple[RoomAffiliation, ...] = ()
        self._spellings: dict[str, Spelling] = {}
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._reading.request)

    def close(self) -> None:
        """Hear no more changes; a reading that is under way ends in nothing."""
        self._rest.stop()
        super().close()

    @property
    def members(self) -> tuple[RoomMember, ...]:
        """Everybody, found or not."""
        return self._members

    @property
    def is_searching(self) -> bool:
        """Whether only those are shown who match a text."""
        return bool(self._text)

    def row_of(self, nick: str) -> int | None:
        """The row of whoever has that nick now."""
        for row, one in enumerate(self._rows):
            if isinstance(one, RoomMember) and one.nick == nick:
                return row
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A head can't be chosen."""
        if index.isValid() and isinstance(self._rows[index.row()], GroupHead):
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a row tells; see `MemberRole`."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        match role:
            case MemberRole.MEMBER:
                return row if isinstance(row, RoomMember) else None
            case MemberRole.HEAD:
                return row if isinstance(row, GroupHead) else None
            case MemberRole.AVAILABILITY if isinstance(row, RoomMember):
                return self._availability(row)
            case MemberRole.ADDRESS if isinstance(row, RoomMember):
                return row.jid or self._conversation.id.peer.with_resource(row.nick or "")
            case MemberRole.DOMAIN if isinstance(row, RoomMember):
                return worn_domain(row.jid, self._own) if row.jid and self._own else ""
            case Qt.ItemDataRole.DisplayRole if isinstance(row, RoomMember):
                return row.shown_name
        return None

    def _availability(self, member: RoomMember) -> Availability:
        if member.jid is None:
            return Availability.AVAILABLE if member.is_here else Availability.UNKNOWN
        told = self._directory.presence(self._conversation.id.account, member.jid).availability
        if told is Availability.UNKNOWN and member.is_here:
            return Availability.AVAILABLE
        return told

    def _on_change(self, change: Change) -> None:
        match change:
            case RoomChanged(conversation=conversation) if conversation == self._conversation.id:
                if not self._rest.isActive():
                    self._rest.start()
            case PeopleChanged(account=account, jids=jids) if (
                account == self._conversation.id.account
                and any(one.jid in jids for one in self._members)
            ):
                self._arrange()
            case _:
                pass

    async def _read(self) -> None:
        try:
            members = await self._conversation.members()
        except (RequestFailed, *ACCOUNT_GONE):
            members = ()  # we are not in the room: nobody says who is
        banned = await self._read_banned()
        names = {name for one in members for name in _names(one)} - self._spellings.keys()
        if names:
            self._spellings |= await asyncio.to_thread(_spelled, names)
        if self._is_closed:
            return
        self._members, self.banned = members, banned
        self._own = next((one.jid for one in members if one.is_self), None)
        self._settle()

    async def _read_banned(self) -> tuple[RoomAffiliation, ...]:
        try:
            if not self._conversation.room_abilities().can_ban:
                return ()
            return await self._conversation.banned()
        except (RequestFailed, *ACCOUNT_GONE):
            return ()

    def _arrange(self) -> None:
        found = [one for one in self._members if self._is_found(one)]
        rows: list[_Row] = []
        for group in MemberGroup:
            people = [one for one in found if one.affiliation is group.value]
            if people:
                rows.append(GroupHead(group, len(people)))
                people.sort(key=self._order)
                rows += people
        if [_key(row) for row in rows] == [_key(row) for row in self._rows]:
            self._rows = rows
            if rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self._show_rows(rows)

    def _order(self, member: RoomMember) -> tuple[bool, bool, str]:
        is_online = self._availability(member) not in (Availability.UNKNOWN, Availability.OFFLINE)
        spelled = self._spellings.get(member.shown_name, _UNSPELLED)
        return (
            not member.is_here,
            not is_online,
            spelled.full.partition(" ")[2].partition(" ")[0] or member.shown_name.casefold(),
        )

    def _is_found(self, member: RoomMember) -> bool:
        text = self._text
        if not text:
            return True
        names = _names(member)
        if any(text in name.casefold() for name in names):
            return True
        read = [self._spellings.get(name, _UNSPELLED) for name in names]
        if any(f" {text}" in f" {one.initials} {one.full}" for one in read):
            return True
        return member.jid is not None and text in str(member.jid)


def _names(member: RoomMember) -> Sequence[str]:
    return [name for name in (member.name, member.nick or "") if name]


def _spelled(names: Iterable[str]) -> Mapping[str, Spelling]:
    return {name: spelling_of(name) for name in names}


def _key(row: _Row) -> object:
    return row.group if isinstance(row, GroupHead) else (row.jid, row.nick)
