"""XEP-0444 message reactions: all the emoji that somebody has under a message, told anew at each change."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from xml.etree.ElementTree import Element

from lxml import etree

from startalk_desktop.xmpp import message_fields as fields
from startalk_desktop.xmpp.message_payloads import add_text, payload

NAMESPACE: Final = "urn:xmpp:reactions:0"

MAX_EMOJIS: Final = 20
"""Emoji that one person may have under one message."""

_REACTIONS: Final = f"{{{NAMESPACE}}}reactions"
_REACTION: Final = f"{{{NAMESPACE}}}reaction"

_LONGEST: Final = 32
# The blocks that have emoji in them (Unicode TS #51), also those code points that are yet to be assigned there.
_BASE: Final = (
    r"[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u24c2\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff"
    r"\u3030\u303d\u3297\u3299\U0001f004\U0001f0cf\U0001f170\U0001f171\U0001f17e\U0001f17f\U0001f18e"
    r"\U0001f191-\U0001f19a\U0001f201-\U0001f251\U0001f300-\U0001faff]"
)
_MODIFIED: Final = rf"{_BASE}[\ufe0e\ufe0f]?[\U0001f3fb-\U0001f3ff]?\ufe0f?"
_TAGS: Final = r"(?:[\U000e0020-\U000e007e]{1,8}\U000e007f)?"
_EMOJI: Final = re.compile(
    rf"[0-9#*]\ufe0f?\u20e3|[\U0001f1e6-\U0001f1ff]{{2}}|{_MODIFIED}{_TAGS}(?:\u200d{_MODIFIED})*"
)


def is_emoji(text: str) -> bool:
    """Whether `text` is one emoji: a picture, not a word (Unicode TS #51 section 1.4, as far as blocks tell)."""
    return len(text) <= _LONGEST and _EMOJI.fullmatch(text) is not None


def write(target_id: str, emojis: Iterable[str]) -> etree._Element:
    """All the emoji that we now have under `target_id`; none takes them back."""
    element = payload(NAMESPACE, "reactions", id=target_id)
    for emoji in list(dict.fromkeys(emojis))[:MAX_EMOJIS]:
        add_text(element, "reaction", emoji)
    return element


def read(message: Element) -> tuple[str, tuple[str, ...]] | None:
    """What the sender now has under which message; None where `message` does not tell.

    What is no emoji is left out, so that nobody hangs words under what others say.
    """
    found = message.find(_REACTIONS)
    target_id = fields.bounded_id(found.get("id")) if found is not None else ""
    if found is None or not target_id:
        return None
    texts = ((child.text or "").strip() for child in found.findall(_REACTION)[: 4 * MAX_EMOJIS])
    emojis = dict.fromkeys(text for text in texts if is_emoji(text))
    return target_id, tuple(emojis)[:MAX_EMOJIS]
