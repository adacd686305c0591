"""aioxmpp's XML stream, fed so that neither a big page nor a hostile stanza can stall or exhaust the client.

Parsing is Python and costs some hundred microseconds a stanza; a page of the archive comes in one piece. So bytes
wait here, are parsed in small chunks within a time budget a loop turn, and reading from the socket pauses meanwhile.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import Final

import aioxmpp
from aioxmpp import nonza, protocol
from aioxmpp.errors import StreamError, StreamErrorCondition

from startalk_desktop.xmpp import stanza_tree

CHUNK_BYTES: Final = 1024
TURN_BUDGET: Final = 0.006
"""Seconds of parsing a loop turn; a frame has 16 ms and drawing needs its part."""
LARGEST_STANZA: Final = 4 * 1024 * 1024
"""Bytes of one stanza. Servers limit it to some hundred kilobytes; avatars in PEP are the largest real ones."""

_ALIVE_RESOLUTION = 0.5
"""Seconds: receiving re-arms aioxmpp's two liveness timers, which is dear under Qt, no more often than this."""
_DEPTH_BETWEEN_STANZAS = 1


class PacedStream(protocol.XMLStream):
    """An XML stream to `domain`.

    Attributes:
        is_congested: asked before each chunk; while true, nothing more is parsed. The session sets it to hold
            parsing while what was parsed waits to be processed.
    """

    _exception: Exception | None

    def __init__(self, domain: str) -> None:
        super().__init__(aioxmpp.JID(None, domain, None, strict=False))
        self.is_congested: Callable[[], bool] = _never
        self._backlog: deque[memoryview] = deque()
        self._next_turn: asyncio.Handle | None = None
        self._is_paused = False
        self._has_ended = False
        self._loss: tuple[Exception | None] | None = None
        self._stanza_bytes = 0
        self._alive_noted_at = 0.0
        self._signs_of_life: list[asyncio.Future[None]] = []
        stanza_tree.install(self)

    def sign_of_life(self) -> asyncio.Future[None]:
        """A future that is done as soon as anything comes from the server, or the line ends."""
        sign: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._signs_of_life.append(sign)
        return sign

    # --- asyncio.Protocol -------------------------------------------------------------------------------------

    def data_received(self, data: bytes) -> None:
        """Take in what came; it is parsed at once as far as the budget goes."""
        self._note_life()
        self._backlog.append(memoryview(data))
        if self._next_turn is None:
            self._take_turn()

    def eof_received(self) -> None:
        """The peer ended the line; that follows when all it sent before is parsed."""
        self._has_ended = True
        if self._next_turn is None:
            self._finish()

    def connection_lost(self, exc: Exception | None) -> None:
        """The line is gone; that follows when all that came before is parsed."""
        self._loss = (exc,)
        if self._next_turn is None:
            self._finish()

    # --- pacing -----------------------------------------------------------------------------------------------

    def _take_turn(self) -> None:
        self._next_turn = None
        deadline = time.perf_counter() + TURN_BUDGET
        while self._backlog and not self.is_congested():
            self._feed(self._next_chunk())
            if time.perf_counter() >= deadline:
                break
        if self._backlog:
            self._pause()
            self._next_turn = self._loop.call_soon(self._take_turn)
        else:
            self._resume()
            self._finish()

    def _next_chunk(self) -> bytes:
        view = self._backlog.popleft()
        if len(view) > CHUNK_BYTES:
            self._backlog.appendleft(view[CHUNK_BYTES:])
        return bytes(view[:CHUNK_BYTES])

    def _feed(self, chunk: bytes) -> None:
        if self._parser is None:
            return  # the stream has ended; what still came is nobody's
        try:
            self._rx_feed(chunk)
            self._count(len(chunk))
        except StreamError as error:
            if self._writer is not None and not self._writer.closed:
                self._writer.send(nonza.StreamError.from_exception(error))
            self._fail(error)
            self._close_transport()
            self._backlog.clear()

    def _count(self, length: int) -> None:
        processor = self._processor
        # aioxmpp keeps the depth to itself; without it the size of a stanza can't be told.
        if processor is None or processor._depth <= _DEPTH_BETWEEN_STANZAS:  # noqa: SLF001
            self._stanza_bytes = 0
            return
        self._stanza_bytes += length
        if self._stanza_bytes > LARGEST_STANZA:
            text = f"a stanza of more than {LARGEST_STANZA} bytes"
            raise StreamError(StreamErrorCondition.POLICY_VIOLATION, text)

    def _pause(self) -> None:
        if not self._is_paused and self._transport is not None and not self._transport.is_closing():
            self._transport.pause_reading()
            self._is_paused = True

    def _resume(self) -> None:
        if self._is_paused and self._transport is not None and not self._transport.is_closing():
            self._transport.resume_reading()
        self._is_paused = False

    # --- ending -----------------------------------------------------------------------------------------------

    def _finish(self) -> None:
        if self._has_ended:
            self._has_ended = False
            self._explain_end(None)
            if self._writer is not None and self._transport is not None:
                super().eof_received()
        if self._loss is not None:
            (error,) = self._loss
            self._loss = None
            self._explain_end(error)
            self._wake_waiters()
            super().connection_lost(error)

    def _explain_end(self, error: Exception | None) -> None:
        # Without a reason aioxmpp takes an end of the line for our own wish, and tells nobody of it.
        if self._exception is None and self._smachine.state < protocol.State.CLOSING:
            self._exception = error or ConnectionResetError("the server ended the line")

    def _note_life(self) -> None:
        moment = time.monotonic()
        if moment - self._alive_noted_at >= _ALIVE_RESOLUTION:
            self._alive_noted_at = moment
            self._monitor.notify_received()
        self._wake_waiters()

    def _wake_waiters(self) -> None:
        for sign in self._signs_of_life:
            if not sign.done():
                sign.set_result(None)
        self._signs_of_life.clear()


def _never() -> bool:
    return False
