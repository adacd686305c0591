"""The sentences about rooms: what they are, what people are in them, and why something was refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication

from startalk_desktop.model.changes import RoomTask
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.room import Affiliation, Role, RoomEventKind, RoomInfo, RoomMember
from startalk_desktop.ui.chat.event_texts import event_text
from startalk_desktop.ui.failure_texts import FailureContext, quoting, with_quotation
from startalk_desktop.viewmodels.members_model import MemberGroup
from startalk_desktop.viewmodels.room_state import OutOfRoom

_MOST_NAMES: Final = 5


def anonymity_text(*, hides_people: bool) -> str:
    """That nicks are not people, in a room that hides who they are."""
    if not hides_people:
        return ""
    return QCoreApplication.translate(
        "Rooms",
        "People go by nicks of their own choice here; only moderators see who they are. "
        "A nick alone proves nothing.",
    )


def kind_text(info: RoomInfo) -> str:
    """Who gets in, in a word or two."""
    if info.is_members_only:
        return QCoreApplication.translate("Rooms", "Private room")
    if info.is_protected:
        return QCoreApplication.translate("Rooms", "Room with a password")
    return QCoreApplication.translate("Rooms", "Public room")


def group_text(group: MemberGroup) -> str:
    """What stands above a group of members."""
    match group:
        case MemberGroup.OWNERS:
            return QCoreApplication.translate("Rooms", "Owners")
        case MemberGroup.ADMINS:
            return QCoreApplication.translate("Rooms", "Admins")
        case MemberGroup.MEMBERS:
            return QCoreApplication.translate("Rooms", "Members")
        case MemberGroup.GUESTS:
            return QCoreApplication.translate("Rooms", "Guests")


def affiliation_word(affiliation: Affiliation) -> str:
    """What somebody is to a room."""
    match affiliation:
        case Affiliation.OWNER:
            return QCoreApplication.translate("Rooms", "owner")
        case Affiliation.ADMIN:
            return QCoreApplication.translate("Rooms", "admin")
        case Affiliation.MEMBER:
            return QCoreApplication.translate("Rooms", "member")
        case _:
            return QCoreApplication.translate("Rooms", "guest")


def standing_word(role: Role) -> str:
    """What somebody may do there, where that is less than others."""
    return QCoreApplication.translate("Rooms", "listens") if role is Role.VISITOR else ""


def lookalike_text(name: str) -> str:
    """That somebody is not whom their name suggests."""
    return QCoreApplication.translate("Rooms", "not the same as {name}").format(name=name)


def lookalike_tip(name: str) -> str:
    """Why somebody is marked."""
    return QCoreApplication.translate(
        "Rooms", "The name looks like “{name}”, but this is somebody else. Check whom you talk to."
    ).format(name=name)


def member_tip(member: RoomMember) -> str:
    """Who somebody in a room is, as far as it tells."""
    hidden = QCoreApplication.translate("Rooms", "The room hides who this is")
    lines = [str(member.jid) if member.jid is not None else hidden]
    if member.looks_like:
        lines.append(lookalike_tip(member.looks_like))
    return "\n".join(lines)


def refusal_text(failure: Failure) -> str:
    """Why the room, or the domain, did not do it: in our words, and in its own."""
    return quoting(failure, FailureContext.REQUEST)


def entry_refusal_text(failure: Failure) -> str:
    """Why we are not in a room: in our words, and in its own."""
    if failure.code is not FailureCode.RECIPIENT_UNKNOWN:
        return refusal_text(failure)
    words = QCoreApplication.translate("Rooms", "There is no such room (any more).")
    return with_quotation(words, failure)


def task_failed_text(task: RoomTask, failure: Failure, names: Sequence[str] = ()) -> str:
    """What could not be done with a room; `names` are those who could not be invited."""
    match task:
        case RoomTask.INVITE:
            words = QCoreApplication.translate("Rooms", "{name} could not be invited. {reason}")
        case RoomTask.TOPIC:
            words = QCoreApplication.translate("Rooms", "The topic could not be set. {reason}")
        case RoomTask.AVATAR:
            words = QCoreApplication.translate("Rooms", "The picture could not be set. {reason}")
    name = ", ".join(names[:_MOST_NAMES]) + (", …" if len(names) > _MOST_NAMES else "")
    return words.format(name=name, reason=refusal_text(failure))


def out_text(out: OutOfRoom) -> str:
    """Why we are not in the room."""
    event = out.event
    if event is not None:
        words = event_text(event, event.who)
        if event.kind is RoomEventKind.DESTROYED and event.alternative is not None:
            words = QCoreApplication.translate("Rooms", "{what}. It goes on in {room}").format(
                what=words, room=event.alternative
            )
        return words
    if out.failure is not None:
        return QCoreApplication.translate("Rooms", "You are not in this room. {reason}").format(
            reason=entry_refusal_text(out.failure)
        )
    return QCoreApplication.translate("Rooms", "You are not in this room")
