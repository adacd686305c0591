"""Building stanzas, replies and errors from `lxml` elements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from datetime import UTC, datetime

from lxml import etree
from lxml.etree import _Element as Element

from startalk_desktop.refserver import namespaces as ns

__all__ = [
    "E",
    "Element",
    "StanzaError",
    "child",
    "copy_of",
    "delay",
    "error_reply",
    "first_payload",
    "iq_result",
    "local_name",
    "serialise",
    "to_xmpp_time",
]

# The type that RFC 6120 8.3.3 gives to each condition where it isn't "cancel".
_DEFAULT_KINDS = {
    "bad-request": "modify",
    "forbidden": "auth",
    "jid-malformed": "modify",
    "not-acceptable": "modify",
    "not-authorized": "auth",
    "policy-violation": "modify",
    "recipient-unavailable": "wait",
    "redirect": "modify",
    "registration-required": "auth",
    "remote-server-timeout": "wait",
    "resource-constraint": "wait",
    "subscription-required": "auth",
    "unexpected-request": "wait",
}


class StanzaError(Exception):
    """A stanza can't be processed; it becomes an error reply to its sender (RFC 6120 8.3).

    `kind` is the error type; without it the usual type of the condition is taken.
    `application` is an application-specific condition element.
    """

    def __init__(
        self,
        condition: str,
        text: str = "",
        kind: str | None = None,
        application: Element | None = None,
    ) -> None:
        super().__init__(f"{condition}: {text}" if text else condition)
        self.condition = condition
        self.text = text
        self.kind = kind or _DEFAULT_KINDS.get(condition, "cancel")
        self.application = application

    def to_element(self) -> Element:
        """The `<error/>` child of a stanza of type error."""
        error = E(ns.CLIENT, "error", {"type": self.kind}, E(ns.STANZA_ERRORS, self.condition))
        if self.text:
            error.append(E(ns.STANZA_ERRORS, "text", {f"{{{ns.XML}}}lang": "en"}, self.text))
        if self.application is not None:
            error.append(deepcopy(self.application))
        return error


def element(
    namespace: str,
    tag: str,
    attributes: Mapping[str, str | None] | None = None,
    *children: Element | str | None,
) -> Element:
    """Build an element; attributes and children that are None are left out, strings become text."""
    # The stubs don't know that None stands for the default namespace.
    made = etree.Element(f"{{{namespace}}}{tag}", nsmap={None: namespace})  # type: ignore[dict-item]
    for name, value in (attributes or {}).items():
        if value is not None:
            made.set(name, value)
    for part in children:
        if isinstance(part, str):
            made.text = (made.text or "") + part
        elif part is not None:
            made.append(part)
    return made


E = element


def iq_result(iq: Element, payload: Element | None = None) -> Element:
    """The result that answers `iq`."""
    return E(ns.CLIENT, "iq", {**_return_address(iq), "type": "result"}, payload)


def error_reply(stanza: Element, error: StanzaError) -> Element:
    """The error that answers `stanza`, with what it carried (RFC 6120 8.3.1)."""
    reply = copy_of(stanza)
    for name in ("to", "from"):
        if name in reply.attrib:
            del reply.attrib[name]
    for name, value in _return_address(stanza).items():
        if value is not None:
            reply.set(name, value)
    reply.set("type", "error")
    reply.append(error.to_element())
    return reply


def _return_address(stanza: Element) -> dict[str, str | None]:
    return {"to": stanza.get("from"), "from": stanza.get("to"), "id": stanza.get("id")}


def first_payload(stanza: Element) -> Element | None:
    """The first child element, which in an IQ is the request."""
    return next(elements(stanza), None)


def elements(parent: Element) -> Iterator[Element]:
    """The child elements."""
    return parent.iterchildren("*")


def child(parent: Element, namespace: str, tag: str) -> Element | None:
    """The first child of that name."""
    return parent.find(f"{{{namespace}}}{tag}")


def local_name(stanza: Element) -> str:
    """The tag without its namespace."""
    return etree.QName(stanza).localname


def copy_of(stanza: Element) -> Element:
    """A deep copy that can be changed freely."""
    return deepcopy(stanza)


def serialise(stanza: Element) -> bytes:
    """The stanza as it goes over the wire, in UTF-8."""
    return etree.tostring(stanza, encoding="utf-8", with_tail=False)


def to_xmpp_time(moment: datetime) -> str:
    """XEP-0082 notation, in UTC with microseconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def delay(moment: datetime, by: str) -> Element:
    """The XEP-0203 stamp of something that was said at `moment` and kept by `by`."""
    return E(ns.DELAY, "delay", {"from": by, "stamp": to_xmpp_time(moment)})
