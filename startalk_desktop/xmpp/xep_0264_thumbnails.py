"""XEP-0264 thumbnails, inside the message itself: an address that would have to be asked is none of ours."""

from __future__ import annotations

import base64
import binascii
from typing import Final
from xml.etree.ElementTree import Element

from lxml import etree

from startalk_desktop.model.message import MAX_THUMBNAIL_BYTES, MAX_THUMBNAIL_SIDE, SharedFile
from startalk_desktop.model.picture_header import read_header
from startalk_desktop.xmpp.message_payloads import payload

NAMESPACE: Final = "urn:xmpp:thumbs:1"

_THUMBNAIL: Final = f"{{{NAMESPACE}}}thumbnail"
_SCHEME: Final = "data:"
_CODING: Final = ";base64"
_TYPES: Final = frozenset({"image/png", "image/jpeg", "image/webp"})
_MAX_URI_CHARACTERS: Final = 64 + MAX_THUMBNAIL_BYTES * 4 // 3 + 4
_MAX_ELEMENTS: Final = 8  # that are looked at


def write(file: SharedFile) -> etree._Element | None:
    """The thumbnail of `file` (RFC 2397); None where it has none that is fit to be sent."""
    header = read_header(file.thumbnail) if len(file.thumbnail) <= MAX_THUMBNAIL_BYTES else None
    if header is None or header.media_type not in _TYPES:
        return None
    content = base64.b64encode(file.thumbnail).decode("ascii")
    element = payload(
        NAMESPACE, "thumbnail", uri=f"{_SCHEME}{header.media_type}{_CODING},{content}"
    )
    element.set("media-type", header.media_type)
    element.set("width", str(header.width))
    element.set("height", str(header.height))
    return element


def read(parent: Element) -> tuple[bytes, str]:
    """A picture that `parent` carries, and its kind, which is what it is by its own bytes; empty where there is none.

    It is small in bytes and in pixels, so that whoever decodes it is not asked for more memory than that takes.
    """
    for element in parent.findall(_THUMBNAIL)[:_MAX_ELEMENTS]:
        content = _content(element.get("uri") or "")
        header = read_header(content) if content else None
        if (
            header is not None
            and header.media_type in _TYPES
            and max(header.width, header.height) <= MAX_THUMBNAIL_SIDE
        ):
            return content, header.media_type
    return b"", ""


def _content(uri: str) -> bytes:
    if uri[: len(_SCHEME)].lower() != _SCHEME or len(uri) > _MAX_URI_CHARACTERS:
        return b""
    head, _, coded = uri.partition(",")
    if not head.lower().endswith(_CODING):
        return b""
    try:
        content = base64.b64decode(coded, validate=True)
    except (binascii.Error, ValueError):
        return b""
    return content if len(content) <= MAX_THUMBNAIL_BYTES else b""
