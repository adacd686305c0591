"""A client without a socket: what a domain's services say to one signed-in person."""

from __future__ import annotations

import asyncio
import itertools
import re
from collections.abc import Callable

from lxml import etree

from startalk_desktop.refserver import namespaces as ns
from startalk_desktop.refserver.domain import Domain
from startalk_desktop.refserver.session import LocalSession
from startalk_desktop.refserver.stanza import E, Element

_PATIENCE = 5.0  # seconds


class ServerError(AssertionError):
    """A request was answered with an error."""

    def __init__(self, reply: Element) -> None:
        super().__init__(etree.tostring(reply).decode())
        error = reply.find(f"{{{ns.CLIENT}}}error")
        self.conditions = [] if error is None else [etree.QName(part).localname for part in error]


class Client:
    """Sends stanzas written as XML, and keeps what arrives until a test asks for it."""

    def __init__(self, domain: Domain) -> None:
        self._domain = domain
        self._numbers = itertools.count(1)
        self._arrival = asyncio.Event()
        self.arrived: list[Element] = []
        self.session: LocalSession

    @classmethod
    async def sign_in(cls, domain: Domain, local: str, resource: str = "桌面") -> Client:
        """Create the account if need be, and bind a resource; no presence is sent."""
        if not domain.accounts.exists(local):
            domain.accounts.create(local)
        client = cls(domain)
        client.session = await domain.attach_local_user(local, resource, client._on_stanza)
        return client

    @property
    def jid(self) -> str:
        return str(self.session.jid)

    @property
    def bare(self) -> str:
        return str(self.session.jid.bare)

    def _on_stanza(self, stanza: Element) -> None:
        self.arrived.append(stanza)
        self._arrival.set()

    async def send(self, xml: str) -> None:
        """Send one stanza; its namespace is jabber:client."""
        named = re.sub(r"^<(\w+)", rf'<\1 xmlns="{ns.CLIENT}"', xml)
        await self.session.send(etree.fromstring(named))

    async def ask(self, kind: str, to: str | None, payload: str) -> Element:
        """Send an IQ and return its result's payload (or the result, if it is empty)."""
        id_ = f"q{next(self._numbers)}"
        iq = E(ns.CLIENT, "iq", {"type": kind, "to": to, "id": id_}, etree.fromstring(payload))
        await self.session.send(iq)
        reply = await self.expect(
            lambda stanza: stanza.tag == f"{{{ns.CLIENT}}}iq" and stanza.get("id") == id_
        )
        if reply.get("type") == "error":
            raise ServerError(reply)
        return next(reply.iterchildren("*"), reply)

    async def expect(self, wanted: Callable[[Element], bool]) -> Element:
        """Take the first stanza that is wanted, waiting for it if need be."""
        async with asyncio.timeout(_PATIENCE):
            while True:
                for stanza in self.arrived:
                    if wanted(stanza):
                        self.arrived.remove(stanza)
                        return stanza
                self._arrival.clear()
                await self._arrival.wait()

    def take(self, tag: str) -> list[Element]:
        """All stanzas of a kind ("message", "presence") that have arrived, removed."""
        taken = [stanza for stanza in self.arrived if stanza.tag == f"{{{ns.CLIENT}}}{tag}"]
        self.arrived = [stanza for stanza in self.arrived if stanza not in taken]
        return taken
