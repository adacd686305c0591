"""One exchange with a web server, over verified HTTPS, and why it failed.

aiohttp takes a quarter of a second to import: that happens in a thread, at the first exchange.
"""

from __future__ import annotations

import asyncio
import importlib
import socket
import ssl
from collections.abc import AsyncIterable, AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.xmpp.errors import RequestFailed
from startalk_desktop.xmpp.line_failures import line_failure
from startalk_desktop.xmpp.public_addresses import is_public
from startalk_desktop.xmpp.trust import verification_failure

if TYPE_CHECKING:
    import aiohttp

CONNECT_SECONDS: Final = 15.0
SILENCE_SECONDS: Final = 30.0
"""How long a server may say nothing."""


class _PrivateTarget(OSError):  # noqa: N818  named for what it is
    """A connection would have led into a private network."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """What to ask whom.

    Attributes:
        method: of HTTP.
        url: checked already.
        tls: what verifies the server; or the SHA-256 digest of the one certificate that is accepted.
        is_private_allowed: whether the host may be in a private network.
        seconds: for everything.
        headers: besides those of HTTP itself.
        content: the body that is sent; its length has to be among the headers.
    """

    method: str
    url: str
    tls: ssl.SSLContext | bytes
    is_private_allowed: bool
    seconds: float
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    content: AsyncIterable[bytes] | None = None


async def load_aiohttp() -> None:
    """Have aiohttp imported, off the loop; afterwards an import costs nothing."""
    await asyncio.to_thread(importlib.import_module, "aiohttp")


@asynccontextmanager
async def carried_out(exchange: Exchange) -> AsyncIterator[aiohttp.ClientResponse]:
    """The answer, whatever its status; redirects are not followed, and nothing is unpacked.

    Raises:
        RequestFailed: the server can't be reached, is not who it should be, may not be reached (`NOT_ALLOWED`), or
            fell silent; also inside the ``async with``, while its answer is read.
    """
    await load_aiohttp()
    import aiohttp

    gate = _Gate(exchange.is_private_allowed)
    tls = (
        exchange.tls
        if isinstance(exchange.tls, ssl.SSLContext)
        else aiohttp.Fingerprint(exchange.tls)
    )
    connector = aiohttp.TCPConnector(
        ssl=tls,
        socket_factory=gate.open,
        # The system's own; which other one aiohttp finds depends on what else is installed.
        resolver=aiohttp.ThreadedResolver(),
        use_dns_cache=False,
    )
    timeout = aiohttp.ClientTimeout(
        total=exchange.seconds, sock_connect=CONNECT_SECONDS, sock_read=SILENCE_SECONDS
    )
    try:
        async with (
            aiohttp.ClientSession(
                connector=connector,
                timeout=timeout,
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
            ) as web,
            web.request(
                exchange.method,
                exchange.url,
                headers=exchange.headers,
                data=exchange.content,
                allow_redirects=False,
            ) as answer,
        ):
            yield answer
    except (aiohttp.ClientError, OSError) as error:
        raise RequestFailed(gate.failure or _failure(error, exchange.url)) from error
    finally:
        gate.shut()


class _Gate:
    """Opens the sockets of one exchange, to the addresses that are really connected to."""

    def __init__(self, is_private_allowed: bool) -> None:
        self._is_private_allowed = is_private_allowed
        self._opened: list[socket.socket] = []
        self.failure: Failure | None = None

    def open(self, address: Any) -> socket.socket:
        family, kind, protocol, _name, target = address
        if not self._is_private_allowed and not is_public(str(target[0])):
            self.failure = Failure(FailureCode.NOT_ALLOWED, f"{target[0]} is in a private network")
            raise _PrivateTarget(self.failure.detail)
        opened = socket.socket(family, kind, protocol)
        self._opened.append(opened)
        return opened

    def shut(self) -> None:
        """Wait for no farewell: a transport that is closing would, for as long as the other side likes."""
        for opened in self._opened:
            with suppress(OSError):  # it is closed already, or never was connected
                opened.shutdown(socket.SHUT_RDWR)


def _failure(error: Exception, url: str) -> Failure:
    import aiohttp

    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        reason = error.certificate_error
        if isinstance(reason, ssl.SSLCertVerificationError):
            return verification_failure(reason, None, error.host).failure
        return Failure(FailureCode.CERTIFICATE_NAME, str(reason))
    if isinstance(error, aiohttp.ServerFingerprintMismatch):
        return Failure(FailureCode.CERTIFICATE_CHANGED, "not the certificate that was accepted")
    if isinstance(error, aiohttp.ClientConnectorError):
        return line_failure(error.os_error)
    if isinstance(error, TimeoutError):
        return Failure(FailureCode.TIMEOUT, f"{type(error).__name__} at {url}")
    if isinstance(error, aiohttp.ClientConnectionError | aiohttp.ClientPayloadError):
        return Failure(FailureCode.CONNECTION_LOST, str(error))
    if isinstance(error, aiohttp.ClientError):
        return Failure(FailureCode.SERVER_ERROR, f"{type(error).__name__}: {error}")
    return line_failure(error)
