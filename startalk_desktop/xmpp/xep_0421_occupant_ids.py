"""XEP-0421 occupant identifiers: who an occupant is in a room that hides addresses, whatever the nick.

Only one that the room stamped counts; a room that does not announce that it does lets through what anybody writes.
"""

from __future__ import annotations

from typing import Final
from xml.etree.ElementTree import Element

from startalk_desktop.xmpp import message_fields as fields

NAMESPACE: Final = "urn:xmpp:occupant-id:0"

OCCUPANT_ID: Final = f"{{{NAMESPACE}}}occupant-id"


def read(stanza: Element) -> str:
    """The occupant id in a message or presence of a room that stamps them, or ``""``.

    Two can't both be the room's: then neither is believed.
    """
    found = stanza.findall(OCCUPANT_ID)
    return fields.bounded_id(found[0].get("id")) if len(found) == 1 else ""
