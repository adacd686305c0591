"""People of one company to choose several from: whom one talks to, or who matches a text; what is chosen stays."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from startalk_desktop.model.identity import AccountId, ConversationKind
from startalk_desktop.model.jid import Jid, JidError
from startalk_desktop.model.linked import worn_domain
from startalk_desktop.tasks import TaskScope
from startalk_desktop.viewmodels.coalescing import CoalescedTask
from startalk_desktop.viewmodels.gone import ACCOUNT_GONE

if TYPE_CHECKING:
    from startalk_desktop.core.startalk import Startalk

_FOUND: Final = 80
_SUGGESTED: Final = 40
_NOWHERE = QModelIndex()
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody to choose; `name` is the address where nobody knows one."""

    jid: Jid  # bare
    name: str
    detail: str = ""
    domain: str = ""  # of another company

    @property
    def told(self) -> str:
        """What tells them from others of the name."""
        is_said = self.domain in self.detail
        return self.detail if is_said else " · ".join(filter(None, (self.domain, self.detail)))


class ChoiceRole(IntEnum):
    """What a row tells."""

    CANDIDATE = Qt.ItemDataRole.UserRole + 1  # `Candidate`
    IS_CHOSEN = Qt.ItemDataRole.UserRole + 2  # bool
    IS_TAKEN = Qt.ItemDataRole.UserRole + 3  # bool: there already, and not to be chosen
    AVAILABILITY = Qt.ItemDataRole.UserRole + 4  # `Availability`


class PeopleChoiceModel(QAbstractListModel):
    """`settled` follows each reading, `chosen_changed` each change of what is chosen."""

    settled = Signal()
    chosen_changed = Signal()

    def __init__(self, startalk: Startalk, scope: TaskScope, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._startalk = startalk
        self._account: AccountId | None = None
        self._text = ""
        self._rows: list[Candidate] = []
        self._chosen: dict[Jid, Candidate] = {}
        self._taken: frozenset[Jid] = frozenset()
        self._is_closed = False
        self._reading = CoalescedTask(scope, "people to choose", self._read)

    def close(self) -> None:
        """A reading that is under way ends in nothing."""
        self._is_closed = True

    # what is asked

    def set_account(self, account: AccountId) -> None:
        """Choose among the people of `account`'s company; nobody is chosen at first."""
        if account != self._account:
            self._account = account
            self._chosen.clear()
            self._arrange([])
            self.chosen_changed.emit()
            self._reading.request()

    def set_taken(self, people: Collection[Jid]) -> None:
        """Who is there already."""
        self._taken = frozenset(people)
        self._tell_all()

    def set_text(self, text: str) -> None:
        """Look for `text`; empty suggests whom one talks to."""
        self._text = text.strip()
        self._reading.request()

    @property
    def is_settled(self) -> bool:
        """Whether those who are listed answer the text as it stands."""
        return self._reading.is_idle

    @property
    def text(self) -> str:
        """What is looked for."""
        return self._text

    # what is chosen

    @property
    def chosen(self) -> tuple[Candidate, ...]:
        """In the order in which they were chosen."""
        return tuple(self._chosen.values())

    def toggle(self, candidate: Candidate) -> None:
        """Choose somebody, or no longer."""
        if candidate.jid in self._taken:
            return
        if self._chosen.pop(candidate.jid, None) is None:
            self._chosen[candidate.jid] = candidate
        self._tell_all()
        self.chosen_changed.emit()

    def leave_chosen(self, people: Collection[Jid]) -> None:
        """Of those who are chosen only these are still; the others are there now."""
        self._taken |= self._chosen.keys() - people
        self._chosen = {jid: one for jid, one in self._chosen.items() if jid in people}
        self._tell_all()
        self.chosen_changed.emit()

    def choose(self, people: Sequence[Candidate]) -> None:
        """Choose these as well."""
        for candidate in people:
            if candidate.jid not in self._chosen:
                self.toggle(candidate)

    # Qt

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        """How many there are to choose from."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a row tells; see `ChoiceRole`."""
        if not index.isValid() or self._account is None:
            return None
        candidate = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return candidate.name
            case ChoiceRole.CANDIDATE:
                return candidate
            case ChoiceRole.IS_CHOSEN:
                return candidate.jid in self._chosen
            case ChoiceRole.IS_TAKEN:
                return candidate.jid in self._taken
            case ChoiceRole.AVAILABILITY:
                directory = self._startalk.directory
                return directory.presence(self._account, candidate.jid).availability
        return None

    def _arrange(self, rows: list[Candidate]) -> None:
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def _tell_all(self) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    async def _read(self) -> None:
        account, text = self._account, self._text
        if account is None:
            return
        try:
            found = await (self._find(account, text) if text else self._suggest(account))
        except ACCOUNT_GONE:
            found = []
        if account == self._account and text == self._text and not self._is_closed:
            own = self._startalk.accounts.get(account).jid.bare
            self._arrange([one for one in found if one.jid != own])
            self.settled.emit()

    async def _find(self, account: AccountId, text: str) -> list[Candidate]:
        hits = await self._startalk.directory.find_people(text, _FOUND, account)
        own = self._startalk.accounts.get(account).jid
        found = [
            Candidate(
                hit.person.jid,
                hit.person.name,
                _detail(hit.person.title, hit.person.unit_path),
                worn_domain(hit.person.jid, own),
            )
            for hit in hits
        ]
        address = _address(text)
        if address is not None and all(one.jid != address for one in found):
            found.append(Candidate(address, str(address)))
        return found

    async def _suggest(self, account: AccountId) -> list[Candidate]:
        lines = await self._startalk.inbox.conversations(account)
        own = self._startalk.accounts.get(account).jid
        return [
            Candidate(line.id.peer, line.name, str(line.id.peer), line.partner_domain(own))
            for line in sorted(lines, key=lambda line: -line.last_activity)
            if line.kind is ConversationKind.DIRECT and line.id.peer.is_bare
        ][:_SUGGESTED]


def _detail(title: str, path: Sequence[str]) -> str:
    return " · ".join(part for part in (title, " / ".join(path[1:])) if part)


def _address(text: str) -> Jid | None:
    """The address that `text` is, if it is a person's."""
    if "@" not in text or " " in text:
        return None
    try:
        jid = Jid.parse(text)
    except JidError:
        return None
    return jid.bare if jid.local and "." in jid.domain else None
