"""What can be done with somebody in a room, as far as we may."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction

from startalk_desktop.model.room import Affiliation, Role, RoomAbilities, RoomInfo, RoomMember
from startalk_desktop.ui.window_menus import WindowMenu

_RULERS = (Affiliation.OWNER, Affiliation.ADMIN)


class MemberDeed(Enum):
    """What is done."""

    WRITE = "write"
    CARD = "card"
    COPY_ADDRESS = "copy-address"
    MAKE_OWNER = "make-owner"
    MAKE_ADMIN = "make-admin"
    MAKE_MEMBER = "make-member"
    LET_SPEAK = "let-speak"
    SILENCE = "silence"
    REMOVE = "remove"
    BAN = "ban"


class MemberMenu(WindowMenu):
    """The menu of one person; `actions` are its choices by what they do."""

    actions_of: dict[MemberDeed, QAction]

    def show_for(
        self,
        member: RoomMember,
        abilities: RoomAbilities,
        info: RoomInfo | None,
        *,
        act: Callable[[MemberDeed], None],
        at: QPoint,
    ) -> None:
        """Show it; `act` gets what was chosen."""
        self.actions_of = {}
        offered = deeds_for(member, abilities, info)
        names = self._names()
        for group in _GROUPS:
            here = [deed for deed in group if deed in offered]
            if here and self.actions_of:
                self.addSeparator()
            for deed in here:
                icon, text = names[deed]
                self.actions_of[deed] = self.add(icon, text, partial(act, deed))
        if self.actions_of:
            self.popup(at)
        else:
            self.deleteLater()

    def _names(self) -> dict[MemberDeed, tuple[str, str]]:
        return {
            MemberDeed.WRITE: ("message", self.tr("Message directly")),
            MemberDeed.CARD: ("user", self.tr("Show the card")),
            MemberDeed.COPY_ADDRESS: ("copy", self.tr("Copy the address")),
            MemberDeed.MAKE_OWNER: ("key", self.tr("Make an owner…")),
            MemberDeed.MAKE_ADMIN: ("shield", self.tr("Make an admin")),
            MemberDeed.MAKE_MEMBER: ("user", self.tr("Make a member")),
            MemberDeed.LET_SPEAK: ("message", self.tr("Let speak")),
            MemberDeed.SILENCE: ("eye", self.tr("Let only listen")),
            MemberDeed.REMOVE: ("log-out", self.tr("Remove from the room…")),
            MemberDeed.BAN: ("alert", self.tr("Ban from the room…")),
        }


_GROUPS = (
    (MemberDeed.WRITE, MemberDeed.CARD, MemberDeed.COPY_ADDRESS),
    (MemberDeed.MAKE_OWNER, MemberDeed.MAKE_ADMIN, MemberDeed.MAKE_MEMBER),
    (MemberDeed.LET_SPEAK, MemberDeed.SILENCE),
    (MemberDeed.REMOVE, MemberDeed.BAN),
)


def deeds_for(
    member: RoomMember, abilities: RoomAbilities, info: RoomInfo | None
) -> frozenset[MemberDeed]:
    """What we may do with `member`: only owners touch those who rule, and nobody is offered to do it to themselves."""
    found = set()
    if member.jid is not None:
        found |= {MemberDeed.CARD, MemberDeed.COPY_ADDRESS}
    if member.is_self:
        return frozenset(found)
    if member.is_here or member.jid is not None:
        found.add(MemberDeed.WRITE)
    is_ruler = member.affiliation in _RULERS
    may_touch = abilities.can_promote or not is_ruler
    if member.jid is not None:
        found |= _promotions(member, abilities)
        if abilities.can_ban and may_touch:
            found.add(MemberDeed.BAN)
        if abilities.can_change_members and may_touch:
            found.add(MemberDeed.REMOVE)
    if member.is_here and abilities.can_kick and not is_ruler:
        found.add(MemberDeed.REMOVE)
        if member.role is Role.VISITOR:
            found.add(MemberDeed.LET_SPEAK)
        elif info is not None and info.is_moderated and member.role is Role.PARTICIPANT:
            found.add(MemberDeed.SILENCE)
    return frozenset(found)


def _promotions(member: RoomMember, abilities: RoomAbilities) -> set[MemberDeed]:
    ranks = {
        Affiliation.OWNER: MemberDeed.MAKE_OWNER,
        Affiliation.ADMIN: MemberDeed.MAKE_ADMIN,
        Affiliation.MEMBER: MemberDeed.MAKE_MEMBER,
    }
    if abilities.can_promote:
        return {deed for rank, deed in ranks.items() if rank is not member.affiliation}
    if abilities.can_change_members and member.affiliation is Affiliation.NONE:
        return {MemberDeed.MAKE_MEMBER}
    return set()
