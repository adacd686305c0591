"""The people of one account: the published organisation, or else the contact list's groups, out of the store."""

from __future__ import annotations

from collections.abc import Collection

from startalk_desktop.core import groups
from startalk_desktop.core.announcer import ConversationLines
from startalk_desktop.core.changes import ChangeHub
from startalk_desktop.core.names import Names
from startalk_desktop.model.changes import DirectoryChanged, PeopleChanged
from startalk_desktop.model.identity import AccountId
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.organisation import Member, Person, UnitContent, UnitHead
from startalk_desktop.model.roster import RosterItem
from startalk_desktop.store.account_store import AccountStore


class People:
    """Reads the tree and finds people; keeps the contact list in step with the session.

    Attributes:
        people_count: how many the tree holds as published, or else how many contacts there are.
    """

    def __init__(
        self,
        account: AccountId,
        own: Jid,
        store: AccountStore,
        names: Names,
        changes: ChangeHub,
        lines: ConversationLines,
    ) -> None:
        self._account = account
        self._own = own
        self._store = store
        self._names = names
        self._changes = changes
        self._lines = lines
        self._has_tree = False
        self._own_name = ""
        self.people_count = 0

    async def load(self) -> None:
        """Learn from the store whether there is a tree, how large it is, and what we are called in it."""
        roots = await self._store.directory.root_units()
        self._has_tree = bool(roots)
        if roots:
            self.people_count = sum(unit.count for unit in roots)
        else:
            self.people_count = len(await self._store.roster.all())
        self._own_name = await self._names.from_store(self._own)

    @property
    def own(self) -> Jid:
        """Our own bare address."""
        return self._own

    @property
    def own_name(self) -> str:
        """What the company calls us; ``""`` where it does not say."""
        return self._own_name

    # the tree

    async def root_units(self) -> list[UnitHead]:
        """The units without a parent."""
        return await self.child_units("")

    async def child_units(self, unit: str) -> list[UnitHead]:
        """The units right below `unit`."""
        if self._has_tree:
            directory = self._store.directory
            return await (directory.child_units(unit) if unit else directory.root_units())
        heads = groups.units(await self._store.roster.all())
        return [head for head in heads if head.parent == unit]

    async def members(self, unit: str) -> list[Member]:
        """The people of `unit` itself."""
        if self._has_tree:
            return await self._store.directory.members(unit)
        return groups.members(await self._store.roster.all(), unit)

    async def tree_changed(self) -> None:
        """The organisation in the store changed, maybe everywhere."""
        self._names.forget()
        await self.load()
        self._changes.announce(DirectoryChanged(self._account, None))

    async def units_changed(self, units: Collection[UnitContent]) -> None:
        """These units in the store have other people now, or the same ones with other names."""
        people = frozenset(member.jid for unit in units for member in unit.members)
        self._names.forget(people)
        await self.load()
        self._changes.announce(
            DirectoryChanged(self._account, frozenset(unit.id for unit in units))
        )
        self._tell_renamed(people)

    # single people

    async def find(self, text: str, limit: int) -> list[Person]:
        """People of the tree, then contacts who are not in it."""
        found = await self._store.directory.find_people(text, limit)
        if len(found) < limit:
            known = {person.jid for person in found}
            contacts = groups.find(await self._store.roster.all(), text, limit)
            found = [*found, *(person for person in contacts if person.jid not in known)][:limit]
        return found

    async def person(self, jid: Jid) -> Person:
        """What is known of a bare address; at least a name made of it."""
        if (known := await self._store.directory.person(jid)) is not None:
            return known
        for item in await self._store.roster.all():
            if item.jid == jid:
                return groups.person(item)
        return Person(jid, jid.local or jid.domain)

    def name(self, jid: Jid) -> str:
        """What to call somebody: the nick of an occupant, a known name, or else the local part."""
        if jid.resource and jid.bare != self._own and not self._names.of(jid.bare):
            return jid.resource
        return self._names.of(jid.bare) or jid.local or jid.domain

    async def name_from_store(self, jid: Jid) -> str:
        """The known name of a bare address, ``""`` where nobody knows one."""
        return await self._names.from_store(jid)

    async def names_from_store(self, jids: Collection[Jid]) -> dict[Jid, str]:
        """The known names of bare addresses; those that nobody knows are left out."""
        names = await self._names.all_from_store(list(jids))
        return {jid: name for jid, name in names.items() if name}

    # the contact list

    async def roster_received(self, items: tuple[RosterItem, ...]) -> None:
        """The whole list came."""
        await self._store.roster.replace(items)
        await self._roster_changed(frozenset(item.jid for item in items))

    async def roster_item_changed(self, item: RosterItem | None, removed: Jid | None) -> None:
        """A push came."""
        if item is not None:
            await self._store.roster.put(item)
        if removed is not None:
            await self._store.roster.remove(removed)
        jids = {item.jid} if item is not None else set()
        await self._roster_changed(frozenset(jids | ({removed} if removed is not None else set())))

    async def _roster_changed(self, jids: frozenset[Jid]) -> None:
        self._names.forget(jids)
        if not self._has_tree:
            await self.load()
            self._changes.announce(DirectoryChanged(self._account, None))
        self._tell_renamed(jids)

    def _tell_renamed(self, jids: frozenset[Jid]) -> None:
        if jids:
            self._changes.announce(PeopleChanged(self._account, jids))
            self._lines.renamed(jids)
