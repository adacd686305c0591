"""The account's list of rooms, kept by its server for all its devices (XEP-0402)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from startalk_desktop.model.conversation import ConversationSettings
from startalk_desktop.model.events import RoomBookmarkChanged
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.room import RoomBookmark
from startalk_desktop.xmpp import xep_0402_bookmarks as xep
from startalk_desktop.xmpp.context import SessionContext
from startalk_desktop.xmpp.private_node import PrivateNode
from startalk_desktop.xmpp.pubsub import NodeEvent, PubSub
from startalk_desktop.xmpp.stanza_tree import XmlNode


class Bookmarks:
    """Reads, changes and follows the list."""

    def __init__(self, context: SessionContext, pubsub: PubSub) -> None:
        self._context = context
        self._node = PrivateNode(context, pubsub, xep.NODE)
        self._turn = asyncio.Lock()  # an item is read, changed and written by one at a time

    async def fetch(self) -> tuple[RoomBookmark, ...]:
        """The whole list.

        Raises:
            RequestFailed: the server keeps none.
        """
        read = (xep.read_bookmark(item.id, item.payload) for item in await self._node.items())
        return tuple(bookmark for bookmark in read if bookmark is not None)

    async def put(self, bookmark: RoomBookmark) -> None:
        """Add or change a room.

        Raises:
            RequestFailed: the server refused, for one because the list could not be kept private.
        """
        async with self._turn:
            kept = await self._kept(bookmark.room)
            await self._node.put(str(bookmark.room), xep.write_bookmark(bookmark, kept))

    async def settings(self) -> list[tuple[Jid, ConversationSettings]]:
        """How each room on the list is arranged.

        Raises:
            RequestFailed: the server keeps no list.
        """
        read = (xep.read_settings(item.id, item.payload) for item in await self._node.items())
        return [found for found in read if found is not None]

    async def put_settings(
        self, room: Jid, settings: ConversationSettings, *, is_autojoin: bool
    ) -> None:
        """Arrange a room; one that is not on the list is put there, with `is_autojoin`.

        Raises:
            RequestFailed: the server refused, for one because the list could not be kept private.
        """
        async with self._turn:
            former = await self._kept(room)
            if former is None and settings == ConversationSettings():
                return
            if former is None:
                former = xep.write_bookmark(RoomBookmark(room, is_autojoin=is_autojoin), None)
            await self._node.put(str(room), xep.write_settings(settings, former))

    async def _kept(self, room: Jid) -> XmlNode | None:
        former = await self._node.items([str(room)])
        return former[0].payload if former and former[0].id == str(room) else None

    async def remove(self, room: Jid) -> None:
        """Take a room off; not being on the list is fine.

        Raises:
            RequestFailed: the server refused.
        """
        await self._node.remove(str(room))

    def take_event(self, event: NodeEvent, sender: Jid) -> None:
        """Tell of changes by other devices; only the own account may announce them."""
        if not self._node.is_of(event, sender):
            return
        for item_id, payload in event.published:
            bookmark = xep.read_bookmark(item_id, payload)
            if bookmark is not None:
                self._context.emit(RoomBookmarkChanged(bookmark.room, bookmark))
        for item_id in event.retracted:
            room = xep.room_of(item_id)
            if room is not None:
                self._context.emit(RoomBookmarkChanged(room, None))

    def settings_in(
        self, event: NodeEvent, sender: Jid
    ) -> Iterator[tuple[Jid, ConversationSettings]]:
        """How the rooms that an event tells of are arranged now; a room that is off the list is not at all."""
        if not self._node.is_of(event, sender):
            return
        for item_id, payload in event.published:
            if (found := xep.read_settings(item_id, payload)) is not None:
                yield found
        for item_id in event.retracted:
            if (room := xep.room_of(item_id)) is not None:
                yield room, ConversationSettings()
