"""Fixtures of the core's tests: a played world of domains, and the app's core in it on a real, encrypted store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.conformance.person import Cast
from tests.core.live import Desks
from tests.core.world import World
from tests.servers.running import RunningServer


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """A world without domains yet; its app is closed at the end."""
    world = World(tmp_path / "profile")
    yield world
    await world.stop()


@pytest.fixture
async def desks(server: RunningServer, tmp_path: Path) -> AsyncIterator[Desks]:
    """Desks at each kind of server in turn; their apps are closed at the end."""
    made = Desks(server.c2s_port, server.ca_file, tmp_path)
    yield made
    await made.close()


@pytest.fixture
async def cast(server: RunningServer) -> AsyncIterator[Cast]:
    """The other side: people with slixmpp."""
    async with Cast(server) as people:
        yield people
