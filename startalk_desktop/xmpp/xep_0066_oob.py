"""XEP-0066 out of band data: the address of a file that a message is about."""

from __future__ import annotations

from typing import Final
from xml.etree.ElementTree import Element

from lxml import etree

from startalk_desktop.model.message import SharedFile
from startalk_desktop.xmpp import file_facts, web_addresses
from startalk_desktop.xmpp.file_facts import MAX_FILES
from startalk_desktop.xmpp.message_payloads import add_text, payload

NAMESPACE: Final = "jabber:x:oob"

_X: Final = f"{{{NAMESPACE}}}x"
_URL: Final = f"{{{NAMESPACE}}}url"
_DESCRIPTION: Final = f"{{{NAMESPACE}}}desc"


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
            description = element.findtext(_DESCRIPTION) or ""
            name = file_facts.file_name(description) or file_facts.name_in(url)
            files[url] = SharedFile(url, name, file_facts.media_type_of(name))
    return tuple(files.values())
