"""XEP-0300 cryptographic hashes: the one function that all files of ours are named by, SHA-256."""

from __future__ import annotations

import base64
import binascii
from typing import Final
from xml.etree.ElementTree import Element

from lxml import etree

from startalk_desktop.xmpp.message_payloads import payload

NAMESPACE: Final = "urn:xmpp:hashes:2"
SHA_256_FEATURE: Final = "urn:xmpp:hash-function-text-names:sha-256"

_HASH: Final = f"{{{NAMESPACE}}}hash"
_ALGORITHM: Final = "sha-256"
_BYTES: Final = 32
_MAX_HASHES: Final = 16  # that are looked at


def write(sha256: str) -> etree._Element:
    """The hash, given as hex; on the wire it is base64 (section 2)."""
    element = payload(NAMESPACE, "hash", algo=_ALGORITHM)
    element.text = base64.b64encode(bytes.fromhex(sha256)).decode("ascii")
    return element


def read(parent: Element) -> str:
    """The SHA-256 in `parent` as lower-case hex; ``""`` where there is none, or two that differ."""
    found = {
        _hex(element.text or "")
        for element in parent.findall(_HASH)[:_MAX_HASHES]
        if (element.get("algo") or "").lower() == _ALGORITHM
    }
    return found.pop() if len(found) == 1 else ""


def _hex(text: str) -> str:
    try:
        digest = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return ""
    return digest.hex() if len(digest) == _BYTES else ""
