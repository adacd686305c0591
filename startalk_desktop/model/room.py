"""Rooms (XEP-0045) as people see them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from startalk_desktop.model.identity import Timestamp
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
    occupant_id: str = ""  # XEP-0421, where the room gives one


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
    is_public: bool = False
    is_moderated: bool = False
    is_protected: bool = False  # by a password
    anyone_may_set_topic: bool | None = None  # None: the room does not say
    avatar_hash: str = ""  # SHA-1 (XEP-0486)
    has_card: bool = False  # takes a picture (XEP-0054)


@dataclass(frozen=True, slots=True)
class RoomBookmark:
    """A room that the account keeps on its list, on all its devices (XEP-0402)."""

    room: Jid  # bare
    name: str = ""
    nick: str = ""  # empty: whatever the account's usual one is
    is_autojoin: bool = False
    password: str = ""


class RoomExit(StrEnum):
    """How somebody went out of a room (XEP-0045 section 15.6.2)."""

    LEFT = "left"  # of their own will
    KICKED = "kicked"
    BANNED = "banned"
    REMOVED = "removed"  # is no member any more, and only members may be there
    MEMBERS_ONLY = "members-only"  # the room became one for members
    DESTROYED = "destroyed"
    SHUT_DOWN = "shut-down"  # the service ends
    LOST = "lost"  # a line broke somewhere, or the room says no more


class RoomEventKind(StrEnum):
    """What happened in a room that nobody said."""

    JOINED = "joined"
    LEFT = "left"
    RENAMED = "renamed"
    ROLE = "role"
    AFFILIATION = "affiliation"
    KICKED = "kicked"
    BANNED = "banned"
    REMOVED = "removed"
    DESTROYED = "destroyed"


@dataclass(frozen=True, slots=True)
class RoomEvent:
    """Something that happened to one person in a room, or to the room. `ui` has the words.

    `who` and `by` are nicks as they were at that time, or, of people who were not there, addresses.
    """

    at: Timestamp
    kind: RoomEventKind
    who: str
    by: str = ""  # who did it; empty where the room does not say
    reason: str = ""
    jid: Jid | None = None  # bare, of `who`, where the room tells
    is_own: bool = False  # it happened to us
    affiliation: Affiliation | None = None  # the new one
    role: Role | None = None  # the new one
    new_nick: str = ""
    alternative: Jid | None = None  # DESTROYED: where to go instead


@dataclass(frozen=True, slots=True)
class RoomInvitation:
    """Somebody asks us into a room; one a room, the latest."""

    room: Jid  # bare
    inviter: Jid  # bare; an occupant's address where the room hides who it is
    at: Timestamp
    reason: str = ""
    is_direct: bool = False  # by the inviter (XEP-0249); else it is the room that says who invites

    @property
    def is_from_room(self) -> bool:
        """Whether nobody says who asks but the room itself."""
        return self.inviter.bare == self.room


@dataclass(frozen=True, slots=True)
class RoomAffiliation:
    """Somebody on a room's lists, there now or not."""

    jid: Jid  # bare
    affiliation: Affiliation
    nick: str = ""  # as registered with the room
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RoomMember:
    """Somebody who belongs to a room, or is in it now without belonging to it."""

    jid: Jid | None  # bare; None where the room hides it
    nick: str | None  # None where they are not there
    affiliation: Affiliation
    role: Role = Role.NONE
    is_here: bool = False
    name: str = ""  # of the directory or the contact list, where `jid` is known there
    is_self: bool = False
    looks_like: str | None = None  # whose name, in this room, this one can be taken for

    @property
    def shown_name(self) -> str:
        """What to call them: the known name, else the nick, else the address's local part."""
        return self.name or self.nick or (self.jid.local if self.jid is not None else "")


@dataclass(frozen=True, slots=True)
class RoomSettings:
    """What an owner decides. None: the room's service does not offer the choice (or it is not to be changed)."""

    name: str | None = None
    description: str | None = None
    is_public: bool | None = None  # listed
    is_members_only: bool | None = None
    is_moderated: bool | None = None  # who has no role may only listen
    is_persistent: bool | None = None
    has_archive: bool | None = None
    is_anonymous: bool | None = None  # only moderators see real addresses
    members_may_invite: bool | None = None
    anyone_may_set_topic: bool | None = None
    password: str | None = None  # empty: none is asked for

    @staticmethod
    def private(name: str) -> RoomSettings:
        """A team's room: for members, who know each other; it stays, with all that was said."""
        return RoomSettings(
            name=name,
            is_public=False,
            is_members_only=True,
            is_moderated=False,
            is_persistent=True,
            has_archive=True,
            is_anonymous=False,
            members_may_invite=True,
            anyone_may_set_topic=True,
        )

    @staticmethod
    def public(name: str) -> RoomSettings:
        """A room that everybody of the domain finds and may enter."""
        return replace(RoomSettings.private(name), is_public=True, is_members_only=False)


@dataclass(frozen=True, slots=True)
class RoomAbilities:
    """What we may do in a room now, by our role and affiliation (XEP-0045 sections 5.1.1 and 5.2.1)."""

    can_speak: bool = False
    can_invite: bool = False
    can_set_topic: bool = False
    can_kick: bool = False  # participants and visitors
    can_ban: bool = False
    can_change_members: bool = False  # add and remove members
    can_promote: bool = False  # make and unmake admins and owners
    can_rename: bool = False
    can_configure: bool = False
    can_set_avatar: bool = False
    can_destroy: bool = False
    can_moderate: bool = False  # remove what others said

    @property
    def can_remove(self) -> bool:
        """Whether we may put others out in one way or another."""
        return self.can_kick or self.can_ban or self.can_change_members
