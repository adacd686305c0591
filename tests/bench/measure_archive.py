"""A first sync, and finding something in what was synchronised."""

from __future__ import annotations

import secrets
import tempfile
from pathlib import Path

from tests.bench.measuring import A_FRAME, FRAME_MS, measured
from tests.bench.profile import make_profile
from tests.bench.results import Result, ratio_of
from tests.servers.prosody import running_prosody
from tests.servers.seed import seed_archive

_ARCHIVED = 10_000
_PEERS = [f"person{number}@acme.example" for number in range(40)]


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
    frames = [FRAME_MS] * runs
    return [
        ratio_of(
            "sync.10k",
            "s",
            [run["seconds"] for run in ours],
            "slixmpp receiving them",
            [run["seconds"] for run in theirs],
        ),
        *(
            ratio_of(f"sync.{name}", "ms", [run[name] for run in ours], A_FRAME, frames)
            for name in ("stall_p99", "stall_max")
        ),
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
