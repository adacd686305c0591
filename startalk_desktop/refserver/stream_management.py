"""The session of a client's stream, which may outlive it (XEP-0198).

It counts what it has sent and received, so that a broken stream loses nothing: while no stream
carries it, it keeps what arrives, until the client resumes or the time for that is over.
"""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING

from . import namespaces as ns
from .domain import Domain
from .jid import Jid
from .parser import StreamError
from .session import Session
from .stanza import Element, StanzaError, error_reply, local_name, parse, serialise
from .unacknowledged import Unacknowledged

if TYPE_CHECKING:
    from .stream import ClientStream

_MODULUS = 2**32
_REQUEST = f"<r xmlns='{ns.SM}'/>".encode()


class StreamSession(Session):
    """A session on a wire. Without stream management it just writes to it."""

    def __init__(self, domain: Domain, jid: Jid, wire: ClientStream) -> None:
        super().__init__(domain, jid)
        self.wire: ClientStream | None = wire
        self.token: str | None = None  # by which the client may resume
        self.received = 0  # stanzas taken from the client since <enable/>
        self._is_counting = False
        self._is_awaiting_answer = False
        self._unacknowledged = Unacknowledged()
        self._expiry: asyncio.Task[None] | None = None

    async def receive(self, stanza: Element) -> None:
        """Count a stanza and take it into the domain."""
        if self._is_counting:
            self.received = (self.received + 1) % _MODULUS
        await super().receive(stanza)

    def _write(self, stanza: Element) -> None:
        """Send, or keep until a stream is there again."""
        content = serialise(stanza)
        if self._is_counting:
            self._unacknowledged.add(content)
            if self._unacknowledged.bytes > self.domain.limits.unacknowledged_bytes:
                self._is_counting = False
                end = self.close("policy-violation", "too much is unacknowledged")
                self.domain.tasks.start(end, f"give up {self.jid}")
                return
        if self.wire is not None:
            self.wire.write(content)
            self.request()

    async def _end(self, condition: str, text: str) -> None:
        """The session is over: what the client never acknowledged goes elsewhere or back."""
        self.token = None
        if self._expiry is not None and self._expiry is not asyncio.current_task():
            self._expiry.cancel()
        if self.wire is not None:
            self.wire.finish(condition, text)
            self.wire = None
        lost, self._unacknowledged = self._unacknowledged, Unacknowledged()
        for content in lost.contents():
            await self._return(parse(content))

    # Acknowledgements

    def enable(self, *, resumable: bool) -> None:
        """Start counting, in both directions (section 3)."""
        if self._is_counting:
            raise StreamError("policy-violation", "stream management is enabled already")
        self._is_counting = True
        self.token = secrets.token_urlsafe(18) if resumable else None

    def request(self) -> None:
        """Ask the client for its count, one question at a time."""
        is_needed = self._is_counting and self._unacknowledged and not self._is_awaiting_answer
        if is_needed and self.wire is not None:
            self._is_awaiting_answer = True
            self.wire.write(_REQUEST)

    def acknowledge(self, given: str | None) -> None:
        """The client tells its count (section 4); raises `StreamError` if it can't be."""
        self._unacknowledged.acknowledge(given)
        self._is_awaiting_answer = False

    # Resumption

    def detach(self) -> None:
        """The stream broke: wait for the client, but not for ever."""
        self.wire = None
        self._expiry = self.domain.tasks.start(self._expire(), f"wait for {self.jid}")

    def attach(self, wire: ClientStream) -> None:
        """The client is back on another stream."""
        if self._expiry is not None:
            self._expiry.cancel()
            self._expiry = None
        if self.wire is not None:
            self.wire.finish("conflict", "The session was resumed on another stream")
        self.wire = wire
        self._is_awaiting_answer = False

    def resend(self) -> None:
        """After resumption: what the client hasn't seen, in order."""
        if self.wire is not None:
            for content in self._unacknowledged.contents():
                self.wire.write(content)
        self.request()

    async def _expire(self) -> None:
        await asyncio.sleep(self.domain.limits.resumption_seconds)
        await self.close()

    async def _return(self, stanza: Element) -> None:
        """Section 6: messages reach the account some other way, requests come back as errors."""
        kind, sender = local_name(stanza), stanza.get("from")
        if kind == "message":
            try:
                await self.domain.messages.redeliver(stanza, self.jid)
            except StanzaError as error:
                await self.domain.route(error_reply(stanza, error))
        elif kind == "iq" and stanza.get("type") in ("get", "set"):
            stanza.set("to", self.jid)
            if sender and sender != self.jid.bare:  # that is a push of our own
                await self.domain.route(error_reply(stanza, StanzaError("recipient-unavailable")))
