"""Keeps what may be seen of linked domains' trees beside the own tree, below a unit that stands for each.

A partner's changes are heard of where its server lets us subscribe across the link. An announcement may get lost
between two servers, and some servers make none: so each partner is looked at again now and then, by one small request.
"""

from __future__ import annotations

import asyncio
import logging
import math
import random
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Final

from startalk_desktop.core.line import Line
from startalk_desktop.core.people import People
from startalk_desktop.core.ports import LinkedTreePort, NotConnected, RequestFailed
from startalk_desktop.model.failure import FailureCode
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

_LOOK_SECONDS: Final = (1_800.0, 3_600.0)
"""How long after a look at a partner that announces no changes comes the next; drawn each time, to spread the load."""
_LOOK_SECONDS_FOLLOWED: Final = (3_600.0, 7_200.0)
_LEAST_SECONDS: Final = 2.0
"""Between two looks at one partner, whatever it announces."""
_PEOPLE_A_SECOND: Final = 500
_LONGEST_SPREAD: Final = 30.0
"""All of a company hear of a change at once, and ask the same server for it."""


_NOT_FOR_US: Final = frozenset(
    {
        FailureCode.NOT_ALLOWED,
        FailureCode.CROSSING_REFUSED,
        FailureCode.NO_LINK,
        FailureCode.LINK_LIMITED,
    }
)
"""The link, or the tree, is there for others at most."""


class LinkedSync:
    """Asks at each new stream which domains are linked, and each of them for what differs from what is kept."""

    def __init__(self, line: Line, store: AccountStore, people: People, scope: TaskScope) -> None:
        self._line = line
        self._store = store
        self._people = people
        self._scope = scope
        self._losses: Counter[str] = Counter()
        self._due: dict[str, float] = {}  # by the loop's clock, when each partner is looked at
        self._seen: dict[str, float] = {}  # when it was
        self._followed: set[str] = set()
        self._withdrawn: set[str] = set()
        self._woken = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def stream_began(self) -> None:
        """A new stream: ask again."""
        self._start(None, 0.0)

    def links_changed(self, links: tuple[LinkedDomain, ...]) -> None:
        """The own domain announced its links."""
        self._start(links, self._spread())

    def tree_changed(self, domain: str, *, is_withdrawn: bool) -> None:
        """A partner announced a change of its tree, or that it shows nothing any more."""
        if domain not in self._due:
            return
        moment = asyncio.get_running_loop().time()
        if is_withdrawn:
            self._withdrawn.add(domain)
        else:
            moment = max(moment + self._spread(), self._seen.get(domain, 0.0) + _LEAST_SECONDS)
        self._due[domain] = min(self._due[domain], moment)
        self._woken.set()

    def _spread(self) -> float:
        longest = min(self._people.people_count / _PEOPLE_A_SECOND, _LONGEST_SPREAD)
        return random.uniform(0, longest)  # noqa: S311  spreads load

    def _start(self, links: tuple[LinkedDomain, ...] | None, delay: float) -> None:
        if self._task is not None:
            self._task.cancel()
        self._task = self._scope.start(self._follow(links, delay), "read linked domains")

    async def _follow(self, links: tuple[LinkedDomain, ...] | None, delay: float) -> None:
        self._due.clear()
        self._followed.clear()
        self._withdrawn.clear()
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
        first = asyncio.get_running_loop().time() + delay
        self._due = {link.domain: first for link in links if self._losses[link.domain] < _LOSSES}
        await self._look_around()

    async def _look_around(self) -> None:
        """Look at each partner when its time has come, until the stream ends."""
        loop = asyncio.get_running_loop()
        while self._due:
            domain, moment = min(self._due.items(), key=lambda entry: entry[1])
            self._woken.clear()
            if moment > loop.time():
                with suppress(TimeoutError):
                    async with asyncio.timeout_at(moment):
                        await self._woken.wait()
                continue
            try:
                client = self._line.require().linked_trees
            except NotConnected:
                return
            self._seen[domain], self._due[domain] = loop.time(), math.inf
            try:
                await self._look_at(client, domain)
            except NotConnected:
                self._losses[domain] += 1
                return
            except RequestFailed as error:
                _log.info("what %s shows of its tree could not be read: %s", domain, error)
                if error.failure.code in _NOT_FOR_US:
                    await self._show_nothing(domain)
            else:
                del self._losses[domain]
            bounds = _LOOK_SECONDS_FOLLOWED if domain in self._followed else _LOOK_SECONDS
            next_look = loop.time() + random.uniform(*bounds)  # noqa: S311  spreads load
            self._due[domain] = min(self._due[domain], next_look)

    async def _look_at(self, client: LinkedTreePort, domain: str) -> None:
        if domain in self._withdrawn:
            self._withdrawn.discard(domain)
            self._followed.discard(domain)
            await self._show_nothing(domain)
            return
        if domain not in self._followed and await client.follow(domain):
            self._followed.add(domain)
        await self._bring_up_to_date(client, domain)

    async def _show_nothing(self, domain: str) -> None:
        if await self._store.directory.apply_linked_index(domain, OrgIndex("", "", ())):
            await self._people.tree_changed()

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
