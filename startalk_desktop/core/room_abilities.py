"""What we may do in a room, by what we are there. Pure functions.

The room decides in the end; what is said here is for menus. Where a room does not tell what it allows, it is asked.
"""

from __future__ import annotations

from typing import Final

from startalk_desktop.model.room import Affiliation, Occupant, Role, RoomAbilities, RoomInfo

_RULING: Final = frozenset({Affiliation.OWNER, Affiliation.ADMIN})


def abilities_of(
    own: Occupant | None, info: RoomInfo | None, *, can_moderate: bool
) -> RoomAbilities:
    """Of us as `own` in a room that is as `info` says; nothing at all where we are not there.

    Args:
        own: we, in the room.
        info: what the room says of itself, where it does.
        can_moderate: whether the room removes messages for its moderators.
    """
    if own is None:
        return RoomAbilities()
    is_owner = own.affiliation is Affiliation.OWNER
    is_ruling = own.affiliation in _RULING
    is_moderator = own.role is Role.MODERATOR
    can_speak = own.role in (Role.MODERATOR, Role.PARTICIPANT)
    is_closed = info is not None and info.is_members_only
    return RoomAbilities(
        can_speak=can_speak,
        can_invite=not is_closed or is_ruling or own.affiliation is Affiliation.MEMBER,
        can_set_topic=is_moderator
        or (can_speak and (info is None or info.anyone_may_set_topic is not False)),
        can_kick=is_moderator,
        can_ban=is_ruling,
        can_change_members=is_ruling,
        can_promote=is_owner,
        can_rename=is_owner,
        can_configure=is_owner,
        can_set_avatar=is_owner and info is not None and info.has_card,
        can_destroy=is_owner,
        can_moderate=is_moderator and can_moderate,
    )
