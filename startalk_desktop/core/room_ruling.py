"""What a person does to rooms besides speaking in them: making, inviting, renaming, promoting, putting out, ending."""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Final

from startalk_desktop.core.changes import ChangeHub
from startalk_desktop.core.errors import InvitationsRefused
from startalk_desktop.core.line import Line
from startalk_desktop.core.people import People
from startalk_desktop.core.room_members import members_of, people_of
from startalk_desktop.core.rooms import Rooms
from startalk_desktop.model.changes import RoomTask, RoomTaskFailed
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.identity import AccountId, ConversationId
from startalk_desktop.model.jid import Jid, JidError
from startalk_desktop.model.room import (
    Affiliation,
    Role,
    RoomAffiliation,
    RoomMember,
    RoomSettings,
)
from startalk_desktop.xmpp.errors import NotConnected, RequestFailed

_log = logging.getLogger(__name__)

_AT_ONCE: Final = 4
_BANNED_LIMIT: Final = 5_000
_NAME_CHARACTERS: Final = 40
_LISTS: Final = (Affiliation.OWNER, Affiliation.ADMIN, Affiliation.MEMBER)
_RULING: Final = frozenset({Affiliation.OWNER, Affiliation.ADMIN})
_PICTURES: Final = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"RIFF", "image/webp"),
    (b"GIF8", "image/gif"),
)


class RoomRuling:
    """The rulings of one account. Every method raises `NotConnected`, and `RequestFailed` as the room says."""

    def __init__(
        self,
        account: AccountId,
        line: Line,
        rooms: Rooms,
        people: People,
        changes: ChangeHub,
        preferred_nick: Callable[[], str],
    ) -> None:
        self._account = account
        self._line = line
        self._rooms = rooms
        self._people = people
        self._changes = changes
        self._preferred_nick = preferred_nick

    # making

    async def create(
        self,
        settings: RoomSettings,
        members: Sequence[Jid],
        topic: str = "",
        avatar: bytes | None = None,
    ) -> Jid:
        """Make a room and be in it; returns its address.

        What is asked for besides the room (people, topic, picture) and fails is told by `RoomTaskFailed`: the room
        is there all the same.
        """
        session = self._line.require()
        services = await session.rooms.services()
        if not services:
            detail = "the domain has no rooms"
            raise RequestFailed(Failure(FailureCode.UNSUPPORTED, detail))
        room = _address(settings.name or "", services[0].domain)
        nick = self._preferred_nick()
        await session.rooms.create(room, nick, settings)
        await self._rooms.learn(room)
        await self._rooms.remember(room, nick)
        own = self._people.own
        await self._invite_all(
            room, [jid for jid in members if jid.bare != own], "", on_failed=self._tell
        )
        for task, work in (
            (RoomTask.TOPIC, self.set_subject(room, topic) if topic else None),
            (RoomTask.AVATAR, self.set_avatar(room, avatar) if avatar else None),
        ):
            if work is not None:
                try:
                    await work
                except RequestFailed as error:
                    self._tell(room, task, error.failure)
        return room

    async def invite(self, room: Jid, people: Sequence[Jid], reason: str = "") -> None:
        """Invite people, who become members where the room is for members only and we may make them that.

        Raises:
            InvitationsRefused: some were not; the others were invited all the same.
        """
        refusals: dict[Jid, Failure] = {}
        await self._invite_all(
            room,
            people,
            reason,
            on_failed=lambda _room, _task, failure, jid: refusals.setdefault(jid, failure),
        )
        if refusals:
            raise InvitationsRefused(refusals)

    # settings

    async def settings(self, room: Jid) -> RoomSettings:
        """What is set; only owners may see it."""
        return await self._line.require().room_admin.settings(room)

    async def change(self, room: Jid, settings: RoomSettings) -> None:
        """Change what is given."""
        await self._line.require().room_admin.configure(room, settings)
        # Some rooms tell nobody that they changed (XEP-0045 section 10.2.1 only asks them to).
        await self._rooms.learn(room)
        if settings.name and self._rooms.bookmark(room).is_autojoin:
            bookmark = self._rooms.bookmark(room)
            await self._rooms.remember(room, bookmark.nick, bookmark.password)

    async def set_subject(self, room: Jid, text: str) -> None:
        """Say what the room is about."""
        await self._line.require().room_admin.set_subject(room, text)

    async def set_avatar(self, room: Jid, picture: bytes) -> None:
        """Give the room a picture; empty takes it away."""
        content_type = _type_of(picture)
        await self._line.require().room_admin.set_avatar(room, picture, content_type)

    async def destroy(self, room: Jid, reason: str = "", alternative: Jid | None = None) -> None:
        """End the room for everybody; no device of ours looks for it any more."""
        await self._line.require().room_admin.destroy(room, reason, alternative)
        await self._rooms.leave(room)

    # people

    async def members(self, room: Jid) -> tuple[RoomMember, ...]:
        """Who belongs to the room or is there, by affiliation and then name.

        Lists that the room does not show us are left out.
        """
        known = self._rooms.board.get(room)
        if known is None:
            raise NotConnected(Failure(FailureCode.CONNECTION_LOST))
        if known.listed is None:
            self._rooms.board.set_listed(room, await self._lists(room))
        occupants = list(known.occupants.values())
        listed = list((known.listed or {}).values())
        names = await self._people.names_from_store(people_of(occupants, listed))
        # Comparing how hundreds of names look takes longer than a frame.
        return await asyncio.to_thread(members_of, occupants, listed, names)

    async def set_affiliation(
        self, room: Jid, jid: Jid, affiliation: Affiliation, reason: str = ""
    ) -> None:
        """Make somebody a member, admin, owner, outcast or nobody."""
        await self._line.require().room_admin.set_affiliation(room, jid.bare, affiliation, reason)
        self._rooms.board.forget_bans(room)
        is_listed = affiliation is not Affiliation.OUTCAST
        self._rooms.board.list_as(room, jid.bare, affiliation if is_listed else Affiliation.NONE)
        self._rooms.announce(room)

    async def kick(self, room: Jid, nick: str, reason: str = "") -> None:
        """Put an occupant out, who may come back."""
        await self._line.require().room_admin.set_role(room, nick, Role.NONE, reason)

    async def set_role(self, room: Jid, nick: str, role: Role, reason: str = "") -> None:
        """Let an occupant moderate, speak, or only listen, while they are there."""
        await self._line.require().room_admin.set_role(room, nick, role, reason)

    async def banned(self, room: Jid) -> tuple[RoomAffiliation, ...]:
        """Who may not come in, by address. The room is asked once, and again when that may have changed."""
        known = self._rooms.board.get(room)
        if known is not None and known.banned is not None:
            return known.banned
        as_of = known.ban_changes if known is not None else 0
        found = await self._line.require().room_admin.affiliated(room, Affiliation.OUTCAST)
        people = tuple(sorted(found, key=lambda one: one.jid)[:_BANNED_LIMIT])
        self._rooms.board.set_banned(room, people, as_of)
        return people

    async def _lists(self, room: Jid) -> list[RoomAffiliation]:
        admin = self._line.require().room_admin
        found: list[RoomAffiliation] = []
        for affiliation in _LISTS:
            try:
                found += await admin.affiliated(room, affiliation)
            except NotConnected:
                raise
            except RequestFailed as error:
                _log.debug("%s does not show its list of %ss: %s", room, affiliation, error)
        return found

    async def _invite_all(
        self,
        room: Jid,
        people: Sequence[Jid],
        reason: str,
        on_failed: Callable[[Jid, RoomTask, Failure, Jid], object],
    ) -> None:
        turn = asyncio.Semaphore(_AT_ONCE)

        async def invite(jid: Jid) -> None:
            async with turn:
                try:
                    await self._invite(room, jid, reason)
                except RequestFailed as error:
                    on_failed(room, RoomTask.INVITE, error.failure, jid)

        unique: Collection[Jid] = dict.fromkeys(jid.bare for jid in people)
        await asyncio.gather(*map(invite, unique))

    async def _invite(self, room: Jid, jid: Jid, reason: str) -> None:
        admin = self._line.require().room_admin
        info = self._rooms.info(room)
        known = self._rooms.board.get(room)
        own = known.own if known is not None else None
        password = self._rooms.bookmark(room).password
        if info is None or not info.is_members_only:
            admin.invite_directly(room, jid, reason, password)
        elif own is not None and own.affiliation in _RULING:
            listed = known.listed if known is not None else None
            # Whoever is something already would be made less by being made a member.
            if listed is None or jid not in listed:
                await admin.set_affiliation(room, jid, Affiliation.MEMBER)
                self._rooms.board.list_as(room, jid, Affiliation.MEMBER)
            admin.invite_directly(room, jid, reason, password)
        else:
            # Only the room can make them members for us.
            await admin.invite(room, jid, reason, password)

    def _tell(self, room: Jid, task: RoomTask, failure: Failure, jid: Jid | None = None) -> None:
        _log.info("%s in %s failed: %s", task, room, failure.code)
        self._changes.announce(
            RoomTaskFailed(ConversationId(self._account, room), task, failure, jid)
        )


def private_or_public(name: str, *, is_public: bool) -> RoomSettings:
    """The settings of a new room."""
    settings = RoomSettings.public(name) if is_public else RoomSettings.private(name)
    return replace(settings, name=name)


def _address(name: str, service: str) -> Jid:
    """An address for a new room that can be read, and that nobody has."""
    slug = "-".join(re.findall(r"\w+", name.casefold()))[:_NAME_CHARACTERS]
    token = secrets.token_hex(4)
    try:
        return Jid.parse(f"{slug}-{token}@{service}" if slug else f"{token}@{service}")
    except JidError:
        return Jid.parse(f"{token}@{service}")


def _type_of(picture: bytes) -> str:
    return next((kind for head, kind in _PICTURES if picture.startswith(head)), "image/png")
