"""XEP-0469 bookmark pinning: one empty element beside what else is kept of a conversation."""

from __future__ import annotations

from typing import Final

from lxml import etree

from startalk_desktop.xmpp.message_payloads import payload
from startalk_desktop.xmpp.stanza_tree import XmlNode

NAMESPACE: Final = "urn:xmpp:bookmarks-pinning:0"

_PINNED: Final = f"{{{NAMESPACE}}}pinned"


def read(container: XmlNode) -> bool:
    """Whether the conversation that `container` describes is pinned."""
    return any(child.tag == _PINNED for child in container)


def write(container: etree._Element, *, is_pinned: bool) -> None:
    """Let `container` say whether its conversation is pinned."""
    for child in container.findall(_PINNED):
        container.remove(child)
    if is_pinned:
        container.append(payload(NAMESPACE, "pinned"))
