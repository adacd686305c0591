"""XEP-0486 MUC avatars: a room's picture is in its card (XEP-0054), and the room tells its hash (XEP-0153)."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Final

import aioxmpp
import aioxmpp.avatar  # gives aioxmpp.Presence its xep0153_x
from aioxmpp.vcard import xso as vcard_xso
from lxml import etree

CARDS: Final = "vcard-temp"

FIELDS: Final = (
    "muc#roominfo_avatarhash",
    # Prosody's module had it before the XEP.
    "{http://modules.prosody.im/mod_vcard_muc}avatar#sha1",
)

_HASH_CHARACTERS: Final = frozenset("0123456789abcdef")


def read(presence: aioxmpp.Presence) -> str | None:
    """The SHA-1 of the picture that a presence announces, ``""`` where there is none; None where it does not say."""
    update = presence.xep0153_x
    if update is None or update.photo is None:
        return None
    return as_hash(update.photo)


def announced(told: Mapping[str, Sequence[str]]) -> str:
    """The SHA-1 of the picture that a room's answer to disco#info announces, or ``""``."""
    hashes = (as_hash(value) for name in FIELDS for value in told.get(name, ()))
    return next((sha1 for sha1 in hashes if sha1), "")


def as_hash(text: str) -> str:
    """`text` as a SHA-1 in lower case, or ``""`` where it is none."""
    sha1 = text.strip().lower()
    return sha1 if len(sha1) == 40 and _HASH_CHARACTERS.issuperset(sha1) else ""


def write_card(content: bytes, content_type: str) -> vcard_xso.VCard:
    """A card with nothing but a picture; without `content`, with nothing at all."""
    card = vcard_xso.VCard()
    if content:
        photo = etree.Element(f"{{{CARDS}}}PHOTO")
        etree.SubElement(photo, f"{{{CARDS}}}TYPE").text = content_type
        etree.SubElement(photo, f"{{{CARDS}}}BINVAL").text = base64.b64encode(content).decode()
        card.elements.append(photo)
    return card
