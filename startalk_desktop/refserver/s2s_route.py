"""The way from one host of ours to one of a partner: a stream that is opened once there is something to say.

What may be lost when a stream breaks is given back: what has not left, and what the other side has not acknowledged
or, where it never does, was sent just now.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
from collections import deque
from copy import deepcopy
from typing import TYPE_CHECKING

from .config import LinkConfig
from .domain import Domain
from .links import name_of, not_opened
from .parser import StreamError
from .s2s_stream import LinkRefusedError, OutgoingStream, UntrustedError
from .stanza import Element, StanzaError, error_reply

if TYPE_CHECKING:
    from .s2s_router import LinkRouter

_log = logging.getLogger(__name__)
# With `invalid-from` ejabberd ends a stream from whom it does not let in, once the first stanza comes.
_REFUSALS = {"policy-violation", "not-authorized", "host-unknown", "host-gone", "invalid-from"}
_CLOSED = StanzaError("remote-server-timeout", "the link was closed", "wait")
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0  # seconds before an unreachable server is tried again


class Route:
    """Sends in order, or gives back. It rests for a while after each failure."""

    def __init__(self, router: LinkRouter, domain: Domain, local: str, remote: str) -> None:
        self.remote = remote
        self._router = router
        self._domain = domain
        self._local = local
        self._stream: OutgoingStream | None = None  # once it is open
        self._queue: deque[Element] = deque()
        self._opening: asyncio.Task[None] | None = None
        self._last_use = 0.0
        self._failure: StanzaError | None = None
        self._pause = _FIRST_PAUSE
        self._rested_at = 0.0

    @property
    def is_open(self) -> bool:
        """A stream is there."""
        return self._stream is not None and not self._stream.is_finished

    def send(self, stanza: Element, link: LinkConfig) -> None:
        """Send a stanza now or soon; raises `StanzaError` where that is known to be in vain."""
        now = asyncio.get_running_loop().time()
        self._last_use = now
        if self._stream is not None and not self._stream.is_finished:
            self._stream.say(stanza)
        elif self._failure is not None and now < self._rested_at:
            raise self._failure
        elif len(self._queue) >= self._router.limits.link_queue:
            raise StanzaError("resource-constraint", "too much waits for the other server", "wait")
        else:
            self._queue.append(deepcopy(stanza))
            if self._opening is None:
                name = f"{self._local} to {self.remote}"
                self._opening = self._router.tasks.start(self._run(link), name)

    def forgive(self) -> None:
        """The partner has shown up: don't rest any longer."""
        self._pause, self._rested_at = _FIRST_PAUSE, 0.0

    def close(self, condition: str = "", text: str = "") -> None:
        """End the stream at once; what waits is given back."""
        if self._stream is not None:
            self._stream.end(condition, text)
        if self._opening is not None:
            self._opening.cancel()

    async def _run(self, link: LinkConfig) -> None:
        try:
            async with asyncio.timeout(self._router.limits.link_seconds):
                stream = await self._router.connect(self._domain, self._local, self.remote, link)
        except asyncio.CancelledError:  # closed, or the end of the server
            self._opening = None
            await self._give_back(self._take_queue(), _CLOSED)
            raise
        except (EOFError, LinkRefusedError, OSError, StreamError) as error:
            _log.info("%s can't be reached from %s: %r", self.remote, self._local, error)
            now = asyncio.get_running_loop().time()
            self._failure, self._rested_at = self._explain(error, link), now + self._pause
            self._pause = min(2 * self._pause, _LONGEST_PAUSE)
            self._opening = None
            await self._give_back(self._take_queue(), self._failure)
            return
        self.forgive()
        self._stream, self._opening = stream, None
        for stanza in self._take_queue():
            try:
                stream.say(stanza)
            except StanzaError as error:
                await self._give_back([stanza], error)
        end = await self._keep(stream)
        stream.finish()
        await self._give_back(stream.lost(), _CLOSED if end is None else self._explain(end, link))

    async def _keep(self, stream: OutgoingStream) -> Exception | None:
        """Wait for the end, and say what it came of; None where it was ours, as if nothing is said for long."""
        loop, limits = asyncio.get_running_loop(), self._router.limits
        while True:
            silence = self._last_use + limits.link_idle_seconds
            try:
                async with asyncio.timeout_at(min(silence, loop.time() + limits.link_seconds)):
                    await stream.hear()
            except TimeoutError as error:
                if stream.deadline <= loop.time():
                    return error
                if self._last_use + limits.link_idle_seconds <= loop.time():
                    stream.end()
            except (EOFError, OSError, StreamError) as error:
                _log.info("the stream from %s to %s ended: %r", self._local, self.remote, error)
                return None if stream.is_ours else error

    def _take_queue(self) -> list[Element]:
        waiting, self._queue = self._queue, deque()
        return list(waiting)

    async def _give_back(self, stanzas: list[Element], error: StanzaError) -> None:
        for stanza in stanzas:
            if stanza.get("type") not in ("error", "result", "unavailable"):
                await self._domain.route(error_reply(stanza, error))

    def _explain(self, error: Exception, link: LinkConfig) -> StanzaError:
        """In words for the sender; none of them are the other server's."""
        partner, ours = name_of(link), self._router.links[self._domain.name].title
        match error:
            case ssl.SSLError() | UntrustedError():
                words = (
                    f"the servers of {ours} and {partner} do not trust each other's certificates"
                )
                return StanzaError("remote-server-not-found", words)
            case LinkRefusedError():
                return not_opened(partner, ours)
            case StreamError() if error.condition in _REFUSALS:
                return not_opened(partner, ours)
            case TimeoutError():
                words = f"the server of {partner} does not answer"
                return StanzaError("remote-server-timeout", words)
            case EOFError() | ConnectionResetError() | StreamError():
                words = f"the server of {partner} broke off the connection"
                return StanzaError("remote-server-timeout", words)
            case socket.gaierror():
                words = f"the server of {partner} can't be found"
                return StanzaError("remote-server-not-found", words)
            case _:  # nobody listens there, or no way leads there
                words = f"the server of {partner} can't be reached"
                return StanzaError("remote-server-timeout", words)
