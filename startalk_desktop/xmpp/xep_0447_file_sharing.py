"""XEP-0447 stateless file sharing: a file, what is told of it, and where it is (XEP-0103)."""

from __future__ import annotations

from dataclasses import replace
from typing import Final
from xml.etree.ElementTree import Element

from lxml import etree

from startalk_desktop.model.message import SharedFile
from startalk_desktop.xmpp import file_facts, web_addresses, xep_0446_file_metadata
from startalk_desktop.xmpp.message_payloads import payload

NAMESPACE: Final = "urn:xmpp:sfs:0"
URL_DATA: Final = "http://jabber.org/protocol/url-data"

_FILE_SHARING: Final = f"{{{NAMESPACE}}}file-sharing"
_SOURCE: Final = f"{{{NAMESPACE}}}sources/{{{URL_DATA}}}url-data"
_INLINE: Final = "inline"
_ATTACHMENT: Final = "attachment"
_MAX_SOURCES: Final = 8  # of one file that are looked at


def write(file: SharedFile, *, has_thumbnail: bool = True) -> etree._Element:
    """Share `file`."""
    is_inline = file.is_picture and not file.is_attachment
    element = payload(NAMESPACE, "file-sharing", disposition=_INLINE if is_inline else _ATTACHMENT)
    element.append(xep_0446_file_metadata.write(file, has_thumbnail=has_thumbnail))
    sources = etree.SubElement(element, f"{{{NAMESPACE}}}sources")
    sources.append(payload(URL_DATA, "url-data", target=file.url))
    return element


def read(message: Element) -> tuple[SharedFile, ...]:
    """The files that `message` shares, as far as they have a safe address; each is at the first of its sources."""
    files: dict[str, SharedFile] = {}
    for element in message.findall(_FILE_SHARING)[: file_facts.MAX_FILES]:
        file, url = element.find(xep_0446_file_metadata.FILE), _address(element)
        if file is not None and url and url not in files:
            read_file = xep_0446_file_metadata.read(file, url)
            is_attachment = element.get("disposition") == _ATTACHMENT
            files[url] = replace(read_file, is_attachment=is_attachment)
    return tuple(files.values())


def _address(sharing: Element) -> str:
    targets = (
        element.get("target", "").strip() for element in sharing.findall(_SOURCE)[:_MAX_SOURCES]
    )
    return next(filter(web_addresses.is_safe, targets), "")
