"""A room (XEP-0045): its settings, who is in it and who belongs to it."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Self

from . import namespaces as ns
from .checks import found, require
from .forms import Answers, Settings, setting
from .iq import IqContext, IqKind
from .jid import Jid
from .stanza import E, Element, StanzaError, addressed, stanza_id, strip_stanza_ids

if TYPE_CHECKING:
    from .domain import Domain
    from .rooms import Rooms

AFFILIATIONS = ("outcast", "none", "member", "admin", "owner")  # in the order of their power
_DELAY = f"{{{ns.DELAY}}}delay"
_OF_THE_ROOM = (f"{{{ns.MUC_USER}}}x", f"{{{ns.OCCUPANT_ID}}}occupant-id", f"{{{ns.MUC}}}x")


@dataclass(frozen=True, slots=True)
class RoomConfig(Settings):
    """What an owner decides."""

    FORM_TYPE: ClassVar[str] = ns.MUC + "#roomconfig"

    name: str = setting("muc#roomconfig_roomname", "")
    description: str = setting("muc#roomconfig_roomdesc", "")
    is_persistent: bool = setting("muc#roomconfig_persistentroom", False)
    is_public: bool = setting("muc#roomconfig_publicroom", True)
    is_members_only: bool = setting("muc#roomconfig_membersonly", False)
    is_moderated: bool = setting("muc#roomconfig_moderatedroom", False)
    whois: str = setting("muc#roomconfig_whois", "moderators", "moderators", "anyone")
    is_protected: bool = setting("muc#roomconfig_passwordprotectedroom", False)
    secret: str = setting("muc#roomconfig_roomsecret", "")
    may_change_subject: bool = setting("muc#roomconfig_changesubject", False)
    is_archived: bool = setting("muc#roomconfig_enablearchiving", True)

    @property
    def password(self) -> str:
        """What one must know to join, or ''."""
        return self.secret if self.is_protected else ""

    @property
    def is_anonymous(self) -> bool:
        """Only moderators see real addresses."""
        return self.whois == "moderators"

    def changed(self, answers: Answers) -> Self:
        """The settings after a submitted form; raises `StanzaError` for a bad value."""
        changed = Settings.changed(self, answers)
        is_sound = bool(changed.secret) or not changed.is_protected
        require(is_sound, "not-acceptable", "a protected room needs a password")
        return changed


@dataclass(frozen=True, slots=True)
class Subject:
    """What the room talks about, who said so and when."""

    text: str
    nick: str
    at: datetime


@dataclass(slots=True)
class RoomRecord:
    """What is kept of a room. Affiliations are of bare addresses."""

    config: RoomConfig = field(default_factory=RoomConfig)
    subject: Subject | None = None
    affiliations: dict[Jid, str] = field(default_factory=dict)
    card: str = ""


@dataclass(slots=True)
class Occupant:
    """One person under one nick, perhaps with several clients."""

    nick: str
    jid: Jid  # bare
    role: str
    presences: dict[Jid, Element] = field(default_factory=dict)  # by client, the latest one last


@dataclass(slots=True, kw_only=True)
class Room(RoomRecord):
    """One room. A locked one waits for its owner's configuration, and nobody else sees it."""

    jid: Jid
    rooms: Rooms = field(repr=False)
    is_locked: bool = False
    occupants: dict[str, Occupant] = field(default_factory=dict)  # by nick

    @property
    def is_abandoned(self) -> bool:
        """Nobody is in it, and nothing keeps it."""
        return not self.occupants and (self.is_locked or not self.config.is_persistent)

    @property
    def domain(self) -> Domain:
        """Whose room it is."""
        return self.rooms.domain

    # People

    def address(self, occupant: Occupant) -> Jid:
        """The occupant's address in the room."""
        return self.jid.with_resource(occupant.nick)

    def occupant_of(self, client: Jid) -> Occupant | None:
        """Whom a client speaks as."""
        return next((each for each in self.occupants.values() if client in each.presences), None)

    def speaker(self, client: Jid) -> Occupant:
        """Whom a client speaks as; raises `StanzaError` where it isn't in the room."""
        speaker = self.occupant_of(client)
        if speaker is None:
            raise StanzaError("not-acceptable", "you are not in this room", "cancel")
        return speaker

    def moderator(self, client: Jid, deed: str) -> Occupant:
        """As whom a client does what only moderators do; raises `StanzaError` for others."""
        speaker = self.occupant_of(client)
        if speaker is None or speaker.role != "moderator":
            raise StanzaError("forbidden", f"only moderators {deed}")
        return speaker

    def occupant(self, nick: str) -> Occupant:
        """Who has the nick; raises `StanzaError` where nobody has."""
        return found(self.occupants.get(nick), "nobody in the room has that nick")

    def affiliation(self, who: Jid) -> str:
        """What an address is to the room."""
        return self.affiliations.get(who.bare, "none")

    def affiliate(self, who: Jid, affiliation: str) -> None:
        """Make a bare address something else to the room."""
        self.affiliations[who] = affiliation
        if affiliation == "none":
            del self.affiliations[who]
        self.save()

    def check_owner(self, who: Jid) -> None:
        """Raise `StanzaError` for anybody but an owner."""
        require(self.affiliation(who) == "owner", "forbidden", "only owners may do this")

    def usual_role(self, who: Jid) -> str:
        """The role that an affiliation gives (XEP-0045 section 5.1.2)."""
        affiliation = self.affiliation(who)
        if affiliation in ("owner", "admin"):
            return "moderator"
        return "visitor" if affiliation == "none" and self.config.is_moderated else "participant"

    def admit(self, nick: str, client: Jid, presence: Element) -> Occupant:
        """Put a client into the room, or under another nick (with all clients of its occupant)."""
        occupant = self.occupant_of(client) or self.occupants.get(nick)
        if occupant is None:
            occupant = Occupant(nick, client.bare, self.usual_role(client))
        self.occupants.pop(occupant.nick, None)
        occupant.nick = nick
        self.occupants[nick] = occupant
        occupant.presences.pop(client, None)
        occupant.presences[client] = presence
        return occupant

    def clients(self) -> list[tuple[Occupant, Jid]]:
        """Every client in the room with its occupant."""
        return [(each, client) for each in self.occupants.values() for client in each.presences]

    # Stanzas

    def occupant_id(self, person: Jid) -> Element:
        """Who in the room is the same person as before, without telling who it is (XEP-0421)."""
        names = f"{self.jid}\0{person.bare}".encode()
        digest = hmac.digest(self.rooms.occupant_key, names, "sha256").hex()
        return E(ns.OCCUPANT_ID, "occupant-id", {"id": digest})

    def spoken(self, stanza: Element, occupant: Occupant) -> Element:
        """A copy as the occupant's, without what only the room itself may say."""
        copy = deepcopy(stanza)
        strip_stanza_ids(copy, self.jid)
        for part in list(copy):
            is_past = part.tag == _DELAY and part.get("from") == self.jid
            if is_past or part.tag in _OF_THE_ROOM:
                copy.remove(part)
        copy.attrib.pop("to", "")
        copy.set("from", self.address(occupant))
        copy.append(self.occupant_id(occupant.jid))
        return copy

    def archived(self, stanza: Element, speaker: Occupant | None, *extra: Element) -> Element:
        """Archive what was said; return its stamp. Only the archive's copy has the `extra` parts."""
        kept = deepcopy(stanza)
        kept.extend(extra)
        peer = self.jid if speaker is None else self.address(speaker)
        now = self.domain.clock()
        return stanza_id(self.jid, self.domain.archive.add(self.jid, peer, kept, now))

    async def broadcast(self, stanza: Element) -> None:
        """Send every client a copy."""
        for _occupant, client in self.clients():
            await self.domain.route(addressed(stanza, client))

    def save(self) -> None:
        """Store what is kept of the room, or forget a room that isn't persistent."""
        if self.config.is_persistent:
            record = RoomRecord(self.config, self.subject, self.affiliations, self.card)
            self.rooms.documents.put(self.jid, record)
        else:
            self.rooms.documents.drop(self.jid)


def told_by_room(*parts: Element | None, codes: Iterable[str] = ()) -> Element:
    """The `<x/>` in which only a room itself speaks, with status codes (XEP-0045 section 15.6)."""
    statuses = (E(ns.MUC_USER, "status", {"code": code}) for code in codes)
    return E(ns.MUC_USER, "x", None, *parts, *statuses)


RoomHandler = Callable[[Room, IqContext], Awaitable[Element | None]]
# By kind, namespace and tag of the request.
RoomHandlers = dict[tuple[IqKind, str, str], RoomHandler]
