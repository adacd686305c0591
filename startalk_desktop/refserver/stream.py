"""One client's stream: from the first bytes through TLS, SASL and bind to stanzas (RFC 6120)."""

from __future__ import annotations

import asyncio
import base64
import binascii
import logging
import secrets
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from startalk_desktop.refserver import namespaces as ns
from startalk_desktop.refserver.connection import Connection
from startalk_desktop.refserver.domain import Domain
from startalk_desktop.refserver.jid import InvalidJidError, Jid, normalise_resource
from startalk_desktop.refserver.parser import (
    StreamEnd,
    StreamError,
    StreamEvent,
    StreamHeader,
    StreamParser,
)
from startalk_desktop.refserver.sasl import MECHANISMS, Exchange, SaslError, SignedIn
from startalk_desktop.refserver.stanza import (
    E,
    Element,
    StanzaError,
    child,
    child_text,
    error_reply,
    iq_result,
    serialise,
)
from startalk_desktop.refserver.stream_management import StreamSession

if TYPE_CHECKING:
    from startalk_desktop.refserver.server import ReferenceServer

_log = logging.getLogger(__name__)


class ClientStream:
    """Owns a connection until it ends. `run` is its task; each stanza is done before the next."""

    def __init__(self, server: ReferenceServer, connection: Connection, *, is_tls: bool) -> None:
        self.connection = connection
        self.domain: Domain | None = None
        self.local = ""  # of the account that has signed in
        self.session: StreamSession | None = None  # once a resource is bound
        self._server = server
        self._limits = server.config.limits
        self._is_tls = is_tls
        self._is_open = False  # our own stream header is sent
        self._is_finished = False
        self._failures = 0
        self._exchange: Exchange | None = None
        self._parser = self._new_parser()
        self._deadline = asyncio.timeout(self._limits.sign_in_seconds)

    async def run(self) -> None:
        """Serve the client until either side ends the stream."""
        try:
            async with self._deadline:
                await self._read()
        except TimeoutError:
            self.finish("connection-timeout", "you have not signed in in time")
        except StreamError as error:
            self.finish(error.condition, error.text)
        except OSError as error:
            _log.debug("a connection failed: %s", error)
        except Exception:
            self.finish("internal-server-error", "")
            raise
        finally:
            await self._leave()

    # The wire of a session

    def write(self, stanza: bytes) -> None:
        """Send bytes."""
        if not self._is_finished:
            self.connection.write(stanza)

    def finish(self, condition: str, text: str) -> None:
        """End the stream and the connection, with an error if there is a condition."""
        if self._is_finished:
            return
        if not self._is_open:
            self._open(None)
        if condition:
            described = StreamError(condition, text).describe(ns.STREAM_ERRORS)
            self._send(E(ns.STREAM, "error", None, *described))
        self.write(b"</stream:stream>")
        self._is_finished = True
        self.connection.close()

    def _send(self, element: Element) -> None:
        self.write(serialise(element))

    # Reading

    async def _read(self) -> None:
        while not self._is_finished and (received := await self.connection.read()):
            parser = self._parser
            for event in parser.feed(received):
                await self._take_event(event)
                if parser is not self._parser:
                    break  # after a restart, what was sent in the old stream is void

    async def _take_event(self, event: StreamEvent) -> None:
        if self._is_finished:
            return
        if isinstance(event, StreamHeader):
            self._start(event)
        elif isinstance(event, StreamEnd):
            self.finish("", "")
        else:
            await self._take(event)

    async def _take(self, element: Element) -> None:
        namespace, _, tag = str(element.tag)[1:].partition("}")
        is_stanza = namespace == ns.CLIENT and tag in ("message", "presence", "iq")
        if is_stanza and self.session is not None:
            await self._take_stanza(self.session, element)
        elif namespace == ns.SM and self.local:
            self._take_management(tag, element)
        elif namespace == ns.SASL and not self.local:
            self._take_sasl(tag, element)
        elif (namespace, tag) == (ns.TLS, "starttls") and not self._is_tls and self.domain:
            await self._start_tls(self.domain)
        elif is_stanza and tag == "iq" and self.local:
            await self._bind(element)
        elif is_stanza:
            raise StreamError("not-authorized", "sign in first")
        else:
            raise StreamError("unsupported-stanza-type", f"{element.tag} has no place here")

    async def _take_stanza(self, session: StreamSession, stanza: Element) -> None:
        claimed = stanza.get("from")
        if claimed and claimed not in (str(session.jid), str(session.jid.bare)):
            raise StreamError("invalid-from", f"you are {session.jid}")
        await session.receive(stanza)

    # Opening

    def _start(self, header: StreamHeader) -> None:
        if header.tag != f"{{{ns.STREAM}}}stream" or header.namespace != ns.CLIENT:
            raise StreamError("invalid-namespace", "this is no stream of jabber:client")
        domain = self._server.hosted(header.attributes.get("to", ""))
        if domain is None:
            raise StreamError("host-unknown", "this server doesn't host the domain you ask for")
        if self.local and domain is not self.domain:
            raise StreamError("not-authorized", "you have signed in to another domain")
        self.domain = domain
        self._open(header.attributes.get("from"))
        if not header.attributes.get("version", "").startswith("1."):
            raise StreamError("unsupported-version", "version 1.0 is needed")
        self._send(self._features())

    def _open(self, to: str | None) -> None:
        self._is_open = True
        self.write(
            f"<?xml version='1.0'?><stream:stream xmlns='{ns.CLIENT}' xmlns:stream='{ns.STREAM}'"
            f" id='{secrets.token_urlsafe(12)}'"
            f" from={quoteattr((self.domain or self._server.default_domain).name)}"
            f"{f' to={quoteattr(to)}' if to else ''} version='1.0' xml:lang='en'>".encode()
        )

    def _features(self) -> Element:
        if not self._is_tls:
            starttls = E(ns.TLS, "starttls", None, E(ns.TLS, "required"))
            return E(ns.STREAM, "features", None, starttls)
        if not self.local:
            names = (E(ns.SASL, "mechanism", None, name) for name in MECHANISMS)
            return E(ns.STREAM, "features", None, E(ns.SASL, "mechanisms", None, *names))
        offered = {ns.BIND: "bind", ns.SM: "sm", ns.ROSTER_VERSIONING: "ver"}
        features = (E(namespace, tag) for namespace, tag in offered.items())
        return E(ns.STREAM, "features", None, *features)

    def _new_parser(self) -> StreamParser:
        limits = self._limits
        size = limits.stanza_bytes if self.local else limits.unauthenticated_stanza_bytes
        return StreamParser(stanza_bytes=size, depth=limits.stanza_depth)

    async def _start_tls(self, domain: Domain) -> None:
        self._send(E(ns.TLS, "proceed"))
        self._parser = self._new_parser()
        await self.connection.start_tls(self._server.tls_context(domain.name))
        self._is_tls = True
        self._is_open = False

    # SASL

    def _take_sasl(self, tag: str, element: Element) -> None:
        try:
            if tag == "auth":
                self._begin_exchange(element)
            else:
                self._advance_exchange(tag, element)
        except SaslError as error:
            self._exchange = None
            self._failures += 1
            self._send(E(ns.SASL, "failure", None, *error.describe(ns.SASL)))
            if self._failures >= self._limits.sign_in_attempts:
                text = "too many failed attempts to sign in"
                raise StreamError("policy-violation", text) from error

    def _begin_exchange(self, element: Element) -> None:
        if not self._is_tls:
            raise SaslError("encryption-required")
        mechanism = MECHANISMS.get(element.get("mechanism", ""))
        if mechanism is None or self.domain is None:
            raise SaslError("invalid-mechanism")
        self._exchange = mechanism(self.domain.accounts)
        next(self._exchange)
        if element.text:
            self._advance_exchange("response", element)
        else:
            self._send(E(ns.SASL, "challenge"))

    def _advance_exchange(self, tag: str, element: Element) -> None:
        if tag != "response" or self._exchange is None:
            raise SaslError("aborted" if tag == "abort" else "malformed-request")
        try:
            challenge = self._exchange.send(_content(element))
        except StopIteration as stop:
            self._succeed(stop.value)
        else:
            self._send(E(ns.SASL, "challenge", None, base64.b64encode(challenge).decode()))

    def _succeed(self, signed_in: SignedIn) -> None:
        if self.domain is not None and self._server.faults.refuses(self.domain, signed_in.local):
            raise SaslError("temporary-auth-failure", "sign-in is switched off")
        self.local = signed_in.local
        self._send(E(ns.SASL, "success", None, base64.b64encode(signed_in.final).decode()))
        self._parser = self._new_parser()
        self._is_open = False

    # Bind

    async def _bind(self, iq: Element) -> None:
        request = child(iq, ns.BIND, "bind")
        if iq.get("type") != "set" or request is None or self.domain is None:
            raise StreamError("not-authorized", "bind a resource first")
        try:
            wanted = child_text(request, ns.BIND, "resource")
            resource = normalise_resource(wanted) if wanted else secrets.token_urlsafe(9)
            jid = Jid(self.local, self.domain.name, resource)
            session = StreamSession(self.domain, jid, self)
            await self.domain.bind(session)
        except StanzaError as error:
            if isinstance(error, InvalidJidError):  # RFC 6120 section 7.7.2.1
                error = StanzaError("bad-request", error.text)
            self._send(error_reply(iq, error))
        else:
            self._serve(session)
            bound = E(ns.BIND, "bind", None, E(ns.BIND, "jid", None, str(jid)))
            self._send(iq_result(iq, bound))

    def _serve(self, session: StreamSession) -> None:
        self.session = session
        self._deadline.reschedule(None)

    # Stream management

    def _take_management(self, tag: str, element: Element) -> None:
        session = self.session
        if session is None:
            if tag != "resume":
                self._send(_sm_failure("unexpected-request"))
            elif (lost := self._lost_session(element.get("previd"))) is None:
                self._send(_sm_failure("item-not-found"))
            else:
                self._resume(lost, element)
        elif tag == "enable":
            is_wanted = element.get("resume") in ("true", "1")
            session.enable(resumable=is_wanted)
            seconds = int(self._limits.resumption_seconds)
            attributes = {"id": session.token, "resume": "true", "max": seconds}
            self._send(E(ns.SM, "enabled", attributes if is_wanted else None))
        elif tag == "r":
            self._send(E(ns.SM, "a", {"h": session.received}))
        elif tag == "a":
            session.acknowledge(element.get("h"))
            session.request()
        else:
            raise StreamError("unsupported-stanza-type", f"{tag} has no place here")

    def _lost_session(self, token: str | None) -> StreamSession | None:
        """The account's session that may be resumed by that token."""
        sessions = self.domain.sessions_of(Jid(self.local, self.domain.name)) if self.domain else []
        for session in sessions:
            if isinstance(session, StreamSession) and token and session.token == token:
                return None if session.is_closed else session
        return None

    def _resume(self, session: StreamSession, element: Element) -> None:
        session.acknowledge(element.get("h"))
        session.attach(self)
        self._serve(session)
        self._send(E(ns.SM, "resumed", {"previd": session.token, "h": session.received}))
        session.resend()

    # The end

    async def _leave(self) -> None:
        session = self.session
        if session is not None and session.wire is self:
            if session.token and not self._is_finished and not self._server.is_stopping:
                session.detach()
            else:
                await session.close()
        self._is_finished = True
        self.connection.close()


def _sm_failure(condition: str) -> Element:
    return E(ns.SM, "failed", None, E(ns.STANZA_ERRORS, condition))


def _content(element: Element) -> bytes:
    """The decoded text of a SASL element; "=" is an empty message (RFC 6120 6.4.2)."""
    text = (element.text or "").strip()
    try:
        return b"" if text == "=" else base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise SaslError("incorrect-encoding") from error
