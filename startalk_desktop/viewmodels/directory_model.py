"""The merged organisation tree for a view: gathered people, then companies, units and people as they sit."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from typing import Any, Final

from PySide6.QtCore import QObject, Qt, Signal

from startalk_desktop.core.accounts import Accounts
from startalk_desktop.core.changes import ChangeHub
from startalk_desktop.core.directory import Directory, FoundPerson
from startalk_desktop.core.presence_board import PresenceSummary
from startalk_desktop.model.account import Account
from startalk_desktop.model.changes import (
    AccountsChanged,
    ArrangementChanged,
    Change,
    ConnectionStateChanged,
    ConversationsChanged,
    DirectoryChanged,
    PeopleChanged,
)
from startalk_desktop.model.identity import AccountId
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.linked import domain_of, is_partner
from startalk_desktop.model.organisation import Member, Person, UnitHead
from startalk_desktop.tasks import TaskScope
from startalk_desktop.viewmodels.coalescing import CoalescedTask
from startalk_desktop.viewmodels.directory_nodes import Node, NodeKind, Section, steps_between
from startalk_desktop.viewmodels.directory_rows import DirectoryRole, ToldRow
from startalk_desktop.viewmodels.directory_tree import Index, TreeRows, rows_below
from startalk_desktop.viewmodels.gone import ACCOUNT_GONE

__all__ = ["DirectoryModel", "DirectoryRole", "NodeKind", "Section", "ToldRow"]

_RECENT: Final = 8
_MADE_AT_ONCE: Final = 500
"""Rows that are made in one turn of the loop."""


class DirectoryModel(TreeRows):
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
        self._account: AccountId | None = None
        self._gathering = CoalescedTask(scope, "gather people", self._gather)
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
            colour=account.hue if account else 0,
            section=content if isinstance(content, Section) else None,
            company=self._directory.company(account.id) if is_company and account else None,
            company_name=account.company if account else "",
            domain=_foreign_domain(node),
            jid=node.jid,
            detail=content.title if isinstance(content, Member) else "",
            presence=presence,
            is_gathered=self.is_gathered(row),
        )

    def is_starred(self, account: AccountId, jid: Jid) -> bool:
        """Whether somebody is among the starred."""
        places = self._places.get((account, jid), ())
        return any(one.parent and one.parent.content is Section.STARRED for one in places)

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
            await self._settled()
            if not node.is_open and self._is_known(node):
                self._open(node)
            if unit is not None:
                node = _unit_below(node, unit)
        found = next((one for one in (node and node.children) or () if one.jid == jid), None)
        return self._row_of(found) if found is not None and self._is_in_sight(found) else None

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
        known: list[Node] = []
        node.is_loading = node.is_stale = True
        try:
            while node.is_stale:
                node.is_stale = False
                fresh = await self._fresh_children(node)
                if node.is_stale:
                    continue
                if not self._is_known(node):
                    return
                known = [child for child in node.children or () if child.children is not None]
                await self._replace(node, fresh)
        finally:
            node.is_loading = False
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
        try:
            units = await self._directory.children(account.id, unit)
            members = await self._directory.members(account.id, unit)
        except ACCOUNT_GONE:
            return []
        made = [
            self._made(
                NodeKind.PARTNER if is_partner(one.id) else NodeKind.UNIT, account, node, one
            )
            for one in units
        ]
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

    # people of all companies

    async def _gather(self) -> None:
        """The starred, and whom we met lately."""
        starred = await self._directory.starred_people(self._account)
        await self._show_section(Section.STARRED, self._with_accounts(starred))
        recent = await self._directory.recent_people(_RECENT, self._account)
        await self._show_section(Section.RECENT, self._with_accounts(recent))

    def _with_accounts(self, found: Sequence[FoundPerson]) -> list[tuple[Account, Person]]:
        accounts = {account.id: account for account in self._shown_accounts()}
        return [(accounts[one.account], one.person) for one in found if one.account in accounts]

    async def _show_section(self, section: Section, people: list[tuple[Account, Person]]) -> None:
        known = next((root for root in self._roots if root.content is section), None)
        if known is None and people:
            known = Node(NodeKind.SECTION, None, None, section, children=[], is_open=True)
            place = 0 if section is Section.STARRED else _sections_before(self._roots)
            self._roots.insert(place, known)
            self._insert(sum(1 + rows_below(one) for one in self._roots[:place]), [known])
        if known is None:
            return
        fresh = [
            Node(NodeKind.PERSON, account, known, _member(person), 1) for account, person in people
        ]
        await self._replace(known, fresh)
        if not people and known in self._roots:
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
            case ConversationsChanged() | ArrangementChanged():
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
        roots = [*sections, *companies]
        self._merge(self._roots, roots, steps_between(self._roots, roots), 0)
        if len(companies) == 1:
            for root in self._roots:
                if root.kind is NodeKind.COMPANY and root.children is None and not root.is_open:
                    self._open(root)


def _unit_of(node: Node) -> str | None:
    match node.content:
        case UnitHead(id=unit):
            return unit
        case Account():
            return ""
        case _:
            return None


def _foreign_domain(node: Node) -> str:
    match node.content:
        case UnitHead(id=unit) if node.kind is NodeKind.PARTNER:
            return domain_of(unit)
        case Member(jid=jid) if node.account is not None and jid.domain != node.account.jid.domain:
            return jid.domain
        case _:
            return ""


def _unit_below(node: Node, unit: str) -> Node | None:
    return next((child for child in node.children or () if _unit_of(child) == unit), None)


def _member(person: Person) -> Member:
    place = person.unit_path[-1] if person.unit_path else ""
    detail = " · ".join(part for part in (person.title, place) if part)
    return Member(person.jid, person.name, detail, person.phone, person.email)


def _sections_before(roots: list[Node]) -> int:
    return sum(1 for root in roots if root.content is Section.STARRED)
