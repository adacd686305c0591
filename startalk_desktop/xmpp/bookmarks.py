"""The account's list of rooms, kept by its server for all its devices (XEP-0402)."""

from __future__ import annotations

from typing import Final

from startalk_desktop.model.events import RoomBookmarkChanged
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.room import RoomBookmark
from startalk_desktop.xmpp import xep_0402_bookmarks as xep
from startalk_desktop.xmpp.context import SessionContext
from startalk_desktop.xmpp.errors import RequestFailed
from startalk_desktop.xmpp.pubsub import NodeEvent, PubSub

# The list exists and is kept otherwise (XEP-0060 section 7.1.5), or the server knows the options only as a
# configuration (ejabberd).
_UNMET: Final = frozenset({"conflict", "resource-constraint", "bad-request", "not-acceptable"})


class Bookmarks:
    """Reads, changes and follows the list."""

    def __init__(self, context: SessionContext, pubsub: PubSub) -> None:
        self._context = context
        self._pubsub = pubsub

    async def fetch(self) -> tuple[RoomBookmark, ...]:
        """The whole list.

        Raises:
            RequestFailed: the server keeps none.
        """
        try:
            items = await self._pubsub.items(self._context.own, xep.NODE)
        except RequestFailed as error:
            if error.condition == "item-not-found":
                return ()
            raise
        read = (xep.read_bookmark(item.id, item.payload) for item in items)
        return tuple(bookmark for bookmark in read if bookmark is not None)

    async def put(self, bookmark: RoomBookmark) -> None:
        """Add or change a room.

        Raises:
            RequestFailed: the server refused, for one because the list could not be kept private.
        """
        room = str(bookmark.room)
        try:
            former = await self._pubsub.items(self._context.own, xep.NODE, [room])
        except RequestFailed as error:
            if error.condition != "item-not-found":
                raise
            former = ()
        kept = former[0].payload if former and former[0].id == room else None
        payload = xep.write_bookmark(bookmark, kept)
        own = self._context.own
        try:
            await self._pubsub.publish(own, xep.NODE, room, payload, xep.PUBLISH_OPTIONS)
        except RequestFailed as error:
            if error.condition not in _UNMET:
                raise
            await self._pubsub.configure(own, xep.NODE, xep.CONFIGURATION)
            await self._pubsub.publish(own, xep.NODE, room, payload, xep.PRIVATE)

    async def remove(self, room: Jid) -> None:
        """Take a room off; not being on the list is fine.

        Raises:
            RequestFailed: the server refused.
        """
        try:
            await self._pubsub.retract(self._context.own, xep.NODE, str(room))
        except RequestFailed as error:
            if error.condition != "item-not-found":
                raise

    def take_event(self, event: NodeEvent, sender: Jid) -> None:
        """Tell of changes by other devices; only the own account may announce them."""
        if event.node != xep.NODE or sender != self._context.own:
            return
        for item_id, payload in event.published:
            bookmark = xep.read_bookmark(item_id, payload)
            if bookmark is not None:
                self._context.emit(RoomBookmarkChanged(bookmark.room, bookmark))
        for item_id in event.retracted:
            room = xep.room_of(item_id)
            if room is not None:
                self._context.emit(RoomBookmarkChanged(room, None))
