"""What this client can (XEP-0030), and of what it wants to be told (XEP-0163 section 4); `entity` says it."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from startalk_desktop.xmpp import (
    arrangement,
    declined_invitations,
    xep_0066_oob,
    xep_0264_thumbnails,
    xep_0297_forwarding,
    xep_0300_hashes,
    xep_0308_correction,
    xep_0334_hints,
    xep_0372_references,
    xep_0393_styling,
    xep_0402_bookmarks,
    xep_0424_retraction,
    xep_0428_fallback,
    xep_0444_reactions,
    xep_0447_file_sharing,
    xep_0461_replies,
    xep_0490_read_positions,
)
from startalk_desktop.xmpp import namespaces as ns
from startalk_desktop.xmpp.card_publisher import METADATA_NODE

FEATURES_BY_XEP: Final = MappingProxyType(
    {
        "0045": ns.MUC,
        "0066": xep_0066_oob.NAMESPACE,
        "0084": f"{METADATA_NODE}+notify",
        "0085": ns.CHAT_STATES,
        "0184": ns.RECEIPTS,
        "0203": ns.DELAY,
        "0249": ns.CONFERENCE,
        "0264": xep_0264_thumbnails.NAMESPACE,
        "0297": xep_0297_forwarding.NAMESPACE,
        "0300": xep_0300_hashes.NAMESPACE,
        "0308": xep_0308_correction.NAMESPACE,
        "0333": ns.MARKERS,
        "0334": xep_0334_hints.NAMESPACE,
        "0359": ns.STANZA_IDS,
        "0372": xep_0372_references.NAMESPACE,
        "0393": xep_0393_styling.NAMESPACE,
        "0402": f"{xep_0402_bookmarks.NODE}+notify",
        "0424": xep_0424_retraction.NAMESPACE,
        "0428": xep_0428_fallback.NAMESPACE,
        "0444": xep_0444_reactions.NAMESPACE,
        "0447": xep_0447_file_sharing.NAMESPACE,
        "0461": xep_0461_replies.NAMESPACE,
        "0490": f"{xep_0490_read_positions.NODE}+notify",
    }
)
"""What is announced, by the number of the XEP that asks for it."""

FEATURES: Final = (
    *FEATURES_BY_XEP.values(),
    xep_0300_hashes.SHA_256_FEATURE,
    f"{arrangement.NODE}+notify",
    f"{declined_invitations.NODE}+notify",
)
