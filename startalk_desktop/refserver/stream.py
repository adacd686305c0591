"""One client's stream: from the first bytes through TLS, SASL and bind to stanzas (RFC 6120)."""

from __future__ import annotations

import asyncio
import base64
import binascii
import secrets
from typing import TYPE_CHECKING

from . import namespaces as ns
from .connection import Connection
from .domain import Domain
from .jid import InvalidJidError, Jid, normalise_resource
from .parser import StreamError
from .sasl import MECHANISMS, SaslError, SignedIn
from .stanza import E, Element, StanzaError, error_reply, iq_result, local_name, namespace_of
from .stream_management import StreamSession
from .xml_stream import XmlStream, in_stream

if TYPE_CHECKING:
    from .server import ReferenceServer

_STANZAS = frozenset(f"{{{ns.CLIENT}}}{tag}" for tag in ("message", "presence", "iq"))
_STARTTLS = f"{{{ns.TLS}}}starttls"


class ClientStream(XmlStream):
    """Serves one client. `run` is its task; each stanza is done before the next."""

    def __init__(self, server: ReferenceServer, connection: Connection, *, is_tls: bool) -> None:
        self.domain: Domain = server.default_domain  # until another is asked for
        self.local = ""  # of the account that has signed in
        self.session: StreamSession | None = None  # once a resource is bound
        self._server = server
        self._is_tls = is_tls
        self._claimed = ""  # who the client says that it is
        self._failures = 0
        super().__init__(connection, server.config.limits)

    def names(self) -> dict[str, str]:
        """Who speaks to whom."""
        id_ = secrets.token_urlsafe(12)
        return {"id": id_, "from": self.domain.name, "to": self._claimed}

    async def serve(self) -> None:
        """Sign the client in, then take what it sends."""
        async with asyncio.timeout(self._limits.sign_in_seconds):
            session = await self._negotiate()
        while True:
            await self._take(session, await self.next())

    # From the first header to a session

    async def _negotiate(self) -> StreamSession:
        await self._open()
        while not self.local:
            element = await self.next()
            if namespace_of(element) == ns.SASL:
                await self._authenticate(element)
            elif element.tag == _STARTTLS and not self._is_tls:
                await self._start_tls()
            else:
                raise _misplaced(element)
        await self._open()
        while self.session is None:
            element = await self.next()
            if namespace_of(element) == ns.SM:
                self._resume(local_name(element), element)
            elif element.find(f"{{{ns.BIND}}}bind") is not None and element.get("type") == "set":
                await self._bind(element)
            else:
                raise _misplaced(element)
        return self.session

    async def _open(self) -> None:
        header = await self.next_header()
        domain = self._server.hosted(header.attributes.get("to", ""))
        if domain is None:
            raise StreamError("host-unknown", "this server doesn't host the domain you ask for")
        if self.local and domain is not self.domain:
            raise StreamError("not-authorized", "you have signed in to another domain")
        self.domain, self._claimed = domain, header.attributes.get("from", "")
        self.send_header()
        if not header.attributes.get("version", "").startswith("1."):
            raise StreamError("unsupported-version", "version 1.0 is needed")
        if not self._is_tls:
            features = [E(ns.TLS, "starttls", None, E(ns.TLS, "required"))]
        elif not self.local:
            names = (E(ns.SASL, "mechanism", None, name) for name in MECHANISMS)
            features = [E(ns.SASL, "mechanisms", None, *names)]
        else:
            features = [E(ns.BIND, "bind"), E(ns.SM, "sm"), E(ns.ROSTER_VERSIONING, "ver")]
        self.send(in_stream("features", *features))

    async def _start_tls(self) -> None:
        self.send(E(ns.TLS, "proceed"))
        await self.connection.start_tls(self._server.tls_contexts[self.domain.name])
        self._is_tls = True
        self.restart(is_trusted=False)
        await self._open()

    async def _authenticate(self, auth: Element) -> None:
        """One exchange of SASL, which the client begins (RFC 6120 section 6.4)."""
        try:
            signed_in = await self._exchange(auth)
        except SaslError as error:
            self._failures += 1
            self.send(E(ns.SASL, "failure", None, *error.describe(ns.SASL)))
            if self._failures >= self._limits.sign_in_attempts:
                text = "too many failed attempts to sign in"
                raise StreamError("policy-violation", text) from error
        else:
            self.local = signed_in.local
            self.send(_sasl("success", signed_in.final))
            self.restart(is_trusted=True)

    async def _exchange(self, auth: Element) -> SignedIn:
        _check_sasl(auth, "auth")
        if not self._is_tls:
            raise SaslError("encryption-required")
        mechanism = MECHANISMS.get(auth.get("mechanism", ""))
        if mechanism is None:
            raise SaslError("invalid-mechanism")
        exchange = mechanism(self.domain.accounts)
        challenge = next(exchange)
        response = auth if auth.text else await self._response_to(challenge)
        try:
            while True:
                challenge = exchange.send(_content(response))
                response = await self._response_to(challenge)
        except StopIteration as stop:
            signed_in: SignedIn = stop.value
        if self._server.faults.refuses(self.domain, signed_in.local):
            raise SaslError("temporary-auth-failure", "sign-in is switched off")
        return signed_in

    async def _response_to(self, challenge: bytes) -> Element:
        self.send(_sasl("challenge", challenge))
        response = await self.next()
        _check_sasl(response, "response")
        return response

    async def _bind(self, iq: Element) -> None:
        wanted = iq.findtext(f"{{{ns.BIND}}}bind/{{{ns.BIND}}}resource")
        try:
            resource = normalise_resource(wanted) if wanted else secrets.token_urlsafe(9)
            session = StreamSession(self.domain, Jid(self.local, self.domain.name, resource), self)
            await self.domain.bind(session)
        except InvalidJidError as error:  # RFC 6120 section 7.7.2.1
            self.send(error_reply(iq, StanzaError("bad-request", error.text)))
        except StanzaError as error:
            self.send(error_reply(iq, error))
        else:
            self.session = session
            bound = E(ns.BIND, "bind", None, E(ns.BIND, "jid", None, session.jid))
            self.send(iq_result(iq, bound))

    # Stream management

    def _resume(self, tag: str, element: Element) -> None:
        """Go on with the session of a lost stream (XEP-0198 section 5)."""
        token = element.get("previd") if tag == "resume" else None
        for session in self.domain.sessions_of(Jid(self.local, self.domain.name)):
            if not isinstance(session, StreamSession) or session.is_closed:
                continue
            if token and session.token == token:
                session.acknowledge(element.get("h"))
                session.attach(self)
                self.session = session
                self.send(E(ns.SM, "resumed", {"previd": token, "h": session.received}))
                session.resend()
                return
        condition = "item-not-found" if tag == "resume" else "unexpected-request"
        self.send(E(ns.SM, "failed", None, E(ns.STANZA_ERRORS, condition)))

    def _take_management(self, session: StreamSession, element: Element) -> None:
        match local_name(element):
            case "enable":
                is_wanted = element.get("resume") in ("true", "1")
                session.enable(resumable=is_wanted)
                seconds = int(self._limits.resumption_seconds)
                attributes = {"id": session.token, "resume": "true", "max": seconds}
                self.send(E(ns.SM, "enabled", attributes if is_wanted else None))
            case "r":
                self.send(E(ns.SM, "a", {"h": session.received}))
            case "a":
                session.acknowledge(element.get("h"))
                session.request()
            case _:
                raise _misplaced(element)

    # Stanzas, and the end

    async def _take(self, session: StreamSession, element: Element) -> None:
        if element.tag in _STANZAS:
            claimed = element.get("from")
            if claimed not in (None, "", session.jid, session.jid.bare):
                raise StreamError("invalid-from", f"you are {session.jid}")
            await session.receive(element)
        elif str(element.tag).startswith(f"{{{ns.SM}}}"):
            self._take_management(session, element)
        else:
            raise _misplaced(element)

    async def leave(self) -> None:
        """Let the session wait for its client if it may come back, or else end it."""
        session = self.session
        if session is not None and session.wire is self:
            if session.token and not self.is_finished and not self._server.is_stopping:
                session.detach()
            else:
                await session.close()


def _misplaced(element: Element) -> StreamError:
    if element.tag in _STANZAS:
        return StreamError("not-authorized", "sign in and bind a resource first")
    return StreamError("unsupported-stanza-type", f"{element.tag} has no place here")


def _sasl(tag: str, content: bytes) -> Element:
    return E(ns.SASL, tag, None, base64.b64encode(content).decode())


def _check_sasl(element: Element, expected: str) -> None:
    if element.tag != f"{{{ns.SASL}}}{expected}":
        is_abort = element.tag == f"{{{ns.SASL}}}abort"
        raise SaslError("aborted" if is_abort else "malformed-request")


def _content(element: Element) -> bytes:
    """The decoded text of a SASL element; "=" is an empty message (RFC 6120 6.4.2)."""
    text = (element.text or "").strip()
    try:
        return b"" if text == "=" else base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise SaslError("incorrect-encoding") from error
