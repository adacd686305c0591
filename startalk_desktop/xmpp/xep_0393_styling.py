"""XEP-0393 message styling: here only the word that a text is not styled; how styles look is not the wire's."""

from __future__ import annotations

from typing import Final
from xml.etree.ElementTree import Element

NAMESPACE: Final = "urn:xmpp:styling:0"

_UNSTYLED: Final = f"{{{NAMESPACE}}}unstyled"


def is_styled(message: Element) -> bool:
    """Whether the marks in the text are meant as styles (section 6)."""
    return message.find(_UNSTYLED) is None
