"""XEP-0066 out of band data: the address of a file that a message is about."""

from __future__ import annotations

import mimetypes
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Final
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

from lxml import etree

from startalk_desktop.model.message import SharedFile
from startalk_desktop.xmpp import web_addresses
from startalk_desktop.xmpp.message_payloads import add_text, payload

NAMESPACE: Final = "jabber:x:oob"

MAX_FILES: Final = 10
"""Files that one message may point to."""

_X: Final = f"{{{NAMESPACE}}}x"
_URL: Final = f"{{{NAMESPACE}}}url"
_DESCRIPTION: Final = f"{{{NAMESPACE}}}desc"
_MAX_NAME_CHARACTERS: Final = 255
# Python's own table: `mimetypes.guess_type` would read the system's files first, on the loop.
_MEDIA_TYPES: Final = MappingProxyType({**mimetypes.common_types, **mimetypes.types_map})


def write(file: SharedFile) -> etree._Element:
    """Point to `file`."""
    element = payload(NAMESPACE, "x")
    add_text(element, "url", file.url)
    if file.name:
        add_text(element, "desc", file.name)
    return element


def read(message: Element) -> tuple[SharedFile, ...]:
    """The files that `message` points to, by safe addresses only. Their kind is what their name says."""
    files: dict[str, SharedFile] = {}
    for element in message.findall(_X)[:MAX_FILES]:
        url = (element.findtext(_URL) or "").strip()
        if web_addresses.is_safe(url) and url not in files:
            name = _name(element.findtext(_DESCRIPTION) or "") or _name(_last_part(url))
            media_type = _MEDIA_TYPES.get(PurePosixPath(name).suffix.lower(), "")
            files[url] = SharedFile(url, name, media_type)
    return tuple(files.values())


def _last_part(url: str) -> str:
    return unquote(urlsplit(url).path.rpartition("/")[2])


def _name(text: str) -> str:
    """`text` as a file's name: one that leads nowhere, and has nothing in it that can't be seen."""
    name = text.strip().replace("\\", "/").rpartition("/")[2]
    shown = "".join(c for c in name if c.isprintable())
    return shown[-_MAX_NAME_CHARACTERS:]
