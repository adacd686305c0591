"""View-models over a world in memory, on the program's own loop."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping

import pytest
import pytest_asyncio

from startalk_desktop.tasks import TaskScope
from tests.ui.clock import it_is_afternoon
from tests.ui.loop import new_loop
from tests.ui.world import World


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], object]]:
    """Coroutine tests in this folder run on qasync."""
    return {"qasync": new_loop}


@pytest.fixture(autouse=True)
def _afternoon() -> Iterator[None]:
    with it_is_afternoon():
        yield


@pytest_asyncio.fixture
async def scope() -> AsyncIterator[TaskScope]:
    """A scope in which no task may fail."""
    failures: list[tuple[str, BaseException]] = []
    made = TaskScope("test", lambda name, error: failures.append((name, error)))
    yield made
    await made.close()
    assert failures == []


@pytest_asyncio.fixture
async def world() -> World:
    """Three companies in memory."""
    return World()
