"""XEP-0446 file metadata: what a sender tells of a file."""

from __future__ import annotations

from typing import Final
from xml.etree.ElementTree import Element

from lxml import etree

from startalk_desktop.model.message import SharedFile
from startalk_desktop.xmpp import file_facts, xep_0264_thumbnails, xep_0300_hashes
from startalk_desktop.xmpp import message_fields as fields
from startalk_desktop.xmpp.message_payloads import add_text, payload

NAMESPACE: Final = "urn:xmpp:file:metadata:0"

FILE: Final = f"{{{NAMESPACE}}}file"


def write(file: SharedFile, *, has_thumbnail: bool = True) -> etree._Element:
    """All that is known of `file` but where it is."""
    element = payload(NAMESPACE, "file")
    facts = {
        "media-type": file.media_type,
        "name": file.name,
        "date": "" if file.modified_at is None else fields.wire_time(file.modified_at),
        "size": file.size,
        "width": file.width,
        "height": file.height,
    }
    for name, value in facts.items():
        if value not in (None, ""):
            add_text(element, name, str(value))
    if file.sha256:
        element.append(xep_0300_hashes.write(file.sha256))
    thumbnail = xep_0264_thumbnails.write(file) if has_thumbnail else None
    if thumbnail is not None:
        element.append(thumbnail)
    return element


def read(file: Element, url: str) -> SharedFile:
    """The file at `url`, which is safe, as it is told of. What makes no sense is left out."""
    name = file_facts.file_name(_text(file, "name")) or file_facts.name_in(url)
    kind = file_facts.media_type(_text(file, "media-type")) or file_facts.media_type_of(name)
    width = file_facts.number(_text(file, "width"), file_facts.MAX_SIDE) or None
    height = file_facts.number(_text(file, "height"), file_facts.MAX_SIDE) or None
    thumbnail, thumbnail_type = xep_0264_thumbnails.read(file)
    return SharedFile(
        url,
        name,
        kind,
        file_facts.number(_text(file, "size")),
        width if height else None,
        height if width else None,
        xep_0300_hashes.read(file),
        thumbnail,
        thumbnail_type,
        fields.timestamp(_text(file, "date").strip()),
    )


def _text(file: Element, name: str) -> str:
    return file.findtext(f"{{{NAMESPACE}}}{name}") or ""
