"""The plaintext half of STARTTLS (RFC 6120 section 5.4.2), as a small protocol of its own.

It says just enough to be let into TLS and believes nothing it hears but that. Nothing read here outlives it: the
stream begins anew inside TLS.
"""

from __future__ import annotations

import asyncio
from enum import Enum, auto
from typing import cast
from xml.sax.saxutils import quoteattr

from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.xmpp.errors import SignInFailed
from startalk_desktop.xmpp.strict_xml import StrictXmlReader, XmlRefused

_STREAM = ("http://etherx.jabber.org/streams", "stream")
_FEATURES = ("http://etherx.jabber.org/streams", "features")
_STREAM_ERROR = ("http://etherx.jabber.org/streams", "error")
_ERROR_CONDITIONS = "urn:ietf:params:xml:ns:xmpp-streams"
_TLS = "urn:ietf:params:xml:ns:xmpp-tls"

_LONGEST_ANSWER = 32 * 1024
"""Bytes that a server may send before TLS; real ones send less than two thousand."""

_ERROR_CODES = {
    "host-unknown": FailureCode.DOMAIN_NOT_SERVED,
    "host-gone": FailureCode.DOMAIN_NOT_SERVED,
    "policy-violation": FailureCode.POLICY,
    "resource-constraint": FailureCode.POLICY,
    "system-shutdown": FailureCode.SERVER_SHUTDOWN,
    "unsupported-version": FailureCode.SERVER_TOO_OLD,
}


class _Awaited(Enum):
    HEADER = auto()
    FEATURES = auto()
    PROCEED = auto()
    NOTHING = auto()


class StartTlsNegotiation(asyncio.Protocol):
    """Opens a stream to `domain` (an A-label) and asks for TLS."""

    def __init__(self, domain: str) -> None:
        self._domain = domain
        self._awaited = _Awaited.HEADER
        self._is_tls_offered = False
        self._is_in_error = False
        self._has_answered = False
        self._transport: asyncio.Transport | None = None
        self._ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._reader = StrictXmlReader(self._on_start, self._on_end, _LONGEST_ANSWER)

    async def completed(self) -> None:
        """Wait until the server has said that TLS may begin.

        Raises:
            SignInFailed: it does not speak XMPP, offers no TLS, does not serve the domain, or hung up.
        """
        await self._ready

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Open the stream."""
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(
            f"<?xml version='1.0'?><stream:stream to={quoteattr(self._domain)} version='1.0'"
            " xml:lang='en' xmlns='jabber:client'"
            " xmlns:stream='http://etherx.jabber.org/streams'>".encode()
        )

    def data_received(self, data: bytes) -> None:
        """Read on; what comes after the permission to begin TLS is dropped, not carried over into TLS."""
        if self._ready.done():
            return
        self._has_answered = True
        try:
            self._reader.feed(data)
        except XmlRefused as error:
            self._fail(FailureCode.NOT_XMPP, str(error))

    def eof_received(self) -> bool:
        """The server hung up; the transport is closed."""
        self._hung_up()
        return False

    def connection_lost(self, _error: Exception | None) -> None:
        """The line broke."""
        self._hung_up()

    def _hung_up(self) -> None:
        speaks_otherwise = self._has_answered and self._awaited is _Awaited.HEADER
        code = FailureCode.NOT_XMPP if speaks_otherwise else FailureCode.CONNECTION_LOST
        self._fail(code, "the server hung up")

    def _fail(self, code: FailureCode, detail: str) -> None:
        if not self._ready.done():
            self._ready.set_exception(SignInFailed(Failure(code, detail)))
            # Whoever was cancelled meanwhile does not come to fetch it.
            self._ready.exception()

    def _on_start(self, name: tuple[str, str], attributes: dict[str, str]) -> None:
        namespace, local = name
        if self._awaited is _Awaited.HEADER:
            if name != _STREAM:
                self._fail(FailureCode.NOT_XMPP, f"it opened with <{local}>")
            elif attributes.get("version", "").partition(".")[0] != "1":
                self._fail(FailureCode.SERVER_TOO_OLD, "it speaks XMPP from before 2004")
            self._awaited = _Awaited.FEATURES
        elif name == _STREAM_ERROR:
            self._is_in_error = True
        elif self._is_in_error and namespace == _ERROR_CONDITIONS and local != "text":
            self._fail(_ERROR_CODES.get(local, FailureCode.SERVER_ERROR), local)
        elif name == (_TLS, "starttls") and self._awaited is _Awaited.FEATURES:
            self._is_tls_offered = True

    def _on_end(self, name: tuple[str, str], _text: str) -> None:
        if name == _STREAM:
            self._hung_up()
        elif name == _FEATURES and self._awaited is _Awaited.FEATURES:
            self._ask()
        elif name == (_TLS, "failure"):
            self._fail(FailureCode.TLS_FAILED, "the server refused to begin TLS")
        elif name == (_TLS, "proceed") and self._awaited is _Awaited.PROCEED:
            self._awaited = _Awaited.NOTHING
            if not self._ready.done():
                self._ready.set_result(None)

    def _ask(self) -> None:
        if not self._is_tls_offered:
            self._fail(FailureCode.TLS_MISSING, "the server offers no encryption")
            return
        self._awaited = _Awaited.PROCEED
        if self._transport is not None:
            self._transport.write(b"<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")
