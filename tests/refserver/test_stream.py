"""Streams over real sockets: what a proper client library never sends, and what the server says then."""

import asyncio
import ssl

import msgspec
import pytest

from startalk_desktop.refserver import ReferenceServer
from startalk_desktop.refserver import namespaces as ns
from startalk_desktop.refserver.config import DomainConfig, Limits, ServerConfig
from tests.refserver.wire import DOMAIN, Wire, authenticated, signed_in


async def test_only_tls_is_offered_in_the_clear(live_server: ReferenceServer) -> None:
    async with await Wire(live_server).connect(is_direct_tls=False) as wire:
        features = await wire.open()
        assert [child.tag for child in features] == [f"{{{ns.TLS}}}starttls"]
        wire.send(f"<auth xmlns='{ns.SASL}' mechanism='PLAIN'>AHdhbmcAc2VjcmV0</auth>")
        failure = await wire.expect("failure", ns.SASL)
        assert failure[0].tag == f"{{{ns.SASL}}}encryption-required"


@pytest.mark.parametrize("hash_name", ["sha256", "sha1"])
async def test_starttls_scram_and_bind(live_server: ReferenceServer, hash_name: str) -> None:
    async with await Wire(live_server).connect(is_direct_tls=False) as wire:
        await wire.open()
        await wire.start_tls()
        features = await wire.open()
        offered = [each.text for each in features.iter(f"{{{ns.SASL}}}mechanism")]
        assert offered == ["SCRAM-SHA-256", "SCRAM-SHA-1"]
        success = await wire.authenticate("王芳", "secret", hash_name)
        assert success.tag == f"{{{ns.SASL}}}success"
        features = await wire.open()
        assert features.find(f"{{{ns.BIND}}}bind") is not None
        assert await wire.bind("桌面") == "王芳@acme.example/桌面"
        await wire.ready()


async def test_words_smuggled_before_tls_are_forgotten(live_server: ReferenceServer) -> None:
    """RFC 6120 section 5.3.5: what comes with <starttls/> was not protected."""
    async with await Wire(live_server).connect(is_direct_tls=False) as wire:
        await wire.open()
        smuggled = f"<stream:stream xmlns='{ns.CLIENT}' xmlns:stream='{ns.STREAM}' to='x'>"
        wire.send(f"<starttls xmlns='{ns.TLS}'/>{smuggled}")
        assert (await wire.next()).tag == f"{{{ns.TLS}}}proceed"
        await wire._writer.start_tls(wire._tls(), server_hostname=DOMAIN)
        features = await wire.open()
        assert features.find(f"{{{ns.SASL}}}mechanisms") is not None


@pytest.mark.parametrize("name", ["王芳", "nobody"])
async def test_wrong_password_and_unknown_name_look_alike(
    live_server: ReferenceServer, name: str
) -> None:
    async with await Wire(live_server).connect() as wire:
        await wire.open()
        failure = await wire.authenticate(name, "wrong")
        assert [child.tag for child in failure] == [f"{{{ns.SASL}}}not-authorized"]
        success = await wire.authenticate("王芳", "secret")
        assert success.tag == f"{{{ns.SASL}}}success", "one may try again"


async def test_guessing_ends_the_stream(live_server: ReferenceServer) -> None:
    async with await Wire(live_server).connect() as wire:
        await wire.open()
        for _ in range(live_server.config.limits.sign_in_attempts):
            assert (await wire.authenticate("王芳", "wrong")).tag == f"{{{ns.SASL}}}failure"
        assert await wire.ended_with() == "policy-violation"


@pytest.mark.parametrize(
    ("sent", "condition"),
    [
        ("<auth mechanism='NONE'/>", "invalid-mechanism"),
        ("<auth mechanism='PLAIN'>AGEAYg==</auth>", "invalid-mechanism"),
        ("<auth mechanism='SCRAM-SHA-1'>%%%</auth>", "incorrect-encoding"),
        ("<auth mechanism='SCRAM-SHA-1'>=</auth>", "malformed-request"),
        ("<response>AAAA</response>", "malformed-request"),
        ("<abort/>", "aborted"),
    ],
)
async def test_wrong_sasl_is_answered(
    live_server: ReferenceServer, sent: str, condition: str
) -> None:
    async with await Wire(live_server).connect() as wire:
        await wire.open()
        end = min(index for index in (sent.find(" "), sent.find("/>"), sent.find(">")) if index > 0)
        wire.send(f"{sent[:end]} xmlns='{ns.SASL}'{sent[end:]}")
        failure = await wire.expect("failure", ns.SASL)
        assert failure[0].tag == f"{{{ns.SASL}}}{condition}"


async def test_unknown_host_is_refused(live_server: ReferenceServer) -> None:
    async with await Wire(live_server).connect() as wire:
        error = await wire.open(to="nowhere.example")
        assert error[0].tag == f"{{{ns.STREAM_ERRORS}}}host-unknown"
        with pytest.raises(ConnectionAbortedError):
            await wire.next()


async def test_old_version_is_refused(live_server: ReferenceServer) -> None:
    async with await Wire(live_server).connect() as wire:
        error = await wire.open(attributes="")
        assert error[0].tag == f"{{{ns.STREAM_ERRORS}}}unsupported-version"


@pytest.mark.parametrize(
    ("sent", "condition"),
    [
        ("<message/>", "not-authorized"),
        ("<hello xmlns='urn:x'/>", "unsupported-stanza-type"),
        ("<!-- hello -->", "restricted-xml"),
        (f"<message>{'x' * 20_000}", "policy-violation"),
    ],
)
async def test_stranger_is_kept_short(
    live_server: ReferenceServer, sent: str, condition: str
) -> None:
    async with await Wire(live_server).connect() as wire:
        await wire.open()
        wire.send(sent)
        assert await wire.ended_with() == condition


@pytest.mark.parametrize(
    ("sent", "condition"),
    [
        ("<message from='li@acme.example'/>", "invalid-from"),
        ("<hello xmlns='urn:x'/>", "unsupported-stanza-type"),
        ("<message></iq>", "not-well-formed"),
        ("<!DOCTYPE a>", "not-well-formed"),
        (f"<message><body>{'x' * 70_000}</body></message>", "policy-violation"),
        ("<a>" * 100, "policy-violation"),
    ],
)
async def test_bad_client_is_sent_away(
    live_server: ReferenceServer, sent: str, condition: str
) -> None:
    async with signed_in(live_server, "王芳") as wire:
        wire.send(sent)
        assert await wire.ended_with() == condition
    async with signed_in(live_server, "王芳") as wire:
        await wire.ready()


async def test_own_addresses_are_a_right_from(live_server: ReferenceServer) -> None:
    async with signed_in(live_server, "王芳") as wire:
        for address in ("王芳@acme.example", wire.jid):
            wire.send(f"<message from='{address}' to='{wire.jid}'><body>x</body></message>")
            assert (await wire.expect("message")).get("from") == wire.jid


async def test_stanzas_wait_for_bind(live_server: ReferenceServer) -> None:
    async with authenticated(live_server, "王芳") as wire:
        wire.send("<presence/>")
        assert await wire.ended_with() == "not-authorized"


async def test_new_session_of_a_resource_ends_the_old(live_server: ReferenceServer) -> None:
    async with (
        signed_in(live_server, "王芳", "desk") as old,
        signed_in(live_server, "王芳", "desk") as new,
    ):
        assert await old.ended_with() == "conflict"
        await new.ready()


async def test_resources_are_limited(live_server: ReferenceServer) -> None:
    async with (
        signed_in(live_server, "王芳"),
        signed_in(live_server, "王芳"),
        signed_in(live_server, "王芳"),
        authenticated(live_server, "王芳") as fourth,
    ):
        fourth.send(f"<iq type='set' id='b'><bind xmlns='{ns.BIND}'/></iq>")
        reply = await fourth.expect("iq")
        assert reply.find(f".//{{{ns.STANZA_ERRORS}}}resource-constraint") is not None


async def test_orderly_end_is_returned(live_server: ReferenceServer) -> None:
    async with signed_in(live_server, "王芳") as wire:
        wire.send("</stream:stream>")
        with pytest.raises(ConnectionAbortedError, match="closed the stream"):
            await wire.next()


async def test_sign_in_has_a_deadline(live_server: ReferenceServer) -> None:
    limits = msgspec.structs.replace(live_server.config.limits, sign_in_seconds=0.2)
    config = ServerConfig(domains=(DomainConfig(DOMAIN),), limits=limits)
    async with ReferenceServer(config) as server, await Wire(server).connect() as wire:
        await wire.open()
        assert await wire.ended_with() == "connection-timeout"


async def test_client_that_does_not_read_is_cut_off(live_server: ReferenceServer) -> None:
    async with (
        signed_in(live_server, "王芳") as deaf,
        signed_in(live_server, "li") as talker,
    ):
        transport = deaf._writer.transport
        assert isinstance(transport, asyncio.Transport)
        transport.pause_reading()
        body = "x" * 60_000
        domain = live_server.domain(DOMAIN)
        for _ in range(300):
            talker.send(f"<message to='{deaf.jid}' type='chat'><body>{body}</body></message>")
            await talker.ready()
            if len(domain.online_accounts()) == 1:
                break
        assert [str(jid) for jid in domain.online_accounts()] == ["li@acme.example"]


async def test_shutdown_is_announced() -> None:
    config = ServerConfig(
        domains=(DomainConfig(DOMAIN, accounts={"王芳": "secret"}),),
        limits=Limits(),
    )
    async with ReferenceServer(config) as server:
        wire = await Wire(server).connect()
        await wire.open()
        await wire.authenticate("王芳", "secret")
        await wire.open()
        await wire.bind("")
    assert await wire.ended_with() == "system-shutdown"
    wire._writer.transport.abort()


async def test_direct_tls_announces_its_protocol(live_server: ReferenceServer) -> None:
    async with await Wire(live_server).connect() as wire:
        tls = wire._writer.get_extra_info("ssl_object")
        assert isinstance(tls, ssl.SSLObject)
        assert tls.selected_alpn_protocol() == "xmpp-client"
        assert tls.version() in ("TLSv1.2", "TLSv1.3")
