"""What a presence out of a room says (XEP-0045 sections 7 and 9). Pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final, TypeVar
from xml.etree.ElementTree import Element

from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.room import Affiliation, Occupant, Role, RoomExit
from startalk_desktop.xmpp import message_fields as fields
from startalk_desktop.xmpp import namespaces as ns
from startalk_desktop.xmpp import xep_0421_occupant_ids

_ITEM: Final = f"{{{ns.MUC_USER}}}item"
_STATUS: Final = f"{{{ns.MUC_USER}}}status"
_DESTROY: Final = f"{{{ns.MUC_USER}}}destroy"
_REASON: Final = f"{{{ns.MUC_USER}}}reason"
_ACTOR: Final = f"{{{ns.MUC_USER}}}actor"
_MAX_REASON_CHARACTERS: Final = 500
_MAX_NICK_CHARACTERS: Final = 1023

EnumT = TypeVar("EnumT", bound=StrEnum)


class Status(IntEnum):
    """The status codes that matter here (XEP-0045 section 15.6.2)."""

    ADDRESSES_SHOWN = 100
    CONFIGURED = 104
    SELF = 110
    LOGGING_ON = 170
    LOGGING_OFF = 171
    NON_ANONYMOUS = 172
    SEMI_ANONYMOUS = 173
    FULLY_ANONYMOUS = 174
    CREATED = 201
    NICK_CHANGED_BY_ROOM = 210
    BANNED = 301
    NICK_CHANGED = 303
    KICKED = 307
    AFFILIATION_LOST = 321
    BECAME_MEMBERS_ONLY = 322
    SHUT_DOWN = 332
    LOST = 333


CONFIGURATION: Final = frozenset(
    {
        Status.CONFIGURED,
        Status.LOGGING_ON,
        Status.LOGGING_OFF,
        Status.NON_ANONYMOUS,
        Status.SEMI_ANONYMOUS,
        Status.FULLY_ANONYMOUS,
    }
)
"""What a room tells when its settings have changed (XEP-0045 section 10.2.1)."""

_EXITS: Final = (
    # The first that applies: a service that ends, or loses somebody, may say that it kicks them besides.
    (Status.SHUT_DOWN, RoomExit.SHUT_DOWN),
    (Status.LOST, RoomExit.LOST),
    (Status.BANNED, RoomExit.BANNED),
    (Status.AFFILIATION_LOST, RoomExit.REMOVED),
    (Status.BECAME_MEMBERS_ONLY, RoomExit.MEMBERS_ONLY),
    (Status.KICKED, RoomExit.KICKED),
)


@dataclass(frozen=True, slots=True)
class RoomPresence:
    """A presence of an occupant. `occupant` is None where it left; `new_nick` is set where it only renamed itself."""

    nick: str
    occupant: Occupant | None
    statuses: frozenset[int]
    new_nick: str = ""
    reason: str = ""
    is_destroyed: bool = False
    occupant_id: str = ""  # XEP-0421; the room's word only where it announces that it stamps them
    by: str = ""  # who did it: a nick, or a bare address
    alternative: Jid | None = None  # of a destroyed room

    @property
    def is_self(self) -> bool:
        """Whether it is about us."""
        return Status.SELF in self.statuses

    @property
    def exit(self) -> RoomExit:
        """How somebody who is gone went."""
        if self.is_destroyed:
            return RoomExit.DESTROYED
        return next((way for code, way in _EXITS if code in self.statuses), RoomExit.LEFT)


def read_room_presence(presence: Element, nick: str) -> RoomPresence | None:
    """The presence of `nick`; None where the room says nothing about it."""
    x = presence.find(fields.MUC_USER_X)
    if x is None:
        return None
    statuses = read_statuses(x)
    item, destroy = x.find(_ITEM), x.find(_DESTROY)
    attributes: Mapping[str, str] = item.attrib if item is not None else {}
    reason = _reason(destroy if destroy is not None else item)
    if presence.get("type") == "unavailable":
        # The new nick is the room's word; it will be normalised when the presence under it comes.
        new_nick = attributes.get("nick", "") if Status.NICK_CHANGED in statuses else ""
        return RoomPresence(
            nick,
            None,
            statuses,
            new_nick[:_MAX_NICK_CHARACTERS],
            reason,
            destroy is not None,
            by=_actor(item),
            alternative=_alternative(destroy),
        )
    real = fields.address(attributes.get("jid"))
    occupant_id = xep_0421_occupant_ids.read(presence)
    occupant = Occupant(
        nick=nick,
        affiliation=_member(Affiliation, attributes.get("affiliation", ""), Affiliation.NONE),
        role=_member(Role, attributes.get("role", ""), Role.NONE),
        real_jid=real.bare if real is not None else None,
        is_self=Status.SELF in statuses,
        occupant_id=occupant_id,
    )
    return RoomPresence(
        nick, occupant, statuses, reason=reason, occupant_id=occupant_id, by=_actor(item)
    )


def read_statuses(x: Element) -> frozenset[int]:
    """The status codes in an ``<x/>`` of a room."""
    return frozenset(
        int(code)
        for status in x.findall(_STATUS)
        if (code := status.get("code", "")).isascii() and code.isdigit() and len(code) == 3
    )


def read_absent(x: Element) -> tuple[Jid, Affiliation, str, str] | None:
    """What a room says of somebody who is not there (XEP-0045 section 9.3): who, what they are to the room now, by
    whom and why; None where it says nothing of the kind.
    """
    item = x.find(_ITEM)
    jid = fields.address(item.get("jid")) if item is not None else None
    if item is None or jid is None or item.get("affiliation") is None:
        return None
    try:
        affiliation = Affiliation(item.get("affiliation", ""))
    except ValueError:
        return None
    return jid.bare, affiliation, _actor(item), _reason(item)


def why_removed(presence: RoomPresence, room: Jid) -> Failure | None:
    """Why we are no longer in `room`; None where it was our own wish."""
    statuses, said_by = presence.statuses, str(room) if presence.reason else ""
    if presence.is_destroyed:
        return Failure(FailureCode.RECIPIENT_UNKNOWN, presence.reason, said_by)
    if statuses & {
        Status.BANNED,
        Status.KICKED,
        Status.AFFILIATION_LOST,
        Status.BECAME_MEMBERS_ONLY,
    } and not statuses & {Status.SHUT_DOWN, Status.LOST}:
        return Failure(FailureCode.NOT_ALLOWED, presence.reason, said_by)
    if Status.SHUT_DOWN in statuses:
        return Failure(FailureCode.SERVER_SHUTDOWN, presence.reason, said_by)
    if Status.LOST in statuses:
        return Failure(FailureCode.CONNECTION_LOST, presence.reason, said_by)
    return None


def _member(kind: type[EnumT], value: str, default: EnumT) -> EnumT:
    try:
        return kind(value)
    except ValueError:
        return default


def _actor(item: Element | None) -> str:
    """Who did it; the nick where it is told, since others know them by it."""
    actor = item.find(_ACTOR) if item is not None else None
    if actor is None:
        return ""
    if nick := actor.get("nick"):
        return nick[:_MAX_NICK_CHARACTERS]
    jid = fields.address(actor.get("jid"))
    return str(jid.bare) if jid is not None else ""


def _alternative(destroy: Element | None) -> Jid | None:
    room = fields.address(destroy.get("jid")) if destroy is not None else None
    return room if room is not None and room.is_bare and room.local else None


def _reason(element: Element | None) -> str:
    found = element.find(_REASON) if element is not None else None
    return (found.text or "")[:_MAX_REASON_CHARACTERS] if found is not None else ""
