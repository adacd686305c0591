"""Fixtures of the reference server's tests."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from startalk_desktop.refserver import ReferenceServer
from startalk_desktop.refserver.config import DomainConfig, Limits, ServerConfig
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


@pytest.fixture
async def live_server() -> AsyncIterator[ReferenceServer]:
    """Three domains over real sockets, with small limits; beta and acme are linked, gamma is alone."""
    people = {"王芳": "secret", "li": "secret"}
    config = ServerConfig(
        domains=(
            DomainConfig("acme.example", links=("beta.example",), accounts=people),
            DomainConfig("beta.example", links=("acme.example",), accounts=people),
            DomainConfig("gamma.example", links=("acme.example",), accounts=people),
        ),
        limits=Limits(stanza_bytes=65_536, write_buffer_bytes=1_000_000, resources=3),
    )
    async with ReferenceServer(config) as server:
        yield server
