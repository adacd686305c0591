"""The people of one account: the published organisation, or else the contact list's groups, out of the store."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from typing import Final

from startalk_desktop.core import groups
from startalk_desktop.core.announcer import ConversationLines
from startalk_desktop.core.changes import ChangeHub
from startalk_desktop.core.groups import DELIMITER, GroupTree
from startalk_desktop.core.names import Names
from startalk_desktop.model.changes import ArrangementChanged, DirectoryChanged, PeopleChanged
from startalk_desktop.model.identity import AccountId, Timestamp
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.linked import domain_of
from startalk_desktop.model.organisation import (
    Circle,
    Member,
    Person,
    PersonHit,
    TreeSource,
    UnitContent,
    UnitHead,
)
from startalk_desktop.model.roster import RosterItem
from startalk_desktop.store.account_store import AccountStore

_DELIMITER_SETTING: Final = "roster.delimiter"
_MOST_AROUND: Final = 10_000


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
        self._contacts = GroupTree()
        self._delimiter = DELIMITER
        self._is_arranged = True
        self._own_name = ""
        self.people_count = 0

    async def load(self) -> None:
        """Learn from the store whether there is a tree, how large it is, and who is on the contact list."""
        await self._load_contacts()
        await self._load_tree()

    async def _load_tree(self) -> None:
        roots = [
            unit for unit in await self._store.directory.root_units() if not domain_of(unit.id)
        ]
        self._has_tree = bool(roots)
        if roots:
            self.people_count = sum(unit.count for unit in roots)
        else:
            self.people_count = len(self._contacts.contacts)
        self._own_name = await self._names.from_store(self._own)

    async def _load_contacts(self) -> None:
        self._delimiter = await self._store.settings.get(_DELIMITER_SETTING) or DELIMITER
        await self._arrange(await self._store.roster.all())

    async def _arrange(self, items: Collection[RosterItem]) -> None:
        self._is_arranged = True
        self._contacts = await asyncio.to_thread(GroupTree.of, items, self._delimiter)

    async def _arranged(self) -> GroupTree:
        """The contact list as a tree; what was pushed meanwhile is put in its place now, all at once."""
        if not self._is_arranged:
            await self._arrange(tuple(self._contacts.contacts.values()))
        return self._contacts

    @property
    def own(self) -> Jid:
        """Our own bare address."""
        return self._own

    @property
    def own_name(self) -> str:
        """What the company calls us; ``""`` where it does not say."""
        return self._own_name

    @property
    def source(self) -> TreeSource:
        """Where what is shown comes from."""
        if self._has_tree:
            return TreeSource.ORGANISATION
        return TreeSource.CONTACT_LIST if self._contacts.contacts else TreeSource.NONE

    def is_told_of(self, jid: Jid) -> bool:
        """Whether the server tells somebody's presence by itself: we are subscribed, or share a group."""
        return self._contacts.shows_presence(jid)

    async def is_colleague(self, jid: Jid) -> bool:
        """Whether a bare address is in the tree or on the contact list."""
        return jid in self._contacts.contacts or await self.is_listed(jid)

    async def is_listed(self, jid: Jid) -> bool:
        """Whether the own company's tree lists a bare address; whom a partner lists is no colleague."""
        is_own = jid.domain == self._own.domain
        return is_own and await self._store.directory.person(jid) is not None

    # the tree

    async def root_units(self) -> list[UnitHead]:
        """The units without a parent."""
        return await self.child_units("")

    async def child_units(self, unit: str) -> list[UnitHead]:
        """The units right below `unit`; on top, linked domains come last."""
        directory = self._store.directory
        if self._has_tree or domain_of(unit):
            return await (directory.child_units(unit) if unit else directory.root_units())
        own = (await self._arranged()).units.get(unit, ())
        return [*own, *(() if unit else await directory.root_units())]

    async def members(self, unit: str) -> list[Member]:
        """The people of `unit` itself; those of no unit where it is empty."""
        if self._has_tree or domain_of(unit):
            return await self._store.directory.members(unit)
        return list((await self._arranged()).people.get(unit, ()))

    async def tree_changed(self) -> None:
        """The organisation in the store changed, maybe everywhere."""
        self._names.forget()
        await self._load_tree()
        self._changes.announce(DirectoryChanged(self._account, None))

    async def units_changed(self, units: Collection[UnitContent], people: frozenset[Jid]) -> None:
        """These units in the store have other people now, or the same ones with other names."""
        self._names.forget(people)
        await self._load_tree()
        self._changes.announce(
            DirectoryChanged(self._account, frozenset(unit.id for unit in units))
        )
        self._tell_renamed(people)

    # single people

    async def path_to(self, jid: Jid) -> tuple[str, ...]:
        """The ids of the units from the top down to where somebody sits first; empty where that is nowhere."""
        known = await self._store.directory.person(jid)
        if known is not None and known.unit_ids:
            return await self._store.directory.unit_path(known.unit_ids[0])
        if self._has_tree:
            return ()
        contact = (await self._arranged()).person(jid)
        return groups.ids_down_to(contact.unit_ids[0]) if contact and contact.unit_ids else ()

    async def find(self, text: str, limit: int) -> list[PersonHit]:
        """People of the tree, the best match first, then contacts who are not in it."""
        found = await self._store.directory.find(text, limit, self._own)
        if len(found) < limit:
            known = {hit.person.jid for hit in found}
            contacts = await asyncio.to_thread(self._contacts.find, text, limit)
            found = [*found, *(hit for hit in contacts if hit.person.jid not in known)][:limit]
        known = {hit.person.jid for hit in found}
        called = [jid for jid in await self._called(text) if jid not in known]
        by_remark = [PersonHit(await self.person(jid), 0) for jid in called[:limit]]
        return [*by_remark, *found][:limit]

    async def _called(self, text: str) -> list[Jid]:
        """Whom the owner calls something with `text` in it."""
        wanted = text.strip().casefold()
        remarks = await self._store.arrangements.remarks()
        return sorted(jid for jid, remark in remarks.items() if wanted in remark.casefold())

    async def recent(self, limit: int) -> list[tuple[Timestamp, Person]]:
        """Whom we wrote with lately, and when, the last first."""
        met = [one for one in await self._store.directory.recent(limit) if one[0] != self._own]
        known = await self._store.directory.persons(jid for jid, _ in met)
        return [(at, known.get(jid) or await self.person(jid)) for jid, at in met]

    async def starred(self) -> list[Person]:
        """Whom the owner starred, by the name that is shown."""
        starred = await self._store.arrangements.starred_people()
        known = await self._store.directory.persons(starred)
        people = [known.get(jid) or await self.person(jid) for jid in starred if jid != self._own]
        return sorted(people, key=lambda one: (self.name(one.jid).casefold(), one.jid))

    async def circle(self, jid: Jid) -> Circle:
        """Who is around a bare address: above, below and beside."""
        known = await self._store.directory.person(jid)
        if known is None:
            return Circle(unit_count=len(await self.unit_mates(jid, _MOST_AROUND)))
        above = await self._store.directory.persons(known.managers)
        below, beside = await self._store.directory.circle_counts(jid)
        managers = tuple(above[one] for one in known.managers if one in above)
        return Circle(managers, below, beside)

    async def reports(self, jid: Jid, limit: int) -> list[Person]:
        """Who reports to a bare address, by name."""
        return await self._store.directory.reports(jid, limit)

    async def unit_mates(self, jid: Jid, limit: int) -> list[Person]:
        """Who else is in the units of a bare address, in the order of the tree."""
        found = await self._store.directory.unit_mates(jid, limit)
        if found or self._has_tree:
            return found
        return (await self._arranged()).unit_mates(jid)[:limit]

    async def person(self, jid: Jid) -> Person:
        """What is known of a bare address; at least a name made of it."""
        if (known := await self._store.directory.person(jid)) is not None:
            return known
        return self._contacts.person(jid) or Person(jid, jid.local or jid.domain)

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

    def arranged(self, peers: Collection[Jid]) -> None:
        """The owner arranged these otherwise: they may be called something else now, or be starred."""
        if peers:
            self._names.forget(peers)
            self._changes.announce(PeopleChanged(self._account, frozenset(peers)))
            self._changes.announce(ArrangementChanged(self._account, frozenset(peers)))

    # the contact list

    async def roster_received(self, items: tuple[RosterItem, ...]) -> None:
        """The whole list came."""
        await self._store.roster.replace(items)
        await self._arrange(items)
        await self._roster_changed(frozenset(item.jid for item in items))

    async def roster_item_changed(self, item: RosterItem | None, removed: Jid | None) -> None:
        """A push came."""
        contacts = self._contacts.contacts
        if item is not None:
            await self._store.roster.put(item)
            contacts[item.jid] = item
        if removed is not None:
            await self._store.roster.remove(removed)
            contacts.pop(removed, None)
        self._is_arranged = False
        jids = {item.jid} if item is not None else set()
        await self._roster_changed(frozenset(jids | ({removed} if removed is not None else set())))

    async def delimiter_told(self, delimiter: str | None) -> None:
        """Private storage names this between the levels of groups (XEP-0083); None where it names nothing."""
        told = delimiter or DELIMITER
        if told == self._delimiter:
            return
        self._delimiter, self._is_arranged = told, False
        await self._store.settings.set(_DELIMITER_SETTING, told)
        await self._roster_changed(frozenset())

    async def _roster_changed(self, jids: frozenset[Jid]) -> None:
        self._names.forget(jids)
        if not self._has_tree:
            self.people_count = len(self._contacts.contacts)
            self._own_name = await self._names.from_store(self._own)
            self._changes.announce(DirectoryChanged(self._account, None))
        self._tell_renamed(jids)

    def _tell_renamed(self, jids: frozenset[Jid]) -> None:
        if jids:
            self._changes.announce(PeopleChanged(self._account, jids))
            self._lines.renamed(jids)
