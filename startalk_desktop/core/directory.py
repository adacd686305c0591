"""The merged directory: the organisation trees of all companies, their people, presence and pictures."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from startalk_desktop.core.accounts import Accounts
from startalk_desktop.core.errors import AccountNotOpen, AccountUnknown
from startalk_desktop.core.merging import from_accounts
from startalk_desktop.core.presence_board import PresenceSummary
from startalk_desktop.model.identity import AccountId, ConversationKind
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.organisation import (
    Circle,
    Faults,
    Member,
    Person,
    PersonMark,
    TreeSource,
    UnitHead,
)
from startalk_desktop.store.person_marks import marks_of


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """Somebody found, and in which company; `rank` and `terms` are those of `PersonHit`."""

    account: AccountId
    person: Person
    rank: int = 100
    terms: tuple[str, ...] = ()

    @property
    def marks(self) -> tuple[PersonMark, ...]:
        """Which parts of what is known match; worked out when it is asked for."""
        return marks_of(self.person, self.terms) if self.terms else ()


@dataclass(frozen=True, slots=True)
class Company:
    """What the root of an account's tree shows; `people_count` is 0 where nothing is known yet.

    `faults` are what is wrong with the published tree: to be told in one line, to whoever can have it mended.
    `source` says what is shown where the domain publishes none; `is_searchable`, whether its server can be asked.
    """

    name: str
    people_count: int
    faults: Faults = ()
    source: TreeSource = TreeSource.ORGANISATION
    is_searchable: bool = False


class Directory:
    """People and units of all accounts. Trees are read from the store; the sync with the domains runs by itself.

    A domain that publishes no tree shows its contact list's groups, nested where they are named ``A::B``
    (XEP-0083), and its server may be searched (XEP-0055).
    """

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    async def root(self, account: AccountId) -> list[UnitHead]:
        """The top units of the account's tree, in their published order.

        Raises:
            AccountUnknown, AccountNotOpen
        """
        return await self._accounts.runtime(account).people.root_units()

    async def children(self, account: AccountId, unit: str) -> list[UnitHead]:
        """The units right below `unit`.

        Raises:
            AccountUnknown, AccountNotOpen
        """
        return await self._accounts.runtime(account).people.child_units(unit)

    async def members(self, account: AccountId, unit: str) -> list[Member]:
        """The people in `unit` itself, in their published order; ``""`` stands for those who are in no unit.

        Raises:
            AccountUnknown, AccountNotOpen
        """
        return await self._accounts.runtime(account).people.members(unit)

    async def find_people(
        self, text: str, limit: int = 50, account: AccountId | None = None
    ) -> list[FoundPerson]:
        """People by name, pinyin, title, unit, address or phone, in all open accounts or one.

        The best match comes first, among equal ones whoever is closest: met lately, in a unit of ours, in our company.
        Accounts take turns, so that a large company does not hide a small one.
        """
        if not text.strip():
            return []
        found = await from_accounts(
            {
                runtime.account.id: runtime.people.find(text, limit)
                for runtime in self._accounts.open_runtimes()
                if account in (None, runtime.account.id)
            }
        )
        ranked = [
            (hit.rank, turn, position, FoundPerson(account_id, hit.person, hit.rank, hit.terms))
            for position, (account_id, hits) in enumerate(found.items())
            for turn, hit in enumerate(hits)
        ]
        ranked.sort(key=lambda entry: entry[:3])
        return [entry[3] for entry in ranked[:limit]]

    async def search_server(self, account: AccountId, text: str) -> list[FoundPerson]:
        """People whom the account's domain finds by `text` in its own directory (XEP-0055); nothing is kept of them.

        Raises:
            AccountUnknown, AccountNotOpen
            NotConnected: the account is offline.
            RequestFailed: the server has no such directory, or refused.
        """
        found = await self._accounts.runtime(account).fallbacks.find(text)
        return [FoundPerson(account, person) for person in found]

    async def recent_people(
        self, limit: int = 8, account: AccountId | None = None
    ) -> list[FoundPerson]:
        """Whom we wrote with lately, in all open accounts or one, the last first."""
        met = await from_accounts(
            {
                runtime.account.id: runtime.people.recent(limit)
                for runtime in self._accounts.open_runtimes()
                if account in (None, runtime.account.id)
            }
        )
        dated = [
            (at, FoundPerson(account_id, person))
            for account_id, people in met.items()
            for at, person in people
        ]
        dated.sort(key=lambda entry: entry[0], reverse=True)
        return [one for _, one in dated[:limit]]

    async def starred_people(self, account: AccountId | None = None) -> list[FoundPerson]:
        """Whom the user starred, in all open accounts or one, by name. It is the star of their conversation."""
        found = await from_accounts(
            {
                runtime.account.id: runtime.people.starred()
                for runtime in self._accounts.open_runtimes()
                if account in (None, runtime.account.id)
            }
        )
        return [
            FoundPerson(account_id, person)
            for account_id, people in found.items()
            for person in people
        ]

    async def is_starred(self, account: AccountId, jid: Jid) -> bool:
        """Whether the user starred somebody.

        Raises:
            AccountUnknown, AccountNotOpen
        """
        runtime = self._accounts.runtime(account)
        return (await runtime.store.arrangements.get(jid.bare)).is_starred

    async def set_starred(self, account: AccountId, jid: Jid, is_starred: bool) -> None:
        """Star somebody, or no longer, on all devices; there need not be a conversation.

        Raises:
            AccountUnknown, AccountNotOpen
        """
        await self._accounts.runtime(account).arrangements.change(
            jid.bare,
            ConversationKind.DIRECT,
            lambda known: replace(known, is_starred=is_starred),
        )

    async def circle(self, account: AccountId, jid: Jid) -> Circle:
        """Who is around somebody in the organisation.

        Raises:
            AccountUnknown, AccountNotOpen
        """
        return await self._accounts.runtime(account).people.circle(jid.bare)

    async def reports(self, account: AccountId, jid: Jid, limit: int = 500) -> list[FoundPerson]:
        """Who reports to somebody, by name.

        Raises:
            AccountUnknown, AccountNotOpen
        """
        found = await self._accounts.runtime(account).people.reports(jid.bare, limit)
        return [FoundPerson(account, person) for person in found]

    async def unit_mates(self, account: AccountId, jid: Jid, limit: int = 500) -> list[FoundPerson]:
        """Who else is in the units that somebody is in, in the order of the tree.

        Raises:
            AccountUnknown, AccountNotOpen
        """
        found = await self._accounts.runtime(account).people.unit_mates(jid.bare, limit)
        return [FoundPerson(account, person) for person in found]

    async def path_to(self, account: AccountId, jid: Jid) -> tuple[str, ...]:
        """The ids of the units from the top down to where somebody sits first; empty where that is nowhere.

        Raises:
            AccountUnknown, AccountNotOpen
        """
        return await self._accounts.runtime(account).people.path_to(jid.bare)

    def watch_presence(self, people: Mapping[AccountId, Collection[Jid]]) -> None:
        """These people are on screen now, and nobody else: learn whether they are there, as far as that is polite.

        What is learnt is told by `PeopleChanged`. Whoever leaves the screen is given up again after a moment.
        """
        for runtime in self._accounts.open_runtimes():
            runtime.watch.show([jid.bare for jid in people.get(runtime.account.id, ())])

    async def person(self, account: AccountId, jid: Jid) -> Person:
        """What is known of somebody; at least the address and a name made of it.

        Raises:
            AccountUnknown, AccountNotOpen
        """
        return await self._accounts.runtime(account).people.person(jid.bare)

    def presence(self, account: AccountId, jid: Jid) -> PresenceSummary:
        """Somebody's availability summed over their clients; unknown where we are not told."""
        try:
            runtime = self._accounts.runtime(account)
        except (AccountUnknown, AccountNotOpen):
            return PresenceSummary()
        return runtime.presence.of(jid.bare) if runtime.line.is_up else PresenceSummary()

    async def avatar(self, account: AccountId, jid: Jid) -> bytes | None:
        """Somebody's picture as published (PNG, JPEG, …: hostile until decoded), from the store or else the domain.

        None where there is none or it can't be had now.

        Raises:
            AccountUnknown, AccountNotOpen
        """
        return await self._accounts.runtime(account).avatars.of(jid)

    def name(self, account: AccountId, jid: Jid) -> str:
        """What to call somebody, at once: from memory, else the address's local part.

        What memory lacks is looked up, and told by `PeopleChanged` where it differs. An occupant's address
        (``room@service/nick``) gives the nick.
        """
        try:
            return self._accounts.runtime(account).people.name(jid)
        except (AccountUnknown, AccountNotOpen):
            return jid.local or jid.domain

    def company(self, account: AccountId) -> Company:
        """The company's name, how many people its tree holds, and what is wrong with it.

        Raises:
            AccountUnknown
        """
        name = self._accounts.get(account).company
        try:
            runtime = self._accounts.runtime(account)
        except AccountNotOpen:
            return Company(name, 0, source=TreeSource.NONE)
        return Company(
            name,
            runtime.people.people_count,
            runtime.organisation.faults,
            runtime.people.source,
            runtime.fallbacks.is_searchable,
        )
