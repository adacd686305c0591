"""A reference server linked with Prosody and with ejabberd: what crosses in both directions."""

from collections.abc import AsyncIterator

import pytest

from startalk_desktop.refserver import ReferenceServer
from tests.conformance.person import Cast
from tests.refserver.client import Client
from tests.refserver.linked import bodies
from tests.servers.federation import ACME
from tests.servers.running import RunningServer


@pytest.fixture
async def cast(partner: RunningServer) -> AsyncIterator[Cast]:
    """The people of the partner."""
    async with Cast(partner) as people:
        yield people


@pytest.fixture
async def fang(acme: ReferenceServer) -> Client:
    """Somebody of Acme, available."""
    client = await Client.sign_in(acme.domain(ACME), "王芳")
    await client.send("<presence/>")
    return client


async def test_messages_cross(cast: Cast, fang: Client) -> None:
    li = await cast.online("li")
    await fang.send(f"<message to='{li.bare}' type='chat'><body>你好</body></message>")
    await li.expect_message("你好", from_=fang.jid)
    li.chat(fang.bare, "再见")
    assert (await fang.expect(bodies("再见"))).get("from") == li.jid
