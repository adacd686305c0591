"""The directories of the companies, in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from startalk_desktop.core.directory import Company, FoundPerson
from startalk_desktop.core.presence_board import PresenceSummary
from startalk_desktop.model.changes import ArrangementChanged, PeopleChanged
from startalk_desktop.model.identity import AccountId
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.organisation import Circle, Faults, Member, Person, TreeSource, UnitHead
from startalk_desktop.model.presence import Availability
from startalk_desktop.store.person_marks import marks_of
from startalk_desktop.store.person_search import terms_of

if TYPE_CHECKING:
    from tests.ui.fakes import FakeStartalk


class FakeDirectory:
    def __init__(self, world: FakeStartalk) -> None:
        self._world = world
        self.names: dict[tuple[AccountId, Jid], str] = {}
        self.presences: dict[tuple[AccountId, Jid], PresenceSummary] = {}
        self.avatars: dict[tuple[AccountId, Jid], bytes] = {}
        self.units: dict[AccountId, list[UnitHead]] = {}
        self.people: dict[AccountId, list[tuple[str, Member]]] = {}
        self.counts: dict[AccountId, int] = {}
        self.faults: dict[AccountId, Faults] = {}
        self.sources: dict[AccountId, TreeSource] = {}
        self.on_servers: dict[AccountId, list[Person]] = {}  # whom a search of the server finds
        self.recent: list[FoundPerson] = []
        self.starred: set[tuple[AccountId, Jid]] = set()
        self.watched: list[dict[AccountId, set[Jid]]] = []

    def name(self, account: AccountId, jid: Jid) -> str:
        if jid.resource:
            return jid.resource
        return self.names.get((account, jid), jid.local or jid.domain)

    def presence(self, account: AccountId, jid: Jid) -> PresenceSummary:
        return self.presences.get((account, jid.bare), PresenceSummary())

    async def avatar(self, account: AccountId, jid: Jid) -> bytes | None:
        return self.avatars.get((account, jid))

    def put(self, account: AccountId, jid: Jid, name: str, availability: Availability) -> None:
        self.names[account, jid] = name
        self.presences[account, jid] = PresenceSummary(availability)
        self._world.changes.announce(PeopleChanged(account, frozenset({jid})))

    async def root(self, account: AccountId) -> list[UnitHead]:
        return await self.children(account, "")

    async def children(self, account: AccountId, unit: str) -> list[UnitHead]:
        self._world.accounts.require_open(account)
        return [head for head in self.units.get(account, []) if head.parent == unit]

    async def members(self, account: AccountId, unit: str) -> list[Member]:
        self._world.accounts.require_open(account)
        return [member for at, member in self.people.get(account, []) if at == unit]

    async def find_people(
        self, text: str, limit: int = 50, account: AccountId | None = None
    ) -> list[FoundPerson]:
        terms = terms_of(text)
        found = []
        for key, people in self.people.items():
            for _, member in people:
                person = self._person(key, member)
                is_hit = terms and all(marks_of(person, (term,)) for term in terms)
                if account in (None, key) and is_hit:
                    found.append(FoundPerson(key, person, terms=terms))
        return found[:limit]

    async def recent_people(
        self, limit: int = 8, account: AccountId | None = None
    ) -> list[FoundPerson]:
        return [one for one in self.recent if account in (None, one.account)][:limit]

    async def starred_people(self, account: AccountId | None = None) -> list[FoundPerson]:
        return [
            FoundPerson(key, await self.person(key, jid))
            for key, jid in sorted(self.starred)
            if account in (None, key)
        ]

    async def is_starred(self, account: AccountId, jid: Jid) -> bool:
        return (account, jid) in self.starred

    async def set_starred(self, account: AccountId, jid: Jid, is_starred: bool) -> None:
        (self.starred.add if is_starred else self.starred.discard)((account, jid))
        self._world.changes.announce(ArrangementChanged(account, frozenset({jid})))

    async def circle(self, account: AccountId, jid: Jid) -> Circle:
        own = [member for _, member in self.people.get(account, []) if member.jid == jid]
        managers = [member.manager for member in own if member.manager]
        return Circle(
            tuple([await self.person(account, one) for one in managers]),
            len(await self.reports(account, jid)),
            len(await self.unit_mates(account, jid)),
        )

    async def reports(self, account: AccountId, jid: Jid, limit: int = 500) -> list[FoundPerson]:
        return [
            FoundPerson(account, self._person(account, member))
            for _, member in self.people.get(account, [])
            if member.manager == jid
        ][:limit]

    async def unit_mates(self, account: AccountId, jid: Jid, limit: int = 500) -> list[FoundPerson]:
        places = {at for at, member in self.people.get(account, []) if member.jid == jid}
        return [
            FoundPerson(account, self._person(account, member))
            for at, member in self.people.get(account, [])
            if at in places and member.jid != jid
        ][:limit]

    async def search_server(self, account: AccountId, text: str) -> list[FoundPerson]:
        self._world.accounts.require_open(account)
        return [
            FoundPerson(account, person)
            for person in self.on_servers.get(account, [])
            if text.casefold() in person.name.casefold()
        ]

    async def path_to(self, account: AccountId, jid: Jid) -> tuple[str, ...]:
        self._world.accounts.require_open(account)
        parents = {head.id: head.parent for head in self.units.get(account, [])}
        at = next((at for at, member in self.people.get(account, []) if member.jid == jid), "")
        path: list[str] = []
        while at:
            path.insert(0, at)
            at = parents[at]
        return tuple(path)

    def watch_presence(self, people: dict[AccountId, set[Jid]]) -> None:
        self.watched.append(people)

    async def person(self, account: AccountId, jid: Jid) -> Person:
        for _, member in self.people.get(account, []):
            if member.jid == jid:
                return self._person(account, member)
        return Person(jid, self.name(account, jid))

    def company(self, account: AccountId) -> Company:
        return Company(
            self._world.accounts.get(account).company,
            self.counts.get(account, 0),
            self.faults.get(account, ()),
            self.sources.get(account, TreeSource.ORGANISATION),
            bool(self.on_servers.get(account)),
        )

    def _person(self, account: AccountId, member: Member) -> Person:
        places = {at for at, other in self.people[account] if other.jid == member.jid}
        heads = {head.id: head for head in self.units[account]}
        path: list[str] = []
        at = next(iter(places), "")
        while at:
            path.insert(0, heads[at].name)
            at = heads[at].parent
        return Person(
            member.jid, member.name, member.title, member.phone, member.email,
            tuple(places), (self._world.accounts.get(account).company, *path),
        )  # fmt: skip
