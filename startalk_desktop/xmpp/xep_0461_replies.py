"""XEP-0461 message replies, with the quotation (XEP-0428) for clients that know no replies."""

from __future__ import annotations

from typing import Final
from xml.etree.ElementTree import Element

from lxml import etree

from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import ReplyReference
from startalk_desktop.xmpp import message_fields as fields
from startalk_desktop.xmpp.message_payloads import payload

NAMESPACE: Final = "urn:xmpp:reply:0"

MAX_QUOTE_CHARACTERS: Final = 2000
"""Of a longer message only the beginning is quoted."""

_REPLY: Final = f"{{{NAMESPACE}}}reply"


def write(reply: ReplyReference) -> etree._Element:
    """Say which message is answered."""
    element = payload(NAMESPACE, "reply", id=reply.target_id)
    if reply.author is not None:
        element.set("to", str(reply.author))
    return element


def quotation(quote: str) -> str:
    """`quote` as it begins a body: every line marked, and ended."""
    if not quote:
        return ""
    if len(quote) > MAX_QUOTE_CHARACTERS:
        quote = quote[: MAX_QUOTE_CHARACTERS - 1] + "…"
    return "".join(f"> {line}\n" for line in quote.split("\n"))


def unquoted(text: str) -> str:
    """What a quotation quotes: `text` without its marks."""
    lines = (_unmarked(line) for line in text.removesuffix("\n").split("\n"))
    return "\n".join(lines)[:MAX_QUOTE_CHARACTERS]


def read(message: Element, room: Jid | None) -> ReplyReference | None:
    """Which message is answered, without its quotation; None where none is. `room` is where it was said, if in one.

    The author is what the sender says: an occupant of the room, or else a bare address.
    """
    found = message.find(_REPLY)
    target_id = fields.bounded_id(found.get("id")) if found is not None else ""
    if found is None or not target_id:
        return None
    author = fields.address(found.get("to"))
    if author is not None and author.bare != room:
        author = author.bare
    return ReplyReference(target_id, author)


def _unmarked(line: str) -> str:
    return line.removeprefix(">").removeprefix(" ") if line.startswith(">") else line
