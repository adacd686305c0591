"""Waiting for conditions on the loop, never for time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

_PAUSE = 0.005


async def until(condition: Callable[[], object], what: str = "", deadline: float = 10.0) -> None:
    """Wait until `condition` holds; fail with `what` after `deadline` seconds."""
    loop = asyncio.get_running_loop()
    end = loop.time() + deadline
    while not condition():
        if loop.time() > end:
            raise AssertionError(f"waited {deadline} s in vain: {what or condition}")
        await asyncio.sleep(_PAUSE)


async def settle(turns: int = 30) -> None:
    """Let everything that is ready run."""
    for _ in range(turns):
        await asyncio.sleep(0)
