"""A node of the own account (XEP-0163), made as it has to be before anything is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from startalk_desktop.model.jid import Jid
from startalk_desktop.xmpp.context import SessionContext
from startalk_desktop.xmpp.errors import RequestFailed
from startalk_desktop.xmpp.pubsub import NodeEvent, PublishedItem, PubSub
from startalk_desktop.xmpp.stanza_tree import XmlNode

# The node exists and is kept otherwise (XEP-0060 section 7.1.5), or the server knows the options only as a
# configuration (ejabberd).
_UNMET: Final = frozenset({"conflict", "resource-constraint", "bad-request", "not-acceptable"})

_PUBLIC: Final = MappingProxyType(
    {
        "pubsub#persist_items": "true",
        "pubsub#max_items": "1",
        "pubsub#access_model": "open",
    }
)


class OwnNode:
    """Reads and writes one node. Every method raises `RequestFailed` where the server refuses.

    Args:
        context: what capabilities share.
        pubsub: asks.
        name: of the node.
        options: what the node has to be like, by the fields of XEP-0060 section 16.4.3.
        configuration: the same, where the node has to be configured by itself.
    """

    def __init__(
        self,
        context: SessionContext,
        pubsub: PubSub,
        name: str,
        options: Mapping[str, str],
        configuration: Mapping[str, str],
    ) -> None:
        self._context = context
        self._pubsub = pubsub
        self._name = name
        self._options = options
        self._configuration = configuration
        self._is_configured = False
        context.on_ended.append(self._on_ended)

    async def items(
        self, ids: Sequence[str] = (), newest: int | None = None
    ) -> tuple[PublishedItem, ...]:
        """The items with `ids`, or the `newest` so many, or all; none where there is no node yet."""
        try:
            return await self._pubsub.items(self._context.own, self._name, ids, newest)
        except RequestFailed as error:
            if error.condition == "item-not-found":
                return ()
            raise

    async def put(self, item_id: str, payload: XmlNode) -> None:
        """Add an item or change it; the node is made, or made as it has to be, if need be."""
        if not self._is_configured and await self._put_with_options(item_id, payload):
            return
        own = self._context.own
        if not self._is_configured:
            await self._pubsub.configure(own, self._name, self._configuration)
            self._is_configured = True
        # The one option without which nothing is written.
        access = {"pubsub#access_model": self._options["pubsub#access_model"]}
        await self._pubsub.publish(own, self._name, item_id, payload, access)

    async def _put_with_options(self, item_id: str, payload: XmlNode) -> bool:
        """Whether the server took the item with all that we ask of the node."""
        own = self._context.own
        try:
            await self._pubsub.publish(own, self._name, item_id, payload, self._options)
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


class PublicNode(OwnNode):
    """A node whose one item everybody may read, whether they see our presence or not."""

    def __init__(self, context: SessionContext, pubsub: PubSub, name: str) -> None:
        super().__init__(context, pubsub, name, _PUBLIC, _PUBLIC)
