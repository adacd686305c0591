"""What a server that is linked, or says so, may try."""

from __future__ import annotations

import asyncio
import base64
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from lxml import etree

from startalk_desktop.refserver import Limits
from startalk_desktop.refserver import namespaces as ns
from startalk_desktop.refserver.certificates import CertificateAuthority
from tests.refserver.linked import ACME, BETA, Pair, linked

LIMITS = Limits(stanza_bytes=20_000)


class Peer:
    """Bytes to and from the door of Acme."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def say(self, text: str, until: str) -> str:
        """Send, and read until something is heard; raises `IncompleteReadError` at the end of the stream."""
        self._writer.write(text.encode())
        async with asyncio.timeout(10):
            return (await self._reader.readuntil(until.encode())).decode()

    async def open(self, sender: str = BETA, to: str = ACME, until: str = "features>") -> str:
        names = f"xmlns='jabber:server' xmlns:stream='{ns.STREAM}' from='{sender}' to='{to}'"
        return await self.say(f"<stream:stream {names} version='1.0'>", until)

    async def encrypt(self, context: ssl.SSLContext) -> None:
        await self.say(f"<starttls xmlns='{ns.TLS}'/>", "<proceed")
        await self._reader.readuntil(b">")
        await self._writer.start_tls(context, server_hostname=ACME)

    async def prove(
        self, mechanism: str = "EXTERNAL", name: str = BETA, until: str = "success"
    ) -> str:
        proof = base64.b64encode(name.encode()).decode()
        return await self.say(
            f"<auth xmlns='{ns.SASL}' mechanism='{mechanism}'>{proof}</auth>", until
        )

    def close(self) -> None:
        self._writer.transport.abort()


@asynccontextmanager
async def peer(pair: Pair) -> AsyncIterator[Peer]:
    """A connection to Acme."""
    made = Peer(*await asyncio.open_connection("127.0.0.1", pair.ports[ACME]))
    try:
        yield made
    finally:
        made.close()


@pytest.fixture
async def pair(tmp_path: Path) -> AsyncIterator[Pair]:
    """Two linked servers."""
    async with linked(tmp_path, limits=LIMITS) as made:
        yield made


def certificate(tmp_path: Path, *names: str) -> ssl.SSLContext:
    """What a server for `names` shows, signed by the authority of Beta."""
    authority = CertificateAuthority(tmp_path / BETA)
    trusted = tmp_path / ACME / "ca.pem"
    return authority.link_context(list(names), trusted, is_server=False, is_verifying=True)


@pytest.mark.parametrize(("sender", "to"), [("gamma.example", ACME), (BETA, "gamma.example")])
async def test_a_stranger_learns_nothing_of_who_is_here(pair: Pair, sender: str, to: str) -> None:
    async with peer(pair) as stranger:
        heard = await stranger.open(sender, to, until="</stream:stream>")
        assert "policy-violation" in heard
        assert "no link is open" in heard


@pytest.mark.parametrize("first", [f"<auth xmlns='{ns.SASL}'/>", "<message/>"])
async def test_nothing_is_heard_before_tls(pair: Pair, first: str) -> None:
    async with peer(pair) as partner:
        assert "required" in await partner.open()
        assert "policy-violation" in await partner.say(first, "</stream:stream>")


async def test_a_certificate_for_another_name_proves_nothing(pair: Pair, tmp_path: Path) -> None:
    async with peer(pair) as evil:
        await evil.open()
        await evil.encrypt(certificate(tmp_path, "evil.example", f"x.{BETA}"))
        assert "EXTERNAL" not in await evil.open(until="<stream:features")
        assert "not-authorized" in await evil.prove(until="</stream:stream>")


async def test_one_cant_change_ones_name_after_the_proof(pair: Pair, tmp_path: Path) -> None:
    async with peer(pair) as evil:
        await evil.open()
        await evil.encrypt(certificate(tmp_path, BETA))
        assert "EXTERNAL" in await evil.open()
        await evil.prove()
        assert "invalid-from" in await evil.open(f"x.{BETA}", until="</stream:stream>")


async def test_nobody_asks_to_be_asked_back(pair: Pair, tmp_path: Path) -> None:
    async with peer(pair) as evil:
        await evil.open()
        await evil.encrypt(certificate(tmp_path, BETA))
        assert "dialback" not in (await evil.open()).rpartition("<stream:features")[2]
        key = f"<db:result xmlns:db='{ns.DIALBACK}' from='{BETA}' to='{ACME}'>key</db:result>"
        assert "needs a certificate" in await evil.say(key, "</stream:stream>")


@pytest.mark.parametrize(
    ("stanza", "condition"),
    [
        (f"<message from='x@gamma.example' to='王芳@{ACME}'/>", "invalid-from"),
        (f"<message from='王芳@{ACME}' to='王芳@{ACME}'/>", "invalid-from"),
        (f"<message from='x@{BETA}' to='x@conference.{ACME}'/>", "invalid-from"),
        (f"<message from='x@{BETA}'/>", "improper-addressing"),
        (f"<message from='@@' to='王芳@{ACME}'/>", "improper-addressing"),
        (f"<message from='x@{BETA}' to='a@{ACME}'><body>{'x' * 30_000}</body></message>", "policy"),
        ("<!-- x -->", "restricted-xml"),
        ("<presence xmlns='jabber:client'/>", "not-authorized"),
    ],
)
async def test_a_partner_that_lies_is_hung_up_on(
    pair: Pair, tmp_path: Path, stanza: str, condition: str
) -> None:
    fang = await pair.person("王芳", ACME)
    async with peer(pair) as evil:
        await evil.open()
        await evil.encrypt(certificate(tmp_path, BETA))
        await evil.open()
        await evil.prove()
        await evil.open(until="features")
        assert condition in await evil.say(stanza, "</stream:stream>")
    assert not fang.take("message")


async def test_a_stanza_keeps_its_form_from_one_namespace_to_the_other(
    pair: Pair, tmp_path: Path
) -> None:
    fang = await pair.person("王芳", ACME)
    async with peer(pair) as partner:
        await partner.open()
        await partner.encrypt(certificate(tmp_path, BETA))
        await partner.open()
        await partner.prove()
        await partner.open(until="features")
        inner = "<x xmlns='urn:x' a='1'><y xmlns='jabber:server'>&amp;</y></x>"
        await partner.say(
            f"<message from='x@{BETA}' to='{fang.bare}' type='chat' xml:lang='zh'>"
            f"<body>你好</body>{inner}</message></stream:stream>",
            "</stream:stream>",
        )
    message = await fang.expect(lambda each: each.tag == f"{{{ns.CLIENT}}}message")
    assert message.get(f"{{{ns.XML}}}lang") == "zh"
    assert message.findtext(f"{{{ns.CLIENT}}}body") == "你好"
    assert message.findtext(f"{{urn:x}}x/{{{ns.CLIENT}}}y") == "&"
    assert b"jabber:server" not in etree.tostring(message)
