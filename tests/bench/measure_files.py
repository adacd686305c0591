"""A large file up and down, and a conversation full of pictures."""

from __future__ import annotations

import asyncio
import secrets
import tempfile
from pathlib import Path

from tests.bench.measuring import A_FRAME, FRAME_MS, measured
from tests.bench.pictures import PICTURES, SHOWN_BYTES, make_picture_profile
from tests.bench.results import Result, ratio_of
from tests.servers.reference import running_reference

_FILE_BYTES = 200_000_000
_NOISE_BYTES = 1_000_000


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
    frames = [FRAME_MS] * runs
    stalls = [run["stall_p99"] for run in ours]
    results.append(ratio_of("files.stall_p99", "ms", stalls, A_FRAME, frames))
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
            A_FRAME,
            [FRAME_MS] * runs,
        ),
        ratio_of(
            "pictures.memory",
            "MB",
            [run["megabytes"] for run in found],
            "all of them as shown",
            [decoded] * runs,
        ),
    ]
