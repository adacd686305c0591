"""XEP-0424 message retraction: taking a message back, and what an archive keeps in its place.

Beside the current generation the first one is read, which came inside XEP-0422's wrapper.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from lxml import etree

from startalk_desktop.model.identity import Timestamp
from startalk_desktop.xmpp import message_fields as fields
from startalk_desktop.xmpp import xep_0422_fastening as fastening
from startalk_desktop.xmpp.message_payloads import payload

NAMESPACE: Final = "urn:xmpp:message-retract:1"
FIRST: Final = "urn:xmpp:message-retract:0"

FALLBACK: Final = "I took a message back, but your app can't show that."
"""What people see whose client knows nothing of it."""

_RETRACT: Final = f"{{{NAMESPACE}}}retract"
_RETRACTED: Final = f"{{{NAMESPACE}}}retracted"
_FIRST_RETRACT: Final = f"{{{FIRST}}}retract"
_FIRST_RETRACTED: Final = f"{{{FIRST}}}retracted"


@dataclass(frozen=True, slots=True)
class Retract:
    """The wish that a message be taken back, and the element that says it."""

    target_id: str
    element: Element


def write(target_id: str) -> etree._Element:
    """Take back the message `target_id`."""
    return payload(NAMESPACE, "retract", id=target_id)


def read(message: Element) -> Retract | None:
    """The retraction in `message`, of whichever generation; None where there is none, or of nothing."""
    found = message.find(_RETRACT)
    if found is not None:
        target_id = fields.bounded_id(found.get("id"))
        return Retract(target_id, found) if target_id else None
    for target_id, wrapper in fastening.read(message):
        inner = wrapper.find(_FIRST_RETRACT)
        if inner is not None:
            return Retract(target_id, inner)
    return None


def read_tombstone(message: Element) -> Element | None:
    """What an archive left in the place of a message, without looking into XEP-0425's own wrapper."""
    for tag in (_RETRACTED, _FIRST_RETRACTED):
        found = message.find(tag)
        if found is not None:
            return found
    return None


def retracted_at(tombstone: Element, sent_at: Timestamp, now: Timestamp) -> Timestamp:
    """Since when the message has been gone: not before it was sent, and not in the future."""
    stamp = fields.timestamp(tombstone.get("stamp"))
    return min(max(stamp, sent_at), max(now, sent_at)) if stamp is not None else sent_at
