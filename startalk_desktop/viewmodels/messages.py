"""The messages of one conversation as a list model: a window of at most 300 rows."""

from __future__ import annotations

import bisect
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from startalk_desktop.model.identity import Timestamp
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import Message, MessageCursor
from startalk_desktop.model.read_position import RoomReader
from startalk_desktop.viewmodels.event_folds import EventFold
from startalk_desktop.viewmodels.message_window import (
    MAX_ROWS,
    GroupPosition,
    MessageWindow,
    cursor_of,
)

_Index = QModelIndex | QPersistentModelIndex

NameOf = Callable[[Message], str]
NameOfAddress = Callable[[Jid], str]
"""What a person, or an occupant of a room, is called."""
Describe = Callable[[Message, str], str]
"""The words that assistive technology says for a message by the sender of that name."""


class MessageRole(IntEnum):
    """What a row tells."""

    MESSAGE = Qt.ItemDataRole.UserRole + 1  # `Message`
    SENDER_NAME = Qt.ItemDataRole.UserRole + 2
    GROUP = Qt.ItemDataRole.UserRole + 3  # `GroupPosition`
    STARTS_DAY = Qt.ItemDataRole.UserRole + 4  # bool: the first of its local day in the window
    IS_FIRST_UNREAD = Qt.ItemDataRole.UserRole + 5  # bool: the unread divider stands above
    READER_COUNT = Qt.ItemDataRole.UserRole + 6  # how many others have read our message in a room


@dataclass(frozen=True, slots=True)
class RowFacts:
    """What the roles of one row tell, at once, for a view that draws many rows in a frame."""

    message: Message
    sender_name: str
    group: GroupPosition
    starts_day: bool
    is_first_unread: bool
    reader_count: int = 0
    quote_name: str = ""  # who wrote what the message answers
    fold: EventFold | None = None  # the row is no message, but what happened between two
    looks_like: str = ""  # whom the sender can be taken for by their nick, and is not


class MessageListModel(QAbstractListModel):
    """Rows are messages, oldest first.

    Inserts come as runs, removals as ranges, so that a view can keep its anchor; a row whose neighbours
    changed is told as changed, because it may group or start a day differently.
    """

    def __init__(self, name_of: NameOf, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name_of = name_of
        self._describe: Describe | None = None
        self._describe_fold: Callable[[EventFold], str] | None = None
        self._window = MessageWindow()
        self._first_unread: int | None = None
        self._name_of_address: NameOfAddress = _short_name
        self._folds: dict[int, EventFold] = {}  # by the row of the message that stands for it
        self._lookalikes: Mapping[str, str] = {}  # nick: whom it looks like
        self._readers: tuple[RoomReader, ...] = ()  # who has read least far first
        self._read_up_to: list[MessageCursor] = []  # of each of them

    # reading

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        """One row a message in the window."""
        return 0 if parent.isValid() else len(self._window)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The value of `role`."""
        if not index.isValid():
            return None
        row = index.row()
        message = self._window[row]
        match role:
            case MessageRole.MESSAGE:
                return message
            case MessageRole.SENDER_NAME:
                return self._name_of(message)
            case MessageRole.GROUP:
                return self._window.group_at(row)
            case MessageRole.STARTS_DAY:
                return self._starts_day(row)
            case MessageRole.IS_FIRST_UNREAD:
                return message.row == self._first_unread
            case MessageRole.READER_COUNT:
                return self._reader_count(message)
            case Qt.ItemDataRole.DisplayRole:
                return message.text
            case Qt.ItemDataRole.AccessibleTextRole:
                name = self._name_of(message)
                fold = self._folds.get(message.row)
                if fold is not None and self._describe_fold is not None:
                    return self._describe_fold(fold)
                return self._describe(message, name) if self._describe else message.text
        return None

    def facts(self, row: int) -> RowFacts:
        """What the roles of model row `row` tell."""
        message = self._window[row]
        return RowFacts(
            message,
            self._name_of(message),
            self._window.group_at(row),
            self._starts_day(row),
            message.row == self._first_unread,
            self._reader_count(message),
            self._quote_name(message),
            self._folds.get(message.row),
            self.lookalike_of(message),
        )

    def message(self, row: int) -> Message:
        """The message in model row `row`."""
        return self._window[row]

    def row_of(self, store_row: int) -> int | None:
        """The model row of the message whose store row is `store_row`."""
        return self._window.index_of(store_row)

    @property
    def oldest(self) -> MessageCursor | None:
        """The place of the first message."""
        return next((cursor_of(one) for one in self._messages() if one.row >= 0), None)

    @property
    def newest(self) -> MessageCursor | None:
        """The place of the last message."""
        return next((cursor_of(one) for one in reversed(self._messages()) if one.row >= 0), None)

    def cursors(self) -> list[MessageCursor]:
        """The places of the messages, oldest first."""
        return [cursor_of(one) for one in self._messages() if one.row >= 0]

    @property
    def first_unread(self) -> int | None:
        """The store row above which the unread divider stands."""
        return self._first_unread

    def senders(self) -> set[Jid]:
        """The bare addresses of the people who wrote what is in the window, or are named in it."""
        window = self._window
        found = {sender_address(window[row]).bare for row in range(len(window))}
        for row in range(len(window)):
            author, event = _answered_author(window[row]), window[row].event
            if author is not None:
                found.add(author.bare)
            if event is not None and event.jid is not None:
                found.add(event.jid)
        return found

    def address_name(self, address: Jid) -> str:
        """What somebody is called."""
        return self._name_of_address(address)

    def readers_of(self, store_row: int) -> tuple[RoomReader, ...]:
        """Who else has read up to the message of that store row, or further; the furthest first."""
        row = self._window.index_of(store_row)
        if row is None:
            return ()
        index = bisect.bisect_left(self._read_up_to, cursor_of(self._window[row]))
        return tuple(
            reader
            for reader in reversed(self._readers[index:])
            if reader.sender not in _addresses_of(self._window[row])
        )

    def lookalike_of(self, message: Message) -> str:
        """Whom the sender can be taken for by their nick, and is not; empty where they can't."""
        if message.is_outgoing or not self._lookalikes or message.sender_real_jid is not None:
            return ""
        return self._lookalikes.get(message.sender.resource, "")

    # changing

    def set_describer(
        self, describe: Describe, describe_fold: Callable[[EventFold], str] | None = None
    ) -> None:
        """How rows are described to assistive technology, in the user's language."""
        self._describe, self._describe_fold = describe, describe_fold

    def set_address_namer(self, name_of: NameOfAddress) -> None:
        """How people are called who are named in messages; without it they go by their nicks."""
        self._name_of_address = name_of
        self.names_changed()

    def set_readers(self, readers: Sequence[RoomReader]) -> None:
        """How far others have read in the room."""
        before = [self._reader_count(message) for message in self._messages()]
        ordered = sorted(readers, key=lambda reader: (reader.sent_at, reader.row))
        self._readers = tuple(ordered)
        self._read_up_to = [MessageCursor(reader.sent_at, reader.row) for reader in ordered]
        for row, message in enumerate(self._messages()):
            if self._reader_count(message) != before[row]:
                self._tell_changed(row, row)

    def set_lookalikes(self, lookalikes: Mapping[str, str]) -> None:
        """Which nicks can be taken for others' names, and for whose."""
        if lookalikes != self._lookalikes:
            self._lookalikes = lookalikes
            self.names_changed()

    def set_folds(self, folds: Mapping[int, tuple[Message, EventFold]]) -> None:
        """What happened between messages: rows of their own, whose messages have negative store rows."""
        gone = self._folds.keys() - folds.keys()
        kept = {row: (message, fold) for row, (message, fold) in folds.items()}
        changed = [
            message
            for row, (message, fold) in kept.items()
            if row in self._folds and self._folds[row] != fold
        ]
        missing = [message for row, (message, _fold) in kept.items() if not self._window.has(row)]
        self._folds = {row: fold for row, (_message, fold) in kept.items()}
        self.remove(sorted(gone))
        self.add(missing)
        self.update(changed)

    def set_first_unread(self, store_row: int | None) -> None:
        """Put the unread divider above the message of that store row, or nowhere."""
        before, self._first_unread = self._first_unread, store_row
        for row in (before, store_row):
            found = self._window.index_of(row) if row is not None else None
            if found is not None:
                self._tell_changed(found, found)

    def reset_to(self, messages: Sequence[Message]) -> None:
        """Show another part of the conversation."""
        self.beginResetModel()
        self._window.replace_all(messages)
        self.endResetModel()

    def add(self, messages: Sequence[Message]) -> None:
        """Put in what is not here yet, each where it belongs."""
        shift = 0
        for index, run in self._window.placed(messages):
            at = index + shift
            self.beginInsertRows(QModelIndex(), at, at + len(run) - 1)
            self._window.insert(at, run)
            self.endInsertRows()
            shift += len(run)
            self._tell_neighbours(at, at + len(run))

    def update(self, messages: Sequence[Message]) -> None:
        """Newer revisions of messages that are here; others are ignored."""
        for message in messages:
            row = self._window.index_of(message.row)
            if row is None or self._window[row] == message:
                continue
            if self._window[row].sent_at != message.sent_at:
                self.remove([message.row])
                self.add([message])
                continue
            self._window.replace(row, message)
            self._tell_changed(row, row)

    def remove(self, store_rows: Sequence[int]) -> None:
        """Drop messages."""
        for store_row in store_rows:
            row = self._window.index_of(store_row)
            if row is not None:
                self._remove(row, 1)
                self._tell_neighbours(row, row)

    def trim_newest(self) -> bool:
        """Drop the newest where there are more than `MAX_ROWS`; True if some went."""
        surplus = len(self._window) - MAX_ROWS
        if surplus > 0:
            self._remove(MAX_ROWS, surplus)
            self._tell_neighbours(MAX_ROWS, MAX_ROWS)
        return surplus > 0

    def trim_oldest(self) -> bool:
        """Drop the oldest where there are more than `MAX_ROWS`; True if some went."""
        surplus = len(self._window) - MAX_ROWS
        if surplus > 0:
            self._remove(0, surplus)
            self._tell_neighbours(0, 0)
        return surplus > 0

    def names_changed(self) -> None:
        """Names or pictures of senders changed."""
        if len(self._window):
            self._tell_changed(0, len(self._window) - 1)

    def _messages(self) -> list[Message]:
        return [self._window[row] for row in range(len(self._window))]

    def _reader_count(self, message: Message) -> int:
        if not message.is_outgoing or not self._read_up_to:
            return 0
        own = _addresses_of(message)
        index = bisect.bisect_left(self._read_up_to, cursor_of(message))
        return sum(reader.sender not in own for reader in self._readers[index:])

    def _quote_name(self, message: Message) -> str:
        author = _answered_author(message)
        return self._name_of_address(author) if author is not None else ""

    def _starts_day(self, row: int) -> bool:
        if row == 0:
            return True
        return _day(self._window[row].sent_at) != _day(self._window[row - 1].sent_at)

    def _remove(self, row: int, count: int) -> None:
        self.beginRemoveRows(QModelIndex(), row, row + count - 1)
        self._window.remove(row, count)
        self.endRemoveRows()

    def _tell_neighbours(self, start: int, end: int) -> None:
        """Rows right before `start` and at `end` have a new neighbour."""
        for row in {start - 1, end}:
            if 0 <= row < len(self._window):
                self._tell_changed(row, row)

    def _tell_changed(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first), self.index(last))


def sender_address(message: Message) -> Jid:
    """Whose picture and colour a message wears: the person where known, else the occupant."""
    if message.sender_real_jid is not None:
        return message.sender_real_jid
    return message.sender


def _answered_author(message: Message) -> Jid | None:
    reply = message.reply
    return reply.sender_real_jid or reply.sender if reply is not None else None


def _addresses_of(message: Message) -> tuple[Jid | None, ...]:
    return message.sender, message.sender_real_jid


def _short_name(address: Jid) -> str:
    return address.resource or address.local or address.domain


def _day(at: Timestamp) -> tuple[int, ...]:
    return time.localtime(at // 1_000_000)[:3]
