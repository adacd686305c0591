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
from startalk_desktop.refserver.session import Session
from startalk_desktop.refserver.stanza import (
    E,
    Element,
    StanzaError,
    child,
    error_reply,
    iq_result,
    serialise,
)
from startalk_desktop.refserver.stream_management import Mailbox

if TYPE_CHECKING:
    from startalk_desktop.refserver.server import ReferenceServer

_log = logging.getLogger(__name__)

_STANZAS = frozenset(f"{{{ns.CLIENT}}}{tag}" for tag in ("message", "presence", "iq"))


class ClientStream:
    """Owns a connection until it ends. `run` is its task; each stanza is done before the next."""

    def __init__(self, server: ReferenceServer, connection: Connection, *, is_tls: bool) -> None:
        self.connection = connection
        self.domain: Domain | None = None
        self.local = ""  # of the account that has signed in
        self.mailbox: Mailbox | None = None
        self._server = server
        self._limits = server.config.limits
        self._is_tls = is_tls
        self._is_open = False  # our own stream header is sent
        self._is_finished = False
        self._failures = 0
        self._exchange: Exchange | None = None
        self._parser = self._new_parser()
        self._deadline = asyncio.timeout(self._limits.sign_in_seconds)

    @property
    def session(self) -> Session | None:
        """The bound session."""
        return self.mailbox.session if self.mailbox is not None else None

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

    # The wire of a mailbox

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
            error = E(ns.STREAM, "error", None, E(ns.STREAM_ERRORS, condition))
            if text:
                error.append(E(ns.STREAM_ERRORS, "text", {f"{{{ns.XML}}}lang": "en"}, text))
            self.connection.write(serialise(error))
        self.connection.write(b"</stream:stream>")
        self._is_finished = True
        self.connection.close()

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
        tag = str(element.tag)
        namespace = tag[1:].partition("}")[0]
        if self.mailbox is not None and tag in _STANZAS:
            await self._take_stanza(self.mailbox, element)
        elif namespace == ns.SM and self.local:
            await self._take_management(tag, element)
        elif namespace == ns.SASL and not self.local:
            self._take_sasl(tag, element)
        elif tag == f"{{{ns.TLS}}}starttls" and not self._is_tls and self.domain is not None:
            await self._start_tls(self.domain)
        elif tag == f"{{{ns.CLIENT}}}iq" and self.local:
            await self._bind(element)
        elif tag in _STANZAS:
            raise StreamError("not-authorized", "sign in first")
        else:
            raise StreamError("unsupported-stanza-type", f"{tag} has no place here")

    async def _take_stanza(self, mailbox: Mailbox, stanza: Element) -> None:
        mailbox.count()
        session = mailbox.session
        if session is not None:
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
        self.write(self._features())

    def _open(self, to: str | None) -> None:
        name = self.domain.name if self.domain is not None else self._server.default_domain.name
        self._is_open = True
        self.connection.write(
            f"<?xml version='1.0'?><stream:stream xmlns='{ns.CLIENT}' xmlns:stream='{ns.STREAM}'"
            f" id='{secrets.token_urlsafe(12)}' from={quoteattr(name)}"
            f"{f' to={quoteattr(to)}' if to else ''} version='1.0' xml:lang='en'>".encode()
        )

    def _features(self) -> bytes:
        features = E(ns.STREAM, "features")
        if not self._is_tls:
            features.append(E(ns.TLS, "starttls", None, E(ns.TLS, "required")))
        elif not self.local:
            names = (E(ns.SASL, "mechanism", None, name) for name in MECHANISMS)
            features.append(E(ns.SASL, "mechanisms", None, *names))
        else:
            optional = E(ns.LEGACY_SESSION, "session", None, E(ns.LEGACY_SESSION, "optional"))
            features.extend(
                [
                    E(ns.BIND, "bind"),
                    optional,
                    E(ns.SM, "sm"),
                    E(ns.ROSTER_VERSIONING, "ver"),
                    E(ns.PRE_APPROVAL, "sub"),
                ]
            )
        return serialise(features)

    def _new_parser(self) -> StreamParser:
        limits = self._limits
        size = limits.stanza_bytes if self.local else limits.unauthenticated_stanza_bytes
        return StreamParser(stanza_bytes=size, depth=limits.stanza_depth)

    async def _start_tls(self, domain: Domain) -> None:
        self.write(serialise(E(ns.TLS, "proceed")))
        self._parser = self._new_parser()
        await self.connection.start_tls(self._server.tls_context(domain.name))
        self._is_tls = True
        self._is_open = False

    # SASL

    def _take_sasl(self, tag: str, element: Element) -> None:
        try:
            if tag == f"{{{ns.SASL}}}auth":
                self._begin_exchange(element)
            elif tag == f"{{{ns.SASL}}}response" and self._exchange is not None:
                self._advance_exchange(self._exchange, _content(element))
            else:
                aborted = tag == f"{{{ns.SASL}}}abort"
                self._fail_sign_in(SaslError("aborted" if aborted else "malformed-request"))
        except SaslError as error:
            self._fail_sign_in(error)

    def _begin_exchange(self, element: Element) -> None:
        if not self._is_tls:
            raise SaslError("encryption-required")
        mechanism = MECHANISMS.get(element.get("mechanism", ""))
        if mechanism is None or self.domain is None:
            raise SaslError("invalid-mechanism")
        self._exchange = mechanism(self.domain.accounts)
        next(self._exchange)
        if element.text:
            self._advance_exchange(self._exchange, _content(element))
        else:
            self.write(serialise(E(ns.SASL, "challenge")))

    def _advance_exchange(self, exchange: Exchange, response: bytes) -> None:
        try:
            challenge = exchange.send(response)
        except StopIteration as stop:
            self._succeed(stop.value)
        else:
            encoded = base64.b64encode(challenge).decode()
            self.write(serialise(E(ns.SASL, "challenge", None, encoded)))

    def _succeed(self, signed_in: SignedIn) -> None:
        if self.domain is not None and self._server.faults.refuses(self.domain, signed_in.local):
            raise SaslError("temporary-auth-failure", "sign-in is switched off")
        self._exchange = None
        self.local = signed_in.local
        final = base64.b64encode(signed_in.final).decode()
        self.write(serialise(E(ns.SASL, "success", None, final)))
        self._parser = self._new_parser()
        self._is_open = False

    def _fail_sign_in(self, error: SaslError) -> None:
        self._exchange = None
        self._failures += 1
        failure = E(ns.SASL, "failure", None, E(ns.SASL, error.condition))
        if error.text:
            failure.append(E(ns.SASL, "text", {f"{{{ns.XML}}}lang": "en"}, error.text))
        self.write(serialise(failure))
        if self._failures >= self._limits.sign_in_attempts:
            raise StreamError("policy-violation", "too many failed attempts to sign in")

    # Bind

    async def _bind(self, iq: Element) -> None:
        request = child(iq, ns.BIND, "bind")
        if iq.get("type") != "set" or request is None or self.domain is None:
            raise StreamError("not-authorized", "bind a resource first")
        wanted = child(request, ns.BIND, "resource")
        try:
            resource = secrets.token_urlsafe(9)
            if wanted is not None and wanted.text:
                resource = normalise_resource(wanted.text)
            mailbox = Mailbox(self, self._limits.unacknowledged_bytes)
            jid = Jid(self.local, self.domain.name, resource)
            session = mailbox.session = Session(self.domain, jid, mailbox)
            await self.domain.bind(session)
        except InvalidJidError as error:
            self.write(serialise(error_reply(iq, StanzaError("bad-request", str(error)))))
        except StanzaError as error:
            self.write(serialise(error_reply(iq, error)))
        else:
            self._signed_in(mailbox)
            bound = E(ns.BIND, "bind", None, E(ns.BIND, "jid", None, str(jid)))
            self.write(serialise(iq_result(iq, bound)))

    def _signed_in(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox
        self._deadline.reschedule(None)

    # Stream management

    async def _take_management(self, tag: str, element: Element) -> None:
        verb = tag.partition("}")[2]
        if verb == "resume" and self.mailbox is None:
            self._resume(element)
        elif self.mailbox is None:
            self.write(_sm_failure("unexpected-request"))
        elif verb == "enable":
            wanted = element.get("resume") in ("true", "1")
            self.mailbox.enable(resumable=wanted)
            seconds = str(int(self._limits.resumption_seconds))
            attributes: dict[str, str | None] = {}
            if wanted:
                self._server.resumable[self.mailbox.token] = self.mailbox
                attributes = {"id": self.mailbox.token, "resume": "true", "max": seconds}
            self.write(serialise(E(ns.SM, "enabled", attributes)))
        elif verb == "r":
            self.write(serialise(E(ns.SM, "a", {"h": str(self.mailbox.received)})))
        elif verb == "a":
            self.mailbox.acknowledge(element.get("h"))
            self.mailbox.request()
        else:
            raise StreamError("unsupported-stanza-type", f"{tag} has no place here")

    def _resume(self, element: Element) -> None:
        token = element.get("previd", "")
        mailbox = self._server.resumable.get(token)
        session = mailbox.session if mailbox is not None else None
        if (
            mailbox is None
            or session is None
            or session.is_closed
            or session.domain is not self.domain
            or session.jid.local != self.local
        ):
            self.write(_sm_failure("item-not-found"))
            return
        mailbox.acknowledge(element.get("h"))
        mailbox.attach(self)
        self._signed_in(mailbox)
        resumed = {"previd": token, "h": str(mailbox.received)}
        self.write(serialise(E(ns.SM, "resumed", resumed)))
        mailbox.resend()

    # The end

    async def _leave(self) -> None:
        mailbox, session = self.mailbox, self.session
        if mailbox is None or session is None or mailbox.wire is not self:
            pass
        elif mailbox.token and not self._is_finished and not self._server.is_stopping:
            mailbox.detach(self._limits.resumption_seconds)
        else:
            await session.close()
        self._is_finished = True
        self.connection.close()


def _sm_failure(condition: str) -> bytes:
    return serialise(E(ns.SM, "failed", None, E(ns.STANZA_ERRORS, condition)))


def _content(element: Element) -> bytes:
    """The decoded text of a SASL element; "=" is an empty message (RFC 6120 6.4.2)."""
    text = (element.text or "").strip()
    try:
        return b"" if text == "=" else base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise SaslError("incorrect-encoding") from error
