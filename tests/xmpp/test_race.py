"""Trying several ways: in order, with head starts, and nothing left over."""

import asyncio

import pytest

from startalk_desktop.xmpp.race import AllFailed, first_success

LONG = 60.0


class Way:
    """A way that ends when told; it notes how far it came."""

    def __init__(self, result: object = None, *, waits: bool = False) -> None:
        self.has_started = asyncio.Event()
        self.go_on = asyncio.Event()
        self.was_cancelled = False
        self._result = result
        self._waits = waits

    async def __call__(self) -> object:
        self.has_started.set()
        if self._waits:
            try:
                await self.go_on.wait()
            except asyncio.CancelledError:
                self.was_cancelled = True
                raise
        if isinstance(self._result, Exception):
            raise self._result
        return self._result


def never(_result: object) -> None:
    raise AssertionError("there was nothing to discard")


async def test_the_first_that_succeeds_ends_it() -> None:
    first, second = Way("one"), Way("two")
    assert await first_success([first, second], LONG, never) == "one"
    assert not second.has_started.is_set()


async def test_a_failure_gives_the_next_its_turn_at_once() -> None:
    async with asyncio.timeout(1.0):
        assert await first_success([Way(OSError("a")), Way("two")], LONG, never) == "two"


async def test_a_slow_one_is_overtaken_and_cancelled() -> None:
    slow = Way(waits=True)
    assert await first_success([slow, Way("two")], 0.01, never) == "two"
    assert slow.was_cancelled


async def test_an_early_one_may_still_win_after_the_next_began() -> None:
    early, late = Way("early", waits=True), Way(waits=True)
    race = asyncio.get_running_loop().create_task(first_success([early, late], 0.01, never))
    await late.has_started.wait()
    early.go_on.set()
    assert await race == "early"
    assert late.was_cancelled


async def test_all_failures_are_told_in_order() -> None:
    slow = Way(OSError("slow"), waits=True)
    race = asyncio.get_running_loop().create_task(
        first_success([slow, Way(OSError("quick"))], 0.01, never)
    )
    await slow.has_started.wait()
    slow.go_on.set()
    with pytest.raises(AllFailed) as caught:
        await race
    assert [str(error) for error in caught.value.errors] == ["slow", "quick"]


async def test_no_way_at_all_fails() -> None:
    with pytest.raises(AllFailed):
        await first_success([], 0.01, never)


async def test_two_that_succeed_together_leave_one() -> None:
    first, second = Way("one", waits=True), Way("two", waits=True)
    discarded: list[object] = []
    race = asyncio.get_running_loop().create_task(
        first_success([first, second], 0.01, discarded.append)
    )
    await second.has_started.wait()
    first.go_on.set()
    second.go_on.set()
    winner = await race
    assert {winner, *discarded} == {"one", "two"}


async def test_cancelling_cancels_all() -> None:
    ways = [Way(waits=True), Way(waits=True)]
    race = asyncio.get_running_loop().create_task(first_success(ways, 0.01, never))
    await ways[1].has_started.wait()
    race.cancel()
    with pytest.raises(asyncio.CancelledError):
        await race
    assert all(way.was_cancelled for way in ways)
