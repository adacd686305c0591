"""One client's stream: from the first bytes through TLS, SASL and bind to stanzas (RFC 6120)."""

from __future__ import annotations

import asyncio
import base64
import binascii
import logging
import secrets
from collections import deque
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from . import namespaces as ns
from .connection import Connection
from .domain import Domain
from .jid import InvalidJidError, Jid, normalise_resource
from .parser import StreamError, StreamEvent, StreamHeader, StreamParser
from .sasl import MECHANISMS, SaslError, SignedIn
from .stanza import E, Element, StanzaError, error_reply, iq_result, local_name, serialise
from .stream_management import StreamSession

if TYPE_CHECKING:
    from .server import ReferenceServer

_log = logging.getLogger(__name__)

_STANZAS = frozenset(f"{{{ns.CLIENT}}}{tag}" for tag in ("message", "presence", "iq"))


class ClientStream:
    """Owns a connection until it ends. `run` is its task; each stanza is done before the next."""

    def __init__(self, server: ReferenceServer, connection: Connection, *, is_tls: bool) -> None:
        self.connection = connection
        self.domain: Domain = server.default_domain  # until another is asked for
        self.local = ""  # of the account that has signed in
        self.session: StreamSession | None = None  # once a resource is bound
        self._server = server
        self._limits = server.config.limits
        self._is_tls = is_tls
        self._is_finished = False
        self._failures = 0
        self._restart()

    async def run(self) -> None:
        """Serve the client until either side ends the stream."""
        try:
            async with asyncio.timeout(self._limits.sign_in_seconds):
                session = await self._negotiate()
            while True:
                await self._take(session, await self._next())
        except EOFError:
            pass
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
            self._write_header(None)
        if condition:
            described = StreamError(condition, text).describe(ns.STREAM_ERRORS)
            self._send(E(ns.STREAM, "error", None, *described))
        self.write(b"</stream:stream>")
        self._is_finished = True
        self.connection.close()

    def _send(self, element: Element) -> None:
        self.write(serialise(element))

    # Reading

    async def _next_event(self) -> StreamEvent:
        """What comes next; raises `EOFError` once there is nothing more."""
        while not self._events and not self._is_finished:
            received = await self.connection.read()
            if not received:
                raise EOFError
            self._events.extend(self._parser.feed(received))
        if self._is_finished:
            raise EOFError
        return self._events.popleft()

    async def _next(self) -> Element:
        """The next child of the stream; raises `EOFError`, too, where the client ends it."""
        event = await self._next_event()
        if isinstance(event, Element):
            return event
        self.finish("", "")
        raise EOFError

    def _restart(self) -> None:
        """Expect another stream header; what was sent in the old stream is void."""
        limits = self._limits
        size = limits.stanza_bytes if self.local else limits.unauthenticated_stanza_bytes
        self._parser = StreamParser(stanza_bytes=size, depth=limits.stanza_depth)
        self._events: deque[StreamEvent] = deque()
        self._is_open = False  # our own header is sent

    # From the first header to a session

    async def _negotiate(self) -> StreamSession:
        await self._open()
        while not self.local:
            element = await self._next()
            namespace, _, tag = str(element.tag)[1:].partition("}")
            if namespace == ns.SASL:
                await self._authenticate(element)
            elif (namespace, tag) == (ns.TLS, "starttls") and not self._is_tls:
                await self._start_tls()
            else:
                raise _misplaced(element)
        await self._open()
        while self.session is None:
            element = await self._next()
            namespace, _, tag = str(element.tag)[1:].partition("}")
            if namespace == ns.SM:
                self._resume(tag, element)
            elif element.find(f"{{{ns.BIND}}}bind") is not None and element.get("type") == "set":
                await self._bind(element)
            else:
                raise _misplaced(element)
        return self.session

    async def _open(self) -> None:
        header = await self._next_event()
        expected = f"{{{ns.STREAM}}}stream", ns.CLIENT
        if not isinstance(header, StreamHeader) or (header.tag, header.namespace) != expected:
            raise StreamError("invalid-namespace", "this is no stream of jabber:client")
        domain = self._server.hosted(header.attributes.get("to", ""))
        if domain is None:
            raise StreamError("host-unknown", "this server doesn't host the domain you ask for")
        if self.local and domain is not self.domain:
            raise StreamError("not-authorized", "you have signed in to another domain")
        self.domain = domain
        self._write_header(header.attributes.get("from"))
        if not header.attributes.get("version", "").startswith("1."):
            raise StreamError("unsupported-version", "version 1.0 is needed")
        if not self._is_tls:
            features = [E(ns.TLS, "starttls", None, E(ns.TLS, "required"))]
        elif not self.local:
            names = (E(ns.SASL, "mechanism", None, name) for name in MECHANISMS)
            features = [E(ns.SASL, "mechanisms", None, *names)]
        else:
            features = [E(ns.BIND, "bind"), E(ns.SM, "sm"), E(ns.ROSTER_VERSIONING, "ver")]
        self._send(E(ns.STREAM, "features", None, *features))

    def _write_header(self, to: str | None) -> None:
        self._is_open = True
        self.write(
            f"<?xml version='1.0'?><stream:stream xmlns='{ns.CLIENT}' xmlns:stream='{ns.STREAM}'"
            f" id='{secrets.token_urlsafe(12)}' from={quoteattr(self.domain.name)}"
            f"{f' to={quoteattr(to)}' if to else ''} version='1.0' xml:lang='en'>".encode()
        )

    async def _start_tls(self) -> None:
        self._send(E(ns.TLS, "proceed"))
        await self.connection.start_tls(self._server.tls_contexts[self.domain.name])
        self._is_tls = True
        self._restart()
        await self._open()

    async def _authenticate(self, auth: Element) -> None:
        """One exchange of SASL, which the client begins (RFC 6120 section 6.4)."""
        try:
            signed_in = await self._exchange(auth)
        except SaslError as error:
            self._failures += 1
            self._send(E(ns.SASL, "failure", None, *error.describe(ns.SASL)))
            if self._failures >= self._limits.sign_in_attempts:
                text = "too many failed attempts to sign in"
                raise StreamError("policy-violation", text) from error
        else:
            self.local = signed_in.local
            self._send(_sasl("success", signed_in.final))
            self._restart()

    async def _exchange(self, auth: Element) -> SignedIn:
        _check_sasl(auth, "auth")
        if not self._is_tls:
            raise SaslError("encryption-required")
        mechanism = MECHANISMS.get(auth.get("mechanism", ""))
        if mechanism is None:
            raise SaslError("invalid-mechanism")
        exchange = mechanism(self.domain.accounts)
        challenge, response = next(exchange), auth if auth.text else None
        while True:
            if response is None:
                self._send(_sasl("challenge", challenge))
                response = await self._next()
                _check_sasl(response, "response")
            try:
                challenge = exchange.send(_content(response))
            except StopIteration as stop:
                signed_in: SignedIn = stop.value
                break
            response = None
        if self._server.faults.refuses(self.domain, signed_in.local):
            raise SaslError("temporary-auth-failure", "sign-in is switched off")
        return signed_in

    async def _bind(self, iq: Element) -> None:
        try:
            wanted = iq.findtext(f"{{{ns.BIND}}}bind/{{{ns.BIND}}}resource")
            resource = normalise_resource(wanted) if wanted else secrets.token_urlsafe(9)
            session = StreamSession(self.domain, Jid(self.local, self.domain.name, resource), self)
            await self.domain.bind(session)
        except InvalidJidError as error:  # RFC 6120 section 7.7.2.1
            self._send(error_reply(iq, StanzaError("bad-request", error.text)))
        except StanzaError as error:
            self._send(error_reply(iq, error))
        else:
            self.session = session
            self._send(
                iq_result(iq, E(ns.BIND, "bind", None, E(ns.BIND, "jid", None, session.jid)))
            )

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
                self._send(E(ns.SM, "resumed", {"previd": token, "h": session.received}))
                session.resend()
                return
        condition = "item-not-found" if tag == "resume" else "unexpected-request"
        self._send(E(ns.SM, "failed", None, E(ns.STANZA_ERRORS, condition)))

    def _take_management(self, session: StreamSession, element: Element) -> None:
        match local_name(element):
            case "enable":
                is_wanted = element.get("resume") in ("true", "1")
                session.enable(resumable=is_wanted)
                seconds = int(self._limits.resumption_seconds)
                attributes = {"id": session.token, "resume": "true", "max": seconds}
                self._send(E(ns.SM, "enabled", attributes if is_wanted else None))
            case "r":
                self._send(E(ns.SM, "a", {"h": session.received}))
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

    async def _leave(self) -> None:
        session = self.session
        if session is not None and session.wire is self:
            if session.token and not self._is_finished and not self._server.is_stopping:
                session.detach()
            else:
                await session.close()
        self._is_finished = True
        self.connection.close()


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
