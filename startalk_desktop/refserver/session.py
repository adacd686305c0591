"""A bound resource: what the domain knows of one signed-in client, whatever carries its stanzas."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from copy import deepcopy
from typing import TYPE_CHECKING

from . import namespaces as ns
from .jid import Jid
from .stanza import E, Element

if TYPE_CHECKING:
    from .domain import Domain


class Session:
    """One resource of one account, from bind to its end. What carries it overrides two methods."""

    def __init__(self, domain: Domain, jid: Jid) -> None:
        self.domain = domain
        self.jid = jid
        self.presence: Element | None = None  # the last broadcast one; None: not available
        self.priority = 0
        self.is_interested = False  # has asked for the roster, so gets its pushes
        self.wants_block_pushes = False
        self.has_carbons = False
        self.directed: set[Jid] = set()  # who got presence without a subscription
        self.is_closed = False

    def _write(self, stanza: Element) -> None:
        """Send it. The element may be changed after the call returns."""
        raise NotImplementedError

    async def _end(self, condition: str, text: str) -> None:
        """The session is over; with a condition, by a stream error. Nothing more is written."""

    @property
    def is_available(self) -> bool:
        """The resource has sent presence."""
        return self.presence is not None

    @property
    def is_willing(self) -> bool:
        """The resource takes messages to its bare address."""
        return self.is_available and self.priority >= 0

    async def receive(self, stanza: Element) -> None:
        """Take a stanza of the client into the domain. The stanza becomes the domain's."""
        await self.domain.accept(self, stanza)

    def deliver(self, stanza: Element) -> None:
        """Send a stanza to the client."""
        if not self.is_closed:
            self._write(stanza)

    def push(self, payload: Element) -> None:
        """Tell the client of a change of its account, by an IQ of its server (RFC 6121 2.1.6)."""
        attributes = {"from": self.jid.bare, "to": self.jid, "type": "set", "id": uuid.uuid4().hex}
        self.deliver(E(ns.CLIENT, "iq", attributes, payload))

    async def close(self, condition: str = "", text: str = "") -> None:
        """Unbind, telling those who saw the resource; end its stream, with an error if one is given."""
        if not self.is_closed:
            self.is_closed = True
            await self.domain.unbind(self)
            await self._end(condition, text)


class LocalSession(Session):
    """A resource without a socket, for scripted users; see `Domain.attach_local_user`."""

    def __init__(self, domain: Domain, jid: Jid, on_stanza: Callable[[Element], None]) -> None:
        super().__init__(domain, jid)
        self._on_stanza = on_stanza

    def _write(self, stanza: Element) -> None:
        self._on_stanza(deepcopy(stanza))

    async def send(self, stanza: Element) -> None:
        """Do as if the client had sent `stanza`. Not to be awaited inside `on_stanza`: start a task."""
        await self.receive(deepcopy(stanza))
