"""Who is there: our own presence, other people's, and who asks to see ours (RFC 6121 sections 3 and 4).

Besides those who are subscribed, single people are shown our presence for a while by directing it to them (section
4.6). What is directed can ask for the same in return (`presence_asking`): no contact list changes, nobody is bothered
with a request, and a program that does not know the element passes over it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import aioxmpp

from startalk_desktop.model.events import PresenceAsked, PresenceChanged, SubscriptionRequested
from startalk_desktop.model.identity import Timestamp, now
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.presence import Availability, OwnPresence, Presence
from startalk_desktop.xmpp import xep_0319_idle
from startalk_desktop.xmpp.addresses import to_model, to_wire
from startalk_desktop.xmpp.context import SessionContext, guard
from startalk_desktop.xmpp.own_presence import SHOWN, OwnState
from startalk_desktop.xmpp.presence_asking import Ask
from startalk_desktop.xmpp.stanza_tree import TreePresence

_LONGEST_STATUS: Final = 1000
_MOST_SHOWN: Final = 500
"""Entities that we show ourselves to without a subscription."""


class PresenceClient:
    """Tells ours at each new session, and others' as they come. Presence in rooms is the rooms' own matter."""

    def __init__(
        self, context: SessionContext, own: OwnState, clock: Callable[[], Timestamp] = now
    ) -> None:
        self._context = context
        self._own = own
        self._clock = clock
        self._shown_to: set[Jid] = set()
        context.on_ended.append(self._shown_to.clear)
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
            # RFC 6121 section 4.6.2: what is directed is kept up by hand.
            for jid in tuple(self._shown_to):
                self._direct(jid)

    def ask(self, jid: Jid) -> bool:
        """Show `jid` whether we are there, and ask for the same; the answer comes as `PresenceChanged`, if ever.

        Returns False, having asked nothing, while we hide ourselves.

        Raises:
            NotConnected: there is no session.
        """
        return self._direct(jid, asks=True)

    def show_to(self, jid: Jid) -> bool:
        """Show `jid`, until `hide_from` or the end of the session, whether we are there. False while we hide.

        Raises:
            NotConnected: there is no session.
        """
        if jid not in self._shown_to and len(self._shown_to) >= _MOST_SHOWN:
            return False
        is_shown = self._direct(jid)
        if is_shown:
            self._shown_to.add(jid)
        return is_shown

    def hide_from(self, jid: Jid) -> None:
        """Take back what `ask` or `show_to` told `jid`.

        Raises:
            NotConnected: there is no session.
        """
        self._shown_to.discard(jid)
        kind = aioxmpp.PresenceType.UNAVAILABLE
        self._context.transmit(aioxmpp.Presence(type_=kind, to=to_wire(jid)))

    def forget(self, jid: Jid) -> None:
        """`jid` went, and needs to be told nothing any more."""
        self._shown_to.discard(jid)

    def _direct(self, jid: Jid, *, asks: bool = False) -> bool:
        presence = self._own.presence()
        presence.to = to_wire(jid)
        if self._own.is_hidden:
            if jid in self._shown_to:
                self.hide_from(jid)
            return False
        if asks:
            presence.startalk_ask = Ask()
        self._context.transmit(presence)
        return True

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
                if stanza.startalk_ask is not None and sender.bare != self._context.own:
                    self._context.emit(PresenceAsked(sender))
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
