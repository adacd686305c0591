"""aioxmpp's client without its own connecting: the session opens lines and hands them in, one after the other.

Everything of aioxmpp hangs on its `Client` (services, stanza stream, XEP-0198 state), but its way to connect and to
retry does not fit: it decides alone when to try again, and stopping it forgets the session. So that part is
overridden. The release of aioxmpp is pinned, and the tests of resumption and loss run against real servers.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from datetime import timedelta
from typing import Any, Final

import aioxmpp
from aioxmpp import nonza, ping
from aioxmpp.errors import StreamError
from aioxmpp.stream import StanzaState

from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.xmpp.addresses import to_model, to_wire
from startalk_desktop.xmpp.connector import Line
from startalk_desktop.xmpp.context import guard
from startalk_desktop.xmpp.errors import SignInFailed
from startalk_desktop.xmpp.settings import SessionSettings

_log = logging.getLogger(__name__)

_MOST_UNPROCESSED: Final = 32
"""Stanzas that may wait parsed; then parsing waits (see `PacedStream.is_congested`)."""
_TURNS_TO_HEAR: Final = 3
"""Turns of the loop from the end of a stream to whoever waits: an answer's future, a shield around it, the task."""


class SessionClient(aioxmpp.Client):
    """One account's side of any number of lines. It has to be made inside a running loop.

    Args:
        settings: the account, and how long a line may be silent.
        resource: what to ask the server to call us.
    """

    def __init__(self, settings: SessionSettings, resource: str) -> None:
        own = to_wire(settings.jid.with_resource(resource))
        # The security layer is aioxmpp's own connecting again; nothing here asks for one.
        super().__init__(own, None, logger=logging.getLogger("aioxmpp.session"))
        self._settings = settings
        self._line: Line | None = None
        self._is_open = True
        self._ended: asyncio.Future[Exception] | None = None
        self._answer_due: asyncio.TimerHandle | None = None
        self.stream.soft_timeout = timedelta(seconds=settings.idle_probe_after)
        self.stream.round_trip_time = timedelta(seconds=settings.probe_timeout)
        self.stream.on_failure.connect(guard(self._on_line_failed))
        self.stream.on_stream_destroyed.connect(guard(self._on_session_lost))
        self.stream._resume_sm = self._resume_in_order  # noqa: SLF001  see there
        self._uncounted: set[int] = set()
        self.stream.recv_stanza = self._receive
        self._process = self.stream._process_incoming  # noqa: SLF001
        self.stream._process_incoming = self._process_counted  # noqa: SLF001  see there

    @property
    def running(self) -> bool:
        """Whether requests may be made, as far as aioxmpp is concerned."""
        return self._is_open

    def start(self) -> None:
        """Not for this client: lines are handed in with `establish`."""
        raise NotImplementedError

    def stop(self) -> None:
        """Not for this client: it ends with `shut_down`."""
        raise NotImplementedError

    def enqueue(self, stanza: aioxmpp.stanza.StanzaBase, **options: Any) -> Any:
        """Queue `stanza`, as aioxmpp does; a server that then says nothing for `probe_timeout` seconds is gone.

        With XEP-0198 each stanza asks for an acknowledgement, so that silence tells. Without this a message
        written into a dead line would hang until the line's idle time is over.
        """
        token = super().enqueue(stanza, **options)
        if self._answer_due is None:
            self._await_answer()
        return token

    def _await_answer(self) -> None:
        if self._line is not None and self.stream.sm_enabled:
            self._answer_due = asyncio.get_running_loop().call_later(
                self._settings.probe_timeout,
                self._on_answer_due,
                self._line.stream.sign_of_life(),
            )

    def _on_answer_due(self, sign: asyncio.Future[None]) -> None:
        self._answer_due = None
        if not sign.done():
            self.cut_line("no answer to what was sent")
        elif self.stream.sm_enabled and self.stream.sm_unacked_list:
            self._await_answer()

    async def establish(self, line: Line) -> bool:
        """Resume the session on an authenticated `line`, or begin a new one; returns whether it was resumed.

        Raises:
            SignInFailed: the server bound us to somebody else's address.
            Exception: as aioxmpp does, where the line breaks or the server refuses. The line is dropped then,
                the state for a resumption is kept.
        """
        self._line = line
        self._uncounted.clear()
        self._ended = asyncio.get_running_loop().create_future()
        line.stream.is_congested = self._is_congested
        try:
            _, is_resumed = await self._negotiate_stream(line.stream, line.features)
            self._check_address()
        except StreamError:
            await self.drop_line()
            # What the server chokes on may be the resumption itself; the next line begins anew.
            self.forget()
            raise
        except BaseException:
            await self.drop_line()
            raise
        self._is_suspended = False
        return bool(is_resumed)

    async def ended(self) -> Exception:
        """Wait until the established line ends; returns why. The session itself may yet be resumed."""
        if self._ended is None:
            raise RuntimeError("there is no line")
        return await asyncio.shield(self._ended)

    async def is_alive(self, timeout: float) -> bool:
        """Ask the server for a sign of life; whether one came within `timeout` seconds (XEP-0198, else XEP-0199)."""
        if self._line is None or not self.stream.running:
            return False
        stream = self._line.stream
        try:
            async with asyncio.timeout(timeout):
                sign = stream.sign_of_life()
                self._ask_for_life(stream)
                await sign
        except (TimeoutError, ConnectionError):
            return False
        return self.stream.running

    def cut_line(self, reason: str) -> None:
        """Give the line up as dead; `ended` tells so, and the session may be resumed on another one."""
        if self._line is not None:
            self._on_line_failed(ConnectionResetError(reason))
            self._line.abort()

    async def drop_line(self) -> None:
        """Leave the line, if there is one, without a word; what is needed to resume is kept."""
        line, self._line = self._line, None
        if self._answer_due is not None:
            self._answer_due.cancel()
            self._answer_due = None
        if line is not None:
            line.abort()
        try:
            await self.stream.wait_stop()
        except ConnectionError as error:
            _log.debug("the line had ended already: %s", error)

    async def send(self, stanza: Any, *, timeout: Any = None, cb: Any = None) -> Any:
        """As aioxmpp's; but who gives up before the stanza was sent leaves nobody behind who waits for its answer.

        aioxmpp would, and print the error that nobody takes when the stream ends.
        """
        try:
            return await super().send(stanza, timeout=timeout, cb=cb)
        except asyncio.CancelledError:
            if isinstance(stanza, aioxmpp.IQ):
                with suppress(KeyError):
                    self.stream._iq_response_map.remove_listener((stanza.to, stanza.id_))  # noqa: SLF001
            raise

    async def shut_down(self, timeout: float) -> None:
        """End the session in order, so that the server forgets it at once; by force after `timeout` seconds."""
        try:
            async with asyncio.timeout(timeout):
                await self.stream.close()
        except (TimeoutError, ConnectionError) as error:
            _log.info("the stream did not end in order: %s", error)
            await self.drop_line()
            await self.stream.close()
        finally:
            self._is_open = False
            await self.drop_line()
            # Whoever waits for an answer hears that none will come, before somebody may end them deaf to it: an error
            # that nobody took is printed.
            for _ in range(_TURNS_TO_HEAR):
                await asyncio.sleep(0)

    def forget(self) -> None:
        """Give up what is kept for a resumption; the next line begins a new session."""
        if self.stream.sm_enabled and not self.stream.running:
            self.stream.stop_sm()

    def _is_congested(self) -> bool:
        return len(self.stream._incoming_queue) > _MOST_UNPROCESSED  # noqa: SLF001  it tells nobody else

    def _check_address(self) -> None:
        if to_model(self.local_jid).bare != self._settings.jid:
            detail = f"the server calls us {self.local_jid}"
            raise SignInFailed(Failure(FailureCode.SERVER_ERROR, detail))

    def _ask_for_life(self, stream: Any) -> None:
        if self.stream.sm_enabled:
            stream.send_xso(nonza.SMRequest())
            return
        request = aioxmpp.IQ(type_=aioxmpp.IQType.GET, payload=ping.Ping())
        request.autoset_id()
        self.stream.register_iq_response_callback(None, request.id_, lambda _answer: None)
        self.enqueue(request)

    def _on_line_failed(self, error: Exception) -> None:
        if self._ended is not None and not self._ended.done():
            self._is_suspended = True
            self._ended.set_result(error)

    def _on_session_lost(self, _reason: Exception) -> None:
        if self.established_event.is_set():
            self.established_event.clear()
            self.on_stream_destroyed()

    def _receive(self, stanza: Any) -> None:
        """Take in what was parsed, noting what came before the server began to count (XEP-0198 section 3)."""
        if not self.stream.sm_enabled:
            self._uncounted.add(id(stanza))
        self.stream._incoming_queue.put_nowait((stanza, None))  # noqa: SLF001

    def _process_counted(self, stream: Any, entry: tuple[Any, Any]) -> None:
        """Process a stanza, and do not count it if the server did not.

        aioxmpp counts when it processes. What came just before ``<enabled/>`` (a server may send at once after
        binding) is processed after it, would be counted, and the server ends the stream over the wrong number.
        """
        self._process(stream, entry)
        key = id(entry[0])
        if key in self._uncounted:
            self._uncounted.discard(key)
            if self.stream.sm_enabled:
                counter = self.stream.sm_inbound_ctr
                self.stream._sm_inbound_ctr = (counter - 1) & 0xFFFF_FFFF  # noqa: SLF001

    def _resume_in_order(self, acknowledged: int) -> None:
        """Send again what the server does not have, in the order it was sent first.

        aioxmpp's own does it in the opposite order.
        """
        stream = self.stream
        stream.sm_ack(acknowledged)
        unacknowledged = stream.sm_unacked_list
        stream._sm_unacked_list.clear()  # noqa: SLF001
        for token in reversed(unacknowledged):
            if token.state is not StanzaState.ABORTED:
                stream._active_queue.putleft_nowait(token)  # noqa: SLF001
