"""The servers that are linked for real: Prosody, ejabberd, and a reference server for each test."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from startalk_desktop.refserver import ReferenceServer
from tests.servers.federation import (
    ACME,
    EJABBERD,
    PROSODY,
    Federation,
    LinkedEjabberd,
    LinkedProsody,
)
from tests.servers.running import RunningServer


@pytest.fixture(scope="session")
def federation() -> Iterator[Federation]:
    """Who listens where."""
    made = Federation()
    yield made
    made.close()


@pytest.fixture(scope="session")
def linked_prosody(federation: Federation) -> Iterator[LinkedProsody]:
    """A Prosody that is linked."""
    server = federation.start_prosody()
    try:
        server.wait_until_ready()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def linked_ejabberd(federation: Federation) -> Iterator[LinkedEjabberd]:
    """An ejabberd that is linked."""
    server = federation.start_ejabberd()
    try:
        server.wait_until_ready()
        yield server
    finally:
        server.stop()


@pytest.fixture(
    params=[
        pytest.param("linked_prosody", id="prosody", marks=pytest.mark.prosody),
        pytest.param("linked_ejabberd", id="ejabberd", marks=pytest.mark.ejabberd),
    ]
)
def partner(request: pytest.FixtureRequest) -> RunningServer:
    """Each of the two."""
    server: RunningServer = request.getfixturevalue(request.param)
    return server


@pytest.fixture
async def acme(federation: Federation, tmp_path: Path) -> AsyncIterator[ReferenceServer]:
    """A reference server that is linked with both."""
    async with ReferenceServer(federation.reference(tmp_path, ACME, PROSODY, EJABBERD)) as server:
        yield server
