"""The server's background tasks: named, owned by a scope, and never failing in silence."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine

_log = logging.getLogger(__name__)


class TaskScope:
    """Owns tasks; they end with the scope at the latest."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, coroutine: Coroutine[object, object, None], name: str) -> asyncio.Task[None]:
        """Run `coroutine`; a failure is logged with `name`."""
        loop = asyncio.get_running_loop()
        task = loop.create_task(coroutine, name=f"{self._name}: {name}")
        self._tasks.add(task)
        task.add_done_callback(self._on_done)
        return task

    async def close(self, grace: float = 0.0) -> None:
        """Wait `grace` seconds, then cancel what still runs (but never the caller)."""
        tasks = [task for task in self._tasks if task is not asyncio.current_task()]
        if tasks and grace:
            await asyncio.wait(tasks, timeout=grace)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _on_done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (failure := task.exception()) is not None:
            _log.error("task %s failed", task.get_name(), exc_info=failure)
