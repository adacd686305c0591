"""Which messages are shown as one grid: pictures that one person sent in one go, each a message of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from startalk_desktop.model.message import DeliveryState, Message, MessageKind
from startalk_desktop.ui.chat.album_layout import MAX_ALBUM
from startalk_desktop.ui.chat.message_parts import Content, Picture
from startalk_desktop.viewmodels.message_window import GroupPosition
from startalk_desktop.viewmodels.messages import RowFacts

_ONE_GO: Final = 60_000_000  # microseconds between two of them at most
_HEADS: Final = (GroupPosition.SINGLE, GroupPosition.FIRST)
_TAILS: Final = (GroupPosition.SINGLE, GroupPosition.LAST)


@dataclass(frozen=True, slots=True)
class Album:
    """Messages from `first` to `last` in model rows; the bubble is that of `carrier`, which has the text."""

    first: int
    last: int
    carrier: int

    def facts(self, facts: Sequence[RowFacts]) -> RowFacts:
        """Those of the carrier, as one bubble for all of them."""
        first, last = facts[self.first], facts[self.last]
        is_head, is_tail = first.group in _HEADS, last.group in _TAILS
        group = {
            (True, True): GroupPosition.SINGLE,
            (True, False): GroupPosition.FIRST,
            (False, True): GroupPosition.LAST,
            (False, False): GroupPosition.MIDDLE,
        }[is_head, is_tail]
        return replace(
            facts[self.carrier],
            group=group,
            starts_day=first.starts_day,
            is_first_unread=first.is_first_unread,
        )


def albums_of(
    facts: Sequence[RowFacts], content_of: Callable[[Message], Content]
) -> dict[int, Album]:
    """The albums among the rows in memory, by each model row that is in one."""
    found: dict[int, Album] = {}
    start = 0
    while start < len(facts):
        end = start + 1
        if _is_member(facts[start].message, content_of):
            while (
                end < len(facts)
                and end - start < MAX_ALBUM
                and _continues(facts[end - 1], facts[end])
                and _is_member(facts[end].message, content_of)
                and not content_of(facts[end].message).text
            ):
                end += 1
        if end - start > 1:
            has_text = bool(content_of(facts[start].message).text)
            album = Album(start, end - 1, start if has_text else end - 1)
            found |= dict.fromkeys(range(start, end), album)
        start = end
    return found


def _continues(before: RowFacts, after: RowFacts) -> bool:
    return (
        after.group not in _HEADS
        and not after.starts_day
        and not after.is_first_unread
        and after.message.reply is None
        and after.message.is_outgoing == before.message.is_outgoing
        and after.message.sent_at - before.message.sent_at <= _ONE_GO
    )


def _is_member(message: Message, content_of: Callable[[Message], Content]) -> bool:
    """Whether it is one picture and nothing else but, perhaps, words."""
    if len(message.files) != 1 or message.kind is not MessageKind.TEXT:
        return False
    is_plain = (
        message.tombstone is None
        and not message.reactions
        and not message.forwards
        and message.edited_at is None
        and message.pending is None
        and message.state is not DeliveryState.FAILED
    )
    if not is_plain:
        return False
    pieces = content_of(message).pieces
    return (
        isinstance(pieces[0], Picture)
        and pieces[0].position == 0
        and not any(isinstance(piece, Picture) for piece in pieces[1:])
    )
