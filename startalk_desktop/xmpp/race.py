"""Trying several ways to one end: in order, each with a head start over the next, until one succeeds.

RFC 8305 does so for addresses; the same serves for servers, so that one dead address does not eat everybody's time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

ResultT = TypeVar("ResultT")


class AllFailed(Exception, Generic[ResultT]):  # noqa: N818  named for what happened
    """No way succeeded; `errors` has why, in the order of the ways."""

    def __init__(self, errors: Sequence[Exception]) -> None:
        super().__init__("; ".join(str(error) for error in errors))
        self.errors = tuple(errors)


async def first_success(
    ways: Sequence[Callable[[], Awaitable[ResultT]]],
    head_start: float,
    discard: Callable[[ResultT], None],
) -> ResultT:
    """Return the result of the first way that succeeds.

    The next way begins `head_start` seconds after the one before it, or as soon as that one failed. The others
    are cancelled and awaited; a result that came too late is given to `discard`.

    Raises:
        AllFailed: none succeeded.
    """
    return await _Race(ways, head_start, discard).run()


class _Race(Generic[ResultT]):
    def __init__(
        self,
        ways: Sequence[Callable[[], Awaitable[ResultT]]],
        head_start: float,
        discard: Callable[[ResultT], None],
    ) -> None:
        self._ways = ways
        self._head_start = head_start
        self._discard = discard
        self._errors: dict[int, Exception] = {}
        self._winner: tuple[ResultT] | None = None

    async def run(self) -> ResultT:
        try:
            async with asyncio.TaskGroup() as group:
                tasks: list[asyncio.Task[None]] = []
                for index in range(len(self._ways)):
                    name = f"way {index + 1} of {len(self._ways)}"
                    tasks.append(group.create_task(self._go(index), name=name))
                    await self._wait_for_turn(tasks)
                    if self._winner is not None:
                        break
                while self._winner is None and (pending := [t for t in tasks if not t.done()]):
                    await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
                for task in tasks:
                    task.cancel()
        except BaseException:
            self._give_back()
            raise
        if self._winner is None:
            raise AllFailed([self._errors[index] for index in sorted(self._errors)])
        return self._winner[0]

    async def _go(self, index: int) -> None:
        try:
            result = await self._ways[index]()
        except Exception as error:  # noqa: BLE001  whatever it was, the next way is tried
            self._errors[index] = error
            return
        if self._winner is None:
            self._winner = (result,)
        else:
            self._discard(result)

    async def _wait_for_turn(self, tasks: Sequence[asyncio.Task[None]]) -> None:
        """Wait out the head start of the latest way; its failure, or anybody's success, ends it."""
        latest = tasks[-1]
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._head_start
        while self._winner is None and not latest.done() and loop.time() < deadline:
            running = [task for task in tasks if not task.done()]
            await asyncio.wait(
                running, timeout=deadline - loop.time(), return_when=asyncio.FIRST_COMPLETED
            )

    def _give_back(self) -> None:
        if self._winner is not None:
            self._discard(self._winner[0])
            self._winner = None
