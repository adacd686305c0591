"""Faults on demand, over real sockets; and the links between domains."""

from __future__ import annotations

import asyncio
import ssl
import time

import pytest

from startalk_desktop.refserver import ReferenceServer
from startalk_desktop.refserver import namespaces as ns
from startalk_desktop.refserver.config import CertificateFault
from tests.refserver.wire import DOMAIN, Wire, signed_in


async def body_of_next(wire: Wire) -> str | None:
    return (await wire.expect("message")).findtext(f"{{{ns.CLIENT}}}body")


def say(wire: Wire, to: str, body: str) -> None:
    wire.send(f"<message to='{to}' type='chat'><body>{body}</body></message>")


async def test_cut_ends_the_connection_without_a_word(live_server: ReferenceServer) -> None:
    async with signed_in(live_server, "王芳") as wang:
        live_server.faults.cut("王芳@acme.example")
        with pytest.raises(ConnectionError):
            await wang.next()


async def test_stalled_client_gets_everything_later(live_server: ReferenceServer) -> None:
    async with signed_in(live_server, "王芳") as wang, signed_in(live_server, "li") as li:
        live_server.faults.stall(wang.jid)
        say(li, wang.jid, "1")
        say(wang, li.jid, "from the stalled one")
        say(li, li.jid, "fence")
        assert await body_of_next(li) == "fence"
        live_server.faults.resume(wang.jid)
        assert await body_of_next(wang) == "1"
        assert await body_of_next(li) == "from the stalled one"


async def test_half_open_swallows_both_ways(live_server: ReferenceServer) -> None:
    async with signed_in(live_server, "王芳") as wang, signed_in(live_server, "li") as li:
        live_server.faults.half_open(wang.jid)
        say(wang, li.jid, "lost")
        say(li, wang.jid, "lost")
        await li.ready()
        assert wang._reader._buffer == b""  # type: ignore[attr-defined]
        assert len(live_server.domain(DOMAIN).online_accounts()) == 2, "nobody has noticed"


async def test_slow_client_gets_no_more_than_the_rate(live_server: ReferenceServer) -> None:
    async with signed_in(live_server, "王芳") as wang, signed_in(live_server, "li") as li:
        live_server.faults.slow(wang.jid, bytes_a_second=50_000)
        began = time.perf_counter()
        say(li, wang.jid, "x" * 10_000)
        assert await body_of_next(wang) == "x" * 10_000
        assert time.perf_counter() - began > 0.15


async def test_reordered_stanzas_come_backwards(live_server: ReferenceServer) -> None:
    async with signed_in(live_server, "王芳") as wang, signed_in(live_server, "li") as li:
        live_server.faults.reorder(wang.jid, 3)
        for number in range(4):
            say(li, wang.jid, str(number))
        assert [await body_of_next(wang) for _ in range(4)] == ["2", "1", "0", "3"]


async def test_injected_stanzas_pass_all_checks(live_server: ReferenceServer) -> None:
    async with signed_in(live_server, "王芳") as wang:
        live_server.faults.inject(
            wang.jid,
            f"<message xmlns='{ns.CLIENT}' from='boss@acme.example'><body>x</body></message>",
        )
        assert (await wang.expect("message")).get("from") == "boss@acme.example"
        live_server.faults.inject_raw(wang.jid, b"<presence from='ghost@acme.example'/>")
        assert (await wang.expect("presence")).get("from") == "ghost@acme.example"


async def test_sign_in_is_refused_on_demand(live_server: ReferenceServer) -> None:
    live_server.faults.refuse_sign_in("王芳@acme.example")
    async with await Wire(live_server).connect() as wire:
        await wire.open()
        failure = await wire.authenticate("王芳", "secret")
        assert failure[0].tag == f"{{{ns.SASL}}}temporary-auth-failure"
    async with signed_in(live_server, "li"):
        pass
    live_server.faults.refuse_sign_in("王芳@acme.example", refused=False)
    async with signed_in(live_server, "王芳"):
        pass


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("wrong-name", "Hostname mismatch"),
        ("expired", "expired"),
        ("untrusted", "unable to get local issuer|self-signed|self signed|signature failure"),
    ],
)
async def test_wrong_certificates(
    live_server: ReferenceServer, fault: CertificateFault, reason: str
) -> None:
    live_server.faults.present_certificate(DOMAIN, fault)
    with pytest.raises(ssl.SSLCertVerificationError, match=reason):
        await Wire(live_server).connect()
    async with await Wire(live_server, "beta.example").connect():
        pass
    live_server.faults.present_certificate(DOMAIN, None)
    async with signed_in(live_server, "王芳"):
        pass


async def test_fault_of_nobody_is_a_mistake_of_the_test(live_server: ReferenceServer) -> None:
    with pytest.raises(LookupError, match="not signed in"):
        live_server.faults.cut("nobody@acme.example")


# Links


async def test_linked_domains_exchange_stanzas(live_server: ReferenceServer) -> None:
    async with (
        signed_in(live_server, "王芳") as wang,
        signed_in(live_server, "li", domain="beta.example") as li,
    ):
        say(wang, li.jid, "你好")
        assert await body_of_next(li) == "你好"
        say(li, "nobody@acme.example", "x")
        bounced = await li.expect("message")
        assert bounced.find(f".//{{{ns.STANZA_ERRORS}}}service-unavailable") is not None


@pytest.mark.parametrize("to", ["li@gamma.example", "li@nowhere.example", "gamma.example"])
async def test_link_needs_both_sides(live_server: ReferenceServer, to: str) -> None:
    async with signed_in(live_server, "王芳") as wang:
        say(wang, to, "x")
        bounced = await wang.expect("message")
        assert bounced.find(f".//{{{ns.STANZA_ERRORS}}}remote-server-not-found") is not None
        assert "has not opened a link to" in (
            bounced.findtext(f".//{{{ns.STANZA_ERRORS}}}text") or ""
        )
    async with signed_in(live_server, "li", domain="gamma.example") as li:
        say(li, "王芳@acme.example", "x")
        bounced = await li.expect("message")
        assert bounced.find(f".//{{{ns.STANZA_ERRORS}}}remote-server-not-found") is not None


async def test_friends_on_linked_domains_see_each_other(live_server: ReferenceServer) -> None:
    async with (
        signed_in(live_server, "王芳") as wang,
        signed_in(live_server, "li", domain="beta.example") as li,
    ):
        for wire in (wang, li):
            wire.send("<presence/>")
            await wire.expect("presence")
        wang.send("<presence to='li@beta.example' type='subscribe'/>")
        assert (await li.expect("presence")).get("type") == "subscribe"
        li.send("<presence to='王芳@acme.example' type='subscribed'/>")
        assert (await wang.expect("presence")).get("type") == "subscribed"
        assert (await wang.expect("presence")).get("from") == li.jid
        live_server.faults.cut(li.jid)
        async with asyncio.timeout(5):
            assert (await wang.expect("presence")).get("type") == "unavailable"
