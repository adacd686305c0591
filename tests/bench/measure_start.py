"""Starting with three accounts."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from tests.bench.measuring import measured
from tests.bench.profile import make_profile
from tests.bench.results import Result, ratio_of


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
