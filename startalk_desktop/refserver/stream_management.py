"""What a session has sent and received, so that a broken stream loses nothing (XEP-0198).

A `Mailbox` is the outlet of a client's session. It outlives the stream it is attached to: while
no stream is, it keeps what arrives, until the client resumes or the time for that is over.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from typing import Protocol

from lxml import etree

from startalk_desktop.refserver import namespaces as ns
from startalk_desktop.refserver.parser import StreamError
from startalk_desktop.refserver.session import Session
from startalk_desktop.refserver.stanza import (
    Element,
    StanzaError,
    error_reply,
    local_name,
    serialise,
)

_MODULUS = 2**32
_REQUEST = f"<r xmlns='{ns.SM}'/>".encode()


class Wire(Protocol):
    """A client's stream, as a mailbox uses it."""

    def write(self, stanza: bytes) -> None:
        """Send bytes."""

    def finish(self, condition: str, text: str) -> None:
        """End the stream, with an error if there is a condition."""


class Mailbox:
    """A session's outgoing stanzas. Without stream management it just passes them on."""

    def __init__(self, wire: Wire, unacknowledged_bytes: int) -> None:
        self.wire: Wire | None = wire
        self.token = ""  # by which the client may resume; "": it may not
        self.received = 0  # stanzas taken from the client since <enable/>
        self.session: Session | None = None
        self._most_bytes = unacknowledged_bytes
        self._bytes = 0
        self._is_counting = False
        self._is_awaiting_answer = False
        self._acknowledged = 0
        self._unacknowledged: deque[bytes] = deque()
        self._expiry: asyncio.Task[None] | None = None

    # The outlet of a session

    def write_stanza(self, stanza: Element) -> None:
        """Send, or keep until a stream is there again."""
        content = serialise(stanza)
        if self._is_counting:
            self._unacknowledged.append(content)
            self._bytes += len(content)
            if self._bytes > self._most_bytes and self.session is not None:
                self._is_counting = False
                session, text = self.session, "too much is unacknowledged"
                session.domain.tasks.start(
                    session.close("policy-violation", text), f"give up {session.jid}"
                )
                return
        if self.wire is not None:
            self.wire.write(content)
            self.request()

    async def end(self, condition: str, text: str) -> None:
        """The session is over: what the client never acknowledged goes elsewhere or back."""
        self.token = ""
        if self._expiry is not None and self._expiry is not asyncio.current_task():
            self._expiry.cancel()
        if self.wire is not None:
            self.wire.finish(condition, text)
            self.wire = None
        lost, self._unacknowledged = self._unacknowledged, deque()
        for content in lost:
            await self._return(etree.fromstring(content))

    # Acknowledgements

    def enable(self, *, resumable: bool) -> None:
        """Start counting, in both directions (section 3)."""
        if self._is_counting:
            raise StreamError("policy-violation", "stream management is enabled already")
        self._is_counting = True
        self.token = secrets.token_urlsafe(18) if resumable else ""

    def count(self) -> None:
        """A stanza of the client has been taken."""
        if self._is_counting:
            self.received = (self.received + 1) % _MODULUS

    def request(self) -> None:
        """Ask the client for its count, one question at a time."""
        if (
            self._is_counting
            and self._unacknowledged
            and not self._is_awaiting_answer
            and self.wire is not None
        ):
            self._is_awaiting_answer = True
            self.wire.write(_REQUEST)

    def acknowledge(self, given: str | None) -> None:
        """The client tells its count (section 4); raises `StreamError` if it can't be."""
        try:
            fresh = (int(given or "") - self._acknowledged) % _MODULUS
        except ValueError:
            raise StreamError("bad-format", "h is no number") from None
        if fresh > len(self._unacknowledged):
            raise StreamError(
                "undefined-condition",
                f"You acknowledged {given} stanzas, which is more than were sent",
            )
        self._acknowledged = (self._acknowledged + fresh) % _MODULUS
        for _ in range(fresh):
            self._bytes -= len(self._unacknowledged.popleft())
        self._is_awaiting_answer = False

    # Resumption

    def detach(self, seconds: float) -> None:
        """The stream broke: wait so long for the client, then give the session up."""
        self.wire = None
        if self.session is not None:
            self._expiry = self.session.domain.tasks.start(
                self._expire(self.session, seconds), f"wait for {self.session.jid}"
            )

    def attach(self, wire: Wire) -> None:
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
            for content in self._unacknowledged:
                self.wire.write(content)
        self.request()

    async def _expire(self, session: Session, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await session.close()

    async def _return(self, stanza: Element) -> None:
        """Section 6: messages reach the account some other way, requests come back as errors."""
        if self.session is None:
            return
        domain, kind = self.session.domain, local_name(stanza)
        if kind == "message":
            try:
                await domain.messages.redeliver(stanza, self.session.jid)
            except StanzaError as error:
                await domain.route(error_reply(stanza, error))
        elif kind == "iq" and stanza.get("type") in ("get", "set") and stanza.get("from"):
            stanza.set("to", str(self.session.jid))
            if stanza.get("from") != str(self.session.jid.bare):  # a push of our own
                await domain.route(error_reply(stanza, StanzaError("recipient-unavailable")))
