"""The sessions and the people of a test against real servers."""

from collections.abc import AsyncIterator

import pytest

from tests.conformance.person import Cast
from tests.servers.running import RunningServer
from tests.xmpp.desk import Desks, desks_on


@pytest.fixture
async def desks(server: RunningServer) -> AsyncIterator[Desks]:
    """Signs sessions of the client in on the server under test and closes them at the end."""
    async with desks_on(server) as opened:
        yield opened


@pytest.fixture
async def cast(server: RunningServer) -> AsyncIterator[Cast]:
    """The other side: people with slixmpp."""
    async with Cast(server) as people:
        yield people
