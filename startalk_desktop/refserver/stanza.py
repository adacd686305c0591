"""Building stanzas, replies and errors from `lxml` elements."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from datetime import UTC, datetime

from lxml import etree
from lxml.etree import _Element

from . import namespaces as ns

Element = _Element
# The types that RFC 6120 8.3.3 gives to conditions, where it isn't "cancel".
_KINDS = {
    "auth": "forbidden not-authorized registration-required",
    "modify": "bad-request jid-malformed not-acceptable policy-violation",
    "wait": "recipient-unavailable remote-server-timeout resource-constraint",
}


class ProtocolError(Exception):
    """What the other side is told of a failure: a condition that RFC 6120 defines, and words."""

    def __init__(self, condition: str, text: str = "") -> None:
        super().__init__(f"{condition}: {text}" if text else condition)
        self.condition = condition
        self.text = text

    def describe(self, namespace: str) -> list[Element]:
        """The condition and the words, as elements of the errors of stanzas, streams or SASL."""
        described = [E(namespace, self.condition)]
        if self.text:
            described.append(E(namespace, "text", {f"{{{ns.XML}}}lang": "en"}, self.text))
        return described


class StanzaError(ProtocolError):
    """A stanza can't be processed; it becomes an error reply to its sender (RFC 6120 8.3).

    `kind` is the error type; without it the usual type of the condition is taken.
    `application` is an application-specific condition element.
    """

    def __init__(
        self, condition: str, text: str = "", kind: str = "", application: Element | None = None
    ) -> None:
        super().__init__(condition, text)
        usual = (kind for kind, conditions in _KINDS.items() if condition in conditions.split())
        self.kind = kind or next(usual, "cancel")
        self.application = application

    def to_element(self) -> Element:
        """The `<error/>` child of a stanza of type error."""
        described = self.describe(ns.STANZA_ERRORS)
        application = deepcopy(self.application)  # the same error may answer several stanzas
        return E(ns.CLIENT, "error", {"type": self.kind}, *described, application)


def element(
    namespace: str,
    tag: str,
    attributes: Mapping[str, object] | None = None,
    *children: Element | str | None,
) -> Element:
    """Build an element; attributes and children that are None are left out, strings become text."""
    # The stubs don't know that None stands for the default namespace.
    made = etree.Element(f"{{{namespace}}}{tag}", nsmap={None: namespace})  # type: ignore[dict-item]
    for name, value in (attributes or {}).items():
        if value is not None:
            made.set(name, str(value))
    for part in children:
        if isinstance(part, str):
            made.text = (made.text or "") + part
        elif part is not None:
            made.append(part)
    return made


E = element


def named_as(other: Element, *children: Element | None) -> Element:
    """An element with the name of another one, as most answers have it."""
    return E(namespace_of(other), local_name(other), None, *children)


def worded(namespace: str, tag: str, text: str | None) -> Element | None:
    """An element that has a text, or None where there is nothing to say."""
    return E(namespace, tag, None, text) if text else None


def iq_result(iq: Element, payload: Element | None = None) -> Element:
    """The result that answers `iq`."""
    return E(ns.CLIENT, "iq", {**_return_address(iq), "type": "result"}, payload)


def error_reply(stanza: Element, error: StanzaError) -> Element:
    """The error that answers `stanza`, with what it carried (RFC 6120 8.3.1)."""
    attributes = {**_return_address(stanza), "type": "error"}
    return E(ns.CLIENT, local_name(stanza), attributes, *deepcopy(stanza), error.to_element())


def _return_address(stanza: Element) -> dict[str, str | None]:
    return {"to": stanza.get("from"), "from": stanza.get("to"), "id": stanza.get("id")}


def presence(kind: str | None, sender: object, to: object = None) -> Element:
    """A presence that the server makes up."""
    return E(ns.CLIENT, "presence", {"type": kind, "from": sender, "to": to})


def message_from(sender: object, to: object, kind: str | None, *parts: Element | None) -> Element:
    """A message that the server makes up."""
    attributes = {"from": sender, "to": to, "type": kind, "id": uuid.uuid4().hex}
    return E(ns.CLIENT, "message", attributes, *parts)


def addressed(stanza: Element, to: str) -> Element:
    """A copy of `stanza` to another address."""
    copy = deepcopy(stanza)
    copy.set("to", to)
    return copy


def has_any(parent: Element, names: Iterable[str]) -> bool:
    """Whether one of the children has one of the names, each with its namespace."""
    return any(parent.find(name) is not None for name in names)


def elements(parent: Element) -> Iterator[Element]:
    """The child elements."""
    return parent.iterchildren("*")


def child(parent: Element, namespace: str, tag: str) -> Element | None:
    """The first child of that name."""
    return parent.find(f"{{{namespace}}}{tag}")


def child_text(parent: Element, namespace: str, tag: str) -> str:
    """The text of the first child of that name, or ''."""
    return parent.findtext(f"{{{namespace}}}{tag}", "")


def local_name(stanza: Element) -> str:
    """The tag without its namespace."""
    return etree.QName(stanza).localname


def namespace_of(stanza: Element) -> str:
    """The namespace of the tag, or ''."""
    return etree.QName(stanza).namespace or ""


def parse(xml: str | bytes) -> Element:
    """The element that was serialised."""
    return etree.fromstring(xml)


def serialise(stanza: Element) -> bytes:
    """The stanza as it goes over the wire, in UTF-8."""
    return etree.tostring(stanza, encoding="utf-8", with_tail=False)


def xmpp_time(moment: datetime) -> str:
    """XEP-0082 notation, in UTC with microseconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def delay(moment: datetime, by: object) -> Element:
    """The XEP-0203 stamp of something that was said at `moment` and kept by `by`."""
    return E(ns.DELAY, "delay", {"from": by, "stamp": xmpp_time(moment)})


def stanza_id(by: object, id_: str) -> Element:
    """The XEP-0359 stamp of what the archive of `by` holds."""
    return E(ns.STANZA_ID, "stanza-id", {"by": by, "id": id_})


def stanza_ids(message: Element, by: object) -> list[str]:
    """The ids in stamps of the archive of `by`."""
    return [stamp.get("id", "") for stamp in _stamps(message, by)]


def strip_stanza_ids(message: Element, by: object) -> None:
    """Remove stamps that somebody else made in the name of `by` (XEP-0359 section 3.1)."""
    for stamp in _stamps(message, by):
        message.remove(stamp)


def _stamps(message: Element, by: object) -> list[Element]:
    stamps = message.findall(f"{{{ns.STANZA_ID}}}stanza-id")
    return [stamp for stamp in stamps if stamp.get("by") == str(by)]
