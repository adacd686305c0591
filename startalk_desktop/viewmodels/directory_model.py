"""The merged organisation tree for a view: companies, units, people, as the flat list of the rows that are in sight.

A tree of 30,000 rows in Qt's own tree view costs a third of a second at every row that comes or goes, since it asks for
each row anew. Here the model knows what is open, so that a row that opens is one insertion.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from startalk_desktop.core.accounts import Accounts
from startalk_desktop.core.changes import ChangeHub
from startalk_desktop.core.directory import Directory
from startalk_desktop.core.presence_board import PresenceSummary
from startalk_desktop.model.account import Account
from startalk_desktop.model.changes import (
    AccountsChanged,
    Change,
    ConnectionStateChanged,
    ConversationsChanged,
    DirectoryChanged,
    PeopleChanged,
)
from startalk_desktop.model.identity import AccountId
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.organisation import Member, Person, UnitHead
from startalk_desktop.tasks import TaskScope
from startalk_desktop.viewmodels.coalescing import CoalescedTask
from startalk_desktop.viewmodels.directory_nodes import Node, NodeKind, Section, steps_between
from startalk_desktop.viewmodels.directory_rows import DirectoryRole, ToldRow
from startalk_desktop.viewmodels.gone import ACCOUNT_GONE

__all__ = ["DirectoryModel", "DirectoryRole", "NodeKind", "Section", "ToldRow"]

_NOWHERE = QModelIndex()
_RECENT: Final = 8
_MADE_AT_ONCE: Final = 500
"""Rows that are made in one turn of the loop."""

Index = QModelIndex | QPersistentModelIndex


class DirectoryModel(QAbstractListModel):
    """One row for each company, and what is open below it. Children are read when a row is first opened.

    After a change only what is open is read again, and rows that stay keep their place and selection.
    `filled` tells that a row's children are there.
    """

    filled = Signal()

    def __init__(
        self,
        accounts: Accounts,
        directory: Directory,
        changes: ChangeHub,
        scope: TaskScope,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._accounts = accounts
        self._directory = directory
        self._scope = scope
        self._roots: list[Node] = []
        self._rows: list[Node] = []
        self._places: dict[tuple[AccountId, Jid], list[Node]] = {}
        self._account: AccountId | None = None
        self._gathering = CoalescedTask(scope, "recently met", self._gather)
        self._update_roots()
        self._gathering.request()
        self._subscription = changes.subscribe(self._on_change)

    def close(self) -> None:
        """Hear no more changes."""
        self._subscription.cancel()

    def set_account(self, account: AccountId | None) -> None:
        """Show one company, or all."""
        if account != self._account:
            self._account = account
            self._update_roots()
            self._gathering.request()

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

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a row tells; see `DirectoryRole`."""
        if not index.isValid():
            return None
        node = self._rows[index.row()]
        match role:
            case DirectoryRole.KIND:
                return node.kind
            case Qt.ItemDataRole.DisplayRole | DirectoryRole.NAME:
                return self._name(node)
            case DirectoryRole.JID:
                return node.jid
            case DirectoryRole.IS_OPEN:
                return node.is_open
            case DirectoryRole.IS_LOADING:
                return node.is_loading
            case DirectoryRole.ACCOUNT:
                return None if node.account is None else node.account.id
        return None

    # what a view asks

    def told(self, row: int) -> ToldRow:
        """Everything about a row."""
        node = self._rows[row]
        account, content = node.account, node.content
        is_company = node.kind is NodeKind.COMPANY and account is not None
        presence = PresenceSummary()
        if account is not None and isinstance(content, Member):
            presence = self._directory.presence(account.id, content.jid)
        return ToldRow(
            kind=node.kind,
            name=self._name(node),
            depth=node.depth,
            is_open=node.is_open,
            has_children=node.has_children,
            is_loading=node.is_loading,
            count=self._count(node),
            colour=account.colour if account else 0,
            section=content if isinstance(content, Section) else None,
            company=self._directory.company(account.id) if is_company and account else None,
            company_name=account.company if account else "",
            jid=node.jid,
            detail=content.title if isinstance(content, Member) else "",
            presence=presence,
            is_gathered=self.is_gathered(row),
        )

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
        end = row + 1 + _below(node)
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
            self._remove(row + 1, row + 1 + _below(node))
            node.is_open = False
        self._tell(node)

    async def reveal(self, account: AccountId, jid: Jid) -> int | None:
        """Open what somebody sits in; returns their row, or None where they are in no tree.

        Raises:
            AccountUnknown, AccountNotOpen
        """
        path = await self._directory.path_to(account, jid)
        node = next(
            (root for root in self._roots if root.account and root.account.id == account), None
        )
        for unit in (*path, None):
            if node is None:
                return None
            if node.children is None:
                await self._read(node)
            if not node.is_open and self._is_known(node):
                self._open(node)
            if unit is not None:
                node = _unit_below(node, unit)
        found = next((one for one in (node and node.children) or () if one.jid == jid), None)
        return self._row_of(found) if found is not None and self._is_in_sight(found) else None

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

    def _name(self, node: Node) -> str:
        match node.content:
            case Account(id=account):
                return self._directory.company(account).name
            case Member(name="", jid=jid) if node.account is not None:
                return self._directory.name(node.account.id, jid)
            case UnitHead(name=name) | Member(name=name):
                return name
            case _:
                return ""

    def _count(self, node: Node) -> int:
        match node.content:
            case Account(id=account):
                return self._directory.company(account).people_count
            case UnitHead(count=count):
                return count
            case _:
                return 0

    # reading

    def _load(self, node: Node) -> None:
        if node.is_loading:
            node.is_stale = True
            return
        node.is_loading = True
        self._scope.start(self._read(node), "read the directory")
        self._tell(node)

    async def _read(self, node: Node) -> None:
        """Read the children of `node`, and of all that is known below it."""
        node.is_loading = True
        try:
            while True:
                node.is_stale = False
                fresh = await self._fresh_children(node)
                if not node.is_stale:
                    break
        except ACCOUNT_GONE:
            fresh = []
        finally:
            node.is_loading = False
        if not self._is_known(node):
            return
        known = [child for child in node.children or () if child.children is not None]
        self._replace(node, fresh)
        self._tell(node)
        for child in known:
            if not child.is_loading and self._is_known(child):
                await self._read(child)
        self.filled.emit()

    async def _fresh_children(self, node: Node) -> list[Node]:
        if node.account is None:
            return []
        account = node.account
        unit = node.content.id if isinstance(node.content, UnitHead) else ""
        units = await self._directory.children(account.id, unit)
        members = await self._directory.members(account.id, unit)
        made = [self._made(NodeKind.UNIT, account, node, one) for one in units]
        for start in range(0, len(members), _MADE_AT_ONCE):
            if start:
                await asyncio.sleep(0)
            made += [
                self._made(NodeKind.PERSON, account, node, one)
                for one in members[start : start + _MADE_AT_ONCE]
            ]
        return made

    def _made(
        self, kind: NodeKind, account: Account, parent: Node, content: UnitHead | Member
    ) -> Node:
        return Node(kind, account, parent, content, parent.depth + 1)

    def _replace(self, node: Node, fresh: list[Node]) -> None:
        if node.children is None:
            node.children = []
        is_shown = node.is_open and self._is_in_sight(node)
        first = self._row_of(node) + 1 if is_shown else None
        self._merge(node.children, fresh, first)

    def _merge(self, known: list[Node], fresh: list[Node], first: int | None) -> None:
        """Turn `known` into `fresh` with few rows inserted and removed; row `first` is where they begin, if shown."""
        for step in steps_between(known, fresh):
            start = end = None
            if first is not None:
                start = first + sum(1 + _below(one) for one in known[: step.start])
                end = start + sum(1 + _below(one) for one in known[step.start : step.end])
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
            last = first + sum(1 + _below(one) for one in known) - 1
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

    # people of all companies

    async def _gather(self) -> None:
        """Whom we met lately."""
        found = await self._directory.recent_people(_RECENT, self._account)
        accounts = {account.id: account for account in self._shown_accounts()}
        people = [(accounts[one.account], one.person) for one in found if one.account in accounts]
        self._show_section(Section.RECENT, people)

    def _show_section(self, section: Section, people: list[tuple[Account, Person]]) -> None:
        known = next((root for root in self._roots if root.content is section), None)
        if known is None and people:
            known = Node(NodeKind.SECTION, None, None, section, children=[], is_open=True)
            place = 0 if section is Section.STARRED else _sections_before(self._roots)
            self._roots.insert(place, known)
            self._insert(sum(1 + _below(one) for one in self._roots[:place]), [known])
        if known is None:
            return
        fresh = [
            Node(NodeKind.PERSON, account, known, _member(person), 1) for account, person in people
        ]
        self._replace(known, fresh)
        if not people:
            row = self._row_of(known)
            self._roots.remove(known)
            self._remove(row, row + 1)

    # changes

    def _on_change(self, change: Change) -> None:
        match change:
            case AccountsChanged():
                self._update_roots()
                self._gathering.request()
            case DirectoryChanged(account=account, units=units):
                for root in self._roots_of(account):
                    self._tell(root)
                    for node in self._touched(root, units):
                        self._load(node)
            case ConnectionStateChanged(account=account):
                for root in self._roots_of(account):
                    self._tell(root)
                    if root.children == []:
                        self._load(root)
            case PeopleChanged(account=account, jids=jids):
                for jid in jids:
                    for node in self._places.get((account, jid), ()):
                        self._tell(node)
            case ConversationsChanged():
                self._gathering.request()

    def _touched(self, root: Node, units: frozenset[str] | None) -> list[Node]:
        """What has to be read again: the whole tree, from the top on, or the units whose people changed."""
        if units is None:
            return [root] if root.children is not None else []
        return [node for node in root.opened() if _unit_of(node) in units]

    def _roots_of(self, account: AccountId) -> Iterator[Node]:
        return (one for one in self._roots if one.account is not None and one.account.id == account)

    def _shown_accounts(self) -> list[Account]:
        accounts = sorted(self._accounts.all(), key=lambda account: account.position)
        return [one for one in accounts if self._account in (None, one.id)]

    def _update_roots(self) -> None:
        sections = [root for root in self._roots if root.kind is NodeKind.SECTION]
        companies = [
            Node(NodeKind.COMPANY, account, None, account) for account in self._shown_accounts()
        ]
        self._merge(self._roots, [*sections, *companies], 0)
        if len(companies) == 1:
            for root in self._roots:
                if root.kind is NodeKind.COMPANY and root.children is None and not root.is_open:
                    self._open(root)


def _below(node: Node) -> int:
    return sum(1 for _ in node.in_sight())


def _unit_of(node: Node) -> str | None:
    match node.content:
        case UnitHead(id=unit):
            return unit
        case Account():
            return ""
        case _:
            return None


def _unit_below(node: Node, unit: str) -> Node | None:
    return next((child for child in node.children or () if _unit_of(child) == unit), None)


def _member(person: Person) -> Member:
    place = person.unit_path[-1] if person.unit_path else ""
    detail = " · ".join(part for part in (person.title, place) if part)
    return Member(person.jid, person.name, detail, person.phone, person.email)


def _sections_before(roots: list[Node]) -> int:
    return sum(1 for root in roots if root.content is Section.STARRED)
