"""The same file up and down by curl, to a slot of the same service; prints JSON.

Arguments: address, password, host, port, CA file, the file.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from pathlib import Path

from startalk_desktop.model.account import Endpoint
from startalk_desktop.model.events import SessionEvent, SessionStarted
from startalk_desktop.model.files import UploadSlot
from startalk_desktop.model.jid import Jid
from startalk_desktop.tasks import TaskScope
from startalk_desktop.xmpp.session import AccountSession
from startalk_desktop.xmpp.settings import SessionSettings

_TYPE = "application/octet-stream"


async def slot_for(arguments: list[str]) -> UploadSlot:
    """Where curl may put the file."""
    address, password, host, port, ca_file, file = arguments
    started = asyncio.Event()

    def _on_event(event: SessionEvent) -> None:
        if isinstance(event, SessionStarted):
            started.set()

    settings = SessionSettings(
        Jid.parse(address),
        password,
        endpoint=Endpoint(host, int(port)),
        extra_ca_pem=await asyncio.to_thread(Path(ca_file).read_text, "ascii"),
    )
    scope = TaskScope("bench")
    session = AccountSession(settings, _on_event, scope)
    session.start()
    async with asyncio.timeout(60.0):
        await started.wait()
        size = (await asyncio.to_thread(Path(file).stat)).st_size
        slot = await session.uploads.slot("bench.bin", size, _TYPE)
    await session.close()
    await scope.close()
    return slot


async def curl(ca_file: str, *arguments: str) -> float:
    """Seconds of one run."""
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        "curl", "--silent", "--show-error", "--fail", "--cacert", ca_file, *arguments
    )
    if await process.wait() != 0:
        raise RuntimeError(f"curl ended with {process.returncode}")
    return time.perf_counter() - began


async def carry(arguments: list[str]) -> dict[str, float]:
    """Up, then down to a file beside the first, as the program keeps what it fetches."""
    slot = await slot_for(arguments)
    ca_file, file = arguments[4:]
    told = (*slot.headers, ("Content-Type", _TYPE))
    headers = [part for name, value in told for part in ("--header", f"{name}: {value}")]
    up = await curl(ca_file, *headers, "--output", os.devnull, "--upload-file", file, slot.put_url)
    down = await curl(ca_file, "--output", f"{file}.back", slot.get_url)
    return {"up": up, "down": down}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(carry(sys.argv[1:]))) + "\n")
