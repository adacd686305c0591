"""A client over a real socket that shows what the server does byte by byte."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import secrets
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Self

from lxml import etree

from startalk_desktop.refserver import ReferenceServer
from startalk_desktop.refserver import namespaces as ns
from startalk_desktop.refserver.stanza import Element

DOMAIN = "acme.example"
_PATIENCE = 10.0  # seconds


class Wire:
    """One connection. `open` starts a stream, `next` takes what the server says."""

    def __init__(self, server: ReferenceServer, domain: str = DOMAIN) -> None:
        self.server = server
        self.domain = domain
        self.jid = ""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._writer.transport.abort()

    # Connecting

    async def connect(self, *, is_direct_tls: bool = True) -> Self:
        """Open the socket; with TLS at once unless told otherwise."""
        port = self.server.direct_tls_port if is_direct_tls else self.server.port
        self._reader, self._writer = await asyncio.open_connection(
            "127.0.0.1",
            port,
            ssl=self._tls() if is_direct_tls else None,
            server_hostname=self.domain if is_direct_tls else None,
        )
        return self

    async def start_tls(self) -> None:
        """Ask for TLS and shake hands."""
        self.send(f"<starttls xmlns='{ns.TLS}'/>")
        assert (await self.next()).tag == f"{{{ns.TLS}}}proceed"
        await self._writer.start_tls(self._tls(), server_hostname=self.domain)

    def _tls(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=self.server.ca_file)
        context.set_alpn_protocols(["xmpp-client"])
        return context

    async def open(self, to: str | None = None, attributes: str = "version='1.0'") -> Element:
        """Send a stream header; return the features (or whatever comes first)."""
        self._parser = etree.XMLPullParser(("start", "end"))
        self._depth = 0
        self.send(
            f"<?xml version='1.0'?><stream:stream xmlns='{ns.CLIENT}' xmlns:stream='{ns.STREAM}'"
            f" to='{to or self.domain}' {attributes}>"
        )
        return await self.next()

    # Talking

    def send(self, text: str) -> None:
        self._writer.write(text.encode())

    async def next(self) -> Element:
        """The next child of the stream; raises `ConnectionError` where the server ends it."""
        async with asyncio.timeout(_PATIENCE):
            while True:
                for event, element in self._parser.read_events():
                    self._depth += 1 if event == "start" else -1
                    if event == "end" and self._depth == 1:
                        return element
                    if event == "end" and self._depth == 0:
                        raise ConnectionAbortedError("the server closed the stream")
                if not (received := await self._reader.read(65_536)):
                    raise ConnectionResetError("the server closed the connection")
                self._parser.feed(received)

    async def expect(self, tag: str, namespace: str = ns.CLIENT) -> Element:
        """The next child of the stream of that name; others are skipped."""
        while True:
            element = await self.next()
            if element.tag == f"{{{namespace}}}{tag}":
                return element

    async def ended_with(self) -> str:
        """The condition of the stream error with which the server ends the stream."""
        error = await self.expect("error", ns.STREAM)
        return etree.QName(error[0]).localname

    # Signing in

    async def authenticate(self, local: str, password: str, hash_name: str = "sha256") -> Element:
        """SCRAM; return the outcome, after checking the server's proof of a success."""
        name = {"sha256": "SCRAM-SHA-256", "sha1": "SCRAM-SHA-1"}[hash_name]
        bare_first = f"n={local},r={secrets.token_hex(8)}"
        self.send(_sasl("auth", f"n,,{bare_first}", f" mechanism='{name}'"))
        challenge = await self.next()
        if challenge.tag != f"{{{ns.SASL}}}challenge":
            return challenge
        server_first = base64.b64decode(challenge.text or "").decode()
        fields = dict(part.split("=", 1) for part in server_first.split(","))
        salted = hashlib.pbkdf2_hmac(
            hash_name, password.encode(), base64.b64decode(fields["s"]), int(fields["i"])
        )
        client_key = hmac.digest(salted, b"Client Key", hash_name)
        stored_key = hashlib.new(hash_name, client_key).digest()
        without_proof = f"c=biws,r={fields['r']}"
        said = f"{bare_first},{server_first},{without_proof}".encode()
        signature = hmac.digest(stored_key, said, hash_name)
        proof = bytes(a ^ b for a, b in zip(client_key, signature, strict=True))
        self.send(_sasl("response", f"{without_proof},p={base64.b64encode(proof).decode()}"))
        outcome = await self.next()
        if outcome.tag == f"{{{ns.SASL}}}success":
            server_key = hmac.digest(salted, b"Server Key", hash_name)
            expected = b"v=" + base64.b64encode(hmac.digest(server_key, said, hash_name))
            assert base64.b64decode(outcome.text or "") == expected
        return outcome

    async def bind(self, resource: str) -> str:
        """Bind a resource; return the full JID."""
        wanted = f"<resource>{resource}</resource>" if resource else ""
        self.send(f"<iq type='set' id='b'><bind xmlns='{ns.BIND}'>{wanted}</bind></iq>")
        reply = await self.expect("iq")
        assert reply.get("type") == "result", etree.tostring(reply)
        self.jid = reply.findtext(f".//{{{ns.BIND}}}jid") or ""
        return self.jid

    async def ready(self) -> None:
        """Wait until the server has done all that was sent before."""
        mark = secrets.token_hex(4)
        self.send(f"<iq type='get' id='{mark}' to='{self.domain}'><ping xmlns='{ns.PING}'/></iq>")
        while (await self.expect("iq")).get("id") != mark:
            pass


def _sasl(tag: str, content: str, attributes: str = "") -> str:
    encoded = base64.b64encode(content.encode()).decode()
    return f"<{tag} xmlns='{ns.SASL}'{attributes}>{encoded}</{tag}>"


@asynccontextmanager
async def authenticated(
    server: ReferenceServer, local: str, password: str = "secret", domain: str = DOMAIN
) -> AsyncIterator[Wire]:
    """A stream over TLS that has signed in and not bound yet."""
    async with await Wire(server, domain).connect() as wire:
        await wire.open()
        assert (await wire.authenticate(local, password)).tag == f"{{{ns.SASL}}}success"
        await wire.open()
        yield wire


@asynccontextmanager
async def signed_in(
    server: ReferenceServer, local: str, resource: str = "", domain: str = DOMAIN
) -> AsyncIterator[Wire]:
    """A bound stream over TLS."""
    async with authenticated(server, local, domain=domain) as wire:
        await wire.bind(resource)
        yield wire
