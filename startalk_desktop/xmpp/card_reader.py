"""The fields of a vCard (XEP-0054), read with distrust. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from startalk_desktop.model.card import Card
from startalk_desktop.xmpp.stanza_tree import XmlNode

NAMESPACE: Final = "vcard-temp"
MAX_CHARACTERS: Final = 500
MAX_NOTE_CHARACTERS: Final = 4000
MAX_VALUES: Final = 10
"""Addresses or numbers of one person."""

MAX_PHOTO_CHARACTERS: Final = 800_000
"""Of a picture's base64 text."""

_PHOTO_TYPES: Final = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})


def read_card(vcard: XmlNode) -> Card:
    """What `vcard` tells."""
    return Card(
        full_name=_text(vcard, "FN"),
        nickname=_text(vcard, "NICKNAME"),
        title=_text(vcard, "TITLE") or _text(vcard, "ROLE"),
        organisation=_text(vcard, "ORG", "ORGNAME"),
        unit=_text(vcard, "ORG", "ORGUNIT"),
        emails=tuple(_texts(vcard, "EMAIL", "USERID")),
        phones=tuple(_texts(vcard, "TEL", "NUMBER")),
        note=_text(vcard, "DESC", limit=MAX_NOTE_CHARACTERS),
        url=_text(vcard, "URL"),
    )


def photo_of(vcard: XmlNode) -> tuple[str, str] | None:
    """The type and the base64 text of the picture inside; None where there is none of a kind that can be drawn."""
    photo = next(_named(vcard, "PHOTO"), None)
    if photo is None:
        return None
    content_type = _text(photo, "TYPE").lower()
    encoded = next((child.text or "" for child in _named(photo, "BINVAL")), "")
    if content_type not in _PHOTO_TYPES or not 0 < len(encoded) <= MAX_PHOTO_CHARACTERS:
        return None
    return content_type, encoded


def _named(parent: XmlNode, name: str) -> Iterator[XmlNode]:
    return (child for child in parent if child.tag == f"{{{NAMESPACE}}}{name}")


def _text(parent: XmlNode, *path: str, limit: int = MAX_CHARACTERS) -> str:
    return next(_texts(parent, *path, limit=limit), "")


def _texts(parent: XmlNode, *path: str, limit: int = MAX_CHARACTERS) -> Iterator[str]:
    """The texts at `path`, no more than `MAX_VALUES`, without those that are empty."""
    count = 0
    for element in _named(parent, path[0]):
        if len(path) > 1:
            found = list(_texts(element, *path[1:], limit=limit))
        else:
            found = [(element.text or "")[:limit].strip()]
        for text in found:
            if text and count < MAX_VALUES:
                count += 1
                yield text
