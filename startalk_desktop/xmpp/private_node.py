"""A node of the own account in which it keeps something for all its devices, and for nobody else (XEP-0223)."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from startalk_desktop.xmpp.context import SessionContext
from startalk_desktop.xmpp.own_node import OwnNode
from startalk_desktop.xmpp.pubsub import PubSub

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


class PrivateNode(OwnNode):
    """An `OwnNode` with these options."""

    def __init__(self, context: SessionContext, pubsub: PubSub, name: str) -> None:
        super().__init__(context, pubsub, name, PUBLISH_OPTIONS, _CONFIGURATION)
