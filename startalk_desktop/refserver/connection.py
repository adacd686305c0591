"""One client's socket: bounded buffers, TLS on the way, and the faults that tests inject."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections import deque
from collections.abc import Callable

_log = logging.getLogger(__name__)

_READ_AHEAD = 65_536  # bytes kept while the stream is busy; then the socket isn't read
_TLS_SECONDS = 30.0
_CLOSE_SECONDS = 1.0  # for the client to close its side, too


class Connection(asyncio.Protocol):
    """A TCP or TLS connection. A client that doesn't read what it is sent is cut off."""

    def __init__(self, on_open: Callable[[Connection], None], write_buffer_bytes: int) -> None:
        self._on_open = on_open
        self._most_unsent = write_buffer_bytes
        self._transport: asyncio.Transport | None = None
        self._socket: asyncio.Transport | None = None  # the same, or what is below TLS
        self._reader = asyncio.StreamReader(_READ_AHEAD)  # which also slows the client down
        self._outbox: deque[bytes] = deque()  # what a fault holds back
        self._is_lost = False
        self._last_turn: asyncio.TimerHandle | None = None
        # Faults
        self._flowing = asyncio.Event()  # not set while stalled
        self._flowing.set()
        self._is_swallowing = False
        self._to_reorder = 0
        self._bytes_a_second: float | None = None
        self._slow_turn: asyncio.TimerHandle | None = None

    # asyncio's side

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The socket is open (and TLS established, on the direct port)."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - asyncio has but this kind
        self._transport = self._socket = transport
        self._reader.set_transport(transport)
        self._on_open(self)

    def data_received(self, data: bytes) -> None:
        """Bytes came from the client."""
        if not self._is_swallowing and not self._is_lost:
            self._reader.feed_data(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """The socket is closed, by whichever side."""
        if exc is not None:
            _log.debug("connection lost: %s", exc)
        self._is_lost = True
        self._flowing.set()
        self._reader.feed_eof()
        for timer in (self._slow_turn, self._last_turn):
            if timer is not None:
                timer.cancel()

    # The stream's side

    async def read(self) -> bytes:
        """The bytes that have arrived; b"" once there are no more."""
        received = await self._reader.read(_READ_AHEAD)
        await self._flowing.wait()
        return received

    def write(self, stanza: bytes) -> None:
        """Send without waiting; past the limit of unsent bytes the connection is cut."""
        if self._transport is None or self._is_lost or self._is_swallowing:
            return
        self._outbox.append(stanza)
        if self._unsent() > self._most_unsent:
            _log.warning("a client doesn't read what it is sent: its connection is cut")
            self.abort()
        else:
            self._flush()

    @property
    def is_drained(self) -> bool:
        """The socket is there and has taken all that was written."""
        return not self._is_lost and self._unsent() == 0

    async def start_tls(self, context: ssl.SSLContext, server_name: str | None = None) -> None:
        """Encrypt; what the client sent in the clear too early is thrown away (RFC 6120 5.3.5).

        With the name of a server we are its client. Raises `OSError` (of which `ssl.SSLError` is one) if the
        handshake fails.
        """
        transport, self._reader = self._transport, asyncio.StreamReader(_READ_AHEAD)
        if transport is not None and not self._is_lost:
            self._transport = await asyncio.get_running_loop().start_tls(
                transport,
                self,
                context,
                server_side=server_name is None,
                server_hostname=server_name,
                ssl_handshake_timeout=_TLS_SECONDS,
            )
        if self._transport is None or self._is_lost:
            raise ConnectionResetError("the client is gone")
        self._reader.set_transport(self._transport)

    @property
    def certified_names(self) -> frozenset[str]:
        """The DNS names in the certificate that the other side has shown, if it was verified."""
        tls = self._transport.get_extra_info("ssl_object") if self._transport else None
        certificate = (tls.getpeercert() if tls else None) or {}
        return frozenset(
            name for kind, name in certificate.get("subjectAltName", ()) if kind == "DNS"
        )

    def close(self) -> None:
        """Send what is left, then close; a client that doesn't take it is cut off soon."""
        if self._transport is not None and self._last_turn is None and not self._is_lost:
            self._transport.close()
            self._last_turn = asyncio.get_running_loop().call_later(_CLOSE_SECONDS, self.abort)

    def abort(self) -> None:
        """Close at once, losing what isn't sent: for faults and for clients that don't read."""
        self._is_lost = True
        self._outbox.clear()
        if self._transport is not None:
            self._transport.abort()

    # Faults

    def stall(self) -> None:
        """Neither read nor write, until `recover`; the socket stays open."""
        self._flowing.clear()

    def swallow(self) -> None:
        """Be half open: whatever either side sends vanishes, for good."""
        self._is_swallowing = True

    def slow_down(self, bytes_a_second: float) -> None:
        """Send no faster than that, until `recover`."""
        self._bytes_a_second = bytes_a_second

    def reorder(self, stanzas: int) -> None:
        """Hold the next so many stanzas, then send them in reverse order."""
        self._to_reorder = stanzas

    def recover(self) -> None:
        """End stalling, slowness and reordering; send what was held."""
        self._bytes_a_second, self._to_reorder = None, 0
        self._flowing.set()
        self._flush()

    # Inside

    def _unsent(self) -> int:
        """Bytes that the socket has not taken yet."""
        layers = {layer for layer in (self._transport, self._socket) if layer is not None}
        return sum(layer.get_write_buffer_size() for layer in layers) + sum(map(len, self._outbox))

    def _flush(self) -> None:
        if not self._flowing.is_set() or len(self._outbox) < max(1, self._to_reorder):
            return
        if self._to_reorder:
            self._outbox.reverse()
            self._to_reorder = 0
        if self._bytes_a_second is None:
            self._send(None)
        elif self._slow_turn is None:  # one piece a turn, twenty turns a second
            sent = self._send(max(1, int(self._bytes_a_second / 20)))
            pause = sent / self._bytes_a_second
            self._slow_turn = asyncio.get_running_loop().call_later(pause, self._next_turn)

    def _send(self, most: int | None) -> int:
        """Hand so many bytes to the socket, or all; return how many they were."""
        waiting = b"".join(self._outbox)
        now, later = waiting[:most], waiting[most:] if most else b""
        self._outbox = deque([later] if later else [])
        if self._transport is not None:
            self._transport.write(now)
        return len(now)

    def _next_turn(self) -> None:
        self._slow_turn = None
        self._flush()
