"""What this client says that it is and can (XEP-0030, 0115), and of what it wants to be told (XEP-0163 section 4)."""

from __future__ import annotations

from typing import Final

import aioxmpp

from startalk_desktop.xmpp import namespaces as ns
from startalk_desktop.xmpp import xep_0402_bookmarks
from startalk_desktop.xmpp.cards import METADATA_NODE
from startalk_desktop.xmpp.context import SessionContext

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


def announce(context: SessionContext) -> None:
    """Answer who asks what we are, and put the hash of the answer into our presence."""
    server = context.client.summon(aioxmpp.DiscoServer)
    server.register_identity(
        "client", "pc", names={aioxmpp.structs.LanguageTag.fromstr("en"): "Startalk Desktop"}
    )
    for feature in FEATURES:
        server.register_feature(feature)
    context.client.summon(aioxmpp.EntityCapsService)
