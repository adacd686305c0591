"""A seeded archive is one Prosody itself could have written."""

import pytest

from tests.conformance.archive import Archived, fetch_page
from tests.conformance.person import Cast
from tests.servers.prosody import RunningProsody
from tests.servers.seed import seed_archive

pytestmark = pytest.mark.prosody

COUNT = 600


async def test_seeded_archive_is_read_back_whole(prosody: RunningProsody) -> None:
    async with Cast(prosody) as cast:
        account = await cast.account("王芳")
        peers = ["li@acme.example", "韩梅梅@beta.example"]
        seeded = await seed_archive(prosody, account.address, peers, COUNT)
        wang = await cast.online(account)

        page = await fetch_page(wang, maximum=250)
        fetched: list[Archived] = [*page.results]
        while not page.is_complete:
            page = await fetch_page(wang, maximum=250, after=page.last)
            fetched += page.results
        assert [archived.archive_id for archived in fetched] == [
            message.archive_id for message in seeded
        ]
        assert [archived.body for archived in fetched] == [message.body for message in seeded]
        assert [archived.stamp for archived in fetched] == [message.sent_at for message in seeded]
        senders = [archived.sender.bare for archived in fetched]
        assert senders == [
            account.address if message.is_outgoing else message.peer for message in seeded
        ]

        with_han = await fetch_page(wang, maximum=0, filters={"with": peers[1]})
        assert with_han.count == COUNT // 2


async def test_seeded_archive_goes_on(prosody: RunningProsody) -> None:
    async with Cast(prosody) as cast:
        account = await cast.account("王芳")
        await seed_archive(prosody, account.address, ["li@acme.example"], 5)
        wang, li = await cast.online(account), await cast.online("李雷")
        li.chat(wang.jid, "新的")
        await wang.expect_message("新的")
        page = await fetch_page(wang, maximum=10)
        assert len(page.results) == 6
        assert page.bodies[-1] == "新的"
