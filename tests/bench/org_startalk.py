"""A first fetch of a company's tree by the program's core, then of what changed in one unit; prints JSON.

Arguments: address, password, host, port, CA file, the administrator's address, whose password is the same.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import tempfile
import time
from pathlib import Path

from PySide6.QtWidgets import QApplication
from qasync import QSelectorEventLoop

from startalk_desktop.core import organisation_sync
from startalk_desktop.core.startalk import Startalk
from startalk_desktop.model.account import Account, Endpoint
from startalk_desktop.model.changes import Change, DirectoryChanged
from startalk_desktop.model.jid import Jid
from startalk_desktop.store.keys import MemoryVault
from tests.bench import organisation
from tests.bench.stalls import StallMeter
from tests.servers.relay import Relay

_PATIENCE = 300.0  # seconds


class Measured:
    """The app with one account, whose line counts its bytes."""

    def __init__(self, startalk: Startalk, account: Account, relay: Relay) -> None:
        self._startalk = startalk
        self._account = account
        self._relay = relay
        self._has_changed = asyncio.Event()
        startalk.changes.subscribe(self._on_change)

    async def has_everybody(self) -> None:
        """Wait until the store holds all people."""
        store = self._startalk.accounts.runtime(self._account.id).store
        while await store.directory.people_count() < organisation.PEOPLE:
            await self._change()

    async def change_one_unit(self, arguments: list[str]) -> tuple[float, int]:
        """Let the administrator change it; the seconds until it is seen, and the bytes beside the index."""
        _, password, host, port, ca_file, administrator = arguments
        domain = self._account.jid.domain
        units = organisation.organisation(domain)
        title = f"首席 {time.monotonic_ns()}"
        changed = organisation.promoted(units, title)
        unit = changed[organisation.CHANGED]
        line = (administrator, password, host, int(port), Path(ca_file))
        async with organisation.publisher(*line) as publisher:
            before = self._relay.bytes_to_client
            index_bytes = await publisher.publish([unit], changed)
            began = time.perf_counter()
            person = unit.members[0].jid
            directory = self._startalk.directory
            while (await directory.person(self._account.id, person)).title != title:
                await self._change()
            seconds = time.perf_counter() - began
        return seconds, self._relay.bytes_to_client - before - index_bytes

    async def _change(self) -> None:
        self._has_changed.clear()
        await self._has_changed.wait()

    def _on_change(self, change: Change) -> None:
        if isinstance(change, DirectoryChanged):
            self._has_changed.set()


async def fetch(arguments: list[str]) -> dict[str, float]:
    """Add the account to a new profile and wait until the store holds the tree; then change it."""
    address, password, _, port, ca_file, _ = arguments
    # Clients of one company wait for moments of their own before they ask; here is only one.
    organisation_sync._LONGEST_SPREAD = 0.0
    async with Relay(int(port)) as relay, asyncio.timeout(_PATIENCE):
        with tempfile.TemporaryDirectory() as folder:
            startalk = await Startalk.open(Path(folder), MemoryVault())
            gc.collect()
            gc.freeze()
            ca_pem = await asyncio.to_thread(Path(ca_file).read_text, "ascii")
            async with StallMeter() as meter:
                began = time.perf_counter()
                account = await startalk.accounts.add(
                    Jid.parse(address),
                    password,
                    endpoint=Endpoint("127.0.0.1", relay.port),
                    extra_ca_pem=ca_pem,
                )
                measured = Measured(startalk, account, relay)
                await measured.has_everybody()
                seconds = time.perf_counter() - began
            one_unit_seconds, one_unit_bytes = await measured.change_one_unit(arguments)
            await startalk.close()
    return {
        "seconds": seconds,
        "stall_max": meter.worst,
        "stall_p99": meter.percentile(0.99),
        "one_unit_seconds": one_unit_seconds,
        "one_unit_bytes": one_unit_bytes,
    }


def main() -> None:
    """Run on the program's own kind of loop."""
    application = QApplication([])
    loop = QSelectorEventLoop(application)
    asyncio.set_event_loop(loop)
    with loop:
        result = loop.run_until_complete(fetch(sys.argv[1:]))
    sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
