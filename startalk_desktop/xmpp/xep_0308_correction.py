"""XEP-0308 last message correction: this message stands in the place of an earlier one."""

from __future__ import annotations

from typing import Final
from xml.etree.ElementTree import Element

from lxml import etree

from startalk_desktop.xmpp import message_fields as fields
from startalk_desktop.xmpp.message_payloads import payload

NAMESPACE: Final = "urn:xmpp:message-correct:0"

_REPLACE: Final = f"{{{NAMESPACE}}}replace"


def write(target_id: str) -> etree._Element:
    """Replace the message whose id attribute is `target_id`: the first version, however often it was corrected."""
    return payload(NAMESPACE, "replace", id=target_id)


def read(message: Element) -> str:
    """The id attribute of the message that this one replaces, or ``""``."""
    found = message.find(_REPLACE)
    return fields.bounded_id(found.get("id")) if found is not None else ""
