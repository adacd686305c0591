"""The program's core among many rooms, on the window's kind of loop; prints JSON.

Arguments: what to measure (``start``, ``enter`` or ``flow``), the account, the server's port, its CA file, and for
``start`` the profile's folder, which is made at the first time and started from afterwards.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication
from qasync import QSelectorEventLoop

from startalk_desktop.core.startalk import Startalk
from startalk_desktop.garbage import LoopCollector
from startalk_desktop.model.account import Account, Endpoint
from startalk_desktop.model.changes import Change, MessagesChanged
from startalk_desktop.model.connection import Online
from startalk_desktop.model.jid import Jid
from startalk_desktop.store.keys import MemoryVault
from tests.bench.memory import resident_megabytes
from tests.bench.profile import FileVault
from tests.bench.rooms_server import (
    DOMAIN,
    FLOW_RATE,
    FLOW_ROOMS,
    FLOW_SECONDS,
    LARGE_ROOM,
    PASSWORD,
)
from tests.bench.stalls import StallMeter
from tests.bench.steps import StepMeter

_PATIENCE = 120.0  # seconds
_TICK = 0.01


async def until(condition: Callable[[], bool]) -> None:
    """Wait for it."""
    while not condition():  # noqa: ASYNC110  what is waited for has many causes
        await asyncio.sleep(_TICK)


async def add(startalk: Startalk, who: str, port: str, ca_file: str) -> Account:
    """Sign in for the first time."""
    return await startalk.accounts.add(
        Jid(who, DOMAIN),
        PASSWORD,
        endpoint=Endpoint("127.0.0.1", int(port)),
        extra_ca_pem=await asyncio.to_thread(Path(ca_file).read_text, "ascii"),
    )


def joined(startalk: Startalk, account: Account) -> int:
    """In how many rooms we are."""
    return len(startalk.accounts.runtime(account.id).rooms.board.all())


async def start(who: str, port: str, ca_file: str, folder: str) -> dict[str, float]:
    """From an existing profile to the inbox of an account that is online, and on to the last room."""
    profile, count = Path(folder), 500 if who == "many" else 0
    if not await asyncio.to_thread((profile / "window.db").exists):
        vault = FileVault()
        startalk = await Startalk.open(profile, vault)
        account = await add(startalk, who, port, ca_file)
        await until(lambda: joined(startalk, account) >= count)
        await startalk.close()
        vault.save(profile)
    with StepMeter() as steps:
        async with StallMeter() as meter:
            began = time.perf_counter()
            startalk = await Startalk.open(profile, FileVault.read(profile))
            (account,) = startalk.accounts.all()
            await until(lambda: startalk.accounts.state(account.id) == Online())
            await startalk.inbox.conversations()
            usable = time.perf_counter() - began
            await until(lambda: joined(startalk, account) >= count)
            everywhere = time.perf_counter() - began
    await startalk.close()
    return {
        "seconds": usable,
        "joined_seconds": everywhere,
        "stall_p99": meter.percentile(0.99),
        "step_max": steps.worst,
    }


async def enter(who: str, port: str, ca_file: str) -> dict[str, float]:
    """Into a room of 600, and its members looked at."""
    with tempfile.TemporaryDirectory() as folder:
        startalk = await Startalk.open(Path(folder), MemoryVault())
        account = await add(startalk, who, port, ca_file)
        await until(lambda: startalk.accounts.state(account.id) == Online())
        with StepMeter() as steps:
            async with StallMeter() as meter:
                began = time.perf_counter()
                room = await startalk.inbox.join_room(account.id, Jid.parse(LARGE_ROOM))
                members = await startalk.conversation(room).members()
                seconds = time.perf_counter() - began
        await startalk.close()
    return {
        "seconds": seconds,
        "stall_max": meter.worst,
        "stall_p99": meter.percentile(0.99),
        "step_max": steps.worst,
        "members": len(members),
    }


async def flow(who: str, port: str, ca_file: str) -> dict[str, float]:
    """50 messages a second, spread over 100 rooms."""
    received = 0

    def on_change(change: Change) -> None:
        nonlocal received
        if isinstance(change, MessagesChanged):
            received += len(change.added)

    with tempfile.TemporaryDirectory() as folder:
        startalk = await Startalk.open(Path(folder), MemoryVault())
        account = await add(startalk, who, port, ca_file)
        startalk.changes.subscribe(on_change)
        await until(lambda: joined(startalk, account) >= FLOW_ROOMS)
        await until(lambda: received >= FLOW_RATE)
        before = resident_megabytes()
        with StepMeter() as steps:
            async with StallMeter() as meter:
                await until(lambda: received >= FLOW_RATE * FLOW_SECONDS)
        after = resident_megabytes()
        await startalk.close()
    return {
        "megabytes": after,
        "megabytes_before": before,
        "stall_max": meter.worst,
        "stall_p99": meter.percentile(0.99),
        "step_max": steps.worst,
    }


_MEASURES: dict[str, Callable[..., Awaitable[dict[str, float]]]] = {
    "start": start,
    "enter": enter,
    "flow": flow,
}


async def measure(what: str, *arguments: str) -> dict[str, float]:
    """Run one of them, within patience, and with garbage collected as the program does it."""
    collector = LoopCollector(asyncio.get_running_loop())
    collector.start()
    try:
        async with asyncio.timeout(_PATIENCE):
            return await _MEASURES[what](*arguments)
    finally:
        collector.stop()


def main() -> None:
    """Run on the program's own kind of loop."""
    application = QApplication([])
    loop = QSelectorEventLoop(application)
    asyncio.set_event_loop(loop)
    with loop:
        result = loop.run_until_complete(measure(*sys.argv[1:]))
    sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
