"""One large file up and down again by the program's core, on the loop that the window has; prints JSON.

Arguments: address, password, host, port, CA file, the file.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import tempfile
import time
from pathlib import Path

from PySide6.QtWidgets import QApplication
from qasync import QSelectorEventLoop

from startalk_desktop.core.conversation import ConversationHandle
from startalk_desktop.core.startalk import Startalk
from startalk_desktop.model.account import Endpoint
from startalk_desktop.model.changes import Change, FilesChanged, TransferChanged
from startalk_desktop.model.files import OutgoingFile
from startalk_desktop.model.identity import ConversationId
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.transfer import TransferState
from startalk_desktop.store.keys import MemoryVault
from tests.bench.memory import resident_megabytes
from tests.bench.stalls import StallMeter

_PATIENCE = 500.0  # seconds


class _Watch:
    """Waits for what `core` announces."""

    def __init__(self) -> None:
        self._has_limits = asyncio.Event()
        self._has_ended = asyncio.Event()
        self._state = TransferState.WAITING

    def on_change(self, change: Change) -> None:
        if isinstance(change, FilesChanged):
            self._has_limits.set()
        elif isinstance(change, TransferChanged):
            self._state = change.transfer.state
            if self._state in (TransferState.DONE, TransferState.FAILED):
                self._has_ended.set()

    async def online(self) -> None:
        await self._has_limits.wait()

    async def done(self) -> None:
        await self._has_ended.wait()
        self._has_ended.clear()
        if self._state is not TransferState.DONE:
            raise RuntimeError("the file did not get through")


async def carry(arguments: list[str]) -> dict[str, float]:
    """Send the file to ourselves, forget it here, and fetch it."""
    address, password, host, port, ca_file, file = arguments
    own = Jid.parse(address)
    watch = _Watch()
    with tempfile.TemporaryDirectory() as folder:
        startalk = await Startalk.open(Path(folder), MemoryVault())
        startalk.changes.subscribe(watch.on_change)
        account = await startalk.accounts.add(
            own,
            password,
            endpoint=Endpoint(host, int(port)),
            extra_ca_pem=await asyncio.to_thread(Path(ca_file).read_text, "ascii"),
        )
        await watch.online()
        handle = startalk.conversation(ConversationId(account.id, own))
        before = resident_megabytes()
        async with StallMeter() as meter, asyncio.timeout(_PATIENCE):
            up, down = await _both_ways(startalk, handle, watch, Path(file))
        await startalk.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    return {
        "up": up,
        "down": down,
        "memory_before": before,
        "memory_peak": peak,
        "stall_p99": meter.percentile(0.99),
        "stall_max": meter.worst,
    }


async def _both_ways(
    startalk: Startalk, handle: ConversationHandle, watch: _Watch, file: Path
) -> tuple[float, float]:
    began = time.perf_counter()
    [message] = await handle.send_files([OutgoingFile(file, None, file.name)])
    await watch.done()
    up = time.perf_counter() - began
    store = startalk.accounts.runtime(handle.id.account).store
    await store.files.drop_oldest(0)
    began = time.perf_counter()
    await handle.download(message.row, 0)
    await watch.done()
    return up, time.perf_counter() - began


def main() -> None:
    """Run on the program's own kind of loop."""
    application = QApplication([])
    loop = QSelectorEventLoop(application)
    asyncio.set_event_loop(loop)
    with loop:
        result = loop.run_until_complete(carry(sys.argv[1:]))
    sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
