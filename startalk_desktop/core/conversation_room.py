"""Being in one room and ruling it."""

from __future__ import annotations

from collections.abc import Sequence

from startalk_desktop.core.conversation_part import ConversationPart
from startalk_desktop.model.failure import Failure
from startalk_desktop.model.identity import Timestamp
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.room import (
    Affiliation,
    Occupant,
    Role,
    RoomAbilities,
    RoomAffiliation,
    RoomEvent,
    RoomInfo,
    RoomMember,
    RoomSettings,
)


class RoomPart(ConversationPart):
    """What `ConversationHandle` does in a room. `RoomChanged` tells that any of the answers may be another now.

    What asks the room raises `RequestFailed` with its condition and text where it refuses, and `NotConnected` where
    the account is offline or not in the room.
    """

    # what is known, at once

    def occupants(self) -> tuple[Occupant, ...]:
        """Who is in the room now, by affiliation and then name; empty where we are not in it."""
        return self._runtime.rooms.occupants(self.id.peer)

    def subject(self) -> str:
        """The room's subject as told at entry or since."""
        return self._runtime.rooms.subject(self.id.peer)

    def own_nick(self) -> str:
        """How we are called in the room; empty where we are not in it."""
        return self._runtime.rooms.own_nick(self.id.peer)

    def room_info(self) -> RoomInfo | None:
        """What the room says of itself: whether it hides real addresses (`is_anonymous`), is for members, is listed.
        None where we are not in it.
        """
        return self._runtime.rooms.info(self.id.peer)

    def is_anonymous(self) -> bool | None:
        """Whether the room hides who its people are, offline as it was told last; None where it never told."""
        return self._runtime.rooms.is_anonymous(self.id.peer)

    def room_abilities(self) -> RoomAbilities:
        """What we may do there, by our role and affiliation; cheap enough for every menu."""
        return self._runtime.rooms.abilities(self.id.peer)

    def room_events(self, since: Timestamp = 0) -> tuple[RoomEvent, ...]:
        """Who came, left, was renamed, put out or made something else from `since` on, oldest first.

        Only of this stay, and only the newest few hundred; what matters for good is a message of its own.
        """
        return self._runtime.rooms.board.events(self.id.peer, since)

    def room_failure(self) -> Failure | None:
        """Why we are not in the room, in its own words, where that is not our wish."""
        return self._runtime.rooms.failure(self.id.peer)

    # what the room is asked

    async def members(self) -> tuple[RoomMember, ...]:
        """Who belongs to the room, there or not, and who is there besides, by affiliation and then name.

        Whoever can be taken for another by their name has that one's in `looks_like`.
        """
        return await self._runtime.ruling.members(self.id.peer)

    async def banned(self) -> tuple[RoomAffiliation, ...]:
        """Who may not come in, for those who may see it."""
        return await self._runtime.ruling.banned(self.id.peer)

    async def room_settings(self) -> RoomSettings:
        """What is set, for owners."""
        return await self._runtime.ruling.settings(self.id.peer)

    async def change_room(self, settings: RoomSettings) -> None:
        """Change what is not None in `settings`."""
        await self._runtime.ruling.change(self.id.peer, settings)

    async def set_subject(self, text: str) -> None:
        """Say what the room is about."""
        await self._runtime.ruling.set_subject(self.id.peer, text)

    async def set_room_avatar(self, picture: bytes) -> None:
        """Give the room a picture (PNG, JPEG, WebP or GIF; at most 64 KiB); empty takes it away."""
        await self._runtime.ruling.set_avatar(self.id.peer, picture)

    async def invite(self, people: Sequence[Jid], reason: str = "") -> None:
        """Invite people, who become members of a room for members.

        Raises:
            InvitationsRefused: some were not; the others were invited all the same.
        """
        await self._runtime.ruling.invite(self.id.peer, people, reason)

    async def set_affiliation(self, jid: Jid, affiliation: Affiliation, reason: str = "") -> None:
        """Make somebody a member, admin or owner, or nobody."""
        await self._runtime.ruling.set_affiliation(self.id.peer, jid, affiliation, reason)

    async def set_role(self, nick: str, role: Role, reason: str = "") -> None:
        """Let an occupant moderate, speak, or only listen, while they are there."""
        await self._runtime.ruling.set_role(self.id.peer, nick, role, reason)

    async def kick(self, nick: str, reason: str = "") -> None:
        """Put an occupant out, who may come back."""
        await self._runtime.ruling.kick(self.id.peer, nick, reason)

    async def ban(self, jid: Jid, reason: str = "") -> None:
        """Put somebody out for good, there or not."""
        await self._runtime.ruling.set_affiliation(self.id.peer, jid, Affiliation.OUTCAST, reason)

    async def leave_room(self) -> None:
        """Leave; no device of ours goes back by itself. What was said stays in the store."""
        await self._runtime.rooms.leave(self.id.peer)

    async def destroy_room(self, reason: str = "", alternative: Jid | None = None) -> None:
        """End the room for everybody, who are told why, and where to go instead."""
        await self._runtime.ruling.destroy(self.id.peer, reason, alternative)
