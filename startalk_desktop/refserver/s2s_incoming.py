"""A stream that another server has opened: who it is, and what it has to say."""

from __future__ import annotations

import asyncio
import logging
import secrets
from hmac import compare_digest
from typing import TYPE_CHECKING

from . import dialback
from . import namespaces as ns
from .config import LinkConfig
from .connection import Connection
from .domain import Domain
from .jid import InvalidJidError, Jid, jid_of
from .parser import StreamError
from .s2s_stream import ServerStream, claimed_name, in_namespace, is_stanza, proves
from .stanza import E, Element
from .xml_stream import in_stream

if TYPE_CHECKING:
    from .s2s_router import LinkRouter

_log = logging.getLogger(__name__)
_NOT_OPEN = StreamError("policy-violation", "no link is open")  # be there such a domain or not


class IncomingStream(ServerStream):
    """Owns a connection until it ends. `run` is its task; each stanza is done before the next."""

    def __init__(self, router: LinkRouter, connection: Connection) -> None:
        super().__init__(connection, router.limits)
        self.pairs: set[tuple[str, str]] = set()  # of ours and theirs, who may speak here
        self._router = router
        self._is_tls = False
        self._handled: int | None = None  # stanzas, once they are counted (XEP-0198)

    def names(self) -> dict[str, str]:
        """Who speaks to whom, in which stream."""
        return {**super().names(), "id": self.id}

    async def serve(self) -> None:
        """Hear the other server until either side ends the stream, or nothing is said for long."""
        async with asyncio.timeout(self._limits.link_seconds):
            await self._negotiate()
        while True:
            async with asyncio.timeout(self._limits.link_idle_seconds):
                element = await self.next()
            await self._take(element)

    async def _negotiate(self) -> None:
        domain, link = await self._open()
        if (await self.next()).tag != f"{{{ns.TLS}}}starttls":
            raise StreamError("policy-violation", "without TLS nothing is heard")
        self.send(E(ns.TLS, "proceed"))
        is_verifying = link is None or not link.dialback
        context = self._router.context(domain, is_server=True, is_verifying=is_verifying)
        await self.connection.start_tls(context)
        self._is_tls = True
        self.restart(is_trusted=False)
        await self._open()
        while not self.pairs:
            element = await self.next()
            if element.tag == f"{{{ns.SASL}}}auth":
                await self._take_certificate(element)
            else:
                await self._take_dialback(element)

    async def _open(self) -> tuple[Domain, LinkConfig | None]:
        """Answer a header with our own, and what is possible now."""
        header = await self.next_header()
        try:
            self.local = Jid.parse(header.attributes.get("to", "")).domain
            claimed = header.attributes.get("from")
            self.remote = Jid.parse(claimed).domain if claimed else ""
        except InvalidJidError as error:
            raise StreamError("improper-addressing", error.text) from error
        self.id = secrets.token_urlsafe(12)
        self.send_header()
        if not self._is_tls and not self.remote:  # it may say who it is in secret (RFC 6120 4.7.1)
            domain, link = self._router.serving(self.local), None
            if domain is None:
                raise _NOT_OPEN
        else:
            domain, link = self._link(self.local, self.remote)
        features: list[Element] = []
        if not self._is_tls:
            features.append(E(ns.TLS, "starttls", None, E(ns.TLS, "required")))
        elif not self.pairs:
            if proves(self.connection.certified_names, self.remote):
                mechanism = E(ns.SASL, "mechanism", None, "EXTERNAL")
                features.append(E(ns.SASL, "mechanisms", None, mechanism))
            if link is not None and link.dialback:
                features.append(dialback.feature())
        else:
            features.append(E(ns.SM, "sm"))
        self.send(in_stream("features", *features))
        return domain, link

    def _link(self, local: str, remote: str) -> tuple[Domain, LinkConfig]:
        """Our domain and its open link to that host; raises `StreamError`."""
        domain = self._router.serving(local)
        if domain is not None and self._router.serving(remote) is None:
            links = self._router.links[domain.name]
            link = links.find(remote)
            if link is not None and links.is_open(remote):
                return domain, link
        raise _NOT_OPEN

    # Who it is

    async def _take_certificate(self, auth: Element) -> None:
        is_named = claimed_name(auth) in ("", self.remote)
        is_proved = proves(self.connection.certified_names, self.remote)
        if auth.get("mechanism") != "EXTERNAL" or not (is_named and is_proved):
            self.send(E(ns.SASL, "failure", None, E(ns.SASL, "not-authorized")))
            raise StreamError("not-authorized", "the certificate is for another name")
        self.send(E(ns.SASL, "success"))
        pair = self.local, self.remote
        self._admit(*pair)
        self.restart(is_trusted=True)
        await self._open()
        if pair != (self.local, self.remote):
            raise StreamError("invalid-from", "you have proved to be another")

    async def _take_dialback(self, element: Element) -> None:
        if element.tag not in (dialback.RESULT, dialback.VERIFY):
            raise StreamError("not-authorized", "prove first who you are")
        local, remote = _hosts(element)
        domain, link = self._link(local, remote)
        if not link.dialback:
            raise StreamError("policy-violation", "this link needs a certificate")
        given, id_ = element.text or "", element.get("id", "")
        if element.tag == dialback.VERIFY:
            key = dialback.dialback_key(domain.database.secret("dialback"), remote, local, id_)
            is_valid = compare_digest(key.encode(), given.encode())
        else:
            is_valid = await self._router.verify(domain, local, remote, given, self.id)
        kind = "valid" if is_valid else "invalid"
        attributes = {"id": id_} if id_ else {}
        answer = dialback.dialback(
            str(element.tag), from_=local, to=remote, type=kind, **attributes
        )
        self.send(answer)
        if element.tag == dialback.RESULT and is_valid:
            self._parser.stanza_bytes = self._limits.stanza_bytes
            self._admit(local, remote)

    def _admit(self, local: str, remote: str) -> None:
        self.pairs.add((local, remote))
        self._router.is_heard(local, remote)

    # What it says

    async def _take(self, element: Element) -> None:
        if element.tag == f"{{{ns.SM}}}enable" and self._handled is None:
            self._handled = 0
            self.send(E(ns.SM, "enabled"))
        elif element.tag == f"{{{ns.SM}}}r" and self._handled is not None:
            self.send(E(ns.SM, "a", {"h": str(self._handled)}))
        elif not is_stanza(element):
            await self._take_dialback(element)
        elif _hosts(element) not in self.pairs:
            raise StreamError("invalid-from", "you have not proved to be who you speak for")
        else:
            await self._router.receive(in_namespace(element, ns.SERVER, ns.CLIENT))
            if self._handled is not None:
                self._handled = (self._handled + 1) % 2**32


def _hosts(element: Element) -> tuple[str, str]:
    """Ours and theirs; raises `StreamError` where an address lacks or can't be."""
    try:
        return jid_of(element, "to").domain, jid_of(element, "from").domain
    except InvalidJidError as error:
        raise StreamError("improper-addressing", error.text) from error
