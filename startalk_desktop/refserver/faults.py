"""Faults on demand, for tests of clients: what networks, broken servers and attackers do.

Accounts are given by bare JID (all their streams) or full JID (one).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .config import CertificateFault
from .connection import Connection
from .domain import Domain
from .jid import Jid
from .stanza import parse

if TYPE_CHECKING:
    from .server import ReferenceServer
    from .stream import ClientStream


class Faults:
    """What may go wrong with a server's clients. Each raises `LookupError` if it meets no stream."""

    def __init__(self, server: ReferenceServer) -> None:
        self._server = server
        self._refused: set[Jid] = set()

    def cut(self, jid: str) -> None:
        """Break the connection, as a network does: without a word, losing what is on its way."""
        for connection in self._connections(jid):
            connection.abort()

    def stall(self, jid: str) -> None:
        """Neither read nor send, until `resume`."""
        for connection in self._connections(jid):
            connection.stall()

    def half_open(self, jid: str) -> None:
        """Let everything vanish in both directions, for good, while the socket stays open."""
        for connection in self._connections(jid):
            connection.swallow()

    def slow(self, jid: str, bytes_a_second: float) -> None:
        """Send no faster than that, until `resume`."""
        for connection in self._connections(jid):
            connection.slow_down(bytes_a_second)

    def reorder(self, jid: str, stanzas: int) -> None:
        """Send the next so many stanzas in reverse order, once all of them are there."""
        for connection in self._connections(jid):
            connection.reorder(stanzas)

    def resume(self, jid: str) -> None:
        """End `stall`, `slow` and `reorder`; what was held is sent."""
        for connection in self._connections(jid):
            connection.recover()

    def inject(self, jid: str, stanza: str) -> None:
        """Send any XML element to the client, past all checks, as a broken or evil server might."""
        for stream in self._streams(jid):
            if stream.session is not None:
                stream.session.deliver(parse(stanza))

    def inject_raw(self, jid: str, content: bytes) -> None:
        """Send bytes that needn't be well-formed."""
        for connection in self._connections(jid):
            connection.write(content)

    def refuse_sign_in(self, jid: str, *, refused: bool = True) -> None:
        """Answer right passwords of an account, or of a whole domain, with a temporary failure."""
        (self._refused.add if refused else self._refused.discard)(Jid.parse(jid).bare)

    def refuses(self, domain: Domain, local: str) -> bool:
        """Sign-in of the account is switched off."""
        return not self._refused.isdisjoint({domain.jid, Jid(local, domain.name)})

    def present_certificate(self, domain: str, fault: CertificateFault | None) -> None:
        """Give new connections to the domain a wrong certificate; None: the right one again."""
        self._server.renew_certificate(domain, fault)

    def _connections(self, jid: str) -> list[Connection]:
        return [stream.connection for stream in self._streams(jid)]

    def _streams(self, jid: str) -> list[ClientStream]:
        wanted = Jid.parse(jid)
        found = [
            stream
            for stream in self._server.streams
            if stream.session is not None
            and wanted in (stream.session.jid, stream.session.jid.bare)
        ]
        if not found:
            raise LookupError(f"{jid} is not signed in")
        return found
