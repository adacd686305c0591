"""Fixtures of the core's tests: a played world of domains, and the app's core in it on a real, encrypted store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.core.world import World


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """A world without domains yet; its app is closed at the end."""
    world = World(tmp_path / "profile")
    yield world
    await world.stop()
