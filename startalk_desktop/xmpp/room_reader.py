"""What a presence out of a room says (XEP-0045 sections 7 and 9). Pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final, TypeVar
from xml.etree.ElementTree import Element

from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.room import Affiliation, Occupant, Role
from startalk_desktop.xmpp import message_fields as fields
from startalk_desktop.xmpp import namespaces as ns
from startalk_desktop.xmpp import xep_0421_occupant_ids

_ITEM: Final = f"{{{ns.MUC_USER}}}item"
_STATUS: Final = f"{{{ns.MUC_USER}}}status"
_DESTROY: Final = f"{{{ns.MUC_USER}}}destroy"
_REASON: Final = f"{{{ns.MUC_USER}}}reason"
_MAX_REASON_CHARACTERS: Final = 500

EnumT = TypeVar("EnumT", bound=StrEnum)


class Status(IntEnum):
    """The status codes that matter here (XEP-0045 section 15.6.2)."""

    SELF = 110
    CREATED = 201
    NICK_CHANGED_BY_ROOM = 210
    BANNED = 301
    NICK_CHANGED = 303
    KICKED = 307
    AFFILIATION_LOST = 321
    BECAME_MEMBERS_ONLY = 322
    SHUT_DOWN = 332
    LOST = 333


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

    @property
    def is_self(self) -> bool:
        """Whether it is about us."""
        return Status.SELF in self.statuses


def read_room_presence(presence: Element, nick: str) -> RoomPresence | None:
    """The presence of `nick`; None where the room says nothing about it."""
    x = presence.find(fields.MUC_USER_X)
    if x is None:
        return None
    statuses = frozenset(
        int(code)
        for status in x.findall(_STATUS)
        if (code := status.get("code", "")).isascii() and code.isdigit() and len(code) == 3
    )
    item, destroy = x.find(_ITEM), x.find(_DESTROY)
    attributes: Mapping[str, str] = item.attrib if item is not None else {}
    reason = _reason(destroy if destroy is not None else item)
    if presence.get("type") == "unavailable":
        # The new nick is the room's word; it will be normalised when the presence under it comes.
        new_nick = attributes.get("nick", "") if Status.NICK_CHANGED in statuses else ""
        return RoomPresence(nick, None, statuses, new_nick, reason, destroy is not None)
    real = fields.address(attributes.get("jid"))
    occupant = Occupant(
        nick=nick,
        affiliation=_member(Affiliation, attributes.get("affiliation", ""), Affiliation.NONE),
        role=_member(Role, attributes.get("role", ""), Role.NONE),
        real_jid=real.bare if real is not None else None,
        is_self=Status.SELF in statuses,
    )
    occupant_id = xep_0421_occupant_ids.read(presence)
    return RoomPresence(nick, occupant, statuses, reason=reason, occupant_id=occupant_id)


def why_removed(presence: RoomPresence) -> Failure | None:
    """Why we are no longer in a room; None where it was our own wish."""
    statuses = presence.statuses
    if presence.is_destroyed:
        return Failure(FailureCode.RECIPIENT_UNKNOWN, presence.reason)
    if statuses & {
        Status.BANNED,
        Status.KICKED,
        Status.AFFILIATION_LOST,
        Status.BECAME_MEMBERS_ONLY,
    } and not statuses & {Status.SHUT_DOWN, Status.LOST}:
        return Failure(FailureCode.NOT_ALLOWED, presence.reason)
    if Status.SHUT_DOWN in statuses:
        return Failure(FailureCode.SERVER_SHUTDOWN, presence.reason)
    if Status.LOST in statuses:
        return Failure(FailureCode.CONNECTION_LOST, presence.reason)
    return None


def _member(kind: type[EnumT], value: str, default: EnumT) -> EnumT:
    try:
        return kind(value)
    except ValueError:
        return default


def _reason(element: Element | None) -> str:
    found = element.find(_REASON) if element is not None else None
    return (found.text or "")[:_MAX_REASON_CHARACTERS] if found is not None else ""
