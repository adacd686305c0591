"""Rooms (XEP-0045) as people see them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from startalk_desktop.model.jid import Jid


class Affiliation(StrEnum):
    """A lasting relation to a room (XEP-0045 section 5.2)."""

    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"
    NONE = "none"
    OUTCAST = "outcast"


class Role(StrEnum):
    """What an occupant may do while there (XEP-0045 section 5.1)."""

    MODERATOR = "moderator"
    PARTICIPANT = "participant"
    VISITOR = "visitor"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Occupant:
    """Somebody in a room now."""

    nick: str
    affiliation: Affiliation
    role: Role
    real_jid: Jid | None = None  # bare, where the room tells
    is_self: bool = False


@dataclass(frozen=True, slots=True)
class RoomInfo:
    """What disco#info tells of a room."""

    jid: Jid
    name: str
    description: str = ""
    subject: str = ""
    occupant_count: int | None = None
    is_members_only: bool = False
    is_anonymous: bool = False  # semi-anonymous: real addresses are hidden
    has_archive: bool = False
    can_moderate: bool = False  # moderators may remove what others said (XEP-0425)
    is_persistent: bool = False


@dataclass(frozen=True, slots=True)
class RoomBookmark:
    """A room that the account keeps on its list, on all its devices (XEP-0402)."""

    room: Jid  # bare
    name: str = ""
    nick: str = ""  # empty: whatever the account's usual one is
    is_autojoin: bool = False
    password: str = ""
