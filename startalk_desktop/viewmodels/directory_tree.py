"""A tree as the flat list of its rows in sight: what is open, where rows are, and how they come and go.

A tree of 30,000 rows in Qt's own tree view costs a third of a second at every row that comes or goes, since it asks for
each row anew. Here the model knows what is open, so that a row that opens is one insertion.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from startalk_desktop.model.identity import AccountId
from startalk_desktop.model.jid import Jid
from startalk_desktop.viewmodels.directory_nodes import Node, NodeKind, Step, steps_between

_NOWHERE: Final = QModelIndex()
_COME_AT_ONCE: Final = 1_000
"""Rows that come in one turn of the loop: a few milliseconds."""
_COMPARED_AT_ONCE: Final = 1_000
"""Rows that are compared on the loop; more are compared in a thread."""

Index = QModelIndex | QPersistentModelIndex


class TreeRows(QAbstractListModel):
    """Rows that open and close. A subclass reads what is below a row in `_load`, and says what the rows tell."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._roots: list[Node] = []
        self._rows: list[Node] = []
        self._places: dict[tuple[AccountId, Jid], list[Node]] = {}
        self._filling = asyncio.Lock()  # what is below a row comes in several turns of the loop

    def _load(self, node: Node) -> None:
        """Read what is below `node`."""
        raise NotImplementedError

    # QAbstractListModel

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many rows are in sight."""
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """People can be chosen; anything else can be stood on."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        plain = Qt.ItemFlag.ItemIsEnabled
        if self._rows[index.row()].kind is NodeKind.PERSON:
            return plain | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return plain | Qt.ItemFlag.ItemNeverHasChildren

    # what a view asks

    def kinds(self, start: int = 0, end: int | None = None) -> list[NodeKind]:
        """What the rows in sight are, all or those from `start` to before `end`."""
        return [node.kind for node in self._rows[start:end]]

    def person_at(self, row: int) -> tuple[AccountId, Jid] | None:
        """Who is in a row."""
        node = self._rows[row]
        if node.jid is None or node.account is None:
            return None
        return node.account.id, node.jid

    def is_gathered(self, row: int) -> bool:
        """Whether a person is in a section, not in a tree."""
        parent = self._rows[row].parent
        return parent is not None and parent.kind is NodeKind.SECTION

    def people_rows_below(self, row: int) -> list[int]:
        """The rows of the people right below an open row."""
        node = self._rows[row]
        people = {id(child) for child in node.children or () if child.kind is NodeKind.PERSON}
        end = row + 1 + rows_below(node)
        return [one for one in range(row + 1, end) if id(self._rows[one]) in people]

    def parent_row(self, row: int) -> int | None:
        """The row that a row is below; None for those on top."""
        parent = self._rows[row].parent
        return None if parent is None else self._row_of(parent)

    def first_child_row(self, row: int) -> int | None:
        """The first row below an open one."""
        node = self._rows[row]
        return row + 1 if node.is_open and node.children else None

    def toggle(self, row: int) -> None:
        """Open a closed row, close an open one."""
        self.set_open(row, not self._rows[row].is_open)

    def set_open(self, row: int, is_open: bool) -> None:
        """Open or close a row; what is not known yet is read, and comes a moment later."""
        node = self._rows[row]
        if node.kind is NodeKind.PERSON or node.is_open == is_open:
            return
        node.row = row
        if is_open:
            self._open(node)
        else:
            self._remove(row + 1, row + 1 + rows_below(node))
            node.is_open = False
        self._tell(node)

    # rows

    def _open(self, node: Node) -> None:
        node.is_open = True
        if node.children is None:
            self._load(node)
        elif self._is_in_sight(node):
            self._insert(self._row_of(node) + 1, list(node.in_sight()))

    def _insert(self, row: int, nodes: list[Node]) -> None:
        if nodes:
            self.beginInsertRows(_NOWHERE, row, row + len(nodes) - 1)
            self._rows[row:row] = nodes
            self.endInsertRows()

    def _remove(self, start: int, end: int) -> None:
        if end > start:
            self.beginRemoveRows(_NOWHERE, start, end - 1)
            del self._rows[start:end]
            self.endRemoveRows()

    def _is_in_sight(self, node: Node) -> bool:
        parent = node.parent
        while parent is not None:
            if not parent.is_open:
                return False
            parent = parent.parent
        return self._is_known(node)

    def _is_known(self, node: Node) -> bool:
        while node.parent is not None:
            if node not in (node.parent.children or ()):
                return False
            node = node.parent
        return node in self._roots

    def _index_of(self, node: Node) -> QModelIndex:
        return self.index(self._row_of(node), 0)

    def _row_of(self, node: Node) -> int:
        """The row of a node in sight: where it was, in most cases."""
        rows = self._rows
        if node.row >= len(rows) or rows[node.row] is not node:
            node.row = next(row for row, one in enumerate(rows) if one is node)
        return node.row

    def _tell(self, node: Node) -> None:
        if self._is_in_sight(node):
            index = self._index_of(node)
            self.dataChanged.emit(index, index)

    async def _settled(self) -> None:
        """Wait until all rows that were read have come."""
        async with self._filling:
            return

    async def _replace(self, node: Node, fresh: list[Node]) -> None:
        """Let `fresh` be what is below `node`; many rows come in several turns of the loop."""
        async with self._filling:
            known = node.children or []
            if not known:
                node.children = known
                await self._fill(node, known, fresh)
                return
            many = len(known) + len(fresh) > _COMPARED_AT_ONCE
            compared = list(known)
            steps = (
                await asyncio.to_thread(steps_between, compared, fresh)
                if many
                else steps_between(compared, fresh)
            )
            if self._is_known(node):
                is_shown = node.is_open and self._is_in_sight(node)
                self._merge(known, fresh, steps, self._row_of(node) + 1 if is_shown else None)

    async def _fill(self, node: Node, known: list[Node], fresh: list[Node]) -> None:
        for start in range(0, len(fresh), _COME_AT_ONCE):
            if start:
                await asyncio.sleep(0)
                if not self._is_known(node):
                    return
            come = fresh[start : start + _COME_AT_ONCE]
            is_shown = node.is_open and self._is_in_sight(node)
            row = self._row_of(node) + 1 + rows_below(node) if is_shown else None
            known += come
            self._note(come, is_there=True)
            if row is not None:
                self._insert(row, come)

    def _merge(
        self, known: list[Node], fresh: list[Node], steps: Sequence[Step], first: int | None
    ) -> None:
        """Turn `known` into `fresh` by `steps`; row `first` is where they begin, if they are shown."""
        for step in steps:
            start = end = None
            if first is not None:
                start = first + sum(1 + rows_below(one) for one in known[: step.start])
                end = start + sum(1 + rows_below(one) for one in known[step.start : step.end])
                self._remove(start, end)
            self._note(known[step.start : step.end], is_there=False)
            come = fresh[step.fresh_start : step.fresh_end]
            known[step.start : step.end] = come
            self._note(come, is_there=True)
            if start is not None:
                self._insert(start, come)
        for kept, news in zip(known, fresh, strict=True):
            kept.content, kept.account = news.content, news.account
        if first is not None and known:
            last = first + sum(1 + rows_below(one) for one in known) - 1
            self.dataChanged.emit(self.index(first, 0), self.index(last, 0))

    def _note(self, nodes: list[Node], *, is_there: bool) -> None:
        """Remember where people are, so that news of them finds their rows."""
        for node in nodes:
            if node.children:
                self._note(node.children, is_there=is_there)
            if node.jid is None or node.account is None:
                continue
            places = self._places.setdefault((node.account.id, node.jid), [])
            if is_there:
                places.append(node)
            else:
                places.remove(node)
                if not places:
                    del self._places[node.account.id, node.jid]


def rows_below(node: Node) -> int:
    """How many rows are in sight below one."""
    return sum(1 for _ in node.in_sight())
