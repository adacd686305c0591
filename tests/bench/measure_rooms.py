"""Many rooms, large ones, and much being said in them."""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.bench.measuring import A_FRAME, FRAME_MS, PATIENCE, ProcessFailedError, measured
from tests.bench.results import Result, ratio_of

_ROOMS = 500


@asynccontextmanager
async def rooms_server() -> AsyncIterator[tuple[object, object]]:
    """A server full of rooms; gives its port and its CA file."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.bench.rooms_server",
        str(_ROOMS),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    if process.stdin is None or process.stdout is None:
        raise ProcessFailedError("the server of rooms has no pipes")
    try:
        line = await asyncio.wait_for(process.stdout.readline(), PATIENCE)
        if not line:
            raise ProcessFailedError("the server of rooms did not start")
        told = json.loads(line)
        yield told["port"], told["ca"]
    finally:
        process.stdin.close()
        await process.wait()


async def measure_rooms(runs: int) -> list[Result]:
    """A person in 500 rooms, one of 600 people, and much being said in 100 at once."""
    starts, bare, entries, flows = [], [], [], []
    with tempfile.TemporaryDirectory(prefix="startalk-bench-") as folder:
        async with rooms_server() as line:
            for _ in range(runs):
                starts.append(
                    await measured("rooms_client", "start", "many", *line, f"{folder}/many")
                )
                bare.append(
                    await measured("rooms_client", "start", "none", *line, f"{folder}/none")
                )
                entries.append(await measured("rooms_client", "enter", "large", *line))
        for _ in range(runs):
            async with rooms_server() as line:
                flows.append(await measured("rooms_client", "flow", "flow", *line))
    frame, frames = A_FRAME, [FRAME_MS] * runs
    return [
        ratio_of(
            "rooms.start_500",
            "s",
            [run["seconds"] for run in starts],
            "an account without rooms",
            [run["seconds"] for run in bare],
        ),
        ratio_of(
            "rooms.start_500_stall_p99", "ms", [run["stall_p99"] for run in starts], frame, frames
        ),
        ratio_of(
            "rooms.start_500_joined",
            "s",
            [run["joined_seconds"] for run in starts],
            "until usable",
            [run["seconds"] for run in starts],
        ),
        ratio_of(
            "rooms.enter_600_stall", "ms", [run["stall_max"] for run in entries], frame, frames
        ),
        *(
            ratio_of(f"rooms.{what}_step", "ms", [run["step_max"] for run in found], frame, frames)
            for what, found in (("start_500", starts), ("enter_600", entries), ("flow", flows))
        ),
        ratio_of("rooms.flow_stall", "ms", [run["stall_max"] for run in flows], frame, frames),
        ratio_of("rooms.flow_stall_p99", "ms", [run["stall_p99"] for run in flows], frame, frames),
        ratio_of(
            "rooms.flow_memory",
            "MB",
            [run["megabytes"] for run in flows],
            "before the flow",
            [run["megabytes_before"] for run in flows],
        ),
    ]
