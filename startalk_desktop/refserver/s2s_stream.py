"""A stream between two servers (RFC 6120), whichever side has opened it: TLS with certificates on both sides.

Who is who is proved by those certificates (SASL EXTERNAL, XEP-0178), or else by asking back (`dialback`).
Stanzas leave and enter in the namespace of clients, as the rest of the server has them.
"""

from __future__ import annotations

import base64
import binascii
import secrets
import ssl
from collections import deque
from collections.abc import Iterable
from typing import Any
from xml.sax.saxutils import quoteattr

from lxml import etree

from . import namespaces as ns
from .config import Limits
from .connection import Connection
from .parser import StreamEnd, StreamError, StreamEvent, StreamHeader, StreamParser
from .stanza import E, Element, local_name, serialise

_STANZAS = frozenset(f"{{{ns.SERVER}}}{tag}" for tag in ("message", "presence", "iq"))


class LinkRefusedError(Exception):
    """The other server lets nothing in from us."""


class UntrustedError(LinkRefusedError):
    """The other server does not take our certificate for proof."""


class ServerStream:
    """What both directions share. `local` and `remote` are hosts: a domain, or a service of one."""

    def __init__(self, connection: Connection, limits: Limits) -> None:
        self.connection = connection
        self.local = self.remote = ""
        self.id = ""
        self._limits = limits
        self.is_finished = False
        self._is_header_sent = False
        self.restart(is_trusted=False)

    def restart(self, *, is_trusted: bool) -> None:
        """Expect another stream header; what was said in the old stream is void."""
        limits = self._limits
        size = limits.stanza_bytes if is_trusted else limits.unauthenticated_stanza_bytes
        self._parser = StreamParser(stanza_bytes=size, depth=limits.stanza_depth)
        self._events: deque[StreamEvent] = deque()

    def send(self, element: Element) -> None:
        """Send a child of the stream; a stanza is given as clients have it."""
        if not self.is_finished:
            self.connection.write(serialise(in_namespace(element, ns.CLIENT, ns.SERVER)))

    def send_header(self, id_: str = "") -> None:
        """Open our direction of the stream."""
        self._is_header_sent = True
        names = {"id": id_, "from": self.local, "to": self.remote}
        attributes = "".join(f" {key}={quoteattr(name)}" for key, name in names.items() if name)
        self.connection.write(
            f"<?xml version='1.0'?><stream:stream xmlns='{ns.SERVER}' xmlns:stream='{ns.STREAM}'"
            f" xmlns:db='{ns.DIALBACK}'{attributes} version='1.0' xml:lang='en'>".encode()
        )

    async def next_header(self) -> StreamHeader:
        """The header of the other side; raises `StreamError` for one of something else."""
        header = await self._next_event()
        expected = f"{{{ns.STREAM}}}stream", ns.SERVER
        if not isinstance(header, StreamHeader) or (header.tag, header.namespace) != expected:
            raise StreamError("invalid-namespace", "this is no stream of jabber:server")
        return header

    async def next(self) -> Element:
        """The next child of the stream; raises `EOFError` at its end, `StreamError` for an error of either side."""
        event = await self._next_event()
        match event:
            case StreamHeader() | StreamEnd():
                self.finish()
                raise EOFError
        if event.tag == f"{{{ns.STREAM}}}error":
            self.finish()
            raise StreamError(local_name(event[0]) if len(event) else "undefined-condition")
        return event

    def finish(self, condition: str = "", text: str = "") -> None:
        """End the stream and the connection, with an error if there is a condition."""
        if self.is_finished:
            return
        if not self._is_header_sent:
            self.send_header(secrets.token_urlsafe(12))
        if condition:
            described = StreamError(condition, text).describe(ns.STREAM_ERRORS)
            self.send(in_stream("error", *described))
        self.connection.write(b"</stream:stream>")
        self.is_finished = True
        self.connection.close()

    async def _next_event(self) -> StreamEvent:
        while not self._events and not self.is_finished:
            received = await self.connection.read()
            if not received:
                raise EOFError
            self._events.extend(self._parser.feed(received))
        if self.is_finished:
            raise EOFError
        return self._events.popleft()


class OutgoingStream(ServerStream):
    """A stream that we open, to say something to the other side."""

    def __init__(self, connection: Connection, limits: Limits, local: str, remote: str) -> None:
        super().__init__(connection, limits)
        self.local, self.remote = local, remote

    async def start_tls(self, context: ssl.SSLContext) -> Element:
        """Open the stream and encrypt it; return what the other side then offers.

        Raises `StreamError`, `EOFError`, or `OSError` where the certificates don't do.
        """
        offered = await self._open()
        if offered.find(f"{{{ns.TLS}}}starttls") is None:
            raise StreamError("policy-violation", "without TLS nothing is said")
        self.send(E(ns.TLS, "starttls"))
        if (await self.next()).tag != f"{{{ns.TLS}}}proceed":
            raise StreamError("policy-violation", "TLS was refused")
        await self.connection.start_tls(context, self.remote)
        return await self._open()

    async def show_certificate(self, offered: Element) -> None:
        """Be let in for the certificate that was shown (XEP-0178); raises `LinkRefusedError`."""
        if not offers_external(offered):
            raise UntrustedError
        name = base64.b64encode(self.local.encode()).decode()
        self.send(E(ns.SASL, "auth", {"mechanism": "EXTERNAL"}, name))
        if (await self.next()).tag != f"{{{ns.SASL}}}success":
            raise LinkRefusedError
        await self._open()

    async def _open(self) -> Element:
        self.restart(is_trusted=True)  # it was we who chose whom to ask
        self.send_header()
        self.id = (await self.next_header()).attributes.get("id", "")
        return await self.next()


def in_stream(tag: str, *children: Element) -> Element:
    """An element of the stream itself, with the prefix that some servers go by."""
    made = etree.Element(f"{{{ns.STREAM}}}{tag}", nsmap={"stream": ns.STREAM})
    made.extend(children)
    return made


def is_stanza(element: Element) -> bool:
    """It is a message, presence or IQ, as servers send them."""
    return element.tag in _STANZAS


def offers_external(features: Element) -> bool:
    """The other side takes certificates for proof."""
    mechanisms = features.iter(f"{{{ns.SASL}}}mechanism")
    return any(mechanism.text == "EXTERNAL" for mechanism in mechanisms)


def proves(names: Iterable[str], host: str) -> bool:
    """Whether a certificate for these DNS names is one for `host` (RFC 6125 6.4.3)."""
    try:
        plain = host.encode("idna").decode()
    except UnicodeError:
        return False
    above = plain.partition(".")[2]
    return any(name.lower() in (plain, f"*.{above}") for name in names)


def claimed_name(auth: Element) -> str | None:
    """The name in a SASL EXTERNAL response: "" if there is none, None if it can't be read."""
    text = (auth.text or "").strip()
    try:
        return "" if text in ("", "=") else base64.b64decode(text, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None


def in_namespace(element: Element, old: str, new: str) -> Element:
    """A copy, with every name of the namespace `old` in `new`; prefixes are kept for what has one."""
    name = etree.QName(element)
    namespace = new if name.namespace == old else name.namespace
    # None stands for the default namespace, which lxml's stubs don't know.
    prefixes: dict[Any, str] = {element.prefix: namespace or ""}
    made = etree.Element(f"{{{namespace}}}{name.localname}", nsmap=prefixes)
    made.attrib.update(element.attrib)
    made.text, made.tail = element.text, element.tail
    made.extend(in_namespace(child, old, new) for child in element.iterchildren("*"))
    return made
