"""A node of the own account in which it keeps something for all its devices, and for nobody else (XEP-0223)."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

from startalk_desktop.model.jid import Jid
from startalk_desktop.xmpp.context import SessionContext
from startalk_desktop.xmpp.errors import RequestFailed
from startalk_desktop.xmpp.pubsub import NodeEvent, PublishedItem, PubSub
from startalk_desktop.xmpp.stanza_tree import XmlNode

PUBLISH_OPTIONS: Final = MappingProxyType(
    {
        "pubsub#persist_items": "true",
        "pubsub#max_items": "max",
        "pubsub#send_last_published_item": "never",
        "pubsub#access_model": "whitelist",
    }
)
"""Nobody else may see it, and no item is forgotten (XEP-0402 section 4.2, XEP-0490 section 4.2)."""

_CONFIGURATION: Final = MappingProxyType({**PUBLISH_OPTIONS, "pubsub#notify_retract": "true"})
"""The same, and that removals are told, where the node has to be configured by itself."""

_PRIVATE: Final = MappingProxyType({"pubsub#access_model": "whitelist"})
"""The one option without which nothing is written."""

# The node exists and is kept otherwise (XEP-0060 section 7.1.5), or the server knows the options only as a
# configuration (ejabberd).
_UNMET: Final = frozenset({"conflict", "resource-constraint", "bad-request", "not-acceptable"})


class PrivateNode:
    """Reads and writes one node. Every method raises `RequestFailed` where the server refuses."""

    def __init__(self, context: SessionContext, pubsub: PubSub, name: str) -> None:
        self._context = context
        self._pubsub = pubsub
        self._name = name
        self._is_configured = False
        context.on_ended.append(self._on_ended)

    async def items(self, ids: Sequence[str] = ()) -> tuple[PublishedItem, ...]:
        """The items with `ids`, or all; none where there is no node yet."""
        try:
            return await self._pubsub.items(self._context.own, self._name, ids)
        except RequestFailed as error:
            if error.condition == "item-not-found":
                return ()
            raise

    async def put(self, item_id: str, payload: XmlNode) -> None:
        """Add an item or change it; the node is made, or made private, if need be."""
        if not self._is_configured and await self._put_with_options(item_id, payload):
            return
        own = self._context.own
        if not self._is_configured:
            await self._pubsub.configure(own, self._name, _CONFIGURATION)
            self._is_configured = True
        await self._pubsub.publish(own, self._name, item_id, payload, _PRIVATE)

    async def _put_with_options(self, item_id: str, payload: XmlNode) -> bool:
        """Whether the server took the item with all that we ask of the node."""
        own = self._context.own
        try:
            await self._pubsub.publish(own, self._name, item_id, payload, PUBLISH_OPTIONS)
        except RequestFailed as error:
            if error.condition not in _UNMET:
                raise
            return False
        return True

    async def remove(self, item_id: str) -> None:
        """Take an item away; not being there is fine."""
        try:
            await self._pubsub.retract(self._context.own, self._name, item_id)
        except RequestFailed as error:
            if error.condition != "item-not-found":
                raise

    def is_of(self, event: NodeEvent, sender: Jid) -> bool:
        """Whether `event` tells of this node; only the own account may announce it."""
        return event.node == self._name and sender == self._context.own

    def _on_ended(self) -> None:
        self._is_configured = False
