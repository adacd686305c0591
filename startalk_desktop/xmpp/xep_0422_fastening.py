"""XEP-0422 message fastening: the wrapper in which the first generation of retractions and moderations came.

It is only read, and written to rooms that know nothing newer.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from startalk_desktop.xmpp import message_fields as fields

NAMESPACE: Final = "urn:xmpp:fasten:0"

_APPLY_TO: Final = f"{{{NAMESPACE}}}apply-to"


def read(message: Element) -> Iterator[tuple[str, Element]]:
    """The wrappers in `message`, each with the id of what it is about."""
    for element in message.findall(_APPLY_TO):
        if target_id := fields.bounded_id(element.get("id")):
            yield target_id, element
