"""Prosody and ejabberd linked with each other by the documented settings, without a reference server."""

import pytest

from tests.conformance.person import Cast
from tests.servers.federation import LinkedEjabberd, LinkedProsody

pytestmark = [pytest.mark.prosody, pytest.mark.ejabberd]


async def test_messages_cross_both_ways(
    linked_prosody: LinkedProsody, linked_ejabberd: LinkedEjabberd
) -> None:
    async with Cast(linked_prosody) as here, Cast(linked_ejabberd) as there:
        fang, li = await here.online("fang"), await there.online("li")
        fang.chat(li.bare, "你好")
        await li.expect_message("你好", from_=fang.jid)
        li.chat(fang.bare, "再见")
        await fang.expect_message("再见", from_=li.jid)
