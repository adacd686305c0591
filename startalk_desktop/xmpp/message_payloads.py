"""What a message carries besides its body: elements that `xep_NNNN` modules write as trees, attached to the stanza."""

from __future__ import annotations

import aioxmpp
from aioxmpp import xso
from lxml import etree

# What comes in is no `aioxmpp.Message` to aioxmpp's parsers (see `stanza_tree`): this only writes.
aioxmpp.Message.startalk_payloads = xso.Collector()


def payload(namespace: str, name: str, **attributes: str) -> etree._Element:
    """An element without content; a trailing underscore of an attribute's name is no part of it (``for_``)."""
    element = etree.Element(f"{{{namespace}}}{name}")
    for key, value in attributes.items():
        element.set(key.rstrip("_"), value)
    return element


def add_text(parent: etree._Element, name: str, text: str) -> None:
    """Append a child of the parent's namespace that has nothing but `text`."""
    etree.SubElement(parent, f"{{{etree.QName(parent).namespace}}}{name}").text = text


def attach(stanza: aioxmpp.Message, element: etree._Element) -> None:
    """Let `stanza` carry `element`."""
    stanza.startalk_payloads.append(element)
