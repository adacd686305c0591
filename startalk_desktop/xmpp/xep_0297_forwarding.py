"""XEP-0297 stanza forwarding: messages that somebody passes on, as that person tells them (section 5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from xml.etree.ElementTree import Element

from lxml import etree

from startalk_desktop.model.identity import Timestamp
from startalk_desktop.model.message import ForwardedMessage
from startalk_desktop.xmpp import message_fields as fields
from startalk_desktop.xmpp import namespaces as ns
from startalk_desktop.xmpp.message_payloads import add_text, payload

NAMESPACE: Final = ns.FORWARD

MAX_FORWARDS: Final = 100
"""Messages that one message may pass on."""

MAX_NAME_CHARACTERS: Final = 200

_NICK: Final = "http://jabber.org/protocol/nick"  # XEP-0172
_FORWARDED: Final = f"{{{NAMESPACE}}}forwarded"
_MESSAGE: Final = f"{{{ns.CLIENT}}}message"
_NICK_TAG: Final = f"{{{_NICK}}}nick"


def write(forwarded: ForwardedMessage) -> etree._Element:
    """Pass on one message."""
    element = payload(NAMESPACE, "forwarded")
    if forwarded.sent_at is not None:
        element.append(payload(ns.DELAY, "delay", stamp=fields.wire_time(forwarded.sent_at)))
    message = payload(ns.CLIENT, "message", type="chat")
    if forwarded.author is not None:
        message.set("from", str(forwarded.author))
    add_text(message, "body", forwarded.text)
    nick = payload(_NICK, "nick")
    nick.text = forwarded.author_name
    message.append(nick)
    element.append(message)
    return element


def readable(forwards: Sequence[ForwardedMessage]) -> str:
    """The same for who reads only the body: the name of each author, and the text as a quotation."""
    return "\n".join(
        f"{forwarded.author_name}:\n"
        + "\n".join(f"> {line}" for line in forwarded.text.split("\n"))
        for forwarded in forwards
    )


def read(message: Element, now: Timestamp) -> tuple[ForwardedMessage, ...]:
    """The messages that `message` passes on, as far as they have text; all together no longer than one text."""
    found: list[ForwardedMessage] = []
    left = fields.MAX_TEXT_CHARACTERS
    for element in message.findall(_FORWARDED)[:MAX_FORWARDS]:
        inner = element.find(_MESSAGE)
        text = fields.text(inner) if inner is not None else ""
        if inner is None or not text or left <= 0:
            continue
        author = fields.address(inner.get("from"))
        name = " ".join((inner.findtext(_NICK_TAG) or "").split())
        if not name and author is not None:
            name = author.resource or author.local or author.domain
        stamp = fields.delay_stamp(element)
        found.append(
            ForwardedMessage(
                author_name=name[:MAX_NAME_CHARACTERS],
                text=text if len(text) <= left else f"{text[: left - 1]}…",
                author=author,
                sent_at=min(stamp, now) if stamp is not None else None,
            )
        )
        left -= len(text)
    return tuple(found)
