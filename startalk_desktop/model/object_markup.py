"""Objects in a text, as the original Startalk writes them: ``[obj type="image" value="URL" width=W height=H]``.

It writes pictures, links, emoticons and telephone numbers in this way. Other kinds, and kinds that came later, are told
as unknown with what is left to show of them; what only looks like an object stays text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MAX_OBJECTS: Final = 100  # in one text; what follows stays text
_MAX_SIDE: Final = 20_000  # pixels
_MARKER: Final = "[obj "
# Every repetition is bounded and can be read in one way only, so that no text takes long.
_OBJECT: Final = re.compile(
    r'\[obj((?:[ \t]{1,4}[A-Za-z]{1,16}=(?:"[^"\r\n]{0,4096}"|[^\s"\]]{1,32})){1,8})[ \t]{0,4}\]'
)
_FIELD: Final = re.compile(r'([A-Za-z]{1,16})=(?:"([^"]*)"|([^\s"\]]+))')


class ObjectKind(StrEnum):
    """What an object is, by its `type`."""

    PICTURE = "image"
    LINK = "url"
    EMOTICON = "emoticon"
    TELEPHONE = "tel"
    UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class MarkedObject:
    """An object in a text, from `start` to `end` (code points). Nothing of it is verified."""

    kind: ObjectKind
    value: str  # an address, a number, an emoticon's name
    start: int
    end: int
    source: str  # as it stands in the text
    width: int | None = None  # pixels, as told
    height: int | None = None

    @property
    def fallback(self) -> str:
        """What to show where nothing better is known; never empty."""
        return self.value.strip() or self.source


def objects(text: str) -> tuple[MarkedObject, ...]:
    """The objects in `text`, in order; at most `MAX_OBJECTS`."""
    if _MARKER not in text:
        return ()
    found: list[MarkedObject] = []
    for match in _OBJECT.finditer(text):
        made = _object(match)
        if made is not None:
            found.append(made)
        if len(found) == MAX_OBJECTS:
            break
    return tuple(found)


def pieces(text: str) -> tuple[str | MarkedObject, ...]:
    """`text` taken apart: what is text, and the objects between; put together by their sources it is `text`."""
    parts: list[str | MarkedObject] = []
    at = 0
    for one in objects(text):
        if one.start > at:
            parts.append(text[at : one.start])
        parts.append(one)
        at = one.end
    if at < len(text):
        parts.append(text[at:])
    return tuple(parts)


def plain_text(text: str, word: Callable[[MarkedObject], str] = lambda one: one.fallback) -> str:
    """`text` with each object in words: those of `word`, else what it stands for."""
    if _MARKER not in text:
        return text
    return "".join(piece if isinstance(piece, str) else word(piece) for piece in pieces(text))


def _object(match: re.Match[str]) -> MarkedObject | None:
    fields = {name.lower(): quoted or bare for name, quoted, bare in _FIELD.findall(match.group(1))}
    if "type" not in fields:
        return None
    try:
        kind = ObjectKind(fields["type"].strip().lower())
    except ValueError:
        kind = ObjectKind.UNKNOWN
    return MarkedObject(
        kind=kind,
        value=fields.get("value", ""),
        start=match.start(),
        end=match.end(),
        source=match.group(),
        width=_side(fields.get("width", "")),
        height=_side(fields.get("height", "")),
    )


def _side(told: str) -> int | None:
    """A length in pixels; some clients write ``200.000000``."""
    whole = told.partition(".")[0]
    if not (whole.isascii() and whole.isdecimal()):
        return None
    side = int(whole)
    return side if 0 < side <= _MAX_SIDE else None
