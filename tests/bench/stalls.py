"""How long the event loop could not be reached: what a person feels as a window that hangs."""

from __future__ import annotations

import asyncio
import time
from types import TracebackType
from typing import Self


class StallMeter:
    """Asks the loop to call back every few milliseconds and notes by how much it was late.

    Use as an async context manager; `stalls` are in milliseconds, one for each tick.
    """

    def __init__(self, tick: float = 0.004) -> None:
        self.stalls: list[float] = []
        self._tick = tick
        self._due = 0.0
        self._timer: asyncio.TimerHandle | None = None

    async def __aenter__(self) -> Self:
        self._schedule()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._timer is not None:
            self._timer.cancel()

    @property
    def worst(self) -> float:
        """The longest stall, in milliseconds."""
        return max(self.stalls, default=0.0)

    def percentile(self, share: float) -> float:
        """The stall that `share` (0 to 1) of the ticks stayed below, in milliseconds."""
        if not self.stalls:
            return 0.0
        ordered = sorted(self.stalls)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    def _schedule(self) -> None:
        self._due = time.perf_counter() + self._tick
        self._timer = asyncio.get_running_loop().call_later(self._tick, self._on_tick)

    def _on_tick(self) -> None:
        self.stalls.append(max(0.0, time.perf_counter() - self._due) * 1000)
        self._schedule()
