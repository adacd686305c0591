"""Running what is measured, each in a process of its own, so that a busy machine slows both sides alike."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Final

FRAME_MS: Final = 16.0
A_FRAME: Final = "a frame, 16 ms"
PATIENCE: Final = 600.0
"""Seconds for one process."""


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
        output, errors = await asyncio.wait_for(process.communicate(), PATIENCE)
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
