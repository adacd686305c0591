"""`make bench`: measures the program against simpler things that do less, and writes ``build/bench``.

Each run measures both sides one after the other, each in a process of its own, so that a busy machine slows both.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import secrets
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from tests.bench import organisation
from tests.bench.pictures import PICTURES, SHOWN_BYTES, make_picture_profile
from tests.bench.profile import make_profile
from tests.bench.results import Result, ratio_of, write
from tests.servers.process import MissingServerError
from tests.servers.prosody import running_prosody
from tests.servers.reference import running_reference
from tests.servers.seed import seed_archive

_FOLDER = Path("build/bench")
_ARCHIVED = 10_000
_ROOMS = 500
_PEERS = [f"person{number}@acme.example" for number in range(40)]
_FRAME_MS = 16.0
_ONE_UNIT_BYTES = 5_000
_FILE_BYTES = 200_000_000
_NOISE_BYTES = 1_000_000
_PATIENCE = 600.0  # seconds for one process

Benchmark = Callable[[int], Awaitable[list[Result]]]


class ProcessFailedError(Exception):
    """A measured process ended with an error; the text is what it wrote."""


async def measured(module: str, *arguments: object) -> dict[str, float]:
    """Run `module` of this package in a process of its own; returns the JSON of its last line."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        f"tests.bench.{module}",
        *map(str, arguments),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        output, errors = await asyncio.wait_for(process.communicate(), _PATIENCE)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        raise ProcessFailedError(
            f"{module} ended with {process.returncode}:\n{errors.decode(errors='replace')}"
        )
    found: dict[str, float] = json.loads(output.splitlines()[-1])
    return found


async def measure_sync(runs: int) -> list[Result]:
    """A first sync from Prosody, against slixmpp receiving the same pages and dropping them."""
    ours, theirs = [], []
    async with running_prosody() as server:
        password = secrets.token_hex(8)
        address = await server.create_account("wang", password)
        await seed_archive(server, address, _PEERS, _ARCHIVED)
        line = (address, password, server.host, server.c2s_port, server.ca_file, _ARCHIVED)
        for _ in range(runs):
            ours.append(await measured("sync_startalk", *line))
            theirs.append(await measured("sync_slixmpp", *line))
    frames = [_FRAME_MS] * runs
    return [
        ratio_of(
            "sync.10k",
            "s",
            [run["seconds"] for run in ours],
            "slixmpp receiving them",
            [run["seconds"] for run in theirs],
        ),
        *(
            ratio_of(f"sync.{name}", "ms", [run[name] for run in ours], "a frame, 16 ms", frames)
            for name in ("stall_p99", "stall_max")
        ),
    ]


async def measure_organisation(runs: int) -> list[Result]:
    """10,000 people in 800 units from Prosody, and then one unit, against slixmpp receiving the same items."""
    ours, theirs = [], []
    async with running_prosody() as server:
        password = secrets.token_hex(8)
        address = await server.create_account("wang", password)
        await organisation.seed(server, password)
        where = (server.host, server.c2s_port, server.ca_file, server.admin_address)
        for _ in range(runs):
            ours.append(await measured("org_startalk", address, password, *where))
            theirs.append(await measured("org_slixmpp", address, password, *where))
    against = "slixmpp receiving the same items"
    return [
        *(
            ratio_of(name, "s", [run[key] for run in ours], against, [run[key] for run in theirs])
            for name, key in (
                ("org.first_fetch", "seconds"),
                ("org.one_unit_time", "one_unit_seconds"),
            )
        ),
        ratio_of(
            "org.one_unit_bytes",
            "bytes",
            [run["one_unit_bytes"] for run in ours],
            "the budget beside the index",
            [_ONE_UNIT_BYTES] * runs,
        ),
        ratio_of(
            "org.stall_max",
            "ms",
            [run["stall_max"] for run in ours],
            "a frame, 16 ms",
            [_FRAME_MS] * runs,
        ),
    ]


async def measure_start(runs: int) -> list[Result]:
    """Start and memory with three accounts, against a bare window of PySide6."""
    ours, bare = [], []
    with tempfile.TemporaryDirectory(prefix="startalk-bench-") as folder:
        profile = Path(folder)
        await make_profile(profile)
        for _ in range(runs):
            ours.append(await measured("start_startalk", time.monotonic(), profile))
            bare.append(await measured("start_bare", time.monotonic()))
    against = "a bare PySide6 window"
    return [
        ratio_of(name, unit, [run[key] for run in ours], against, [run[key] for run in bare])
        for name, unit, key in (
            ("start.window", "s", "seconds"),
            ("memory.3_accounts", "MB", "megabytes"),
        )
    ]


async def measure_search(runs: int) -> list[Result]:
    """Two Chinese characters in 100,000 messages, against reading every text."""
    with tempfile.TemporaryDirectory(prefix="startalk-bench-") as folder:
        profile = Path(folder)
        await make_profile(profile)
        found = [await measured("search", profile) for _ in range(runs)]
    return [
        ratio_of(
            "search.messages",
            "ms",
            [run["milliseconds"] for run in found],
            "LIKE over the plain texts in memory",
            [run["scan_milliseconds"] for run in found],
        )
    ]


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
        line = await asyncio.wait_for(process.stdout.readline(), _PATIENCE)
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
    frame, frames = "a frame, 16 ms", [_FRAME_MS] * runs
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


async def measure_files(runs: int) -> list[Result]:
    """200 MB up and down through the reference server, against curl with the same file and service."""
    ours, theirs = [], []
    async with running_reference(upload_limit=2 * _FILE_BYTES) as server:
        password = secrets.token_hex(8)
        address = await server.create_account("wang", password)
        with tempfile.TemporaryDirectory(prefix="startalk-bench-") as folder:
            file = Path(folder) / "bench.bin"
            await asyncio.to_thread(_write_noise, file)
            line = (address, password, server.host, server.c2s_port, server.ca_file, file)
            for _ in range(runs):
                ours.append(await measured("files_startalk", *line))
                theirs.append(await measured("files_curl", *line))
    megabytes = _FILE_BYTES / 1e6
    results = [
        ratio_of(
            f"files.200MB_{way}",
            "MB/s",
            [megabytes / run[way] for run in ours],
            "curl to the same server",
            [megabytes / run[way] for run in theirs],
        )
        for way in ("up", "down")
    ]
    grown = [run["memory_peak"] - run["memory_before"] for run in ours]
    results.append(ratio_of("files.200MB_memory", "MB", grown, "the file", [megabytes] * runs))
    frames = [_FRAME_MS] * runs
    stalls = [run["stall_p99"] for run in ours]
    results.append(ratio_of("files.stall_p99", "ms", stalls, "a frame, 16 ms", frames))
    return results


def _write_noise(path: Path) -> None:
    with path.open("wb") as file:
        for _ in range(_FILE_BYTES // _NOISE_BYTES):
            file.write(secrets.token_bytes(_NOISE_BYTES))


async def measure_pictures(runs: int) -> list[Result]:
    """500 pictures in a conversation, scrolled through for the first time, against a frame and all of them decoded."""
    found = []
    with tempfile.TemporaryDirectory(prefix="startalk-bench-") as folder:
        for run in range(runs):
            profile = Path(folder) / str(run)  # what was looked at once has previews
            await make_picture_profile(profile)
            found.append(await measured("pictures", profile))
    decoded = PICTURES * SHOWN_BYTES / 1e6
    return [
        ratio_of(
            "pictures.scroll_p99",
            "ms",
            [run["p99"] for run in found],
            "a frame, 16 ms",
            [_FRAME_MS] * runs,
        ),
        ratio_of(
            "pictures.memory",
            "MB",
            [run["megabytes"] for run in found],
            "all of them as shown",
            [decoded] * runs,
        ),
    ]


_BENCHMARKS: dict[str, Benchmark] = {
    "sync": measure_sync,
    "organisation": measure_organisation,
    "start": measure_start,
    "search": measure_search,
    "rooms": measure_rooms,
    "files": measure_files,
    "pictures": measure_pictures,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what was asked for; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench", description="Measure the program; see build/bench."
    )
    parser.add_argument("--only", choices=_BENCHMARKS, help="one benchmark in place of all")
    parser.add_argument("--runs", type=int, default=3, help="how often (default: %(default)s)")
    options = parser.parse_args(arguments)
    if options.runs < 1:
        parser.error("--runs: at least one")
    results: list[Result] = []
    failures = 0
    for name, benchmark in _BENCHMARKS.items():
        if options.only not in (None, name):
            continue
        sys.stderr.write(f"measuring {name} …\n")
        try:
            results += asyncio.run(benchmark(options.runs))
        except (ProcessFailedError, MissingServerError, TimeoutError) as error:
            sys.stderr.write(f"{name} could not be measured: {error}\n")
            failures += 1
    sys.stdout.write(write(results, _FOLDER))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
