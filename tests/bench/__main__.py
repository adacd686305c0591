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
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from tests.bench import organisation
from tests.bench.org_profile import make_org_profile
from tests.bench.profile import make_profile
from tests.bench.results import Result, ratio_of, write
from tests.servers.process import MissingServerError
from tests.servers.prosody import running_prosody
from tests.servers.seed import seed_archive

_FOLDER = Path("build/bench")
_ARCHIVED = 10_000
_PEERS = [f"person{number}@acme.example" for number in range(40)]
_FRAME_MS = 16.0
_ONE_UNIT_BYTES = 5_000
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


async def measure_directory(runs: int) -> list[Result]:
    """Three companies of 10,000 people: finding, against LIKE; opening and scrolling, against a frame."""
    with tempfile.TemporaryDirectory(prefix="startalk-bench-") as folder:
        profile = Path(folder)
        await make_org_profile(profile)
        found = [await measured("find_people", profile) for _ in range(runs)]
        shown = [await measured("directory_window", profile) for _ in range(runs)]
    frames = [_FRAME_MS] * runs
    return [
        *(
            ratio_of(name, "ms", [run[key] for run in found], against, [run[of] for run in found])
            for name, key, against, of in (
                ("find.people", "milliseconds", "LIKE in memory", "scan_milliseconds"),
                (
                    "find.people_slowest",
                    "slowest_milliseconds",
                    "LIKE in memory, its slowest",
                    "slowest_scan_milliseconds",
                ),
            )
        ),
        *(
            ratio_of(
                f"directory.{name}", "ms", [run[name] for run in shown], "a frame, 16 ms", frames
            )
            for name in ("open_stall", "open_stall_p99", "scroll_p99", "scroll_max")
        ),
    ]


_BENCHMARKS: dict[str, Benchmark] = {
    "sync": measure_sync,
    "organisation": measure_organisation,
    "start": measure_start,
    "search": measure_search,
    "directory": measure_directory,
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
