"""What may be done to a message: the rules for menus and for those who act. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from startalk_desktop.core.errors import RefusalCode
from startalk_desktop.core.references import reference_of
from startalk_desktop.model.identity import ConversationKind, Timestamp
from startalk_desktop.model.message import DeliveryState, Message, MessageKind
from startalk_desktop.model.policy import DomainPolicy

_SECOND: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Abilities:
    """What can be done to one message now; `recall_seconds_left` is None where there is no limit or no recall."""

    can_edit: bool = False
    can_recall: bool = False
    can_moderate: bool = False
    can_react: bool = False
    can_reply: bool = False
    can_forward: bool = False
    recall_seconds_left: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """From where a message is looked at: in which kind of conversation, as whom, and when.

    Attributes:
        is_moderator: we moderate the room.
        can_moderate: the room takes messages away for its moderators (XEP-0425).
    """

    kind: ConversationKind
    policy: DomainPolicy
    now: Timestamp
    is_moderator: bool = False
    can_moderate: bool = False


def abilities_of(message: Message, standing: Standing) -> Abilities:
    """Everything at once, for a menu."""
    is_content = message.kind is MessageKind.TEXT and message.tombstone is None
    has_reference = bool(reference_of(message, standing.kind))
    is_there = is_content and has_reference and _is_out(message)
    can_recall = refusal_of_recall(message, standing) is None
    return Abilities(
        can_edit=refusal_of_edit(message) is None,
        can_recall=can_recall,
        can_moderate=not message.is_outgoing and refusal_of_moderation(message, standing) is None,
        can_react=is_there,
        can_reply=is_there,
        can_forward=is_content and all(file.url for file in message.files),
        recall_seconds_left=recall_seconds_left(message, standing) if can_recall else None,
    )


def refusal_of_edit(message: Message) -> RefusalCode | None:
    """Why `message` can't be edited; None where it can. There is no limit of time."""
    if message.tombstone is not None:
        return RefusalCode.GONE
    if not message.is_outgoing:
        return RefusalCode.NOT_YOURS
    is_plain = message.kind is MessageKind.TEXT and not message.files and not message.forwards
    if not is_plain or message.state is DeliveryState.FAILED:
        return RefusalCode.NOT_EDITABLE
    if not (message.message_id or message.origin_id):
        return RefusalCode.UNSUPPORTED
    return None


def refusal_of_recall(message: Message, standing: Standing) -> RefusalCode | None:
    """Why `message` can't be taken back by us as its author; None where it can."""
    if message.tombstone is not None:
        return RefusalCode.GONE
    if not message.is_outgoing:
        return RefusalCode.NOT_YOURS
    if message.kind is not MessageKind.TEXT or message.state is DeliveryState.FAILED:
        return RefusalCode.NOT_EDITABLE
    if message.state is DeliveryState.QUEUED:
        return None
    if not reference_of(message, standing.kind):
        return RefusalCode.UNSUPPORTED
    left = recall_seconds_left(message, standing)
    return RefusalCode.TOO_LATE if left is not None and left <= 0 else None


def refusal_of_moderation(message: Message, standing: Standing) -> RefusalCode | None:
    """Why we can't take `message` out of the room for everybody; None where we can."""
    if message.tombstone is not None:
        return RefusalCode.GONE
    if standing.kind is not ConversationKind.ROOM or not standing.is_moderator:
        return RefusalCode.NOT_ALLOWED
    if not standing.can_moderate or not message.stanza_id:
        return RefusalCode.UNSUPPORTED
    return None if message.kind is MessageKind.TEXT else RefusalCode.NOT_EDITABLE


def refusal_of_reaction(message: Message, standing: Standing) -> RefusalCode | None:
    """Why nobody can react to `message`, or answer it; None where we can."""
    if message.tombstone is not None:
        return RefusalCode.GONE
    if message.kind is not MessageKind.TEXT or not _is_out(message):
        return RefusalCode.NOT_ALLOWED
    return None if reference_of(message, standing.kind) else RefusalCode.UNSUPPORTED


def recall_seconds_left(message: Message, standing: Standing) -> int | None:
    """For how long the author may still recall `message`; None: without end, as for a room's moderators."""
    limit = standing.policy.recall_seconds
    if limit is None or standing.is_moderator or message.state is DeliveryState.QUEUED:
        return None
    age = max(0, standing.now - message.sent_at)
    return limit - age // _SECOND


def _is_out(message: Message) -> bool:
    return message.state not in (DeliveryState.QUEUED, DeliveryState.FAILED)
