"""Rooms that we are asked into and have not answered, of all accounts; `core` keeps them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from startalk_desktop.core.ports import RequestFailed
from startalk_desktop.model.account import Account
from startalk_desktop.model.changes import (
    AccountsChanged,
    BlockListChanged,
    Change,
    ConnectionStateChanged,
    DirectoryChanged,
    InvitationReceived,
    InvitationsChanged,
    PeopleChanged,
)
from startalk_desktop.model.connection import Online
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.identity import AccountId, ConversationId
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.linked import worn_domain
from startalk_desktop.model.room import RoomInfo, RoomInvitation
from startalk_desktop.tasks import TaskScope
from startalk_desktop.viewmodels.coalescing import CoalescedTask
from startalk_desktop.viewmodels.gone import ACCOUNT_GONE, unless_gone

if TYPE_CHECKING:
    from startalk_desktop.core.startalk import Startalk


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
        is_hearsay: a room that is not on the company's server says who invites, and nobody else does.
    """

    account: AccountId
    room: Jid
    inviter: Jid
    reason: str = ""
    info: RoomInfo | None = None
    is_from_stranger: bool = False
    is_hearsay: bool = False

    @property
    def is_from_room(self) -> bool:
        """Whether nobody says who asks but the room itself."""
        return self.inviter.bare == self.room

    @property
    def room_name(self) -> str:
        """What the room is called."""
        return (self.info.name if self.info is not None else "") or self.room.local


class Invitations(QObject):
    """Those of each account, oldest first; never entered by themselves.

    Signals:
        changed: others are there, or more is known of one.
        joined(ConversationId)
        failed(Invitation, Failure): the room did not let us in; the invitation stays.
        arrived(Invitation): it came just now, and the room was asked what it is.
    """

    changed = Signal()
    joined = Signal(object)
    failed = Signal(object, object)
    arrived = Signal(object)

    def __init__(self, startalk: Startalk, scope: TaskScope, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._startalk = startalk
        self._scope = scope
        self._all: dict[tuple[AccountId, Jid], Invitation] = {}
        self._joining: set[tuple[AccountId, Jid]] = set()
        self._arriving: set[tuple[AccountId, Jid]] = set()
        self._reading = CoalescedTask(scope, "read invitations", self._read)
        self._asking = CoalescedTask(scope, "ask what we are invited to", self._ask)
        self._subscription = startalk.changes.subscribe(self._on_change)
        self._reading.request()

    def close(self) -> None:
        """Hear no more changes."""
        self._subscription.cancel()

    def waiting(self) -> list[Invitation]:
        """Those of companies that are not locked."""
        known = self._open_accounts()
        return [one for one in self._all.values() if one.account in known]

    def is_waiting(self, room: ConversationId) -> bool:
        """Whether an invitation to `room` is shown."""
        return (room.account, room.peer) in self._all and room.account in self._open_accounts()

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
        """Say no, on all our devices. The inviter is not told: a stranger need not know that somebody reads."""
        if self._all.pop(_key(invitation), None) is not None:
            self._arriving.discard(_key(invitation))
            self.changed.emit()
            work = self._startalk.rooms.decline(invitation.account, invitation.room)
            self._scope.start(unless_gone(work), "decline an invitation")

    def _on_change(self, change: Change) -> None:
        match change:
            case InvitationReceived(account, room, is_history=False):
                self._arriving.add((account, room))
                self._reading.request()
            case InvitationsChanged() | AccountsChanged() | BlockListChanged():
                self._reading.request()
            case ConnectionStateChanged(_, Online()):
                self._asking.request()
            case DirectoryChanged(account) if any(key[0] == account for key in self._all):
                self._reading.request()
            case PeopleChanged(account, jids) if any(
                one.account == account and one.inviter.bare in jids for one in self._all.values()
            ):
                self.changed.emit()
            case _:
                pass

    async def _read(self) -> None:
        arriving = frozenset(self._arriving)
        found: dict[tuple[AccountId, Jid], Invitation] = {}
        for account in sorted(self._open_accounts()):
            try:
                for one in await self._startalk.rooms.invitations(account):
                    known = self._all.get((account, one.room))
                    found[account, one.room] = await self._shown(account, one, known)
            except ACCOUNT_GONE:
                continue
        if found != self._all:
            self._all = found
            self.changed.emit()
        self._arriving -= arriving - found.keys()  # answered already, or not kept
        if self._arriving or any(one.info is None for one in found.values()):
            self._asking.request()

    async def _shown(
        self, account: AccountId, one: RoomInvitation, known: Invitation | None
    ) -> Invitation:
        own = self._startalk.accounts.get(account).jid
        is_ours = not worn_domain(one.room, own)
        return Invitation(
            account,
            one.room,
            one.inviter,
            one.reason,
            known.info if known is not None else None,
            is_from_stranger=await self._is_from_stranger(account, one),
            is_hearsay=not (one.is_direct or one.is_from_room or is_ours),
        )

    async def _ask(self) -> None:
        """What those rooms say of themselves, of which it is not known."""
        for key in [key for key, one in self._all.items() if one.info is None]:
            try:
                info = await self._startalk.rooms.info(*key)
            except (RequestFailed, *ACCOUNT_GONE):
                continue  # the card shows the address; it is asked again at the next sign-in
            if key in self._all:
                self._all[key] = replace(self._all[key], info=info)
                self.changed.emit()
        for key in [key for key in self._arriving if key in self._all]:
            self._arriving.discard(key)
            self.arrived.emit(self._all[key])

    async def _is_from_stranger(self, account: AccountId, one: RoomInvitation) -> bool:
        """Whether a directory that knows people does not know this one."""
        directory = self._startalk.directory
        if one.is_from_room or directory.company(account).people_count == 0:
            return False
        person = await directory.person(account, one.inviter.bare)
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

    def _open_accounts(self) -> set[AccountId]:
        accounts = self._startalk.accounts
        return {one.id for one in accounts.all() if not accounts.is_locked(one.id)}


def _key(invitation: Invitation) -> tuple[AccountId, Jid]:
    return invitation.account, invitation.room
