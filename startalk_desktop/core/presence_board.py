"""Who is available, summed over each person's clients (RFC 6121 section 4.7); in memory, for one stream."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from startalk_desktop.model.identity import Timestamp
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.presence import Availability, Presence

_PEOPLE_LIMIT: Final = 20_000
_CLIENTS_LIMIT: Final = 20
_STATUS_LIMIT: Final = 500


@dataclass(frozen=True, slots=True)
class PresenceSummary:
    """What to show for a person: their most available client's word."""

    availability: Availability = Availability.UNKNOWN
    status: str = ""
    idle_since: Timestamp | None = None  # when the person last did something, where that is told


class PresenceBoard:
    """The last presence of each client, bounded: a server that invents people or clients fills no memory."""

    def __init__(self) -> None:
        self._clients: dict[Jid, dict[str, Presence]] = {}

    def of(self, jid: Jid) -> PresenceSummary:
        """The summary for a bare address."""
        clients = self._clients.get(jid)
        if clients is None:
            return PresenceSummary()
        best = max(
            clients.values(),
            key=lambda client: (client.availability, client.priority),
            default=None,
        )
        if best is None:
            return PresenceSummary(Availability.OFFLINE)
        return PresenceSummary(best.availability, best.status[:_STATUS_LIMIT], best.idle_since)

    def take(self, presence: Presence) -> bool:
        """Note `presence`; returns whether the person's summary changed."""
        person = presence.jid.bare
        before = self.of(person)
        clients = self._clients.get(person)
        if clients is None:
            if len(self._clients) >= _PEOPLE_LIMIT:
                return False
            clients = self._clients[person] = {}
        if presence.availability <= Availability.OFFLINE:
            if presence.jid.resource:
                clients.pop(presence.jid.resource, None)
            else:
                clients.clear()
        elif presence.jid.resource in clients or len(clients) < _CLIENTS_LIMIT:
            clients[presence.jid.resource] = presence
        return self.of(person) != before

    def forget(self, jid: Jid) -> bool:
        """`jid` is followed no more; returns whether the summary changed by that."""
        return self._clients.pop(jid, None) is not None

    def clear(self) -> frozenset[Jid]:
        """Forget all: the stream is over. Returns whose summary changed by that."""
        known = frozenset(self._clients)
        self._clients.clear()
        return known
