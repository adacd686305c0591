"""A reference server whose certificates prove nothing to Prosody: each asks back (XEP-0220), still over TLS."""

from pathlib import Path

import pytest

from startalk_desktop.refserver import ReferenceServer
from tests.conformance.person import Cast
from tests.refserver.client import Client
from tests.refserver.linked import bodies, refusal
from tests.servers.federation import PROSODY, STRANGER, Federation, LinkedProsody

pytestmark = pytest.mark.prosody


async def test_messages_cross_by_dialback(
    federation: Federation, linked_prosody: LinkedProsody, tmp_path: Path
) -> None:
    config = federation.reference(tmp_path, STRANGER, PROSODY, dialback=True)
    async with ReferenceServer(config) as server, Cast(linked_prosody) as cast:
        li, fang = await cast.online("li"), await Client.sign_in(server.domain(STRANGER), "王芳")
        await fang.send("<presence/>")
        li.chat(fang.bare, "你好")  # so the first to be asked back is Prosody
        await fang.expect(bodies("你好"))
        await fang.send(f"<message to='{li.bare}' type='chat'><body>再见</body></message>")
        await li.expect_message("再见", from_=fang.jid)


async def test_who_wants_certificates_takes_no_dialback(
    federation: Federation, linked_prosody: LinkedProsody, tmp_path: Path
) -> None:
    config = federation.reference(tmp_path, STRANGER, PROSODY)
    async with ReferenceServer(config) as server, Cast(linked_prosody) as cast:
        li, fang = await cast.online("li"), await Client.sign_in(server.domain(STRANGER), "王芳")
        await fang.send("<presence/>")
        await fang.send(f"<message to='{li.bare}' type='chat'><body>x</body></message>")
        assert await refusal(fang) == (
            "remote-server-not-found",
            "the servers of Stranger and Prosody Inc do not trust each other's certificates",
        )
        li.chat(fang.bare, "x")  # Prosody's own certificate is good
        await fang.expect(bodies("x"))
