"""Cyclic garbage, collected on the loop's thread and nowhere else.

Python collects in whichever thread happens to allocate. A store's thread would so destroy Qt objects that were part of
a cycle, and those die badly outside of their own thread. The loop looks often while much is made, and seldom at rest.
"""

from __future__ import annotations

import asyncio
import gc
from typing import Final

YOUNG_ENOUGH: Final = 5_000
"""New objects, less those that went by themselves, from which on the youngest are looked through."""

_SOON: Final = 0.05  # seconds
_LATE: Final = 1.0
_MIDDLE_EVERY: Final = (
    6  # collections of the youngest: some 30,000 objects, which are looked through within a frame
)
_OLD_EVERY: Final = 160  # collections of the middle


class LoopCollector:
    """Takes collection over from Python while it runs. What exists at its start counts as here to stay."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._pause = _SOON
        self._young = 0
        self._middle = 0
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Collect once, set aside what is left, and look at the rest from the loop from now on."""
        gc.disable()
        gc.collect()
        gc.freeze()
        self._timer = self._loop.call_later(self._pause, self._look)

    def stop(self) -> None:
        """Leave it to Python again."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
            gc.unfreeze()
            gc.enable()

    def _look(self) -> None:
        if gc.get_count()[0] < YOUNG_ENOUGH:
            self._pause = min(self._pause * 2, _LATE)
        else:
            self._pause = _SOON
            gc.collect(self._due())
        self._timer = self._loop.call_later(self._pause, self._look)

    def _due(self) -> int:
        """The oldest generation whose turn it is."""
        self._young += 1
        if self._young < _MIDDLE_EVERY:
            return 0
        self._young = 0
        self._middle += 1
        if self._middle < _OLD_EVERY:
            return 1
        self._middle = 0
        return 2
