"""Fixtures of the reference server's tests."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from startalk_desktop.refserver.config import DomainConfig
from startalk_desktop.refserver.database import Database
from startalk_desktop.refserver.domain import Domain
from startalk_desktop.refserver.modules import install_modules


@pytest.fixture
async def domain() -> AsyncIterator[Domain]:
    """One domain in memory with all its modules, and no sockets."""
    made = Domain(DomainConfig("acme.example", title="Acme"), Database())
    install_modules(made)
    yield made
    await made.close()
