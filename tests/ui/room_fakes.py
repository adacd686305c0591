"""Rooms of the in-memory Startalk: who belongs to them, what they allow, and what they refuse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from startalk_desktop.core.errors import InvitationsRefused
from startalk_desktop.core.lookalikes import marked
from startalk_desktop.core.ports import RequestFailed
from startalk_desktop.core.room_abilities import abilities_of
from startalk_desktop.model.changes import InvitationReceived, InvitationsChanged, RoomChanged
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.identity import AccountId, ConversationId, ConversationKind, Timestamp
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.room import (
    Affiliation,
    Occupant,
    Role,
    RoomAbilities,
    RoomAffiliation,
    RoomEvent,
    RoomInfo,
    RoomInvitation,
    RoomMember,
    RoomSettings,
)

if TYPE_CHECKING:
    from tests.ui.fakes import FakeConversation, FakeStartalk

_ORDER = tuple(Affiliation)


@dataclass
class FakeRoom:
    """What a room is besides what was said and who is there."""

    info: RoomInfo | None = None
    was_anonymous: bool | None = None  # as the store has it
    listed: dict[Jid, Affiliation] = field(default_factory=dict)
    banned: dict[Jid, str] = field(default_factory=dict)  # and why
    banned_asked: int = 0
    hides_banned: Failure | None = None
    settings: RoomSettings = field(default_factory=lambda: RoomSettings.private("Room"))
    events: list[RoomEvent] = field(default_factory=list)
    failure: Failure | None = None
    refusal: Failure | None = None  # of whatever is asked next
    not_invited: dict[Jid, Failure] = field(default_factory=dict)  # whom it does not take, and why
    asked: list[tuple[object, ...]] = field(default_factory=list)


class RulingHandle:
    """The part of `ConversationHandle` that rules a room."""

    _world: FakeStartalk
    id: ConversationId

    @property
    def _it(self) -> FakeConversation:
        raise NotImplementedError

    @property
    def room(self) -> FakeRoom:
        return self._it.room

    def _ask(self, *what: object) -> None:
        room = self.room
        room.asked.append(what)
        if room.refusal is not None:
            refusal, room.refusal = room.refusal, None
            raise RequestFailed(refusal)

    def _tell(self) -> None:
        self._world.changes.announce(RoomChanged(self.id))

    def room_info(self) -> RoomInfo | None:
        return self.room.info

    def is_anonymous(self) -> bool | None:
        return (
            self.room.info.is_anonymous if self.room.info is not None else self.room.was_anonymous
        )

    def room_abilities(self) -> RoomAbilities:
        own = next((one for one in self._it.occupants if one.is_self), None)
        return abilities_of(own, self.room.info, can_moderate=False)

    def room_events(self, since: Timestamp = 0) -> tuple[RoomEvent, ...]:
        return tuple(event for event in self.room.events if event.at >= since)

    def room_failure(self) -> Failure | None:
        return self.room.failure

    async def members(self) -> tuple[RoomMember, ...]:
        it, directory = self._it, self._world.directory

        def name(jid: Jid | None) -> str:
            return directory.names.get((self.id.account, jid), "") if jid is not None else ""

        members = [
            RoomMember(
                one.real_jid, one.nick, one.affiliation, one.role, is_here=True,
                name=name(one.real_jid), is_self=one.is_self,
            )
            for one in it.occupants
        ]  # fmt: skip
        there = {one.jid for one in members}
        members += [
            RoomMember(jid, None, affiliation, name=name(jid))
            for jid, affiliation in self.room.listed.items()
            if jid not in there
        ]
        members.sort(key=lambda one: (_ORDER.index(one.affiliation), one.shown_name.casefold()))
        return marked(members)

    async def banned(self) -> tuple[RoomAffiliation, ...]:
        self.room.banned_asked += 1
        if self.room.hides_banned is not None:
            raise RequestFailed(self.room.hides_banned)
        return tuple(
            RoomAffiliation(jid, Affiliation.OUTCAST, reason=reason)
            for jid, reason in self.room.banned.items()
        )

    async def room_settings(self) -> RoomSettings:
        self._ask("settings")
        return self.room.settings

    async def change_room(self, settings: RoomSettings) -> None:
        self._ask("change", settings)
        given = {
            name: getattr(settings, name)
            for name in settings.__slots__
            if getattr(settings, name) is not None
        }
        self.room.settings = replace(self.room.settings, **given)
        if settings.name is not None:
            self._world.update_line(self.id, name=settings.name)
        self._tell()

    async def set_subject(self, text: str) -> None:
        self._ask("subject", text)
        self._it.subject = text
        self._tell()

    async def set_room_avatar(self, picture: bytes) -> None:
        self._ask("avatar", picture)
        self._world.directory.avatars[self.id.account, self.id.peer] = picture

    async def invite(self, people: Sequence[Jid], reason: str = "") -> None:
        self._ask("invite", tuple(people), reason)
        refusals = {
            jid: self.room.not_invited[jid] for jid in people if jid in self.room.not_invited
        }
        invited = [jid for jid in people if jid not in refusals]
        self.room.listed.update(dict.fromkeys(invited, Affiliation.MEMBER))
        self._tell()
        if refusals:
            raise InvitationsRefused(refusals)

    async def set_affiliation(self, jid: Jid, affiliation: Affiliation, reason: str = "") -> None:
        self._ask("affiliation", jid, affiliation, reason)
        it = self._it
        self.room.banned.pop(jid, None)
        if affiliation is Affiliation.OUTCAST:
            self.room.banned[jid] = reason
        self.room.listed[jid] = affiliation
        if affiliation in (Affiliation.NONE, Affiliation.OUTCAST):
            del self.room.listed[jid]
            it.occupants = tuple(one for one in it.occupants if one.real_jid != jid)
        it.occupants = tuple(
            replace(one, affiliation=affiliation, role=_role(affiliation))
            if one.real_jid == jid
            else one
            for one in it.occupants
        )
        self._tell()

    async def set_role(self, nick: str, role: Role, reason: str = "") -> None:
        self._ask("role", nick, role, reason)
        it = self._it
        it.occupants = tuple(
            replace(one, role=role) if one.nick == nick else one for one in it.occupants
        )
        self._tell()

    async def kick(self, nick: str, reason: str = "") -> None:
        self._ask("kick", nick, reason)
        it = self._it
        it.occupants = tuple(one for one in it.occupants if one.nick != nick)
        self._tell()

    async def ban(self, jid: Jid, reason: str = "") -> None:
        await self.set_affiliation(jid, Affiliation.OUTCAST, reason)

    async def leave_room(self) -> None:
        self._ask("leave")
        self._it.occupants = ()
        self._world.update_line(self.id, is_joined=False)
        self._tell()

    async def destroy_room(self, reason: str = "", alternative: Jid | None = None) -> None:
        self._ask("destroy", reason, alternative)
        self._it.occupants = ()
        self._world.update_line(self.id, is_joined=False)
        self._tell()


class FakeRooms:
    """`startalk.rooms`."""

    def __init__(self, world: FakeStartalk) -> None:
        self._world = world
        self.created: list[dict[str, object]] = []
        self.infos: dict[Jid, RoomInfo] = {}
        self.joined: list[Jid] = []
        self.invited: dict[AccountId, list[RoomInvitation]] = {}
        self.declined: list[Jid] = []
        self.refusal: Failure | None = None

    async def create(
        self,
        account: AccountId,
        name: str,
        *,
        members: Sequence[Jid] = (),
        is_public: bool = False,
        topic: str = "",
        avatar: bytes | None = None,
    ) -> ConversationId:
        self._refuse()
        self.created.append(
            {"account": account, "name": name, "members": tuple(members),
             "is_public": is_public, "topic": topic, "avatar": avatar}
        )  # fmt: skip
        own = self._world.accounts.get(account).jid
        peer = Jid(f"room{len(self.created)}", f"rooms.{own.domain}")
        room = self._world.begin(account, str(peer), name, ConversationKind.ROOM)
        it = self._world.conversations[room]
        it.subject = topic
        it.occupants = (
            Occupant("王芳", Affiliation.OWNER, Role.MODERATOR, own.bare, is_self=True),
        )
        it.room.info = RoomInfo(peer, name, is_members_only=not is_public, is_public=is_public)
        it.room.listed = dict.fromkeys(members, Affiliation.MEMBER)
        return room

    async def browse(self, account: AccountId) -> tuple[RoomInfo, ...]:
        return await self._world.inbox.browse_rooms(account)

    async def info(self, account: AccountId, room: Jid) -> RoomInfo:
        self._world.accounts.require_open(account)
        if room not in self.infos:
            raise RequestFailed(Failure(FailureCode.RECIPIENT_UNKNOWN))
        return self.infos[room]

    async def join(
        self, account: AccountId, room: Jid, nick: str = "", password: str = ""
    ) -> ConversationId:
        info = self.infos.get(room)
        if info is not None and info.is_protected and not password:
            raise RequestFailed(
                Failure(FailureCode.NOT_ALLOWED, "a password is needed", "rooms.acme.example"),
                "not-authorized",
            )
        self._refuse()
        self.joined.append(room)
        self._answered(account, room)
        return await self._world.inbox.join_room(account, room, nick)

    async def invitations(self, account: AccountId) -> tuple[RoomInvitation, ...]:
        self._world.accounts.require_open(account)
        return tuple(self.invited.get(account, ()))

    async def decline(self, account: AccountId, room: Jid) -> None:
        self.declined.append(room)
        self._answered(account, room)

    def invite(
        self, account: AccountId, invitation: RoomInvitation, *, is_history: bool = False
    ) -> None:
        """As `core` has it when somebody invites us."""
        lines = self._world.conversations
        key = ConversationId(account, invitation.room)
        if key not in lines or not lines[key].line.is_joined:
            self.invited.setdefault(account, []).append(invitation)
            room, inviter = invitation.room, invitation.inviter
            self._world.changes.announce(
                InvitationReceived(account, room, inviter, invitation.reason, is_history)
            )
        self._world.changes.announce(InvitationsChanged(account))

    def _answered(self, account: AccountId, room: Jid) -> None:
        self.invited[account] = [one for one in self.invited.get(account, ()) if one.room != room]
        self._world.changes.announce(InvitationsChanged(account))

    async def open_private(self, account: AccountId, room: Jid, nick: str) -> ConversationId:
        it = self._world.conversations[ConversationId(account, room)]
        real = next((one.real_jid for one in it.occupants if one.nick == nick), None)
        if real is not None:
            return await self._world.inbox.open_direct(account, real)
        key = ConversationId(account, room.with_resource(nick))
        if key not in self._world.conversations:
            self._world.begin(account, str(key.peer), nick, ConversationKind.DIRECT)
        return key

    def _refuse(self) -> None:
        if self.refusal is not None:
            refusal, self.refusal = self.refusal, None
            raise RequestFailed(refusal)


def _role(affiliation: Affiliation) -> Role:
    is_ruling = affiliation in (Affiliation.OWNER, Affiliation.ADMIN)
    return Role.MODERATOR if is_ruling else Role.PARTICIPANT
