"""The one place that starts asyncio tasks.

A task belongs to a scope (an account, a window, a test). It has a name, is kept until it ends, its failure is
logged under that name and reported to the scope's observer, and closing the scope cancels and awaits it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

_log = logging.getLogger(__name__)

ResultT = TypeVar("ResultT")
FailureObserver = Callable[[str, BaseException], None]


class TaskScope:
    """Tasks that live and end together.

    Args:
        name: what the tasks belong to; it starts each task's name.
        on_failure: called with the task's name and exception when a task ends with one; cancellation is none.
    """

    def __init__(self, name: str, on_failure: FailureObserver | None = None) -> None:
        self._name = name
        self._on_failure = on_failure
        self._tasks: set[asyncio.Task[Any]] = set()
        self._is_closed = False

    def __len__(self) -> int:
        return len(self._tasks)

    @property
    def is_closed(self) -> bool:
        """Whether the scope has been closed; a closed scope starts nothing."""
        return self._is_closed

    def start(self, work: Coroutine[Any, Any, ResultT], name: str) -> asyncio.Task[ResultT]:
        """Start `work` as a task named ``scope/name``.

        Raises:
            RuntimeError: the scope is closed; `work` is closed unstarted.
        """
        if self._is_closed:
            work.close()
            raise RuntimeError(f"the task scope {self._name!r} is closed; {name!r} was not started")
        loop = asyncio.get_running_loop()
        task = loop.create_task(work, name=f"{self._name}/{name}")
        self._tasks.add(task)
        task.add_done_callback(self._on_done)
        return task

    def child(self, name: str) -> TaskScope:
        """A scope of its own that tells failures to the same observer."""
        return TaskScope(f"{self._name}/{name}", self._on_failure)

    async def drain(self, timeout: float = 5.0) -> None:
        """Wait until every task has ended by itself, or `timeout` seconds."""
        current = asyncio.current_task()
        if pending := [task for task in self._tasks if task is not current]:
            await asyncio.wait(pending, timeout=timeout)

    async def close(self, timeout: float = 5.0) -> None:
        """Cancel every task and wait until all have ended, or `timeout` seconds.

        A task that does not end in time is logged by name; it stays cancelled.
        """
        self._is_closed = True
        current = asyncio.current_task()
        pending = [task for task in self._tasks if task is not current]
        for task in pending:
            task.cancel()
        if not pending:
            return
        _, stuck = await asyncio.wait(pending, timeout=timeout)
        for task in stuck:
            _log.error(
                "task %s did not end within %.1f s of being cancelled", task.get_name(), timeout
            )

    def _on_done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if task.cancelled():
            return
        failure = task.exception()
        if failure is None:
            return
        _log.error("task %s failed", task.get_name(), exc_info=failure)
        if self._on_failure is not None:
            self._on_failure(task.get_name(), failure)


def is_loop_running() -> bool:
    """Whether a task can be started: Qt may paint a window right before the loop's start, or after its end."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
