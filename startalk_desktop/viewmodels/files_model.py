"""The files, pictures and links of one conversation, newest first, read page by page as they are looked through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from startalk_desktop.model.files import FileKind
from startalk_desktop.model.message import Message, MessageCursor, SharedFile
from startalk_desktop.store.search_query import SearchKind
from startalk_desktop.tasks import TaskScope
from startalk_desktop.viewmodels.coalescing import CoalescedTask
from startalk_desktop.viewmodels.gone import ACCOUNT_GONE
from startalk_desktop.viewmodels.message_window import cursor_of

if TYPE_CHECKING:
    from startalk_desktop.core.conversation import ConversationHandle

_PAGE: Final = 120
_NOWHERE = QModelIndex()
_Index = QModelIndex | QPersistentModelIndex

LinksIn = Callable[[Message], tuple[str, ...]]
"""The addresses that a message's text leads to."""


class Shelf(Enum):
    """What is looked through."""

    PICTURES = "pictures"
    FILES = "files"
    LINKS = "links"


_KINDS: Final = {Shelf.PICTURES: FileKind.PICTURES, Shelf.FILES: FileKind.OTHERS}


class FileRole(IntEnum):
    """What a line tells."""

    ITEM = Qt.ItemDataRole.UserRole + 1  # `FileItem`
    SENDER = Qt.ItemDataRole.UserRole + 2  # str


@dataclass(frozen=True, slots=True)
class FileItem:
    """File `index` of a message, or a link in it (then `index` is -1)."""

    message: Message
    index: int
    link: str = ""

    @property
    def file(self) -> SharedFile | None:
        """The file; None for a link."""
        return self.message.files[self.index] if self.index >= 0 else None

    @property
    def words(self) -> str:
        """What a search looks at."""
        file = self.file
        if file is None:
            return f"{self.link} {self.message.text}"
        return f"{file.name or file.url.rpartition('/')[2]} {self.message.text}"


class FilesModel(QAbstractListModel):
    """One shelf of one conversation. More is read by `fetchMore`, as views do by themselves near the end.

    Signals:
        settled: what there is now answers what was asked last; perhaps nothing.
    """

    settled = Signal()

    def __init__(
        self,
        handle: ConversationHandle,
        shelf: Shelf,
        name_of: Callable[[Message], str],
        links_in: LinksIn,
        scope: TaskScope,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._handle = handle
        self._name_of = name_of
        self._links_in = links_in
        self._shelf = shelf
        self._question = ""
        self._items: list[FileItem] = []  # that answer the question
        self._before: MessageCursor | None = None
        self._has_more = True
        self._generation = 0
        self._is_stale = False
        self._reading = CoalescedTask(scope, "read a conversation's files", self._read)

    @property
    def shelf(self) -> Shelf:
        """What is looked through."""
        return self._shelf

    @property
    def question(self) -> str:
        """What their names are searched for."""
        return self._question

    @property
    def has_more(self) -> bool:
        """Whether older ones may follow."""
        return self._has_more

    @property
    def is_reading(self) -> bool:
        """Whether more is on its way."""
        return not self._reading.is_idle

    def item(self, row: int) -> FileItem:
        """What stands in `row`."""
        return self._items[row]

    def ask(self, shelf: Shelf | None = None, question: str | None = None) -> None:
        """Look through another shelf, or for something else."""
        shelf = shelf or self._shelf
        question = self._question if question is None else question.strip().casefold()
        if (shelf, question) == (self._shelf, self._question) and self._before is not None:
            return
        self._shelf, self._question = shelf, question
        self.refresh()

    def end(self) -> None:
        """Nobody looks any more; what is being read is for nothing."""
        self._generation += 1
        self._has_more = self._is_stale = False

    def refresh(self) -> None:
        """Read from the newest again."""
        self._generation += 1
        self.beginResetModel()
        self._items = []
        self.endResetModel()
        self._before, self._has_more = None, True
        self._reading.request()

    def renew(self) -> None:
        """Newer ones may have come, and messages changed: look, and leave the rest as it is."""
        self._is_stale = True
        self._reading.request()

    def removed(self, rows: frozenset[int]) -> None:
        """Messages are gone."""
        for row in reversed(range(len(self._items))):
            if self._items[row].message.row in rows:
                self.beginRemoveRows(_NOWHERE, row, row)
                del self._items[row]
                self.endRemoveRows()

    # Qt's model

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        """How many are read."""
        return 0 if parent.isValid() else len(self._items)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a line tells; see `FileRole`."""
        if not index.isValid():
            return None
        item = self._items[index.row()]
        match role:
            case FileRole.ITEM:
                return item
            case FileRole.SENDER:
                return self._name_of(item.message)
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                file = item.file
                return item.link if file is None else file.name or file.url
        return None

    def canFetchMore(self, parent: _Index) -> bool:
        """Whether older ones may follow."""
        return not parent.isValid() and self._has_more

    def fetchMore(self, parent: _Index) -> None:
        """Read older ones."""
        if not parent.isValid() and self._has_more:
            self._reading.request()

    # reading

    async def _read(self) -> None:
        """One page, or as many as it takes to find something; until something else is asked."""
        generation = self._generation
        if self._is_stale and self._before is not None:
            await self._read_newest()
            if self._items:
                return
        self._is_stale = False
        while self._has_more and generation == self._generation:
            try:
                found, oldest, is_last = await self._page(self._before)
            except ACCOUNT_GONE:
                return
            if generation != self._generation:
                return
            self._before = oldest or self._before
            self._has_more = not is_last
            kept = [item for item in found if self._question in item.words.casefold()]
            if kept:
                first = len(self._items)
                self.beginInsertRows(_NOWHERE, first, first + len(kept) - 1)
                self._items += kept
                self.endInsertRows()
                break
        if generation == self._generation:
            self.settled.emit()

    async def _read_newest(self) -> None:
        """Put what is new on top."""
        self._is_stale = False
        generation = self._generation
        try:
            found, _, _ = await self._page(None)
        except ACCOUNT_GONE:
            return
        if generation != self._generation:
            return
        known = {
            (item.message.row, item.index, item.link): row for row, item in enumerate(self._items)
        }
        fresh = []
        for item in found:
            row = known.get((item.message.row, item.index, item.link))
            if row is not None:
                if self._items[row] != item:
                    self._items[row] = item
                    self.dataChanged.emit(self.index(row), self.index(row))
            elif self._question in item.words.casefold():
                fresh.append(item)
        oldest = self._items[0].message.sent_at if self._items else 0
        fresh = [item for item in fresh if item.message.sent_at >= oldest]
        if fresh:
            self.beginInsertRows(_NOWHERE, 0, len(fresh) - 1)
            self._items[:0] = fresh
            self.endInsertRows()
        self.settled.emit()

    async def _page(
        self, before: MessageCursor | None
    ) -> tuple[list[FileItem], MessageCursor | None, bool]:
        """What stands above `before`, the oldest message that was read for it, and whether that was all."""
        if self._shelf is Shelf.LINKS:
            hits = await self._handle.find(kinds=SearchKind.LINKS, limit=_PAGE, before=before)
            links = [
                FileItem(hit.message, -1, link)
                for hit in hits
                for link in self._links_in(hit.message)
            ]
            oldest = cursor_of(hits[-1].message) if hits else None
            return links, oldest, len(hits) < _PAGE
        kind = _KINDS[self._shelf]
        files = await self._handle.files(kind, before, _PAGE)
        oldest = cursor_of(files[-1][0]) if files else None
        return [FileItem(message, index) for message, index in files], oldest, len(files) < _PAGE
