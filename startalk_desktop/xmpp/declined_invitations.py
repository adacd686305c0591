"""Invitations that the account declined, kept by its server for all its devices and for nobody else (XEP-0223): an
item a room in ``urn:startalk:invitations:1``, whose id is the room's address.

XEP-0045 section 7.8.2 has a word for declining, but it tells the inviter, who may be a stranger, that somebody reads.
"""

from __future__ import annotations

from typing import Final

from startalk_desktop.model.events import RoomInvitationsDeclined
from startalk_desktop.model.identity import Timestamp
from startalk_desktop.model.jid import Jid
from startalk_desktop.xmpp import message_fields as fields
from startalk_desktop.xmpp.context import SessionContext
from startalk_desktop.xmpp.message_payloads import payload
from startalk_desktop.xmpp.private_node import PrivateNode
from startalk_desktop.xmpp.pubsub import NodeEvent, PubSub
from startalk_desktop.xmpp.stanza_tree import XmlNode

NAMESPACE: Final = "urn:startalk:invitations:1"
NODE: Final = NAMESPACE
MAX_ITEMS: Final = 200
"""Rooms whose invitations are remembered as declined; the oldest are forgotten."""

_DECLINED: Final = f"{{{NAMESPACE}}}declined"


class DeclinedInvitations:
    """Reads, tells and follows them."""

    def __init__(self, context: SessionContext, pubsub: PubSub) -> None:
        self._context = context
        self._node = PrivateNode(context, pubsub, NODE)
        self._known: dict[Jid, Timestamp] = {}
        context.on_ended.append(self._known.clear)

    async def fetch(self) -> tuple[RoomInvitationsDeclined, ...]:
        """What was declined on any device; the latest `MAX_ITEMS`.

        Raises:
            RequestFailed: the server keeps nothing.
            NotConnected: there is no session.
        """
        read = (_read(item.id, item.payload) for item in await self._node.items())
        found = sorted((one for one in read if one is not None), key=lambda one: one.at)
        self._known = {one.room: one.at for one in found}
        return tuple(found[-MAX_ITEMS:])

    async def publish(self, room: Jid, up_to: Timestamp) -> None:
        """Tell our other devices; of too many rooms the oldest are taken away.

        Raises:
            RequestFailed: the server refused, for one because it could not be kept private.
            NotConnected: there is no session.
        """
        item = payload(NAMESPACE, "declined")
        item.set("up-to", fields.wire_time(up_to))
        await self._node.put(str(room), item)
        self._known[room] = up_to
        while len(self._known) > MAX_ITEMS:
            oldest = min(self._known, key=self._known.__getitem__)
            await self._node.remove(str(oldest))
            self._known.pop(oldest, None)

    def take_event(self, event: NodeEvent, sender: Jid) -> None:
        """Tell of what other devices declined; only the own account may announce it."""
        if not self._node.is_of(event, sender):
            return
        for item_id, element in event.published:
            if (declined := _read(item_id, element)) is not None:
                self._context.emit(declined)


def _read(item_id: str, element: XmlNode) -> RoomInvitationsDeclined | None:
    room = fields.address(item_id)
    at = fields.timestamp(element.get("up-to")) if element.tag == _DECLINED else None
    if room is None or not room.is_bare or not room.local or at is None:
        return None
    return RoomInvitationsDeclined(room, at)
