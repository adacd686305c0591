"""The names and bounds of ``urn:startalk:org:1`` (``docs/xep-org.md``), for reader and writer."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

NAMESPACE: Final = "urn:startalk:org:1"
NODE: Final = NAMESPACE
LINKED_NODE: Final = f"{NAMESPACE}#linked"
"""What other domains may see of the tree."""
INDEX_ID: Final = "index"

INDEX_TAG: Final = f"{{{NAMESPACE}}}index"
UNIT_TAG: Final = f"{{{NAMESPACE}}}unit"
MEMBER_TAG: Final = f"{{{NAMESPACE}}}member"

MAX_UNITS: Final = 20_000
MAX_MEMBERS: Final = 20_000
"""People directly in one unit."""
MAX_ID_CHARACTERS: Final = 200
MAX_ORDER: Final = 10**9

NODE_CONFIG: Final[Mapping[str, str]] = MappingProxyType(
    {
        "pubsub#title": "Organisation",
        "pubsub#persist_items": "1",
        "pubsub#max_items": "max",
        "pubsub#publish_model": "publishers",
        "pubsub#send_last_published_item": "never",
        "pubsub#deliver_payloads": "0",
        "pubsub#notify_retract": "0",
        "pubsub#notify_delete": "1",
    }
)
"""How a publisher configures the node, beside its access model (XEP-0060 section 16.4.4).

Payloads in events would send the whole index to everybody at once, at each change.
"""
