"""XEP-0490 message displayed synchronization: one item a conversation in the account's own node, whose id is the
other person's or the room's address.
"""

from __future__ import annotations

from typing import Final

from lxml import etree

from startalk_desktop.model.jid import Jid
from startalk_desktop.model.read_position import ReadPosition
from startalk_desktop.xmpp import message_fields as fields
from startalk_desktop.xmpp import namespaces as ns
from startalk_desktop.xmpp.message_payloads import payload
from startalk_desktop.xmpp.stanza_tree import XmlNode

NAMESPACE: Final = "urn:xmpp:mds:displayed:0"
NODE: Final = NAMESPACE

_DISPLAYED: Final = f"{{{NAMESPACE}}}displayed"
_STANZA_ID: Final = f"{{{ns.STANZA_IDS}}}stanza-id"


def read(item_id: str, element: XmlNode, own: Jid) -> ReadPosition | None:
    """The position in one item; None where it is none.

    Only the own archive and that of the conversation's room have ids that mean something there. Private
    conversations inside rooms (their items are named by an occupant) are passed over.
    """
    peer = fields.address(item_id)
    if peer is None or not peer.is_bare or element.tag != _DISPLAYED:
        return None
    ids = [child for child in element if child.tag == _STANZA_ID]
    if len(ids) != 1:
        return None
    archive, stanza_id = fields.address(ids[0].get("by")), fields.bounded_id(ids[0].get("id"))
    if archive is None or not stanza_id or archive not in {own, peer}:
        return None
    return ReadPosition(peer, stanza_id, archive)


def write(position: ReadPosition) -> etree._Element:
    """The payload for `position`."""
    element = payload(NAMESPACE, "displayed")
    stanza_id = payload(ns.STANZA_IDS, "stanza-id", by=str(position.archive), id=position.stanza_id)
    element.append(stanza_id)
    return element
