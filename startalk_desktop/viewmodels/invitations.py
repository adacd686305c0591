"""Rooms that we were asked into and have not answered: kept until they are answered, never entered by themselves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from startalk_desktop.core.ports import RequestFailed
from startalk_desktop.model.account import Account
from startalk_desktop.model.changes import (
    AccountsChanged,
    Change,
    ConversationsChanged,
    InvitationReceived,
    PeopleChanged,
)
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.identity import AccountId, ConversationId
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.room import RoomInfo
from startalk_desktop.tasks import TaskScope
from startalk_desktop.viewmodels.gone import ACCOUNT_GONE

if TYPE_CHECKING:
    from startalk_desktop.core.startalk import Startalk

_OF_AN_ACCOUNT: Final = 50
_LONGEST_REASON: Final = 500


@dataclass(frozen=True, slots=True)
class Invitation:
    """Who asks us where to.

    Attributes:
        account: who is asked.
        room: bare.
        inviter: bare; an occupant's address where the room hides who it is.
        reason: what the inviter says.
        info: what the room says of itself, once it was asked.
        is_from_stranger: the company's directory does not know the inviter.
    """

    account: AccountId
    room: Jid
    inviter: Jid
    reason: str = ""
    info: RoomInfo | None = None
    is_from_stranger: bool = False

    @property
    def is_from_room(self) -> bool:
        """Whether nobody says who asks but the room itself."""
        return self.inviter.bare == self.room

    @property
    def room_name(self) -> str:
        """What the room is called."""
        return (self.info.name if self.info is not None else "") or self.room.local


class Invitations(QObject):
    """Oldest first; one more from the same room replaces what was there.

    Signals:
        changed: others are there, or more is known of one.
        joined(ConversationId)
        failed(Invitation, Failure): the room did not let us in; the invitation stays.
    """

    changed = Signal()
    joined = Signal(object)
    failed = Signal(object, object)

    def __init__(self, startalk: Startalk, scope: TaskScope, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._startalk = startalk
        self._scope = scope
        self._all: dict[tuple[AccountId, Jid], Invitation] = {}
        self._joining: set[tuple[AccountId, Jid]] = set()
        self._subscription = startalk.changes.subscribe(self._on_change)

    def close(self) -> None:
        """Hear no more changes."""
        self._subscription.cancel()

    def waiting(self) -> list[Invitation]:
        """Those of companies that are not locked."""
        known = self._open_accounts()
        return [one for one in self._all.values() if one.account in known]

    def account_of(self, invitation: Invitation) -> Account:
        """Who is asked."""
        return self._startalk.accounts.get(invitation.account)

    def inviter_name(self, invitation: Invitation) -> str:
        """What the inviter is called; empty where only the room knows who it is."""
        if invitation.is_from_room:
            return invitation.inviter.resource
        return self._startalk.directory.name(invitation.account, invitation.inviter.bare)

    def is_joining(self, invitation: Invitation) -> bool:
        """Whether the room is being asked to let us in."""
        return _key(invitation) in self._joining

    def join(self, invitation: Invitation) -> None:
        """Accept; `joined` or `failed` follows."""
        if not self.is_joining(invitation):
            self._joining.add(_key(invitation))
            self.changed.emit()
            self._scope.start(self._join(invitation), "accept an invitation")

    def decline(self, invitation: Invitation) -> None:
        """Forget it. Nobody is told: a stranger need not know that somebody reads."""
        if self._all.pop(_key(invitation), None) is not None:
            self.changed.emit()

    def _on_change(self, change: Change) -> None:
        match change:
            case InvitationReceived(account, room, sender, reason):
                invitation = Invitation(account, room.bare, sender, reason[:_LONGEST_REASON])
                self._scope.start(self._take(invitation), "take an invitation")
            case AccountsChanged():
                known = {account.id for account in self._startalk.accounts.all()}
                self._all = {key: one for key, one in self._all.items() if key[0] in known}
                self.changed.emit()
            case ConversationsChanged(account, peers):
                for key in [key for key in self._all if key[0] == account and key[1] in peers]:
                    self._scope.start(self._drop_if_joined(key), "look whether we joined")
            case PeopleChanged(account, jids) if any(
                one.account == account and one.inviter.bare in jids for one in self._all.values()
            ):
                self.changed.emit()
            case _:
                pass

    async def _take(self, invitation: Invitation) -> None:
        key = _key(invitation)
        if await self._is_inside(key):
            return
        if key not in self._all:
            own = [other for other in self._all if other[0] == invitation.account]
            if len(own) >= _OF_AN_ACCOUNT:
                del self._all[own[0]]
        is_from_stranger = await self._is_from_stranger(invitation)
        self._all[key] = replace(invitation, is_from_stranger=is_from_stranger)
        self.changed.emit()
        try:
            info = await self._startalk.rooms.info(invitation.account, invitation.room)
        except (RequestFailed, *ACCOUNT_GONE):
            return  # the card shows the address
        if key in self._all:
            self._all[key] = replace(self._all[key], info=info)
            self.changed.emit()

    async def _is_from_stranger(self, invitation: Invitation) -> bool:
        """Whether a directory that knows people does not know this one."""
        directory, account = self._startalk.directory, invitation.account
        if invitation.is_from_room:
            return False
        try:
            if directory.company(account).people_count == 0:
                return False
            person = await directory.person(account, invitation.inviter.bare)
        except ACCOUNT_GONE:
            return False
        return not person.unit_path

    async def _join(self, invitation: Invitation) -> None:
        key = _key(invitation)
        try:
            room = await self._startalk.rooms.join(invitation.account, invitation.room)
        except RequestFailed as error:
            self._joining.discard(key)
            self.changed.emit()
            self.failed.emit(invitation, error.failure)
        except ACCOUNT_GONE:
            self._joining.discard(key)
            self.changed.emit()
            self.failed.emit(invitation, Failure(FailureCode.CONNECTION_LOST))
        else:
            self._joining.discard(key)
            self._all.pop(key, None)
            self.changed.emit()
            self.joined.emit(room)

    async def _drop_if_joined(self, key: tuple[AccountId, Jid]) -> None:
        if key not in self._joining and await self._is_inside(key):
            self._all.pop(key, None)
            self.changed.emit()

    async def _is_inside(self, key: tuple[AccountId, Jid]) -> bool:
        """Whether we are in the room, by this device's wish or another's."""
        try:
            lines = await self._startalk.inbox.conversations(key[0])
        except ACCOUNT_GONE:
            return False
        room = ConversationId(*key)
        return any(line.id == room and line.is_joined for line in lines)

    def _open_accounts(self) -> set[AccountId]:
        accounts = self._startalk.accounts
        return {one.id for one in accounts.all() if not accounts.is_locked(one.id)}


def _key(invitation: Invitation) -> tuple[AccountId, Jid]:
    return invitation.account, invitation.room
