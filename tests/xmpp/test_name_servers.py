"""The real resolver and the real web client, against servers on loopback."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

import dns.asyncresolver
import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest
from aiohttp import web

from startalk_desktop.xmpp import discovery
from startalk_desktop.xmpp.discovery import (
    DnsResolver,
    LookupFailed,
    LookupTrouble,
    SrvRecord,
    Target,
)
from startalk_desktop.xmpp.host_meta import HostMeta
from startalk_desktop.xmpp.trust import Trust
from tests.servers.certificates import CertificateAuthority
from tests.servers.ports import LOOPBACK

NAME = "_xmpp-client._tcp.acme.example."
Answerer = Callable[[dns.message.Message], dns.message.Message | None]


class NameServer(asyncio.DatagramProtocol):
    def __init__(self, answer: Answerer) -> None:
        self._answer = answer
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # asyncio's own transports are not all of the class that they are documented to be.
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: object) -> None:
        assert self._transport is not None
        answer = self._answer(dns.message.from_wire(data))
        if answer is not None:
            self._transport.sendto(answer.to_wire(), addr)  # type: ignore[arg-type]


@asynccontextmanager
async def resolver_of(answer: Answerer) -> AsyncIterator[DnsResolver]:
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(
        lambda: NameServer(answer), local_addr=(LOOPBACK, 0)
    )
    resolver = dns.asyncresolver.Resolver(configure=False)
    resolver.nameservers = [LOOPBACK]
    resolver.port = transport.get_extra_info("sockname")[1]
    try:
        yield DnsResolver(lambda: resolver)
    finally:
        transport.close()


def reply(query: dns.message.Message, rcode: dns.rcode.Rcode, *records: str) -> dns.message.Message:
    answer = dns.message.make_response(query)
    answer.set_rcode(rcode)
    if records:
        answer.answer.append(dns.rrset.from_text(NAME, 60, "IN", "SRV", *records))
    return answer


async def test_records_are_read() -> None:
    async with resolver_of(
        lambda q: reply(q, dns.rcode.NOERROR, "10 5 5222 chat.acme.example.", "20 0 443 b.example.")
    ) as resolver:
        assert set(await resolver.lookup(NAME)) == {
            SrvRecord(10, 5, 5222, "chat.acme.example."),
            SrvRecord(20, 0, 443, "b.example."),
        }


async def test_a_service_that_is_not_offered() -> None:
    async with resolver_of(lambda q: reply(q, dns.rcode.NOERROR, "0 0 0 .")) as resolver:
        assert list(await resolver.lookup(NAME)) == [SrvRecord(0, 0, 0, ".")]


async def test_no_record_is_no_trouble() -> None:
    async with resolver_of(lambda q: reply(q, dns.rcode.NOERROR)) as resolver:
        assert list(await resolver.lookup(NAME)) == []


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        (lambda q: reply(q, dns.rcode.NXDOMAIN), LookupTrouble.NO_SUCH_DOMAIN),
        (lambda q: reply(q, dns.rcode.REFUSED), LookupTrouble.UNREACHABLE),
        (lambda q: None, LookupTrouble.TIMEOUT),
    ],
)
async def test_troubles_are_told_apart(
    answer: Answerer, trouble: LookupTrouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discovery, "_LOOKUP_SECONDS", 0.5)
    async with resolver_of(answer) as resolver:
        with pytest.raises(LookupFailed) as caught:
            await resolver.lookup(NAME)
    assert caught.value.trouble is trouble


@asynccontextmanager
async def web_server(
    folder: Path, handler: Callable[..., object]
) -> AsyncIterator[tuple[str, int]]:
    """An HTTPS server on loopback; gives the authority's PEM and the port."""
    authority = CertificateAuthority(folder)
    pair = authority.issue("web", [LOOPBACK])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair.certificate_file, pair.key_file)
    application = web.Application()
    application.router.add_get("/.well-known/{name}", handler)  # type: ignore[arg-type]
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, LOOPBACK, 0, ssl_context=context)
    await site.start()
    assert site._server is not None
    port = site._server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]
    try:
        yield authority.ca_file.read_text(), port
    finally:
        await runner.cleanup()


LINK = {"rel": "urn:xmpp:alt-connections:websocket", "href": "wss://chat.acme.example/ws"}
FOUND = (Target("chat.acme.example", 5222),)


async def test_host_meta_is_fetched(tmp_path: Path) -> None:
    async def handler(request: web.Request) -> web.Response:
        if request.match_info["name"] != "host-meta.json":
            raise web.HTTPNotFound
        return web.Response(body=json.dumps({"links": [LINK]}).encode())

    async with web_server(tmp_path, handler) as (ca_pem, port):
        assert await HostMeta(Trust(ca_pem), port).targets(LOOPBACK) == FOUND


async def test_the_older_form_is_asked_for_next(tmp_path: Path) -> None:
    async def handler(request: web.Request) -> web.Response:
        if request.match_info["name"] != "host-meta":
            raise web.HTTPNotFound
        link = f"<Link rel='{LINK['rel']}' href='{LINK['href']}'/>"
        return web.Response(
            text=f"<XRD xmlns='http://docs.oasis-open.org/ns/xri/xrd-1.0'>{link}</XRD>"
        )

    async with web_server(tmp_path, handler) as (ca_pem, port):
        assert await HostMeta(Trust(ca_pem), port).targets(LOOPBACK) == FOUND


@pytest.mark.parametrize("kind", ["huge", "redirect", "error", "unverified", "closed"])
async def test_a_web_server_that_is_of_no_help(tmp_path: Path, kind: str) -> None:
    async def handler(request: web.Request) -> web.Response:
        if kind == "redirect":
            raise web.HTTPFound("https://elsewhere.invalid/")
        if kind == "error":
            raise web.HTTPInternalServerError
        padding = " " * 100_000 if kind == "huge" else ""
        return web.Response(body=(json.dumps({"links": [LINK]}) + padding).encode())

    async with web_server(tmp_path, handler) as (ca_pem, port):
        trust = Trust("" if kind == "unverified" else ca_pem)
        found = await HostMeta(trust, 1 if kind == "closed" else port).targets(LOOPBACK)
    assert found == ()


async def test_a_pin_of_the_chat_server_is_no_trust_in_the_web_server(tmp_path: Path) -> None:
    async def handler(request: web.Request) -> web.Response:
        return web.Response(body=json.dumps({"links": [LINK]}).encode())

    async with web_server(tmp_path, handler) as (_ca_pem, port):
        trust = Trust(pinned_sha256="AB" * 32)
        assert await HostMeta(trust, port).targets(LOOPBACK) == ()
