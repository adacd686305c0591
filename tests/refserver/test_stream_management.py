"""XEP-0198 over real sockets: acknowledgements, resumption, and what becomes of what was not seen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from lxml import etree

from startalk_desktop.refserver import ReferenceServer
from startalk_desktop.refserver import namespaces as ns
from startalk_desktop.refserver.config import DomainConfig, Limits, ServerConfig
from startalk_desktop.refserver.domain import Domain
from startalk_desktop.refserver.jid import Jid
from startalk_desktop.refserver.stanza import Element
from tests.refserver.wire import DOMAIN, Wire, authenticated, signed_in


async def enable(wire: Wire) -> str:
    """Enable resumable stream management; return the id to resume by."""
    wire.send(f"<enable xmlns='{ns.SM}' resume='true'/>")
    enabled = await wire.expect("enabled", ns.SM)
    assert enabled.get("resume") == "true"
    return enabled.get("id") or ""


async def answer(wire: Wire) -> str:
    """Ask the server for its count."""
    wire.send(f"<r xmlns='{ns.SM}'/>")
    return (await wire.expect("a", ns.SM)).get("h") or ""


async def resume(wire: Wire, token: str, seen: int) -> Element:
    wire.send(f"<resume xmlns='{ns.SM}' previd='{token}' h='{seen}'/>")
    return await wire.next()


async def body_of_next(wire: Wire) -> str:
    return (await wire.expect("message")).findtext(f"{{{ns.CLIENT}}}body") or ""


async def until_wire_is_gone(domain: Domain, jid: str) -> None:
    """Wait until the server has noticed that the client's stream broke."""
    for _ in range(1_000):
        sessions = [
            each for account in domain.online_accounts() for each in domain.sessions_of(account)
        ]
        if all(getattr(each, "wire", None) is None for each in sessions if str(each.jid) == jid):
            return
        await asyncio.sleep(0.005)
    raise AssertionError(f"the stream of {jid} is still there")


@pytest.fixture
async def hasty_server() -> AsyncIterator[ReferenceServer]:
    """A server that waits a tenth of a second for a lost client."""
    config = ServerConfig(
        domains=(DomainConfig(DOMAIN, accounts={"王芳": "secret", "li": "secret"}),),
        limits=Limits(resumption_seconds=0.1, unacknowledged_bytes=4_000),
    )
    async with ReferenceServer(config) as server:
        yield server


async def test_server_counts_stanzas_only(live_server: ReferenceServer) -> None:
    async with signed_in(live_server, "王芳") as wire:
        wire.send("<presence/>")
        await wire.ready()
        await enable(wire)
        assert await answer(wire) == "0", "counting begins with <enable/>"
        wire.send(f"<message to='{wire.jid}'/>  <presence/>")
        await wire.ready()
        assert await answer(wire) == "3"


async def test_client_is_asked_and_believed(live_server: ReferenceServer) -> None:
    async with signed_in(live_server, "王芳") as wire:
        await enable(wire)
        wire.send(f"<message to='{wire.jid}'><body>1</body></message>")
        assert await body_of_next(wire) == "1"
        await wire.expect("r", ns.SM)
        wire.send(f"<a xmlns='{ns.SM}' h='1'/>")
        await wire.ready()


@pytest.mark.parametrize("h", ["7", "-1", "many"])
async def test_impossible_count_ends_the_stream(live_server: ReferenceServer, h: str) -> None:
    async with signed_in(live_server, "王芳") as wire:
        await enable(wire)
        wire.send(f"<a xmlns='{ns.SM}' h='{h}'/>")
        assert await wire.ended_with() in ("undefined-condition", "bad-format")


@pytest.mark.parametrize("fault", ["cut", "stall", "half_open"])
async def test_resumption_brings_what_was_not_seen_once_and_in_order(
    live_server: ReferenceServer, fault: str
) -> None:
    async with signed_in(live_server, "li") as li, signed_in(live_server, "王芳") as first:
        token = await enable(first)
        li.send(f"<message to='{first.jid}'><body>seen</body></message>")
        assert await body_of_next(first) == "seen"
        getattr(live_server.faults, fault)(first.jid)
        for number in range(3):
            li.send(f"<message to='{first.jid}'><body>{number}</body></message>")
        await li.ready()
        async with authenticated(live_server, "王芳") as second:
            resumed = await resume(second, token, seen=1)
            assert resumed.tag == f"{{{ns.SM}}}resumed"
            assert (resumed.get("previd"), resumed.get("h")) == (token, "0")
            assert [await body_of_next(second) for _ in range(3)] == ["0", "1", "2"]
            second.send(f"<message to='{li.jid}'><body>back</body></message>")
            assert (await li.expect("message")).get("from") == first.jid
            assert await answer(second) == "1"


async def test_resuming_takes_over_from_a_stream_that_still_lives(
    live_server: ReferenceServer,
) -> None:
    async with (
        signed_in(live_server, "王芳") as first,
        authenticated(live_server, "王芳") as second,
    ):
        token = await enable(first)
        assert (await resume(second, token, seen=0)).tag == f"{{{ns.SM}}}resumed"
        assert await first.ended_with() == "conflict"
        second.send(f"<message to='{first.jid}'><body>x</body></message>")
        assert await body_of_next(second) == "x"


@pytest.mark.parametrize("thief", ["王芳@beta.example", "li@acme.example"])
async def test_nobody_else_resumes(live_server: ReferenceServer, thief: str) -> None:
    local, domain = thief.split("@")
    async with signed_in(live_server, "王芳") as first:
        token = await enable(first)
        async with authenticated(live_server, local, domain=domain) as other:
            failed = await resume(other, token, seen=0)
            assert failed.tag == f"{{{ns.SM}}}failed"
            assert failed[0].tag == f"{{{ns.STANZA_ERRORS}}}item-not-found"
            await other.bind("")
            await other.ready()
        await first.ready()


async def test_presence_stays_while_the_client_is_away(live_server: ReferenceServer) -> None:
    domain = live_server.domain(DOMAIN)
    domain.roster.befriend("王芳", "li")
    async with signed_in(live_server, "li") as li, signed_in(live_server, "王芳") as wang:
        li.send("<presence/>")
        await li.ready()
        await enable(wang)
        wang.send("<presence/>")
        while (await li.expect("presence")).get("from") != wang.jid:
            pass
        live_server.faults.cut(wang.jid)
        await until_wire_is_gone(domain, wang.jid)
        li.send(f"<message to='{li.jid}'/>")
        assert (await li.next()).tag == f"{{{ns.CLIENT}}}message", "no presence came in between"


async def test_what_nobody_resumed_goes_to_the_offline_store(
    hasty_server: ReferenceServer,
) -> None:
    domain = hasty_server.domain(DOMAIN)
    async with signed_in(hasty_server, "li") as li, signed_in(hasty_server, "王芳") as wang:
        wang.send("<presence/>")
        token = await enable(wang)
        hasty_server.faults.cut(wang.jid)
        li.send(f"<message to='{wang.jid}' type='chat'><body>你好</body></message>")
        li.send(f"<iq type='get' id='v' to='{wang.jid}'><query xmlns='{ns.VERSION}'/></iq>")
        returned = await li.expect("iq")
        assert returned.get("id") == "v"
        assert returned.find(f".//{{{ns.STANZA_ERRORS}}}recipient-unavailable") is not None
        assert [str(each) for each in domain.online_accounts()] == [f"li@{DOMAIN}"]
        async with authenticated(hasty_server, "王芳") as again:
            assert (await resume(again, token, seen=0)).tag == f"{{{ns.SM}}}failed"
            await again.bind("")
            again.send("<presence/>")
            message = await again.expect("message")
            assert message.findtext(f"{{{ns.CLIENT}}}body") == "你好"
            assert message.find(f"{{{ns.DELAY}}}delay") is not None
            stamps = message.findall(f"{{{ns.STANZA_ID}}}stanza-id")
            assert len(stamps) == 1, "it was archived once"


async def test_what_one_resource_lost_reaches_the_other(hasty_server: ReferenceServer) -> None:
    async with (
        signed_in(hasty_server, "王芳", "phone") as phone,
        signed_in(hasty_server, "王芳", "desk") as desk,
    ):
        for wire in (phone, desk):
            wire.send("<presence/>")
            await wire.ready()
        await enable(phone)
        hasty_server.faults.cut(phone.jid)
        desk.send(f"<message to='{phone.jid}' type='chat'><body>note</body></message>")
        assert await body_of_next(desk) == "note"


async def test_client_that_never_acknowledges_is_ended(hasty_server: ReferenceServer) -> None:
    async with signed_in(hasty_server, "王芳") as wang:
        await enable(wang)
        for _ in range(60):
            wang.send(f"<message to='{wang.jid}'/>")
        assert await wang.ended_with() == "policy-violation"


async def test_orderly_end_is_final(live_server: ReferenceServer) -> None:
    async with signed_in(live_server, "王芳") as wire:
        token = await enable(wire)
        wire.send("</stream:stream>")
        with pytest.raises(ConnectionAbortedError):
            await wire.next()
    async with authenticated(live_server, "王芳") as again:
        assert (await resume(again, token, seen=0)).tag == f"{{{ns.SM}}}failed"


async def test_session_that_waits_gives_way_to_a_new_bind(live_server: ReferenceServer) -> None:
    domain = live_server.domain(DOMAIN)
    async with signed_in(live_server, "王芳", "desk") as first:
        await enable(first)
        live_server.faults.cut(first.jid)
        await until_wire_is_gone(domain, first.jid)
        async with signed_in(live_server, "王芳", "desk") as second:
            await second.ready()
            assert (
                len(domain.sessions_of(domain.sessions_of(domain.online_accounts()[0])[0].jid)) == 1
            )


async def test_counters_wrap_as_the_standard_says(live_server: ReferenceServer) -> None:
    async with signed_in(live_server, "王芳") as wire:
        await enable(wire)
        [mailbox] = live_server.domain(DOMAIN).sessions_of(Jid.parse(wire.jid))
        mailbox.received = mailbox._acknowledged = 2**32 - 1
        wire.send(f"<message to='{wire.jid}'/>")
        await wire.expect("r", ns.SM)
        assert await answer(wire) == "0"
        wire.send(f"<a xmlns='{ns.SM}' h='0'/>")
        await wire.ready()


async def test_enabling_twice_and_too_early_is_refused(live_server: ReferenceServer) -> None:
    async with authenticated(live_server, "王芳") as wire:
        wire.send(f"<enable xmlns='{ns.SM}'/>")
        failed = await wire.expect("failed", ns.SM)
        assert failed[0].tag == f"{{{ns.STANZA_ERRORS}}}unexpected-request", etree.tostring(failed)
        await wire.bind("")
        await enable(wire)
        wire.send(f"<enable xmlns='{ns.SM}'/>")
        assert await wire.ended_with() == "policy-violation"
