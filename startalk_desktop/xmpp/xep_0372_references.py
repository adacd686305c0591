"""XEP-0372 references, of which only mentions are used: which people a text names, and where."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import quote, unquote
from xml.etree.ElementTree import Element

from lxml import etree

from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import Mention
from startalk_desktop.xmpp import message_fields as fields
from startalk_desktop.xmpp.message_payloads import payload
from startalk_desktop.xmpp.xep_0428_fallback import Span, read_place

NAMESPACE: Final = "urn:xmpp:reference:0"

MAX_MENTIONS: Final = 50
"""People that one text may name."""

_REFERENCE: Final = f"{{{NAMESPACE}}}reference"
_SCHEME: Final = "xmpp:"
_MAX_URI_CHARACTERS: Final = 12_288  # three parts of an address, with every byte percent-encoded


def write(mention: Mention, shift: int) -> etree._Element:
    """Say whom the text names, of which the body has `shift` code points ahead."""
    return payload(
        NAMESPACE,
        "reference",
        type="mention",
        begin=str(mention.start + shift),
        end=str(mention.end + shift),
        uri=f"{_SCHEME}{quote(str(mention.jid), safe='@/')}",
    )


def read(message: Element, length: int) -> Iterator[tuple[Jid, Span]]:
    """The addresses that a body of `length` code points names, each with its place in it."""
    mentions = (e for e in message.findall(_REFERENCE) if e.get("type") == "mention")
    for _, element in zip(range(MAX_MENTIONS), mentions, strict=False):
        jid = _address(element.get("uri", ""))
        place = read_place(element, "begin", "end", length)
        if jid is not None and place is not None and element.get("anchor") is None:
            yield jid, place


def _address(uri: str) -> Jid | None:
    """The address in an ``xmpp:`` URI (RFC 5122) that says nothing else."""
    scheme, rest = uri[: len(_SCHEME)].lower(), uri[len(_SCHEME) :]
    if len(uri) > _MAX_URI_CHARACTERS or scheme != _SCHEME or rest.startswith("//"):
        return None
    return fields.address(unquote(rest.partition("?")[0].partition("#")[0]))
