"""Who says something, where, by which way and when: what is settled before anybody looks at what is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from startalk_desktop.model.identity import ConversationKind, Timestamp
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import MessageSource


@dataclass(frozen=True, slots=True)
class RoomView:
    """What we know of a room, as far as reading needs it."""

    nick: str
    """Ours; empty where we are not in it."""
    stamps_ids: bool = False
    """Whether the room announces that it stamps stanza ids (XEP-0359 section 6): then theirs are its own."""
    real_addresses: Mapping[str, Jid] = field(default_factory=lambda: MappingProxyType({}))
    """Bare addresses by nick, where the room tells."""
    stamps_occupants: bool = False
    """Whether the room announces that it stamps occupant ids (XEP-0421)."""
    own_occupant_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """The facts of one stanza. The fields that `ReceivedMessage` and `Annotation` have, too, mean the same there."""

    own: Jid
    now: Timestamp
    peer: Jid
    conversation_kind: ConversationKind
    source: MessageSource
    sender: Jid
    is_outgoing: bool
    sent_at: Timestamp
    stanza_id: str = ""
    sender_real_jid: Jid | None = None
    occupant_id: str = ""
    people: Mapping[str, Jid] = field(default_factory=lambda: MappingProxyType({}))
    """Bare addresses by the nicks that people have in the room at that moment, as far as known."""
    own_nick: str = ""

    @property
    def room(self) -> Jid | None:
        """The room in which it was said, if in one."""
        return self.peer if self.conversation_kind is ConversationKind.ROOM else None

    @property
    def is_by_room(self) -> bool:
        """Whether the room itself says it, and no occupant."""
        return self.sender == self.room

    def person(self, jid: Jid) -> Jid | None:
        """The bare address behind `jid`; None for an occupant who can't be told."""
        if jid.bare != self.room or jid.is_bare:
            return jid.bare
        return self.own if jid.resource == self.own_nick else self.people.get(jid.resource)
