"""The merged organisation tree for a view: companies, units, people; filled as it is opened."""

from __future__ import annotations

import itertools
from collections.abc import Hashable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import IntEnum, StrEnum
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from startalk_desktop.core.accounts import Accounts
from startalk_desktop.core.changes import ChangeHub
from startalk_desktop.core.directory import Directory
from startalk_desktop.core.errors import AccountNotOpen, AccountUnknown
from startalk_desktop.model.account import Account
from startalk_desktop.model.changes import (
    AccountsChanged,
    Change,
    ConnectionStateChanged,
    DirectoryChanged,
    PeopleChanged,
)
from startalk_desktop.model.identity import AccountId
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.organisation import Member, UnitHead
from startalk_desktop.tasks import TaskScope

_NOWHERE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class NodeKind(StrEnum):
    """What a row of the tree is."""

    COMPANY = "company"
    UNIT = "unit"
    PERSON = "person"


class DirectoryRole(IntEnum):
    """What a row tells."""

    KIND = Qt.ItemDataRole.UserRole + 1  # NodeKind
    NAME = Qt.ItemDataRole.UserRole + 2  # str
    DETAIL = Qt.ItemDataRole.UserRole + 3  # str: a person's title
    COUNT = Qt.ItemDataRole.UserRole + 4  # int: people in a unit or company, 0 where unknown
    ACCOUNT = Qt.ItemDataRole.UserRole + 5  # AccountId
    JID = Qt.ItemDataRole.UserRole + 6  # Jid of a person, else None
    PRESENCE = Qt.ItemDataRole.UserRole + 7  # PresenceSummary of a person, else None
    COLOUR = Qt.ItemDataRole.UserRole + 8  # int: the company's palette entry
    IS_LOADING = Qt.ItemDataRole.UserRole + 9  # bool


@dataclass(slots=True, eq=False)
class _Node:
    kind: NodeKind
    account: Account
    parent: _Node | None
    content: Account | UnitHead | Member
    number: int  # what an index carries: a pointer would outlive its row
    children: list[_Node] | None = None  # None: not asked for yet
    is_loading: bool = False
    is_stale: bool = False  # changed while it was being loaded

    @property
    def key(self) -> Hashable:
        match self.content:
            case Account(id=account):
                return NodeKind.COMPANY, account
            case UnitHead(id=unit):
                return NodeKind.UNIT, unit
            case Member(jid=jid):
                return NodeKind.PERSON, jid


@dataclass(slots=True)
class _Places:
    """The rows there are, by number, and where people are shown, so that news of them finds the rows."""

    nodes: dict[int, _Node] = field(default_factory=dict)
    rows: dict[tuple[AccountId, Jid], list[_Node]] = field(default_factory=dict)

    def add(self, node: _Node) -> None:
        self.nodes[node.number] = node
        if isinstance(node.content, Member):
            self.rows.setdefault((node.account.id, node.content.jid), []).append(node)

    def remove(self, node: _Node) -> None:
        for child in node.children or ():
            self.remove(child)
        del self.nodes[node.number]
        if isinstance(node.content, Member):
            key = (node.account.id, node.content.jid)
            self.rows[key].remove(node)
            if not self.rows[key]:
                del self.rows[key]


class DirectoryModel(QAbstractItemModel):
    """One root for each company. A row's children are read from the store when they are first wanted.

    After a change only what is shown is read again, and rows that stay keep their place, selection and expansion.
    """

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
        self._places = _Places()
        self._numbers = itertools.count(1)
        self._roots: list[_Node] = []
        self._update_roots()
        self._subscription = changes.subscribe(self._on_change)

    def close(self) -> None:
        """Hear no more changes."""
        self._subscription.cancel()

    # QAbstractItemModel

    def index(self, row: int, column: int, parent: Index = _NOWHERE) -> QModelIndex:
        """The index of a row."""
        siblings = self._children_of(parent)
        if column != 0 or not 0 <= row < len(siblings):
            return QModelIndex()
        return self.createIndex(row, 0, siblings[row].number)

    def parent(self, index: Index = _NOWHERE) -> QModelIndex:  # type: ignore[override]  # PySide's overloads
        """The index of a row's parent."""
        if not index.isValid():
            return QModelIndex()
        above = self._node(index).parent
        return QModelIndex() if above is None else self._index_of(above)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many children are known so far."""
        return len(self._children_of(parent))

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: ARG002
        """One."""
        return 1

    def hasChildren(self, parent: Index = _NOWHERE) -> bool:
        """Whether a row can be opened; until a unit has been read, it is taken to have some."""
        if not parent.isValid():
            return bool(self._roots)
        node = self._node(parent)
        if node.kind is NodeKind.PERSON:
            return False
        return node.children is None or bool(node.children)

    def canFetchMore(self, parent: Index) -> bool:
        """Whether a row's children have not been asked for."""
        if not parent.isValid():
            return False
        node = self._node(parent)
        return node.kind is not NodeKind.PERSON and node.children is None and not node.is_loading

    def fetchMore(self, parent: Index) -> None:
        """Read a row's children."""
        if self.canFetchMore(parent):
            self._load(self._node(parent))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a row tells; see `DirectoryRole`."""
        if not index.isValid():
            return None
        node = self._node(index)
        match role:
            case Qt.ItemDataRole.DisplayRole | DirectoryRole.NAME:
                return self._name(node)
            case DirectoryRole.KIND:
                return node.kind
            case DirectoryRole.DETAIL:
                return node.content.title if isinstance(node.content, Member) else ""
            case DirectoryRole.COUNT:
                return self._count(node)
            case DirectoryRole.ACCOUNT:
                return node.account.id
            case DirectoryRole.JID:
                return node.content.jid if isinstance(node.content, Member) else None
            case DirectoryRole.PRESENCE:
                if isinstance(node.content, Member):
                    return self._directory.presence(node.account.id, node.content.jid)
                return None
            case DirectoryRole.COLOUR:
                return node.account.colour
            case DirectoryRole.IS_LOADING:
                return node.is_loading
        return None

    # nodes

    def _node(self, index: Index) -> _Node:
        return self._places.nodes[index.internalId()]

    def _children_of(self, parent: Index) -> list[_Node]:
        if not parent.isValid():
            return self._roots
        return self._node(parent).children or []

    def _index_of(self, node: _Node) -> QModelIndex:
        siblings = self._roots if node.parent is None else (node.parent.children or [])
        return self.createIndex(siblings.index(node), 0, node.number)

    def _name(self, node: _Node) -> str:
        match node.content:
            case Account():
                return self._directory.company(node.account.id).name
            case Member(name="", jid=jid):
                return self._directory.name(node.account.id, jid)
            case UnitHead(name=name) | Member(name=name):
                return name

    def _count(self, node: _Node) -> int:
        match node.content:
            case Account(id=account):
                return self._directory.company(account).people_count
            case UnitHead(count=count):
                return count
            case Member():
                return 0

    # reading

    def _load(self, node: _Node) -> None:
        if node.is_loading:
            node.is_stale = True
            return
        node.is_loading = True
        self._scope.start(self._read(node), f"directory of {node.account.id}")
        self._tell(node)

    async def _read(self, node: _Node) -> None:
        try:
            while True:
                node.is_stale = False
                fresh = await self._fresh_children(node)
                if not node.is_stale:
                    break
        except (AccountNotOpen, AccountUnknown):
            fresh = []
        finally:
            node.is_loading = False
        if self._is_shown(node):
            self._replace(node, fresh)
            self._tell(node)

    async def _fresh_children(self, node: _Node) -> list[_Node]:
        account = node.account
        match node.content:
            case Account():
                units, members = await self._directory.root(account.id), []
            case UnitHead(id=unit):
                units = await self._directory.children(account.id, unit)
                members = await self._directory.members(account.id, unit)
            case Member():
                return []
        return [self._made(NodeKind.UNIT, account, node, unit) for unit in units] + [
            self._made(NodeKind.PERSON, account, node, member) for member in members
        ]

    def _made(
        self,
        kind: NodeKind,
        account: Account,
        parent: _Node | None,
        content: Account | UnitHead | Member,
    ) -> _Node:
        return _Node(kind, account, parent, content, next(self._numbers))

    def _is_shown(self, node: _Node) -> bool:
        while node.parent is not None:
            if node not in (node.parent.children or ()):
                return False
            node = node.parent
        return node in self._roots

    def _replace(self, node: _Node, fresh: list[_Node]) -> None:
        """Turn the children of `node` into `fresh` with the fewest rows inserted and removed."""
        if node.children is None:
            node.children = []
        self._merge(node.children, fresh, self._index_of(node))

    def _merge(self, shown: list[_Node], fresh: list[_Node], parent: QModelIndex) -> None:
        old_keys, new_keys = [n.key for n in shown], [n.key for n in fresh]
        steps = SequenceMatcher(None, old_keys, new_keys, autojunk=False).get_opcodes()
        for tag, old_from, old_to, new_from, new_to in reversed(steps):
            if tag == "equal":
                for offset in range(old_to - old_from):
                    kept = shown[old_from + offset]
                    kept.content = fresh[new_from + offset].content
                    kept.account = fresh[new_from + offset].account
                    if kept.children is not None:
                        self._load(kept)
                self._tell_range(parent, old_from, old_to)
                continue
            if old_to > old_from:
                self.beginRemoveRows(parent, old_from, old_to - 1)
                for gone in shown[old_from:old_to]:
                    self._places.remove(gone)
                del shown[old_from:old_to]
                self.endRemoveRows()
            if new_to > new_from:
                self.beginInsertRows(parent, old_from, old_from + new_to - new_from - 1)
                shown[old_from:old_from] = fresh[new_from:new_to]
                for come in fresh[new_from:new_to]:
                    self._places.add(come)
                self.endInsertRows()

    def _tell(self, node: _Node) -> None:
        if self._is_shown(node):
            index = self._index_of(node)
            self.dataChanged.emit(index, index)

    def _tell_range(self, parent: QModelIndex, first: int, end: int) -> None:
        if end > first:
            self.dataChanged.emit(self.index(first, 0, parent), self.index(end - 1, 0, parent))

    # changes

    def _on_change(self, change: Change) -> None:
        match change:
            case AccountsChanged():
                self._update_roots()
            case DirectoryChanged(account=account):
                # Which open rows a unit's move touches is not told, so all open rows are read again.
                for root in self._roots:
                    if root.account.id == account:
                        self._tell(root)
                        if root.children is not None:
                            self._load(root)
            case ConnectionStateChanged(account=account):
                for root in self._roots:
                    if root.account.id == account and root.children == []:
                        self._load(root)
            case PeopleChanged(account=account, jids=jids):
                for jid in jids:
                    for node in self._places.rows.get((account, jid), ()):
                        self._tell(node)
            case _:
                pass

    def _update_roots(self) -> None:
        accounts = sorted(self._accounts.all(), key=lambda account: account.position)
        fresh = [self._made(NodeKind.COMPANY, account, None, account) for account in accounts]
        self._merge(self._roots, fresh, QModelIndex())
