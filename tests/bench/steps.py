"""How much processor time single steps of the event loop take: what would hang a window also where nothing else runs.

A stall is what the whole machine makes of it; a step is the program's own part.
"""

from __future__ import annotations

import time
from asyncio import events
from types import TracebackType
from typing import Self


class StepMeter:
    """Times each callback and each stretch of a task between two awaits; `worst` is in milliseconds.

    Use as a context manager, one at a time.
    """

    def __init__(self) -> None:
        self.worst = 0.0
        self._run = events.Handle._run

    def __enter__(self) -> Self:
        run = self._run

        def measured(handle: events.Handle) -> None:
            began = time.thread_time()
            run(handle)
            self.worst = max(self.worst, (time.thread_time() - began) * 1000)

        events.Handle._run = measured  # type: ignore[method-assign]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        events.Handle._run = self._run  # type: ignore[method-assign]
