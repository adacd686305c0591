"""The people of a conformance test."""

from collections.abc import AsyncIterator

import pytest

from tests.conformance.person import Cast
from tests.servers.running import RunningServer


@pytest.fixture
async def cast(server: RunningServer) -> AsyncIterator[Cast]:
    """Makes people on the server under test and signs them out at the end."""
    async with Cast(server) as people:
        yield people
