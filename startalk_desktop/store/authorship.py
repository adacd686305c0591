"""Whether two things were said by the same person: rules only, no database.

Between two people there are only they. In a room, an occupant's nick is worth what the room makes of it: the real
address decides where the room tells it, then the occupant id (XEP-0421), and the nick only where neither contradicts.
"""

from __future__ import annotations

from dataclasses import dataclass

from startalk_desktop.model.annotation import Annotation
from startalk_desktop.model.jid import Jid
from startalk_desktop.store.jids import jid_of


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who says something, with addresses as they are stored."""

    sender: str  # full, or the occupant
    real: str | None  # bare, where a room tells
    occupant_id: str
    is_outgoing: bool

    @staticmethod
    def of(annotation: Annotation) -> Speaker:
        """Who says `annotation`."""
        real = annotation.sender_real_jid
        return Speaker(
            str(annotation.sender),
            None if real is None else str(real),
            annotation.occupant_id,
            annotation.is_outgoing,
        )

    def person(self, *, is_room: bool) -> str:
        """What all that one person says has in common; ``""`` for ourselves, on any device and under any nick."""
        if self.is_outgoing:
            return ""
        if not is_room:
            return str(jid_of(self.sender).bare)
        if self.real:
            return self.real
        # A blank is in no bare address, so nobody's id is taken for an address.
        return f"occupant {self.occupant_id}" if self.occupant_id else self.sender

    def shown_as(self, *, is_room: bool, own: Jid) -> Jid:
        """The bare address where it is known, else the occupant."""
        if self.is_outgoing:
            return own
        return (
            jid_of(self.real)
            if self.real
            else jid_of(self.sender if is_room else self.person(is_room=False))
        )

    def with_known(self, other: Speaker) -> Speaker:
        """This speaker, with what `other`, who is the same, tells besides."""
        return Speaker(
            self.sender,
            self.real or other.real,
            self.occupant_id or other.occupant_id,
            self.is_outgoing or other.is_outgoing,
        )


def is_same_person(one: Speaker, other: Speaker, *, is_room: bool) -> bool:
    """Whether `one` may speak for `other`."""
    if one.is_outgoing and other.is_outgoing:
        return True
    if not is_room:
        return one.is_outgoing == other.is_outgoing and one.person(is_room=False) == other.person(
            is_room=False
        )
    if one.real and other.real:
        return one.real == other.real
    if one.occupant_id and other.occupant_id:
        return one.occupant_id == other.occupant_id
    # A nick that was ours may be somebody else's by now.
    return one.sender == other.sender and one.is_outgoing == other.is_outgoing
