"""XEP-0428 fallback indication: which part of a body is there only for clients that don't know something else."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from lxml import etree

from startalk_desktop.xmpp.message_payloads import payload

NAMESPACE: Final = "urn:xmpp:fallback:0"

MAX_RANGES: Final = 64
"""Ranges that are read of one message."""

_FALLBACK: Final = f"{{{NAMESPACE}}}fallback"
_BODY: Final = f"{{{NAMESPACE}}}body"
_SUBJECT: Final = f"{{{NAMESPACE}}}subject"
_MAX_DIGITS: Final = 9


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a body; both ends count its code points, `end` is not part of it."""

    start: int
    end: int


def write(name: str, span: Span | None = None) -> etree._Element:
    """Say that `span` of the body, or all of it, stands in for what the namespace `name` says."""
    element = payload(NAMESPACE, "fallback", for_=name)
    if span is not None:
        bounds = {"start": str(span.start), "end": str(span.end)}
        etree.SubElement(element, _BODY, bounds)
    return element


def read_spans(
    message: Element, understood: Container[str | None], length: int
) -> tuple[Span, ...]:
    """What of a body of `length` code points stands in for the namespaces in `understood`: in order, without overlap.

    None in `understood` is for elements that don't say what they stand in for, as those of the XEP's first versions.
    A range that does not lie within the body is none.
    """
    found: list[Span] = []
    if not length:
        return ()
    for element in message.findall(_FALLBACK):
        if element.get("for") not in understood:
            continue
        bodies = element.findall(_BODY)
        if not bodies and element.find(_SUBJECT) is None:
            found.append(Span(0, length))
        for body in bodies[: MAX_RANGES - len(found)]:
            span = _span(body, length)
            if span is not None:
                found.append(span)
    return merged(found[:MAX_RANGES])


def is_whole(spans: Sequence[Span], length: int) -> bool:
    """Whether nothing of a body is left beside `spans`."""
    return tuple(spans) == (Span(0, length),)


def without(text: str, spans: Sequence[Span]) -> str:
    """`text` with `spans`, which are in order, taken out."""
    kept: list[str] = []
    position = 0
    for span in spans:
        kept.append(text[position : span.start])
        position = span.end
    kept.append(text[position:])
    return "".join(kept)


def moved(place: Span, spans: Sequence[Span]) -> Span | None:
    """Where `place` is once `spans` are taken out; None where it is not wholly among what is left."""
    shift = 0
    for span in spans:
        if span.end <= place.start:
            shift += span.end - span.start
        elif span.start < place.end:
            return None
    return Span(place.start - shift, place.end - shift)


def read_place(element: Element, start: str, end: str, length: int) -> Span | None:
    """The place that two attributes give in a body of `length`; None where it is none, or has nothing in it."""
    first, last = _number(element.get(start)), _number(element.get(end))
    if first is None or last is None or not first < last <= length:
        return None
    return Span(first, last)


def _span(body: Element, length: int) -> Span | None:
    if body.get("start") is None and body.get("end") is None:
        return Span(0, length)
    return read_place(body, "start", "end", length)


def _number(text: str | None) -> int | None:
    if text is None or not text.isascii() or not text.isdigit() or len(text) > _MAX_DIGITS:
        return None
    return int(text)


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """`spans` in order, those that touch as one."""
    result: list[Span] = []
    for span in sorted(spans):
        if result and span.start <= result[-1].end:
            result[-1] = Span(result[-1].start, max(result[-1].end, span.end))
        else:
            result.append(span)
    return tuple(result)
