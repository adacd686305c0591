"""Objects in cycles die on the loop's thread, whichever thread makes garbage."""

import asyncio
import gc
import threading
from collections.abc import Iterator

import pytest

from startalk_desktop.garbage import YOUNG_ENOUGH, LoopCollector


class Graves:
    def __init__(self) -> None:
        self.threads: set[int] = set()
        self.is_used = threading.Event()


class Knot:
    """Refers to itself, and tells in which thread it dies."""

    def __init__(self, graves: Graves) -> None:
        self.graves = graves
        self.itself = self

    def __del__(self) -> None:
        self.graves.threads.add(threading.get_ident())
        self.graves.is_used.set()


def make_much(graves: Graves) -> None:
    for _ in range(3 * YOUNG_ENOUGH):
        Knot(graves)


@pytest.fixture
def graves() -> Iterator[Graves]:
    yield Graves()
    gc.collect()


async def test_python_itself_would_collect_in_the_other_thread(graves: Graves) -> None:
    """What the collector is for; should Python ever change here, it can go."""
    await asyncio.to_thread(make_much, graves)
    assert graves.threads - {threading.get_ident()}


async def test_the_loop_collects_what_other_threads_made(graves: Graves) -> None:
    collector = LoopCollector(asyncio.get_running_loop())
    collector.start()
    try:
        await asyncio.to_thread(make_much, graves)
        assert await asyncio.to_thread(graves.is_used.wait, 10)
    finally:
        collector.stop()
    assert graves.threads == {threading.get_ident()}


async def test_what_there_is_at_the_start_is_set_aside_until_the_end(graves: Graves) -> None:
    collector = LoopCollector(asyncio.get_running_loop())
    collector.start()
    assert gc.get_freeze_count() > 0
    assert not gc.isenabled()
    collector.stop()
    assert gc.get_freeze_count() == 0
    assert gc.isenabled()


async def test_the_oldest_are_looked_at_in_the_end() -> None:
    collector = LoopCollector(asyncio.get_running_loop())
    due = [collector._due() for _ in range(2_000)]
    assert due.count(2) == 2
    assert due.count(1) == 331
