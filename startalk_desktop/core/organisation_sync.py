"""Keeps the stored organisation tree in step with what the domain publishes: only what differs is fetched."""

from __future__ import annotations

import asyncio
import logging
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from startalk_desktop.core.line import Line
from startalk_desktop.core.people import People
from startalk_desktop.core.ports import (
    NotConnected,
    OrganisationPort,
    RequestFailed,
    TreeUnreadable,
)
from startalk_desktop.core.tree_faults import INDEX, TreeFaults
from startalk_desktop.model.failure import FailureCode
from startalk_desktop.model.org_tree import content_hash
from startalk_desktop.model.organisation import Faults, OrgIndex, TreeFault, UnitContent
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.tasks import TaskScope

_log = logging.getLogger(__name__)

_UNITS_AT_ONCE: Final = 15
_REQUESTS_AT_ONCE: Final = 2
"""The server gathers a batch while another one is read and stored."""
_FIRST_RETRY: Final = 5.0
_LONGEST_RETRY: Final = 600.0
_PEOPLE_A_SECOND: Final = 500
_LONGEST_SPREAD: Final = 30.0
_LOSSES_OF_A_UNIT: Final = 3
"""So many lines were lost while a unit was asked for, the last times alone: it is not asked for again."""


class OrganisationSync:
    """Compares hashes and fetches units in batches, each stored and told of as it comes."""

    def __init__(
        self,
        line: Line,
        store: AccountStore,
        people: People,
        company_told: Callable[[str], Awaitable[None]],
        scope: TaskScope,
    ) -> None:
        self._line = line
        self._store = store
        self._people = people
        self._company_told = company_told
        self._scope = scope
        self._faults = TreeFaults(store)
        self._losses: Counter[str] = Counter()
        self._turn = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    @property
    def faults(self) -> Faults:
        """What is wrong with the tree as it is published."""
        return self._faults.total

    async def load(self) -> None:
        """Learn from the store what was wrong with the tree."""
        await self._faults.load()

    def stream_began(self) -> None:
        """A new stream: ask for the index; its changes are told from then on."""
        # An index that costs the line each time must not keep the account from being used in between.
        self._start(None, _backed_off(self._losses[INDEX] - 1))

    def index_changed(self, index: OrgIndex) -> None:
        """The domain announced a new index."""
        self._start(index)

    def tree_announced(self) -> None:
        """The domain announced a change: everybody asks for the index now, so do it at a moment of our own."""
        longest = min(self._people.people_count / _PEOPLE_A_SECOND, _LONGEST_SPREAD)
        self._start(None, random.uniform(0, longest))  # noqa: S311  spreads load

    async def tree_withdrawn(self) -> None:
        """The domain publishes no tree any more."""
        if self._task is not None:
            self._task.cancel()
        async with self._turn:
            await self._store.directory.clear()
            self._faults.put(INDEX, ())
            self._faults.keep_only(())
            await self._faults.save()
        await self._people.tree_changed()

    async def unit_changed(self, unit: UnitContent) -> None:
        """The domain announced one unit."""
        async with self._turn:
            # The index that follows names this hash, if the publisher computes it as the specification says.
            await self._keep((unit,), content_hash(unit))

    def _start(self, index: OrgIndex | None, delay: float = 0.0) -> None:
        if self._task is not None:
            self._task.cancel()
        self._task = self._scope.start(self._persist(index, delay), "sync organisation")

    async def _persist(self, index: OrgIndex | None, delay: float) -> None:
        await asyncio.sleep(delay)
        delay = _FIRST_RETRY
        while True:
            try:
                async with self._turn:
                    await self._bring_up_to_date(index)
            except NotConnected:
                return
            except TreeUnreadable as error:
                _log.warning("what is published is no organisation: %s", error)
                await self._tell(INDEX, ((TreeFault.NOT_A_TREE, 1),))
                return
            except RequestFailed as error:
                _log.info("the organisation could not be read: %s", error)
                if error.failure.code in (FailureCode.NOT_ALLOWED, FailureCode.UNSUPPORTED):
                    return
            else:
                return
            await asyncio.sleep(delay)
            delay = min(delay * 2, _LONGEST_RETRY)

    async def _bring_up_to_date(self, index: OrgIndex | None) -> None:
        client = self._line.require().organisation
        if index is None:
            index = await self._ask_for_index(client)
        if index is None:
            return  # none published, or not legible now: what is known of it stays
        known = await self._store.directory.unit_hashes()
        await self._store.directory.apply_index(index)
        self._faults.put(INDEX, index.faults)
        self._faults.keep_only({unit.id for unit in index.units})
        await self._faults.save()
        if index.name:
            await self._company_told(index.name)
        await self._people.tree_changed()
        wanted = [unit.id for unit in index.units if known.get(unit.id) != unit.content_hash]
        await self._fetch(client, wanted)
        await self._tell_faults()

    async def _ask_for_index(self, client: OrganisationPort) -> OrgIndex | None:
        try:
            index = await client.fetch_index()
        except NotConnected:
            self._losses[INDEX] += 1
            raise
        del self._losses[INDEX]
        return index

    async def _fetch(self, client: OrganisationPort, wanted: Sequence[str]) -> None:
        """Fetch and store the units `wanted`: first in batches what never made trouble, then one by one what did."""
        smooth = [unit for unit in wanted if not self._losses[unit]]
        batches = iter(
            [
                smooth[start : start + _UNITS_AT_ONCE]
                for start in range(0, len(smooth), _UNITS_AT_ONCE)
            ]
        )

        async def work() -> None:
            for batch in batches:
                await self._keep(await self._ask(client, batch))

        ends = await asyncio.gather(
            *(work() for _ in range(_REQUESTS_AT_ONCE)), return_exceptions=True
        )
        for end in ends:
            if isinstance(end, BaseException):
                raise end
        for unit in wanted:
            if self._losses[unit] >= _LOSSES_OF_A_UNIT:
                self._faults.put(unit, ((TreeFault.TOO_LARGE, 1),))
            elif self._losses[unit]:
                await self._keep(await self._ask(client, (unit,)))

    async def _ask(self, client: OrganisationPort, batch: Sequence[str]) -> tuple[UnitContent, ...]:
        try:
            units = await client.fetch_units(batch)
        except NotConnected:
            self._losses.update(batch)
            raise
        for unit in batch:
            del self._losses[unit]
        for missing in set(batch).difference(unit.id for unit in units):
            self._faults.put(missing, ((TreeFault.UNIT_MISSING, 1),))
        return units

    async def _keep(self, units: tuple[UnitContent, ...], known_hash: str | None = None) -> None:
        if not units:
            return
        for unit in units:
            self._faults.put(unit.id, unit.faults)
        await self._faults.save()
        people = await self._store.directory.put_units(units, known_hash)
        await self._people.units_changed(units, people)

    async def _tell(self, unit: str, faults: Faults) -> None:
        self._faults.put(unit, faults)
        await self._tell_faults()

    async def _tell_faults(self) -> None:
        has_changed = await self._faults.save()
        if total := self._faults.total:
            _log.warning("the organisation is published with faults: %s", dict(total))
        if has_changed:
            await self._people.tree_changed()


def _backed_off(losses: int) -> float:
    return min(_FIRST_RETRY * 2**losses, _LONGEST_RETRY) if losses > 0 else 0.0
