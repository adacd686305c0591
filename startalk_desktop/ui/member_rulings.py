"""What is done to somebody in a room: promoted, put out, banned, each with its question where that is called for."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from startalk_desktop.core.conversation import ConversationHandle
from startalk_desktop.core.ports import RequestFailed
from startalk_desktop.model.room import Affiliation, Role, RoomInfo, RoomMember
from startalk_desktop.ui.chat.event_texts import short
from startalk_desktop.ui.member_menu import MemberDeed
from startalk_desktop.ui.room_texts import affiliation_word, refusal_text
from startalk_desktop.ui.ruling_dialog import RulingDialog, rule
from startalk_desktop.viewmodels.banned_model import BannedPerson

_RANKS: Final = {
    MemberDeed.MAKE_OWNER: Affiliation.OWNER,
    MemberDeed.MAKE_ADMIN: Affiliation.ADMIN,
    MemberDeed.MAKE_MEMBER: Affiliation.MEMBER,
}
_RULERS: Final = (Affiliation.OWNER, Affiliation.ADMIN)


class MemberRulings(QObject):
    """Over one room.

    Args:
        handle: the room.
        info: what it says of itself.
        window: where questions are asked.
    """

    def __init__(self, handle: ConversationHandle, info: RoomInfo | None, window: QWidget) -> None:
        super().__init__(window)
        self._handle = handle
        self._info = info
        self._window = window

    async def do(self, deed: MemberDeed, member: RoomMember) -> None:
        """Do it.

        Raises:
            AccountNotOpen, AccountUnknown, RequestFailed: of what is done without a question; other refusals are said
                where the question was.
        """
        match deed:
            case MemberDeed.MAKE_OWNER | MemberDeed.MAKE_ADMIN | MemberDeed.MAKE_MEMBER:
                await self._promote(member, _RANKS[deed])
            case MemberDeed.LET_SPEAK:
                await self._handle.set_role(member.nick or "", Role.PARTICIPANT)
            case MemberDeed.SILENCE:
                await self._handle.set_role(member.nick or "", Role.VISITOR)
            case MemberDeed.REMOVE:
                await self._remove(member)
            case MemberDeed.BAN:
                await self._ban(member)

    async def lift(self, person: BannedPerson) -> None:
        """Let somebody in again who was banned."""
        is_closed = self._info is not None and self._info.is_members_only
        if is_closed:
            text = self.tr("{address} may come back once somebody invites them.")
        else:
            text = self.tr("{address} may come back: everybody may join this room.")
        dialog = RulingDialog(
            self._window,
            title=self.tr("Lift the ban on {name}?").format(name=short(person.name)),
            text=text.format(address=person.jid),
            accept=self.tr("Lift the ban"),
            takes_reason=False,
            is_dangerous=False,
        )
        await rule(
            dialog,
            lambda _reason: refused(self._handle.set_affiliation(person.jid, Affiliation.NONE)),
        )

    async def _promote(self, member: RoomMember, affiliation: Affiliation) -> None:
        if member.jid is None:
            return
        jid = member.jid
        if affiliation is not Affiliation.OWNER and member.affiliation not in _RULERS:
            await self._handle.set_affiliation(jid, affiliation)
            return
        name = short(member.shown_name)
        if affiliation is Affiliation.OWNER:
            title = self.tr("Make {name} an owner?").format(name=name)
            text = self.tr(
                "Owners may do everything with the room: rename it, put anybody out, also you, and close it."
            )
        else:
            title = self.tr("Change what {name} may do: {rank}?").format(
                name=name, rank=affiliation_word(affiliation)
            )
            text = self.tr("They lose the rights that they have in the room now.")
        dialog = RulingDialog(
            self._window, title=title, text=f"{jid}\n{text}", accept=self.tr("Change"), takes_reason=False,
            is_dangerous=False,
        )  # fmt: skip
        await rule(dialog, lambda _reason: refused(self._handle.set_affiliation(jid, affiliation)))

    async def _remove(self, member: RoomMember) -> None:
        is_closed = self._info is not None and self._info.is_members_only
        if is_closed:
            text = self.tr("They can't read or write here any more, unless they are invited again.")
        else:
            text = self.tr("They may come back: everybody may join this room.")
        if member.jid is not None:
            text = f"{member.jid}\n{text}"  # others may be called the same
        dialog = RulingDialog(
            self._window,
            title=self.tr("Remove {name} from the room?").format(name=short(member.shown_name)),
            text=text,
            accept=self.tr("Remove"),
        )
        await rule(dialog, lambda reason: refused(self._put_out(member, reason)))

    async def _put_out(self, member: RoomMember, reason: str) -> None:
        """Off the lists, which puts out of a room for members; out of another room by hand."""
        is_closed = self._info is not None and self._info.is_members_only
        if member.jid is not None and member.affiliation is not Affiliation.NONE:
            await self._handle.set_affiliation(member.jid, Affiliation.NONE, reason)
            if is_closed:
                return
        if member.is_here and member.nick is not None:
            await self._handle.kick(member.nick, reason)

    async def _ban(self, member: RoomMember) -> None:
        if member.jid is None:
            return
        jid = member.jid
        dialog = RulingDialog(
            self._window,
            title=self.tr("Ban {name} from the room?").format(name=short(member.shown_name)),
            text=self.tr("{address} can't come back until somebody lifts the ban.").format(
                address=jid
            ),
            accept=self.tr("Ban"),
        )
        await rule(dialog, lambda reason: refused(self._handle.ban(jid, reason)))


async def refused(work: Awaitable[object]) -> str:
    """Why the room refused, in words; nothing where it did not.

    Raises:
        AccountNotOpen, AccountUnknown
    """
    try:
        await work
    except RequestFailed as error:
        return refusal_text(error.failure)
    return ""
