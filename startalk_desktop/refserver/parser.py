"""From the bytes of a stream to its header and stanzas; what RFC 6120 section 11 forbids is refused.

lxml parses incrementally and tells a target of each token, so nothing of a stanza is kept but the
element that is being built, and a bad token is met before anything is done with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from . import namespaces as ns
from .stanza import Element, ProtocolError

_SLICE = 4096  # bytes between two checks of the size
# libxml2 keeps each name it has ever met for the life of the process, so strangers get few.
_MOST_NAMES = 4096  # a stream
_LONGEST_NAME = 512  # characters, with the namespace


class StreamError(ProtocolError):
    """The stream has to end with this condition (RFC 6120 section 4.9)."""


@dataclass(frozen=True, slots=True)
class StreamHeader:
    """The opening tag of a stream. `namespace` is the default one."""

    tag: str
    attributes: Mapping[str, str]
    namespace: str


@dataclass(frozen=True, slots=True)
class StreamEnd:
    """The closing tag of a stream."""


StreamEvent = StreamHeader | Element | StreamEnd


class StreamParser:
    """Parses one XML stream; after a restart (TLS, SASL) a new one is needed."""

    def __init__(self, *, stanza_bytes: int, depth: int) -> None:
        self.stanza_bytes = stanza_bytes
        self._target = _Target(depth)
        # Not `resolve_entities=False`: it spoils "&amp;" in attributes. Declarations are refused anyway.
        self._parser = etree.XMLParser(
            target=self._target,  # type: ignore[arg-type] # str only: the input is UTF-8
            encoding="utf-8",
            no_network=True,
        )
        self._pending = 0  # bytes since the last complete stanza

    def feed(self, data: bytes) -> list[StreamEvent]:
        """Parse what has arrived, at whatever boundary it was cut; raises `StreamError`."""
        events: list[StreamEvent] = []
        for start in range(0, len(data), _SLICE):
            part = data[start : start + _SLICE]
            try:
                self._parser.feed(part)
            except (etree.XMLSyntaxError, ValueError) as error:  # or a name no element can have
                raise StreamError("not-well-formed", str(error)) from error
            made, self._target.events = self._target.events, []
            self._pending = 0 if made else self._pending + len(part)
            if self._pending > self.stanza_bytes:
                text = f"a stanza is larger than {self.stanza_bytes} bytes"
                raise StreamError("policy-violation", text)
            events += made
        return events


class _Target:
    """What the parser tells of tokens: makes one element of each child of the root."""

    def __init__(self, depth: int) -> None:
        self.events: list[StreamEvent] = []
        self._deepest = depth
        self._is_open = False
        self._depth = 0  # below the root
        self._stanza: Any = etree.TreeBuilder()  # whose stubs lack namespaces
        self._names: set[str] = set()

    def start(self, tag: str, attributes: dict[str, str], nsmap: Mapping[str, str]) -> None:
        self._count_names(tag, *attributes, *nsmap, *nsmap.values())
        if not self._is_open:
            self._is_open = True
            self.events.append(StreamHeader(tag, dict(attributes), nsmap.get("", "")))
            return
        if not tag.startswith("{"):
            raise StreamError("bad-namespace-prefix", f"<{tag}/> is in no known namespace")
        if self._depth >= self._deepest:
            raise StreamError("policy-violation", f"elements are nested over {self._deepest} deep")
        # None stands for the default namespace, which lxml's stubs don't know.
        declared: dict[Any, str] = {prefix or None: uri for prefix, uri in nsmap.items()}
        if not self._depth:
            self._stanza = etree.TreeBuilder()
            declared = {None: ns.CLIENT, **declared}
        self._stanza.start(tag, attributes, declared)
        self._depth += 1

    def end(self, tag: str) -> None:
        if not self._depth:
            self.events.append(StreamEnd())
            return
        self._stanza.end(tag)
        self._depth -= 1
        if not self._depth:
            self.events.append(self._stanza.close())

    def data(self, text: str) -> None:
        if self._depth:
            self._stanza.data(text)
        elif text.strip():
            raise StreamError("bad-format", "there is text between stanzas")

    def doctype(self, *_declaration: str) -> None:
        raise StreamError("restricted-xml", "document type declarations are not allowed")

    def comment(self, _text: str) -> None:
        raise StreamError("restricted-xml", "comments are not allowed")

    def pi(self, _target: str, _content: str | None = None) -> None:
        raise StreamError("restricted-xml", "processing instructions are not allowed")

    def close(self) -> None:
        """Nothing is left to do; lxml calls it when it gives up."""

    def _count_names(self, *names: str) -> None:
        self._names.update(names)
        if len(self._names) > _MOST_NAMES or max(map(len, names)) > _LONGEST_NAME:
            raise StreamError("policy-violation", "there are too many or too long names")
