"""The account's list of rooms, kept by its server for all its devices (XEP-0402)."""

from __future__ import annotations

from startalk_desktop.model.events import RoomBookmarkChanged
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.room import RoomBookmark
from startalk_desktop.xmpp import xep_0402_bookmarks as xep
from startalk_desktop.xmpp.context import SessionContext
from startalk_desktop.xmpp.private_node import PrivateNode
from startalk_desktop.xmpp.pubsub import NodeEvent, PubSub


class Bookmarks:
    """Reads, changes and follows the list."""

    def __init__(self, context: SessionContext, pubsub: PubSub) -> None:
        self._context = context
        self._node = PrivateNode(context, pubsub, xep.NODE)

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
        room = str(bookmark.room)
        former = await self._node.items([room])
        kept = former[0].payload if former and former[0].id == room else None
        await self._node.put(room, xep.write_bookmark(bookmark, kept))

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
