"""Whoever is not named by Prosody or ejabberd, or names nobody, reaches no one; the sender is told why."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import msgspec
import pytest

from startalk_desktop.refserver import ReferenceServer
from startalk_desktop.refserver import namespaces as ns
from tests.conformance.person import Cast, Person
from tests.refserver.client import Client
from tests.refserver.linked import refusal
from tests.servers.federation import ACME, TITLES, UNNAMED, Federation
from tests.servers.running import RunningServer


@pytest.fixture
async def cast(partner: RunningServer) -> AsyncIterator[Cast]:
    """The people of the partner."""
    async with Cast(partner) as people:
        yield people


async def person(server: ReferenceServer, domain: str) -> Client:
    client = await Client.sign_in(server.domain(domain), "王芳")
    await client.send("<presence/>")
    return client


async def test_who_is_not_named_reaches_nobody(
    cast: Cast, federation: Federation, tmp_path: Path
) -> None:
    li, domain = await cast.online("li"), cast.server.domain
    config = federation.reference(tmp_path, UNNAMED, domain)
    async with ReferenceServer(config) as server:
        fang = await person(server, UNNAMED)
        for to in (li.bare, f"nobody@{domain}", domain, f"pubsub.{domain}"):
            await fang.send(f"<message to='{to}' type='chat'><body>x</body></message>")
            condition, words = await refusal(fang)
            assert condition.startswith("remote-server-")
            assert TITLES[domain] in words
        li.chat(fang.bare, "x")
        bounced = await li.expect_message(type="error")
        assert bounced["error"]["text"]
        await li.settle()
        assert [each["body"] for each in li.messages()] == []
        fang.take("presence")
        assert not fang.arrived


async def test_who_is_named_by_them_alone_reaches_nobody(
    cast: Cast, federation: Federation, tmp_path: Path
) -> None:
    li = await cast.online("li")
    async with ReferenceServer(federation.reference(tmp_path, ACME)) as server:
        fang = await person(server, ACME)
        await fang.send(f"<message to='{li.bare}' type='chat'><body>x</body></message>")
        words = f"Acme has not opened a link to {cast.server.domain}"
        assert await refusal(fang) == ("remote-server-not-found", words)
        for to in (fang.bare, f"nobody@{ACME}", f"pubsub.{ACME}"):
            li.chat(to, "x")
            bounced = await li.expect_message(type="error", from_=to)
            assert bounced["error"]["condition"].startswith("remote-server-")
        assert not fang.take("message")


async def test_a_cut_ends_it_and_a_link_opened_again_carries(
    cast: Cast, federation: Federation, acme: ReferenceServer
) -> None:
    li, fang = await cast.online("li"), await person(acme, ACME)
    await fang.send(f"<message to='{li.bare}' type='chat'><body>一</body></message>")
    await li.expect_message("一")
    links = tuple(acme.domain(ACME).config.links)
    await acme.links.change(ACME, ())
    await fang.send(f"<message to='{li.bare}' type='chat'><body>二</body></message>")
    assert (await refusal(fang))[0] == "remote-server-not-found"
    await acme.links.change(ACME, links)
    await fang.send(f"<message to='{li.bare}' type='chat'><body>三</body></message>")
    await li.expect_message("三")
    assert not li.messages("二")


async def reaches(sender: Person, receiver: Client) -> None:
    """Write until something comes: ejabberd's servers lose what is on its way while a stream ends."""
    for _ in range(5):
        sender.chat(receiver.bare, "x")
        with suppress(TimeoutError):
            async with asyncio.timeout(2):
                await receiver.expect(lambda each: each.tag == f"{{{ns.CLIENT}}}message")
                return
    pytest.fail(f"nothing of {sender.bare} reaches {receiver.bare}")


async def test_what_is_narrowed_on_our_side_is_told_on_theirs(
    cast: Cast, acme: ReferenceServer, federation: Federation
) -> None:
    li = await cast.online("li")
    fang, other = await person(acme, ACME), await Client.sign_in(acme.domain(ACME), "other")
    domain = cast.server.domain
    config = acme.domain(ACME).config.links
    narrowed = [each for each in config if not isinstance(each, str) and each.domain == domain]
    await acme.links.change(ACME, (msgspec.structs.replace(narrowed[0], people=("王芳",)),))
    await reaches(li, fang)
    for to in (other.bare, f"nobody@{ACME}"):
        li.chat(to, "x")
        bounced = await li.expect_message(type="error", from_=to)
        assert bounced["error"]["condition"] == "not-allowed"
        words = f"the link from Acme to {TITLES[domain]} does not reach this address"
        assert bounced["error"]["text"] == words
