"""How conversations are arranged, kept by the account's server for all its devices and for nobody else: rooms in their
bookmarks (XEP-0402), people in a private node (XEP-0223).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from startalk_desktop.model.conversation import ConversationSettings
from startalk_desktop.model.events import ConversationSettingsChanged
from startalk_desktop.model.identity import ConversationKind
from startalk_desktop.model.jid import Jid
from startalk_desktop.xmpp import arrangement
from startalk_desktop.xmpp import message_fields as fields
from startalk_desktop.xmpp.bookmarks import Bookmarks
from startalk_desktop.xmpp.context import SessionContext
from startalk_desktop.xmpp.private_node import PrivateNode
from startalk_desktop.xmpp.pubsub import NodeEvent, PubSub
from startalk_desktop.xmpp.stanza_tree import XmlNode

MAX_CONVERSATIONS: Final = 10_000
"""People, and rooms, whose settings are read."""

_NOTHING: Final = ConversationSettings()


class ConversationSettingsClient:
    """Reads, tells and follows settings. The last to write an item is right."""

    def __init__(self, context: SessionContext, pubsub: PubSub, bookmarks: Bookmarks) -> None:
        self._context = context
        self._bookmarks = bookmarks
        self._node = PrivateNode(context, pubsub, arrangement.NODE)

    async def fetch(self) -> tuple[tuple[Jid, ConversationKind, ConversationSettings], ...]:
        """The settings of all conversations that have some.

        Raises:
            RequestFailed: the server keeps none.
            NotConnected: there is no session.
        """
        rooms = await self._bookmarks.settings()
        people = (await self._node.items())[:MAX_CONVERSATIONS]
        found = [
            (room, ConversationKind.ROOM, settings)
            for room, settings in rooms[:MAX_CONVERSATIONS]
            if settings != _NOTHING
        ]
        for item in people:
            peer = _person(item.id)
            settings = _read(item.payload)
            if peer is not None and settings is not None:
                found.append((peer, ConversationKind.DIRECT, settings))
        return tuple(found)

    async def publish(
        self,
        peer: Jid,
        kind: ConversationKind,
        settings: ConversationSettings,
        *,
        is_joined: bool = False,
    ) -> None:
        """Tell our other devices. A room that has no bookmark gets one, to be entered by itself where `is_joined`.

        Raises:
            RequestFailed: the server refused, for one because it could not be kept private.
            NotConnected: there is no session.
        """
        if kind is ConversationKind.ROOM:
            await self._bookmarks.put_settings(peer, settings, is_autojoin=is_joined)
            return
        item_id = str(peer)
        former = await self._node.items([item_id])
        if settings == _NOTHING and not former:
            return
        kept = former[0].payload if former and former[0].id == item_id else None
        written = arrangement.write_item(settings, kept)
        await self._node.put(item_id, written)
        if len(written) == 0:
            # Said first, since not every server tells of removals.
            await self._node.remove(item_id)

    def take_event(self, event: NodeEvent, sender: Jid) -> None:
        """Tell of changes; only the own account may announce them."""
        for changed in (*self._of_people(event, sender), *self._of_rooms(event, sender)):
            self._context.emit(changed)

    def _of_people(self, event: NodeEvent, sender: Jid) -> Iterator[ConversationSettingsChanged]:
        if not self._node.is_of(event, sender):
            return
        for item_id, payload in event.published:
            peer, settings = _person(item_id), _read(payload)
            if peer is not None and settings is not None:
                yield ConversationSettingsChanged(peer, ConversationKind.DIRECT, settings)
        for item_id in event.retracted:
            peer = _person(item_id)
            if peer is not None:
                yield ConversationSettingsChanged(peer, ConversationKind.DIRECT, _NOTHING)

    def _of_rooms(self, event: NodeEvent, sender: Jid) -> Iterator[ConversationSettingsChanged]:
        for room, settings in self._bookmarks.settings_in(event, sender):
            yield ConversationSettingsChanged(room, ConversationKind.ROOM, settings)


def _person(item_id: str) -> Jid | None:
    peer = fields.address(item_id)
    return peer if peer is not None and peer.is_bare else None


def _read(payload: XmlNode) -> ConversationSettings | None:
    return arrangement.read(payload) if payload.tag == arrangement.CONVERSATION else None
