"""The whole program, without its process: the real core and window on Qt's loop, and domains to sign in to."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path

import pytest
import pytest_asyncio
import pytestqt.plugin

from startalk_desktop.refserver import DomainConfig, ReferenceServer, ServerConfig
from tests.e2e.stage import DOMAINS, PASSWORD, Desk, populate, sitting
from tests.ui.loop import application, new_loop

# Our loop drives Qt. pytest-qt would run Qt's events between fixtures, where no loop runs and no task can start.
pytestqt.plugin._process_events = lambda: None


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], object]]:
    """Coroutine tests in this folder run on qasync."""
    return {"qasync": new_loop}


@pytest.fixture(scope="session")
def qapp_cls() -> type:
    """pytest-qt uses the application that the loop runs on."""
    return type(application())


@pytest_asyncio.fixture
async def server() -> AsyncIterator[ReferenceServer]:
    """Three domains with people, trees and rooms."""
    domains = tuple(
        DomainConfig(name, title=title, accounts={"lin": PASSWORD, "wang": PASSWORD})
        for name, title in DOMAINS.items()
    )
    async with ReferenceServer(ServerConfig(domains=domains)) as running:
        for name, title in DOMAINS.items():
            await populate(running.domain(name), title)
        yield running


@pytest_asyncio.fixture
async def desk(server: ReferenceServer, tmp_path: Path) -> AsyncIterator[Desk]:
    """The window over an empty profile."""
    async with sitting(server, tmp_path / "profile", "lin") as made:
        yield made


@pytest_asyncio.fixture
async def wangs_desk(server: ReferenceServer, tmp_path: Path) -> AsyncIterator[Desk]:
    """Another person's window, over a profile of its own."""
    async with sitting(server, tmp_path / "wangs", "wang") as made:
        yield made
