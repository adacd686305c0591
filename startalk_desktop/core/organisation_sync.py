"""Keeps the stored organisation tree in step with what the domain publishes: only what differs is fetched."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from startalk_desktop.core.line import Line
from startalk_desktop.core.people import People
from startalk_desktop.model.failure import FailureCode
from startalk_desktop.model.organisation import OrgIndex, UnitContent
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.tasks import TaskScope
from startalk_desktop.xmpp.errors import NotConnected, RequestFailed

_log = logging.getLogger(__name__)

_UNITS_AT_ONCE: Final = 20
_FIRST_RETRY: Final = 5.0
_LONGEST_RETRY: Final = 600.0


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
        self._turn = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    def stream_began(self) -> None:
        """A new stream: ask for the index; its changes are told from then on."""
        self._start(None)

    def index_changed(self, index: OrgIndex) -> None:
        """The domain announced a new index."""
        self._start(index)

    async def unit_changed(self, unit: UnitContent) -> None:
        """The domain announced one unit."""
        async with self._turn:
            await self._store.directory.put_unit(unit)
        await self._people.units_changed((unit,))

    def _start(self, index: OrgIndex | None) -> None:
        if self._task is not None:
            self._task.cancel()
        self._task = self._scope.start(self._persist(index), "sync organisation")

    async def _persist(self, index: OrgIndex | None) -> None:
        delay = _FIRST_RETRY
        while True:
            try:
                async with self._turn:
                    await self._bring_up_to_date(index)
            except NotConnected:
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
            index = await client.fetch_index()
        if index is None:
            return  # none published, or not legible now: what is known of it stays
        known = await self._store.directory.unit_hashes()
        await self._store.directory.apply_index(index)
        if index.name:
            await self._company_told(index.name)
        await self._people.tree_changed()
        wanted = [unit.id for unit in index.units if known.get(unit.id) != unit.content_hash]
        for start in range(0, len(wanted), _UNITS_AT_ONCE):
            units = await client.fetch_units(wanted[start : start + _UNITS_AT_ONCE])
            await self._store.directory.put_units(units)
            await self._people.units_changed(units)
