"""Server dialback (XEP-0220): a server that shows no certificate is believed once its own domain vouches for it.

It proves no more than that names lead where they should, so a link takes it only where its configuration says so.
"""

from __future__ import annotations

import hashlib
import hmac

from lxml import etree

from . import namespaces as ns
from .s2s_stream import LinkRefusedError, ServerStream
from .stanza import E, Element

RESULT, VERIFY = (f"{{{ns.DIALBACK}}}{tag}" for tag in ("result", "verify"))


def dialback_key(secret: bytes, receiving: str, originating: str, stream_id: str) -> str:
    """The key for one stream, which can be computed again in place of being kept (XEP-0185)."""
    key = hashlib.sha256(secret).hexdigest().encode()
    text = f"{receiving} {originating} {stream_id}".encode()
    return hmac.digest(key, text, "sha256").hex()


def dialback(tag: str, text: str = "", **attributes: str) -> Element:
    """A `<db:result/>` or `<db:verify/>`; the prefix is needed (section 2.1), `from` is written `from_`."""
    made = etree.Element(tag, nsmap={"db": ns.DIALBACK})
    made.attrib.update({name.rstrip("_"): value for name, value in attributes.items()})
    made.text = text or None
    return made


def feature() -> Element:
    """How a receiving server offers it."""
    return E(ns.DIALBACK_FEATURE, "dialback", None, E(ns.DIALBACK_FEATURE, "errors"))


async def ask_to_be_let_in(stream: ServerStream, key: str) -> None:
    """As the originating server, have the other side ask back; raises `LinkRefusedError`."""
    stream.send(dialback(RESULT, key, from_=stream.local, to=stream.remote))
    answer = await stream.next()
    if answer.tag != RESULT or answer.get("type") != "valid":
        raise LinkRefusedError


async def is_vouched_for(stream: ServerStream, key: str, stream_id: str) -> bool:
    """As the receiving server, ask the domain that `stream` leads to whether the key is its own."""
    stream.send(dialback(VERIFY, key, from_=stream.local, to=stream.remote, id=stream_id))
    answer = await stream.next()
    asked = stream_id, "valid"
    return answer.tag == VERIFY and (answer.get("id"), answer.get("type")) == asked
