"""Who is there: our own presence, other people's, and who asks to see ours (RFC 6121 sections 3 and 4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import aioxmpp

from startalk_desktop.model.events import PresenceChanged, SubscriptionRequested
from startalk_desktop.model.identity import Timestamp, now
from startalk_desktop.model.presence import Availability, OwnPresence, Presence
from startalk_desktop.xmpp import xep_0319_idle
from startalk_desktop.xmpp.addresses import to_model
from startalk_desktop.xmpp.context import SessionContext, guard
from startalk_desktop.xmpp.own_presence import SHOWN, OwnState
from startalk_desktop.xmpp.stanza_tree import TreePresence

_LONGEST_STATUS: Final = 1000


class PresenceClient:
    """Tells ours at each new session, and others' as they come. Presence in rooms is the rooms' own matter."""

    def __init__(
        self, context: SessionContext, own: OwnState, clock: Callable[[], Timestamp] = now
    ) -> None:
        self._context = context
        self._own = own
        self._clock = clock
        context.client.stream.on_presence_received.connect(guard(self._on_presence))
        context.on_started.append(self._on_started)

    def set_own(
        self, availability: Availability, status: str = "", idle_since: Timestamp | None = None
    ) -> None:
        """Be `availability` from now on, also in the sessions to come; the user has done nothing since `idle_since`.

        `OFFLINE` and `UNKNOWN` hide us: signed in, but told to nobody. Then the server sends no messages either. The
        rooms we are in are told one after the other.
        """
        self._own.choose(OwnPresence(availability, status), idle_since)
        if self._context.is_connected:
            self._context.transmit(self._own.presence())

    def _on_started(self, is_resumed: bool) -> None:
        if not is_resumed:
            # In a task like the roster's, and after it: presence follows the roster (RFC 6121 section 2.2).
            self._context.scope.start(self._announce(), "announce presence")

    async def _announce(self) -> None:
        if self._context.is_connected:
            self._context.transmit(self._own.presence())

    def _on_presence(self, stanza: aioxmpp.Presence) -> None:
        if isinstance(stanza, TreePresence) or stanza.from_ is None:
            return
        sender = to_model(stanza.from_)
        match stanza.type_:
            case aioxmpp.PresenceType.AVAILABLE:
                availability = SHOWN[stanza.show]
            case aioxmpp.PresenceType.UNAVAILABLE:
                availability = Availability.OFFLINE
            case aioxmpp.PresenceType.SUBSCRIBE:
                self._context.emit(SubscriptionRequested(sender.bare, _text(stanza.status)))
                return
            case _:
                return
        idle_since = xep_0319_idle.read(stanza, self._clock())
        self._context.emit(
            PresenceChanged(
                Presence(
                    sender, availability, _text(stanza.status), stanza.priority or 0, idle_since
                )
            )
        )


def _text(texts: Any) -> str:
    if not texts:
        return ""
    return str(texts.any())[:_LONGEST_STATUS]
