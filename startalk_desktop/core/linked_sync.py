"""Keeps what may be seen of linked domains' trees beside the own tree, below a unit that stands for each."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from startalk_desktop.core.line import Line
from startalk_desktop.core.people import People
from startalk_desktop.core.ports import LinkedTreePort, NotConnected, RequestFailed
from startalk_desktop.model.linked import LinkedDomain, linked_id, linked_unit
from startalk_desktop.model.organisation import OrgIndex
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.tasks import TaskScope

_log = logging.getLogger(__name__)

_UNITS_AT_ONCE: Final = 15
_MOST_UNITS: Final = 2_000
_MOST_PEOPLE: Final = 20_000
"""Of one partner. What exceeds it is left out: a partner's mistake must not fill our disks."""
_LOSSES: Final = 2
"""So many lines were lost while a partner was asked: it is asked no more until the program starts again."""


class LinkedSync:
    """Asks at each new stream which domains are linked, and each of them for what differs from what is kept."""

    def __init__(self, line: Line, store: AccountStore, people: People, scope: TaskScope) -> None:
        self._line = line
        self._store = store
        self._people = people
        self._scope = scope
        self._losses: Counter[str] = Counter()
        self._task: asyncio.Task[None] | None = None

    def stream_began(self) -> None:
        """A new stream: ask again."""
        self._start(None)

    def links_changed(self, links: tuple[LinkedDomain, ...]) -> None:
        """The own domain announced its links."""
        self._start(links)

    def _start(self, links: tuple[LinkedDomain, ...] | None) -> None:
        if self._task is not None:
            self._task.cancel()
        self._task = self._scope.start(self._follow(links), "read linked domains")

    async def _follow(self, links: tuple[LinkedDomain, ...] | None) -> None:
        try:
            if links is None:
                links = await self._line.require().linked_trees.fetch_links()
        except NotConnected:
            return
        except RequestFailed as error:
            # What is known of partners stays: a domain that fails for a moment closes no link.
            _log.info("which domains are linked is not known: %s", error)
            return
        if await self._store.directory.put_links(links):
            await self._people.tree_changed()
        for link in links:
            if self._losses[link.domain] >= _LOSSES:
                continue
            try:
                await self._bring_up_to_date(self._line.require().linked_trees, link.domain)
            except NotConnected:
                self._losses[link.domain] += 1
                return
            except RequestFailed as error:
                _log.info("what %s shows of its tree could not be read: %s", link.domain, error)
            else:
                del self._losses[link.domain]

    async def _bring_up_to_date(self, client: LinkedTreePort, domain: str) -> None:
        index = await client.fetch_index(domain) or OrgIndex("", "", ())
        if len(index.units) > _MOST_UNITS:
            _log.warning("%s shows %d units, which is too much", domain, len(index.units))
            index = replace(index, units=index.units[:_MOST_UNITS])
        if await self._store.directory.apply_linked_index(domain, index):
            await self._people.tree_changed()
        known = await self._store.directory.unit_hashes()
        wanted = [
            unit.id
            for unit in index.units
            if known.get(linked_id(domain, unit.id)) != unit.content_hash
        ]
        await self._fetch(client, domain, wanted)

    async def _fetch(self, client: LinkedTreePort, domain: str, wanted: Sequence[str]) -> None:
        room = _MOST_PEOPLE
        for start in range(0, len(wanted), _UNITS_AT_ONCE):
            units = await client.fetch_units(domain, wanted[start : start + _UNITS_AT_ONCE])
            room -= sum(len(unit.members) for unit in units)
            if room < 0:
                _log.warning("%s shows more than %d people", domain, _MOST_PEOPLE)
                return
            kept = tuple(linked_unit(domain, unit) for unit in units)
            if kept:
                people = await self._store.directory.put_units(kept)
                await self._people.units_changed(kept, people)
