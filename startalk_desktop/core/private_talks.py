"""Private messages inside rooms (XEP-0045 section 7.5): whether whoever has the nick now is whom we talk to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from startalk_desktop.core.room_board import RoomBoard
from startalk_desktop.model.events import RoomJoined, RoomLeft, RoomOccupantChanged
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import ReceivedMessage
from startalk_desktop.model.room import Occupant
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.xmpp.private_talk import vouches

_LIMIT: Final = 2_000
_LOOK_BACK: Final = 50
_GONE: Final = ""  # no occupant is that
_NAMELESS: Final = "whoever is there"


class PrivateTalks:
    """Remembers with whom each conversation under an occupant's address is.

    A nick identifies nobody: when its owner leaves, somebody else may take it. What was meant for the one is not sent
    to the other; the person who writes has to open a new conversation out of the room's members.
    """

    def __init__(self, own: Jid, board: RoomBoard, store: AccountStore) -> None:
        self._own = own
        self._board = board
        self._store = store
        self._partners: dict[Jid, str] = {}

    async def load(self) -> None:
        """Learn with whom the last run of the program talked: where rooms give no ids that last, with nobody who
        could be known again.
        """
        for line in await self._store.conversations.all():
            if line.id.is_with_occupant and len(self._partners) < _LIMIT:
                recent = await self._store.messages.latest(line.id.peer, _LOOK_BACK)
                ids = [one.occupant_id for one in recent if one.occupant_id and not one.is_outgoing]
                self._partners[line.id.peer] = f"id {ids[-1]}" if ids else _GONE

    def peer_of(self, room: Jid, nick: str) -> Jid:
        """With whom a conversation with an occupant is: the person, where the room may say who that is.

        Where it is the occupant, whoever has the nick now is meant from now on.
        """
        occupant = self._occupant(room.with_resource(nick))
        real = occupant.real_jid if occupant is not None else None
        if real is not None and real != self._own and vouches(room, real, self._own):
            return real
        peer = room.with_resource(nick)
        if occupant is not None:
            self._remember(peer, occupant)
        return peer

    def take(self, event: RoomJoined | RoomLeft | RoomOccupantChanged) -> None:
        """Somebody left, or we did: who comes under that nick later need not be the same."""
        if isinstance(event, RoomOccupantChanged):
            if event.occupant is None:
                self._lose(event.room.with_resource(event.nick))
        elif isinstance(event, RoomLeft):
            for peer in [peer for peer in self._partners if peer.bare == event.room]:
                self._lose(peer)

    def came(self, messages: Sequence[ReceivedMessage]) -> None:
        """Whoever writes to us is whom an answer is for."""
        for message in messages:
            if not message.peer.is_bare and not message.is_outgoing:
                occupant = self._occupant(message.peer)
                if occupant is not None:
                    self._remember(message.peer, occupant)

    def is_there(self, peer: Jid) -> bool:
        """Whether what is written to `peer` gets to whom it is meant for."""
        occupant = self._occupant(peer)
        if occupant is None:
            return False
        if peer not in self._partners:
            self._remember(peer, occupant)
        return self._partners.get(peer) == _identity(occupant)

    def _occupant(self, peer: Jid) -> Occupant | None:
        room = self._board.get(peer.bare)
        return room.occupants.get(peer.resource) if room is not None else None

    def _remember(self, peer: Jid, occupant: Occupant) -> None:
        if peer in self._partners or len(self._partners) < _LIMIT:
            self._partners[peer] = _identity(occupant)

    def _lose(self, peer: Jid) -> None:
        if self._partners.get(peer) == _NAMELESS:
            self._partners[peer] = _GONE


def _identity(occupant: Occupant) -> str:
    """By what the occupant is known again after a while; by nothing where the room tells nothing."""
    if occupant.occupant_id:
        return f"id {occupant.occupant_id}"
    return str(occupant.real_jid) if occupant.real_jid is not None else _NAMELESS
