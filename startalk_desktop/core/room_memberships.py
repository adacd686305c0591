"""Which rooms an account belongs to, as its store has it; in memory too, for it is asked all the time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from startalk_desktop.model.identity import ConversationKind
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.room import RoomInfo
from startalk_desktop.store.account_store import AccountStore


@dataclass(frozen=True, slots=True)
class Membership:
    """What the store's line says of a room.

    Attributes:
        name: what it is called; empty where it only has an address.
        is_joined: whether we belong to it; in it now or not.
        is_anonymous: whether it hides who its people are; None: it never said.
    """

    name: str = ""
    is_joined: bool = False
    is_anonymous: bool | None = None


_UNKNOWN = Membership()


class RoomMemberships:
    """The rooms that we are or were in."""

    def __init__(self, store: AccountStore) -> None:
        self._store = store
        self._known: dict[Jid, Membership] = {}

    async def load(self) -> None:
        """Learn from the store which conversations are rooms."""
        for line in await self._store.conversations.all():
            if line.kind is ConversationKind.ROOM:
                self._known[line.id.peer] = Membership(line.name, line.is_joined, line.is_anonymous)

    def __contains__(self, room: Jid) -> bool:
        return room in self._known

    def of(self, room: Jid) -> Membership:
        """What is known of the room."""
        return self._known.get(room, _UNKNOWN)

    def joined(self) -> Iterator[Jid]:
        """The rooms that we belong to."""
        return (room for room, known in self._known.items() if known.is_joined)

    async def note(
        self, room: Jid, name: str, *, is_joined: bool, info: RoomInfo | None = None
    ) -> bool:
        """Store whether we belong to the room, its name, and whether it hides people; whether any of it was new.

        Of a room that we do not know and do not belong to nothing is kept.
        """
        known = self._known.get(room)
        before = known or _UNKNOWN
        is_anonymous = info.is_anonymous if info is not None else before.is_anonymous
        wanted = Membership(name or before.name, is_joined, is_anonymous)
        if known == wanted or (known is None and not is_joined):
            return False
        self._known[room] = wanted
        conversations = self._store.conversations
        if known is None or before.name != wanted.name:
            await conversations.ensure(room, ConversationKind.ROOM, name)
        await conversations.set_joined(room, is_joined)
        if is_anonymous is not None and is_anonymous != before.is_anonymous:
            await conversations.set_anonymous(room, is_anonymous)
        return True
