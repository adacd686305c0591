"""Opening a secured line to one server, and to the best of several.

aioxmpp's own TLS path does not work on today's Pythons; the line is the standard library's TLS. One way serves
plain asyncio and Qt's loop, STARTTLS and direct TLS: a TCP connection, the plaintext half where there is one, the
handshake, and then the XML stream, which never sees a byte that was not protected.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, cast

from aioxmpp.errors import StreamError

from startalk_desktop.model.connection import CertificateInfo, ConnectStep
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.xmpp.discovery import Target
from startalk_desktop.xmpp.errors import SignInFailed
from startalk_desktop.xmpp.line_failures import opening_failure
from startalk_desktop.xmpp.paced_stream import PacedStream
from startalk_desktop.xmpp.race import AllFailed, first_success
from startalk_desktop.xmpp.starttls import StartTlsNegotiation
from startalk_desktop.xmpp.trust import (
    Trust,
    describe,
    peer_certificate,
    verification_failure,
)

_ADDRESS_HEAD_START: Final = 0.25  # RFC 8305 section 5
_TARGET_HEAD_START: Final = 3.0
_TLS_CLOSE_SECONDS: Final = 1.0
_LOOK_SECONDS: Final = 5.0

Progress = Callable[[ConnectStep, str], None]


@dataclass(frozen=True, slots=True)
class Line:
    """A secured connection on which an XML stream is open; `features` is what the server offered on it."""

    target: Target
    transport: asyncio.Transport
    stream: PacedStream
    features: Any

    def with_features(self, features: Any) -> Line:
        """The same line, on which the server now offers `features`."""
        return replace(self, features=features)

    def abort(self) -> None:
        """Drop it at once."""
        self.transport.abort()


async def open_line(
    targets: Sequence[Target], domain: str, trust: Trust, on_progress: Progress
) -> Line:
    """Reach `domain` (an A-label) at the first of `targets` that answers properly.

    Cancelling it at any point leaves nothing open.

    Raises:
        SignInFailed: none did; the failure is the most telling one.
    """
    ways = [_way(target, domain, trust, on_progress) for target in targets]
    try:
        return await first_success(ways, _TARGET_HEAD_START, Line.abort)
    except AllFailed as failed:
        raise _most_telling(failed.errors) from failed


def _way(target: Target, domain: str, trust: Trust, on_progress: Progress) -> Callable[[], Any]:
    async def go() -> Line:
        try:
            return await _open(target, domain, trust, on_progress)
        except SignInFailed:
            raise
        except (OSError, StreamError) as error:
            raise SignInFailed(opening_failure(error)) from error

    return go


async def _open(target: Target, domain: str, trust: Trust, on_progress: Progress) -> Line:
    on_progress(ConnectStep.REACHING, target.host)
    transport = await _reach(target)
    try:
        on_progress(ConnectStep.SECURING, target.host)
        context = await trust.context(is_direct_tls=target.is_direct_tls)
        try:
            transport = await _secure(transport, target, domain, context)
        except ssl.SSLCertVerificationError as error:
            certificate = await _look(target, domain, trust)
            raise verification_failure(error, certificate, domain) from error
        trust.check(transport)
        return await _open_stream(transport, target, domain)
    except BaseException:
        transport.abort()
        raise


async def _reach(target: Target) -> asyncio.Transport:
    """Connect to whichever address of the target answers first."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    addresses = _interleaved([(entry[0], entry[4]) for entry in found])
    if not addresses:
        raise SignInFailed(Failure(FailureCode.HOST_UNKNOWN, target.host))

    def way(family: int, address: tuple[Any, ...]) -> Callable[[], Any]:
        async def go() -> asyncio.Transport:
            connection = socket.socket(family, socket.SOCK_STREAM)
            try:
                connection.setblocking(False)
                await loop.sock_connect(connection, address)
                transport, _ = await loop.create_connection(asyncio.Protocol, sock=connection)
            except BaseException:
                connection.close()
                raise
            return transport

        return go

    ways = [way(family, address) for family, address in addresses]
    try:
        return await first_success(ways, _ADDRESS_HEAD_START, asyncio.Transport.abort)
    except AllFailed as failed:
        raise _most_telling(failed.errors) from failed


def _interleaved(
    addresses: Sequence[tuple[int, tuple[Any, ...]]],
) -> list[tuple[int, tuple[Any, ...]]]:
    """The families by turns, the system's first choice first (RFC 8305 section 4)."""
    first = [entry for entry in addresses if entry[0] == addresses[0][0]]
    other = [entry for entry in addresses if entry[0] != addresses[0][0]]
    ordered = []
    for index in range(max(len(first), len(other))):
        ordered += first[index : index + 1] + other[index : index + 1]
    return ordered


async def _secure(
    transport: asyncio.Transport, target: Target, domain: str, context: ssl.SSLContext
) -> asyncio.Transport:
    if not target.is_direct_tls:
        negotiation = StartTlsNegotiation(domain)
        transport.set_protocol(negotiation)
        negotiation.connection_made(transport)
        await negotiation.completed()
    secured = await asyncio.get_running_loop().start_tls(
        transport,
        _Gate(),
        context,
        server_hostname=domain,
        ssl_shutdown_timeout=_TLS_CLOSE_SECONDS,
    )
    if secured is None:
        raise ConnectionResetError("the line broke during the handshake")
    return secured


class _Gate(asyncio.Protocol):
    """Stands where the stream will, until the certificate is accepted. Nothing may come meanwhile."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)


async def _open_stream(transport: asyncio.Transport, target: Target, domain: str) -> Line:
    stream = PacedStream(domain)
    features = stream.features_future()
    transport.set_protocol(stream)
    stream.connection_made(transport)
    try:
        return Line(target, transport, stream, await features)
    except BaseException:
        features.cancel()
        stream.abort()
        raise


async def _look(target: Target, domain: str, trust: Trust) -> CertificateInfo | None:
    """Fetch the certificate that was just refused, to show it; nothing is said on that line.

    The refused handshake itself keeps it to itself. Should another certificate be shown this time, what is pinned
    later is what was shown, and the next handshake compares it.
    """
    transport: asyncio.Transport | None = None
    try:
        async with asyncio.timeout(_LOOK_SECONDS):
            transport = await _reach(target)
            context = trust.looking_context(is_direct_tls=target.is_direct_tls)
            transport = await _secure(transport, target, domain, context)
            return describe(peer_certificate(transport))
    except (OSError, SignInFailed):
        return None
    finally:
        if transport is not None:
            transport.abort()


# What tells most comes first: a person can do something about a certificate, less about a dead address.
_TELLING: Final = (
    FailureCode.CERTIFICATE_CHANGED,
    FailureCode.CERTIFICATE_NAME,
    FailureCode.CERTIFICATE_EXPIRED,
    FailureCode.CERTIFICATE_UNTRUSTED,
    FailureCode.TLS_MISSING,
    FailureCode.SERVER_TOO_OLD,
    FailureCode.DOMAIN_NOT_SERVED,
    FailureCode.TLS_FAILED,
    FailureCode.NOT_XMPP,
    FailureCode.POLICY,
    FailureCode.SERVER_SHUTDOWN,
    FailureCode.CONNECTION_LOST,
    FailureCode.REFUSED_PORT,
    FailureCode.TIMEOUT,
    FailureCode.NO_ROUTE,
    FailureCode.HOST_UNKNOWN,
)


def _most_telling(errors: Sequence[Exception]) -> SignInFailed:
    failures = [
        error if isinstance(error, SignInFailed) else SignInFailed(opening_failure(error))
        for error in errors
    ]
    return min(failures, key=_rank)


def _rank(failed: SignInFailed) -> int:
    code = failed.failure.code
    return _TELLING.index(code) if code in _TELLING else len(_TELLING)
