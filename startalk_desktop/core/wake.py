"""Notices that the machine slept: then every line is probed at once instead of after minutes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Final

_LOOK_EVERY: Final = 5.0
_GAP: Final = 10.0


class WakeWatch:
    """Compares clocks every few seconds.

    While a machine sleeps the wall clock goes on; the monotonic one stops (Linux, macOS) or the look comes
    late (Windows). A wall clock that was set by hand looks the same: a probe too many does no harm.
    """

    def __init__(
        self,
        on_wake: Callable[[], None],
        *,
        wall: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
        look_every: float = _LOOK_EVERY,
    ) -> None:
        self._on_wake = on_wake
        self._wall = wall
        self._monotonic = monotonic
        self._look_every = look_every
        self._last = (wall(), monotonic())

    def look(self) -> bool:
        """Compare with the last look; calls `on_wake` and returns True where there was a gap."""
        wall, monotonic = self._wall(), self._monotonic()
        wall_passed, monotonic_passed = wall - self._last[0], monotonic - self._last[1]
        self._last = (wall, monotonic)
        slept = (
            abs(wall_passed - monotonic_passed) > _GAP or monotonic_passed > self._look_every + _GAP
        )
        if slept:
            self._on_wake()
        return slept

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await asyncio.sleep(self._look_every)
            self.look()
