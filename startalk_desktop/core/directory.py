"""The merged directory: the organisation trees of all companies, their people, presence and pictures."""

from __future__ import annotations

from dataclasses import dataclass

from startalk_desktop.core.accounts import Accounts
from startalk_desktop.core.errors import AccountNotOpen, AccountUnknown
from startalk_desktop.core.merging import from_accounts
from startalk_desktop.core.presence_board import PresenceSummary
from startalk_desktop.model.identity import AccountId
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.organisation import Faults, Member, Person, UnitHead


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """Somebody found, and in which company."""

    account: AccountId
    person: Person


@dataclass(frozen=True, slots=True)
class Company:
    """What the root of an account's tree shows; `people_count` is 0 where nothing is known yet.

    `faults` are what is wrong with the published tree: to be told in one line, to whoever can have it mended.
    """

    name: str
    people_count: int
    faults: Faults = ()


class Directory:
    """People and units of all accounts. Trees are read from the store; the sync with the domains runs by itself.

    A domain that publishes no tree shows its contact list's groups, nested where they are named ``A::B``
    (XEP-0083).
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
        """The people in `unit` itself, in their published order.

        Raises:
            AccountUnknown, AccountNotOpen
        """
        return await self._accounts.runtime(account).people.members(unit)

    async def find_people(
        self, text: str, limit: int = 50, account: AccountId | None = None
    ) -> list[FoundPerson]:
        """People by name, pinyin, title, address or phone, in all open accounts or one; the best match first.

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
            (rank, position, FoundPerson(account_id, person))
            for position, (account_id, persons) in enumerate(found.items())
            for rank, person in enumerate(persons)
        ]
        ranked.sort(key=lambda entry: entry[:2])
        return [entry[2] for entry in ranked[:limit]]

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
            return Company(name, 0)
        return Company(name, runtime.people.people_count, runtime.organisation.faults)
