"""How far each conversation has been read, kept by the account's server for all its devices (XEP-0490)."""

from __future__ import annotations

from typing import Final

from startalk_desktop.model.events import ReadPositionChanged
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.read_position import ReadPosition
from startalk_desktop.xmpp import xep_0490_read_positions as xep
from startalk_desktop.xmpp.context import SessionContext
from startalk_desktop.xmpp.private_node import PrivateNode
from startalk_desktop.xmpp.pubsub import NodeEvent, PubSub

MAX_POSITIONS: Final = 10_000
"""Conversations whose position is read."""


class ReadPositionClient:
    """Reads, tells and follows the positions."""

    def __init__(self, context: SessionContext, pubsub: PubSub) -> None:
        self._context = context
        self._node = PrivateNode(context, pubsub, xep.NODE)
        self._told: dict[Jid, ReadPosition] = {}
        context.on_ended.append(self._told.clear)

    async def fetch(self) -> tuple[ReadPosition, ...]:
        """The position in every conversation that has one.

        Raises:
            RequestFailed: the server keeps none.
            NotConnected: there is no session.
        """
        items = (await self._node.items())[:MAX_POSITIONS]
        read = (xep.read(item.id, item.payload, self._context.own) for item in items)
        return tuple(position for position in read if position is not None)

    async def publish(self, position: ReadPosition) -> None:
        """Tell our other devices how far we have read; `ReadPositionChanged` comes there, not here.

        Raises:
            RequestFailed: the server refused, for one because the positions could not be kept private.
            NotConnected: there is no session.
        """
        self._told[position.peer] = position
        await self._node.put(str(position.peer), xep.write(position))

    def take_event(self, event: NodeEvent, sender: Jid) -> None:
        """Tell of positions that other devices published; only the own account may announce them."""
        if not self._node.is_of(event, sender):
            return
        for item_id, payload in event.published:
            position = xep.read(item_id, payload, self._context.own)
            # The server tells us, too, what we published.
            if position is not None and self._told.get(position.peer) != position:
                self._context.emit(ReadPositionChanged(position))
