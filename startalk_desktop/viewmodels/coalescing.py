"""Re-reading once for many changes: while one reading is under way, further requests make just one more."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from startalk_desktop.tasks import TaskScope


class CoalescedTask:
    """Runs `work` in `scope` soon after `request`; never twice at the same time."""

    def __init__(self, scope: TaskScope, name: str, work: Callable[[], Awaitable[None]]) -> None:
        self._scope = scope
        self._name = name
        self._work = work
        self._is_running = False
        self._is_wanted = False

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way or asked for."""
        return not self._is_running and not self._is_wanted

    def request(self) -> None:
        """Ask for a run; one that has begun does not count."""
        self._is_wanted = True
        if not self._is_running and not self._scope.is_closed:
            self._is_running = True
            self._scope.start(self._run(), self._name)

    async def _run(self) -> None:
        try:
            while self._is_wanted:
                self._is_wanted = False
                await self._work()
        finally:
            self._is_running = False
