"""A first sync of one account by the program's core, on the loop that the window has; prints JSON.

Arguments: address, password, host, port, CA file, how many messages the archive holds.
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

from startalk_desktop.core.startalk import Startalk
from startalk_desktop.model.account import Endpoint
from startalk_desktop.model.changes import Change, MessagesChanged
from startalk_desktop.model.jid import Jid
from startalk_desktop.store.keys import MemoryVault
from tests.bench.stalls import StallMeter

_PATIENCE = 300.0  # seconds


async def sync(arguments: list[str]) -> dict[str, object]:
    """Add the account to a new profile and wait until the store holds the whole archive."""
    address, password, host, port, ca_file, expected = arguments
    known: set[tuple[object, int]] = set()
    complete = asyncio.Event()

    def _on_change(change: Change) -> None:
        if isinstance(change, MessagesChanged):
            known.update((change.conversation, row) for row in change.added)
            if len(known) >= int(expected):
                complete.set()

    with tempfile.TemporaryDirectory() as folder:
        startalk = await Startalk.open(Path(folder), MemoryVault())
        startalk.changes.subscribe(_on_change)
        gc.collect()
        gc.freeze()
        async with StallMeter() as meter, asyncio.timeout(_PATIENCE):
            began = time.perf_counter()
            await startalk.accounts.add(
                Jid.parse(address),
                password,
                endpoint=Endpoint(host, int(port)),
                extra_ca_pem=await asyncio.to_thread(Path(ca_file).read_text, "ascii"),
            )
            await complete.wait()
            seconds = time.perf_counter() - began
        await startalk.close()
    return {
        "seconds": seconds,
        "stall_max": meter.worst,
        "stall_p99": meter.percentile(0.99),
        "stall_p50": meter.percentile(0.5),
    }


def main() -> None:
    """Run on the program's own kind of loop."""
    application = QApplication([])
    loop = QSelectorEventLoop(application)
    asyncio.set_event_loop(loop)
    with loop:
        result = loop.run_until_complete(sync(sys.argv[1:]))
    sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
