"""The contact list that the server keeps (RFC 6121 section 2), and asking for and granting presence (section 3)."""

from __future__ import annotations

import asyncio
import logging
from typing import Any, Final

import aioxmpp
from aioxmpp.roster import xso as roster_xso

from startalk_desktop.model.events import RosterItemChanged, RosterReceived
from startalk_desktop.model.jid import Jid, JidError
from startalk_desktop.model.roster import RosterItem, Subscription
from startalk_desktop.xmpp.addresses import to_model, to_wire
from startalk_desktop.xmpp.context import SessionContext, guard
from startalk_desktop.xmpp.errors import NotConnected, RequestFailed

_log = logging.getLogger(__name__)

MOST_ITEMS: Final = 20_000
"""Contacts that are read; the rest of a longer list is nobody's to look through."""

_LONGEST_NAME: Final = 300
_MOST_GROUPS: Final = 50


class RosterClient:
    """Fetches the roster at each new session, only what changed where the server can tell, and follows its pushes."""

    def __init__(self, context: SessionContext) -> None:
        self._context = context
        self._items: dict[Jid, RosterItem] = {}
        self._version: str | None = None
        context.client.stream.register_iq_request_handler(
            aioxmpp.IQType.SET, roster_xso.Query, self._on_push
        )
        context.on_started.append(self._on_started)

    async def set_name(self, jid: Jid, name: str) -> None:
        """Call `jid` by `name`, adding it where it is no contact yet; its groups stay.

        Raises:
            RequestFailed: the server refused.
            NotConnected: there is no session.
        """
        known = self._items.get(jid.bare)
        groups = [roster_xso.Group(name=group) for group in known.groups] if known else []
        await self._set(roster_xso.Item(to_wire(jid.bare), name=name, groups=groups))

    async def remove(self, jid: Jid) -> None:
        """Remove a contact; both sides stop seeing the other's presence. One that is none is fine.

        Raises:
            RequestFailed: the server refused.
            NotConnected: there is no session.
        """
        if jid.bare in self._items:
            await self._set(roster_xso.Item(to_wire(jid.bare), subscription="remove"))

    async def subscribe(self, jid: Jid) -> None:
        """Ask to see `jid`'s presence; the answer comes as a roster push.

        Raises:
            NotConnected: there is no session.
        """
        self._send_presence(jid, aioxmpp.PresenceType.SUBSCRIBE)

    async def approve(self, jid: Jid) -> None:
        """Let `jid` see our presence, as it asked.

        Raises:
            NotConnected: there is no session.
        """
        self._send_presence(jid, aioxmpp.PresenceType.SUBSCRIBED)

    async def refuse(self, jid: Jid) -> None:
        """Don't let `jid` see our presence, or no longer.

        Raises:
            NotConnected: there is no session.
        """
        self._send_presence(jid, aioxmpp.PresenceType.UNSUBSCRIBED)

    def _send_presence(self, jid: Jid, kind: aioxmpp.PresenceType) -> None:
        self._context.transmit(aioxmpp.Presence(type_=kind, to=to_wire(jid.bare)))

    async def _set(self, item: roster_xso.Item) -> None:
        query = roster_xso.Query(items=[item])
        await self._context.request(aioxmpp.IQ(type_=aioxmpp.IQType.SET, payload=query))

    def _on_started(self, is_resumed: bool) -> None:
        if not is_resumed:
            self._context.scope.start(self._fetch(), "fetch the roster")

    async def _fetch(self) -> None:
        query = roster_xso.Query(ver=(self._version or "") if self._knows_versions() else None)
        iq = aioxmpp.IQ(type_=aioxmpp.IQType.GET, payload=query)
        try:
            answer = await self._context.request(iq)
        except NotConnected:
            return
        except RequestFailed as error:
            _log.warning("the roster could not be fetched: %s", error)
            return
        if answer is None:
            return  # what we have is the newest; what changed since follows as pushes
        if not isinstance(answer, roster_xso.Query):
            _log.warning("the server's roster makes no sense")
            return
        self._items = {}
        for entry in answer.items[:MOST_ITEMS]:
            if (item := _read(entry)) is not None:
                self._items[item.jid] = item
        self._version = answer.ver
        self._context.emit(RosterReceived(tuple(self._items.values())))

    def _knows_versions(self) -> bool:
        """Whether a version may be named to the server at all (RFC 6121 section 2.6)."""
        try:
            self._context.client.stream_features[roster_xso.RosterVersioningFeature]
        except KeyError:
            return False
        return True

    def _on_push(self, iq: aioxmpp.IQ) -> asyncio.Future[None]:
        """Take a push at once, in its place among the stanzas; the future is the answer to it."""
        answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if not self._is_from_own_server(iq.from_):
            # RFC 6121 section 2.1.6: anybody could else write into our roster.
            error = aioxmpp.XMPPCancelError(aioxmpp.ErrorCondition.SERVICE_UNAVAILABLE)
            answer.set_exception(error)
            return answer
        answer.set_result(None)
        guard(self._apply)(iq.payload)
        return answer

    def _is_from_own_server(self, sender: aioxmpp.JID | None) -> bool:
        if sender is None:
            return True
        try:
            return to_model(sender) == self._context.own
        except JidError:
            return False

    def _apply(self, query: Any) -> None:
        self._version = query.ver or self._version
        for entry in query.items[:1]:
            if entry.subscription == "remove":
                jid = to_model(entry.jid).bare
                if self._items.pop(jid, None) is not None:
                    self._context.emit(RosterItemChanged(None, removed=jid))
                continue
            item = _read(entry)
            if item is None or (item.jid not in self._items and len(self._items) >= MOST_ITEMS):
                continue
            self._items[item.jid] = item
            self._context.emit(RosterItemChanged(item))


def _read(entry: Any) -> RosterItem | None:
    try:
        jid = to_model(entry.jid).bare
    except JidError:
        return None
    groups = [group.name for group in entry.groups if group.name][:_MOST_GROUPS]
    return RosterItem(
        jid=jid,
        name=(entry.name or "")[:_LONGEST_NAME],
        subscription=Subscription.NONE
        if entry.subscription == "remove"
        else Subscription(entry.subscription),
        groups=tuple(group[:_LONGEST_NAME] for group in groups),
        is_pending=entry.ask == "subscribe",
    )
