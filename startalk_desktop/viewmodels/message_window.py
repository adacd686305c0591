"""The part of a conversation that is in memory: a sorted, bounded window of messages, and how neighbours group."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence
from enum import IntEnum

from startalk_desktop.model.message import Message, MessageCursor, MessageKind

MAX_ROWS = 300
_GROUP_GAP = 5 * 60 * 1_000_000


class GroupPosition(IntEnum):
    """Where a message stands in a run of messages by one sender."""

    SINGLE = 0
    FIRST = 1
    MIDDLE = 2
    LAST = 3


def cursor_of(message: Message) -> MessageCursor:
    """The message's place in its conversation."""
    return MessageCursor(message.sent_at, message.row)


def is_grouped(earlier: Message, later: Message) -> bool:
    """Whether `later` continues what `earlier` began: same sender, soon after, both text."""
    return (
        earlier.kind is MessageKind.TEXT
        and later.kind is MessageKind.TEXT
        and earlier.is_outgoing == later.is_outgoing
        and earlier.sender == later.sender
        and 0 <= later.sent_at - earlier.sent_at <= _GROUP_GAP
    )


class MessageWindow:
    """Messages between two places of a conversation, oldest first, without duplicates."""

    def __init__(self) -> None:
        self._messages: list[Message] = []
        self._rows: set[int] = set()

    def __len__(self) -> int:
        return len(self._messages)

    def __getitem__(self, index: int) -> Message:
        return self._messages[index]

    @property
    def first(self) -> Message | None:
        """The oldest."""
        return self._messages[0] if self._messages else None

    @property
    def last(self) -> Message | None:
        """The newest."""
        return self._messages[-1] if self._messages else None

    def index_of(self, row: int) -> int | None:
        """Where the message of store row `row` stands."""
        if row not in self._rows:
            return None
        return next(index for index, message in enumerate(self._messages) if message.row == row)

    def has(self, row: int) -> bool:
        """Whether the message of store row `row` is here."""
        return row in self._rows

    def replace_all(self, messages: Sequence[Message]) -> None:
        """Start over with `messages`, in any order."""
        unique = {message.row: message for message in messages}
        self._messages = sorted(unique.values(), key=cursor_of)[-MAX_ROWS:]
        self._rows = {message.row for message in self._messages}

    def placed(self, messages: Iterable[Message]) -> list[tuple[int, list[Message]]]:
        """Where `messages` that are not here yet belong: runs to insert, each at its index before any insertion."""
        runs: list[tuple[int, list[Message]]] = []
        fresh = {message.row: message for message in messages if message.row not in self._rows}
        for message in sorted(fresh.values(), key=cursor_of):
            index = bisect.bisect_left(self._messages, cursor_of(message), key=cursor_of)
            if runs and runs[-1][0] == index:
                runs[-1][1].append(message)
            else:
                runs.append((index, [message]))
        return runs

    def insert(self, index: int, messages: Sequence[Message]) -> None:
        """Insert a run that `placed` returned."""
        self._messages[index:index] = messages
        self._rows.update(message.row for message in messages)

    def remove(self, index: int, count: int = 1) -> None:
        """Drop `count` messages from `index` on."""
        self._rows.difference_update(
            message.row for message in self._messages[index : index + count]
        )
        del self._messages[index : index + count]

    def replace(self, index: int, message: Message) -> None:
        """A newer revision of the message at `index`, whose place is the same."""
        self._messages[index] = message

    def group_at(self, index: int) -> GroupPosition:
        """Where the message at `index` stands among its neighbours."""
        continues = index > 0 and self._joins(index - 1)
        is_continued = index + 1 < len(self._messages) and self._joins(index)
        if continues:
            return GroupPosition.MIDDLE if is_continued else GroupPosition.LAST
        return GroupPosition.FIRST if is_continued else GroupPosition.SINGLE

    def _joins(self, index: int) -> bool:
        return is_grouped(self._messages[index], self._messages[index + 1])
