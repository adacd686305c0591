"""A session's rooms: being in them, looking for them, and the account's list of them."""

from __future__ import annotations

from collections.abc import Mapping

import aioxmpp

from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.room import RoomBookmark, RoomInfo, RoomSettings
from startalk_desktop.xmpp import room_lookup, xep_0425_moderation
from startalk_desktop.xmpp.addresses import to_wire
from startalk_desktop.xmpp.bookmarks import Bookmarks
from startalk_desktop.xmpp.context import SessionContext
from startalk_desktop.xmpp.disco import Disco
from startalk_desktop.xmpp.errors import RequestFailed
from startalk_desktop.xmpp.message_envelope import RoomView
from startalk_desktop.xmpp.own_presence import OwnState
from startalk_desktop.xmpp.room_admin import RoomAdmin
from startalk_desktop.xmpp.room_facts import RoomFacts
from startalk_desktop.xmpp.room_stays import RoomStays


class RoomClient:
    """Enters, finds, remembers and leaves rooms; `RoomAdmin` rules them."""

    def __init__(
        self,
        context: SessionContext,
        disco: Disco,
        facts: RoomFacts,
        bookmarks: Bookmarks,
        admin: RoomAdmin,
        own: OwnState,
    ) -> None:
        self._context = context
        self._disco = disco
        self._facts = facts
        self._bookmarks = bookmarks
        self._stays = RoomStays(context, facts, admin, own)

    @property
    def views(self) -> Mapping[Jid, RoomView]:
        """The rooms we are in or entering, as far as reading their messages needs it."""
        return self._stays.views

    async def join(
        self, room: Jid, nick: str, password: str = "", *, may_create: bool = True
    ) -> None:
        """Enter `room` under `nick`; `RoomJoined` tells how we are called there, which the room decides.

        A room that does not exist is created with the service's defaults, if we may. Being in already is fine.

        Raises:
            RequestFailed: the room does not let us in; its condition is ``conflict`` where the nick is taken, and
                ``item-not-found`` where there is no such room.
            NotConnected: there is no session, or it ended meanwhile.
        """
        await self._stays.join(room, nick, password, may_create=may_create)

    async def create(self, room: Jid, nick: str, settings: RoomSettings) -> None:
        """Make `room`, which must not exist, as `settings` say, and be in it.

        Raises:
            RequestFailed: its condition is ``conflict`` where there is such a room, or else that of the service,
                which may not let us have rooms, or not such ones; then there is none.
            NotConnected: there is no session, or it ended meanwhile.
        """
        await self._stays.create(room, nick, settings)

    async def leave(self, room: Jid) -> None:
        """Leave `room`; `RoomLeft` follows. Not being in is fine."""
        await self._stays.leave(room)

    async def is_inside(self, room: Jid) -> bool | None:
        """Whether the room still has us in it (XEP-0410), where we think so; None where that can't be known now.

        Where it has not, `RoomLeft` follows.

        Raises:
            NotConnected: there is no session.
        """
        return await self._stays.is_inside(room)

    async def info(self, room: Jid) -> RoomInfo:
        """What the room tells of itself now.

        Raises:
            RequestFailed: there is no such room, or it does not tell.
        """
        info = await self._facts.info(room)
        self._stays.refresh(room)
        return info

    async def moderate(self, room: Jid, stanza_id: str, reason: str = "") -> None:
        """Remove what somebody said, for everybody (XEP-0425); the room then tells all occupants.

        Args:
            room: where it was said.
            stanza_id: of the message, as the room stamped it.
            reason: told to everybody.

        Raises:
            RequestFailed: the room can't (`UNSUPPORTED`), or we may not (`NOT_ALLOWED`).
            NotConnected: there is no session.
        """
        features = await self._facts.learn(room)
        request = xep_0425_moderation.request(features, stanza_id, reason)
        if request is None:
            detail = "the room knows no moderation"
            raise RequestFailed(Failure(FailureCode.UNSUPPORTED, detail))
        await self._context.request(
            aioxmpp.IQ(type_=aioxmpp.IQType.SET, to=to_wire(room), payload=request)
        )

    async def browse(self) -> tuple[RoomInfo, ...]:
        """The public rooms of the domain's room services, by what the services list.

        Raises:
            RequestFailed: the domain does not tell of its services.
        """
        return await room_lookup.browse(self._disco)

    async def services(self) -> tuple[Jid, ...]:
        """Where the domain has rooms.

        Raises:
            RequestFailed: the domain does not tell of its services.
        """
        return await room_lookup.services(self._disco)

    async def bookmarks(self) -> tuple[RoomBookmark, ...]:
        """The rooms on the account's list (XEP-0402).

        Raises:
            RequestFailed: the server keeps no list.
        """
        return await self._bookmarks.fetch()

    async def set_bookmark(self, bookmark: RoomBookmark) -> None:
        """Put a room on the list, or change it there.

        Raises:
            RequestFailed: the server keeps no list, or not in private.
        """
        await self._bookmarks.put(bookmark)

    async def remove_bookmark(self, room: Jid) -> None:
        """Take a room off the list; not being on it is fine.

        Raises:
            RequestFailed: the server refused.
        """
        await self._bookmarks.remove(room)
