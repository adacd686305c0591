"""What rooms announce of themselves (XEP-0030), asked once a session each; and who we are in them."""

from __future__ import annotations

import logging

from startalk_desktop.model.jid import Jid
from startalk_desktop.model.room import RoomInfo
from startalk_desktop.xmpp import namespaces as ns
from startalk_desktop.xmpp import room_lookup, xep_0421_occupant_ids
from startalk_desktop.xmpp.context import SessionContext
from startalk_desktop.xmpp.disco import Disco
from startalk_desktop.xmpp.errors import NotConnected, RequestFailed
from startalk_desktop.xmpp.message_envelope import RoomView

_log = logging.getLogger(__name__)


class RoomFacts:
    """Remembers until the session ends; a room that does not say what it is has no features."""

    def __init__(self, context: SessionContext, disco: Disco) -> None:
        self._disco = disco
        self._features: dict[Jid, frozenset[str]] = {}
        self._infos: dict[Jid, RoomInfo] = {}
        self._own_ids: dict[Jid, str] = {}
        context.on_ended.append(self._forget)

    async def info(self, room: Jid) -> RoomInfo:
        """What the room says of itself now.

        Raises:
            RequestFailed: there is no such room, or it does not tell.
        """
        info = await self._disco.info(room)
        self._features[room] = info.features
        self._infos[room] = room_lookup.room_info(room, info)
        return self._infos[room]

    def known(self, room: Jid) -> RoomInfo | None:
        """What the room said of itself when it was last asked in this session."""
        return self._infos.get(room)

    def stamps_occupants(self, room: Jid) -> bool:
        """Whether the room announces occupant ids (XEP-0421): then no others are in what comes from it."""
        return xep_0421_occupant_ids.NAMESPACE in self._features.get(room, frozenset())

    async def learn(self, room: Jid) -> frozenset[str]:
        """The features of `room`, asked for if need be. One that is yet to be made can't be asked.

        Raises:
            NotConnected: there is no session.
        """
        if room not in self._features:
            try:
                await self.info(room)
            except NotConnected:
                raise
            except RequestFailed as error:
                _log.debug("%s does not say what it is: %s", room, error)
        return self._features.get(room, frozenset())

    def note_own(self, room: Jid, occupant_id: str) -> None:
        """The room's presence to us says that this is our occupant id."""
        self._own_ids[room] = occupant_id

    def view(self, room: Jid) -> RoomView:
        """What is known of `room` without being in it."""
        features = self._features.get(room, frozenset())
        stamps_occupants = self.stamps_occupants(room)
        return RoomView(
            nick="",
            stamps_ids=ns.STANZA_IDS in features,
            stamps_occupants=stamps_occupants,
            own_occupant_id=self._own_ids.get(room, "") if stamps_occupants else "",
        )

    def _forget(self) -> None:
        self._features.clear()
        self._infos.clear()
        self._own_ids.clear()
