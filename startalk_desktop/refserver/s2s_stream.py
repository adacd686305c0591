"""A stream between two servers (RFC 6120), whichever side has opened it: TLS with certificates on both sides.

Who is who is proved by those certificates (SASL EXTERNAL, XEP-0178), or else by asking back (`dialback`).
Stanzas leave and enter in the namespace of clients, as the rest of the server has them.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import math
import ssl
from collections.abc import Iterable
from typing import Any

from lxml import etree

from . import namespaces as ns
from .config import Limits
from .connection import Connection
from .parser import StreamError
from .stanza import E, Element, StanzaError, local_name, parse, serialise
from .unacknowledged import Unacknowledged
from .xml_stream import XmlStream

_DOUBT = 5.0  # seconds in which a stanza may be on its way
_STANZAS = frozenset(f"{{{ns.SERVER}}}{tag}" for tag in ("message", "presence", "iq"))


class LinkRefusedError(Exception):
    """The other server lets nothing in from us."""


class UntrustedError(LinkRefusedError):
    """The other server does not take our certificate for proof."""


class ServerStream(XmlStream):
    """What both directions share. `local` and `remote` are hosts: a domain, or a service of one."""

    namespace = ns.SERVER

    def __init__(self, connection: Connection, limits: Limits) -> None:
        self.local = self.remote = ""
        self.id = ""
        super().__init__(connection, limits)

    def names(self) -> dict[str, str]:
        """Who speaks to whom, and that we know of dialback."""
        return {"xmlns:db": ns.DIALBACK, "from": self.local, "to": self.remote}

    def send(self, element: Element) -> None:
        """Send a child of the stream; a stanza is given as clients have it."""
        super().send(in_namespace(element, ns.CLIENT, ns.SERVER))

    async def next(self) -> Element:
        """The next child of the stream; raises `EOFError` at its end, `StreamError` for an error of either side."""
        element = await super().next()
        if element.tag == f"{{{ns.STREAM}}}error":
            self.finish()
            raise StreamError(local_name(element[0]) if len(element) else "undefined-condition")
        return element


class OutgoingStream(ServerStream):
    """A stream that we open, to say something to the other side.

    Where that acknowledges stanzas (XEP-0198), those that it has not are known to the end.
    """

    def __init__(self, connection: Connection, limits: Limits, local: str, remote: str) -> None:
        super().__init__(connection, limits)
        self.local, self.remote = local, remote
        self._doubtful = Unacknowledged()
        self._is_counting = False
        self._asked_at = math.inf
        self.is_ours = False  # the end, if it has come

    def say(self, stanza: Element) -> None:
        """Send a stanza, and remember it while it may be lost; raises `StanzaError` if too much may be."""
        now, content = asyncio.get_running_loop().time(), serialise(stanza)
        self._forget_what_is_old(now)
        if self._doubtful.bytes + len(content) > self._limits.write_buffer_bytes:
            raise StanzaError("resource-constraint", "too much waits for the other server", "wait")
        self._doubtful.add(content, now)
        self.send(stanza)
        self._ask(now)

    @property
    def deadline(self) -> float:
        """When, by the loop's clock, an answer should be there."""
        return self._asked_at + self._limits.link_seconds

    async def hear(self) -> None:
        """Take in what the other side says next of our stanzas; raises as `next`."""
        element = await self.next()
        if element.tag == f"{{{ns.SM}}}failed":
            self._is_counting, self._asked_at = False, math.inf
        elif element.tag == f"{{{ns.SM}}}a" and self._is_counting:
            self._doubtful.acknowledge(element.get("h"))
            self._asked_at = math.inf
            self._ask(asyncio.get_running_loop().time())

    def end(self, condition: str = "", text: str = "") -> None:
        """End the stream ourselves: what the socket has taken is taken to arrive."""
        if not self.is_finished and self.connection.is_drained:
            self._doubtful.clear()
        self.is_ours = True
        self.finish(condition, text)

    def lost(self) -> list[Element]:
        """After the end: what may not have arrived."""
        self._forget_what_is_old(asyncio.get_running_loop().time())
        return [parse(content) for content in self._doubtful.contents()]

    def _forget_what_is_old(self, now: float) -> None:
        """Where nothing is acknowledged, what is old has arrived: its end would have been heard."""
        if not self._is_counting:
            self._doubtful.drop_before(now - _DOUBT)

    def _ask(self, now: float) -> None:
        if self._is_counting and self._doubtful and self._asked_at == math.inf:
            self._asked_at = now
            self.send(E(ns.SM, "r"))

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
        if (await self._open()).find(f"{{{ns.SM}}}sm") is not None:
            self.send(E(ns.SM, "enable"))
            self._is_counting = True

    async def _open(self) -> Element:
        self.restart(is_trusted=True)  # it was we who chose whom to ask
        self.send_header()
        self.id = (await self.next_header()).attributes.get("id", "")
        return await self.next()


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
