"""What this client can (XEP-0030), and of what it wants to be told (XEP-0163 section 4); `entity` says it."""

from __future__ import annotations

from typing import Final

from startalk_desktop.xmpp import namespaces as ns
from startalk_desktop.xmpp import xep_0402_bookmarks
from startalk_desktop.xmpp.cards import METADATA_NODE

FEATURES: Final = (
    ns.CHAT_STATES,
    ns.CONFERENCE,
    ns.DELAY,
    ns.MARKERS,
    ns.MUC,
    ns.RECEIPTS,
    ns.STANZA_IDS,
    f"{METADATA_NODE}+notify",
    f"{xep_0402_bookmarks.NODE}+notify",
)
