"""The directory of three companies of 10,000 people: finding somebody, opening it and scrolling."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.bench.measuring import A_FRAME, FRAME_MS, measured
from tests.bench.org_profile import make_org_profile
from tests.bench.results import Result, ratio_of


async def measure_directory(runs: int) -> list[Result]:
    """Finding, against LIKE; opening and scrolling, against a frame."""
    with tempfile.TemporaryDirectory(prefix="startalk-bench-") as folder:
        profile = Path(folder)
        await make_org_profile(profile)
        found = [await measured("find_people", profile) for _ in range(runs)]
        shown = [await measured("directory_window", profile) for _ in range(runs)]
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
                f"directory.{name}", "ms", [run[name] for run in shown], A_FRAME, [FRAME_MS] * runs
            )
            for name in ("open_stall", "open_stall_p99", "scroll_p99", "scroll_max")
        ),
    ]
