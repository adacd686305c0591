"""A room (XEP-0045): its settings, who is in it and who belongs to it; and the rooms on disk."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import ClassVar, Self

from startalk_desktop.refserver import namespaces as ns
from startalk_desktop.refserver.database import Database
from startalk_desktop.refserver.forms import Answers, Settings, setting
from startalk_desktop.refserver.jid import Jid
from startalk_desktop.refserver.stanza import Element, StanzaError

AFFILIATIONS = ("outcast", "none", "member", "admin", "owner")  # in the order of their power
ROLES = ("none", "visitor", "participant", "moderator")
MOST_HISTORY = 100

_TABLES = """
CREATE TABLE IF NOT EXISTS rooms (
    jid TEXT PRIMARY KEY, config TEXT NOT NULL, subject TEXT NOT NULL DEFAULT '[]'
);
CREATE TABLE IF NOT EXISTS room_affiliations (
    room TEXT NOT NULL REFERENCES rooms ON DELETE CASCADE,
    jid TEXT NOT NULL, affiliation TEXT NOT NULL, PRIMARY KEY (room, jid)
);
"""


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
    may_invite: bool = setting("muc#roomconfig_allowinvites", False)
    is_archived: bool = setting("muc#roomconfig_enablearchiving", True)
    history_length: int = setting("muc#roomconfig_historylength", 20)

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
        if changed.is_protected and not changed.secret:
            raise StanzaError("not-acceptable", "a protected room needs a password")
        return replace(changed, history_length=min(changed.history_length, MOST_HISTORY))


@dataclass(frozen=True, slots=True)
class Subject:
    """What the room talks about, who said so and when."""

    text: str
    nick: str
    at: datetime


@dataclass(slots=True)
class Occupant:
    """One person under one nick, perhaps with several clients."""

    nick: str
    jid: Jid  # bare
    role: str
    presences: dict[Jid, Element] = field(default_factory=dict)  # by client, the latest one last


@dataclass(slots=True)
class Room:
    """One room. A locked one waits for its owner's configuration, and nobody else sees it."""

    jid: Jid
    config: RoomConfig = field(default_factory=RoomConfig)
    subject: Subject | None = None
    is_locked: bool = False
    affiliations: dict[Jid, str] = field(default_factory=dict)
    occupants: dict[str, Occupant] = field(default_factory=dict)
    _nicks: dict[Jid, str] = field(default_factory=dict)

    @property
    def is_abandoned(self) -> bool:
        """Nobody is in it, and nothing keeps it."""
        return not self.occupants and (self.is_locked or not self.config.is_persistent)

    def address(self, occupant: Occupant) -> str:
        """The occupant's address in the room."""
        return str(self.jid.with_resource(occupant.nick))

    def occupant_of(self, client: Jid) -> Occupant | None:
        """Whom a client speaks as."""
        nick = self._nicks.get(client)
        return None if nick is None else self.occupants[nick]

    def occupants_of(self, person: Jid) -> list[Occupant]:
        """The occupants that a bare address has."""
        return [occupant for occupant in self.occupants.values() if occupant.jid == person]

    def affiliation(self, who: Jid) -> str:
        """What an address is to the room."""
        return self.affiliations.get(who.bare, "none")

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
        self._nicks |= dict.fromkeys(occupant.presences, nick)
        return occupant

    def remove(self, occupant: Occupant, client: Jid | None = None) -> None:
        """Take one client of an occupant out, or all; without clients the occupant is gone."""
        for gone in [client] if client else list(occupant.presences):
            occupant.presences.pop(gone, None)
            self._nicks.pop(gone, None)
        if not occupant.presences:
            self.occupants.pop(occupant.nick, None)

    def clients(self) -> list[tuple[Occupant, Jid]]:
        """Every client in the room with its occupant."""
        return [(each, client) for each in self.occupants.values() for client in each.presences]

    def sees_real_jids(self, viewer: Occupant) -> bool:
        """The viewer is shown who is behind a nick."""
        return not self.config.is_anonymous or viewer.role == "moderator"


class RoomStore:
    """Persistent rooms on disk; occupants aren't stored."""

    def __init__(self, database: Database) -> None:
        self._database = database
        database.script(_TABLES)

    def load(self) -> Iterable[Room]:
        """All stored rooms."""
        for row in self._database.query("SELECT * FROM rooms"):
            room = Room(Jid.parse(row["jid"]), RoomConfig(**json.loads(row["config"])))
            if subject := json.loads(row["subject"]):
                text, nick, at = subject
                room.subject = Subject(text, nick, datetime.fromisoformat(at))
            for entry in self._database.query(
                "SELECT * FROM room_affiliations WHERE room = ?", row["jid"]
            ):
                room.affiliations[Jid.parse(entry["jid"])] = entry["affiliation"]
            yield room

    def save(self, room: Room) -> None:
        """Store settings and subject; a room that isn't persistent is forgotten instead."""
        if not room.config.is_persistent:
            self.delete(room.jid)
            return
        subject = room.subject
        self._database.execute(
            "INSERT INTO rooms VALUES (?, ?, ?) ON CONFLICT (jid)"
            " DO UPDATE SET config = excluded.config, subject = excluded.subject",
            str(room.jid),
            json.dumps(asdict(room.config)),
            json.dumps([subject.text, subject.nick, subject.at.isoformat()] if subject else []),
        )
        self.save_affiliations(room, room.affiliations)

    def save_affiliations(self, room: Room, changed: Mapping[Jid, str]) -> None:
        """Store some affiliations of a persistent room; "none" removes one."""
        if room.config.is_persistent:
            self._database.execute_many(
                "INSERT OR REPLACE INTO room_affiliations VALUES (?, ?, ?)",
                [(str(room.jid), str(jid), affiliation) for jid, affiliation in changed.items()],
            )
            self._database.execute("DELETE FROM room_affiliations WHERE affiliation = 'none'")

    def delete(self, room: Jid) -> None:
        """Forget a room."""
        self._database.execute("DELETE FROM rooms WHERE jid = ?", str(room))
