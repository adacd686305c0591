"""Result Set Management (XEP-0059): which page is asked for, and how a page is described."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from startalk_desktop.refserver import namespaces as ns
from startalk_desktop.refserver.stanza import E, Element, StanzaError, child


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A page of at most `limit` entries. `before == ""` asks for the last page."""

    limit: int
    after: str | None = None
    before: str | None = None
    index: int | None = None

    @property
    def is_backwards(self) -> bool:
        """The page is the one next to its end, not to its start."""
        return self.before is not None

    @classmethod
    def of(cls, query: Element, *, cap: int, usual: int) -> PageRequest:
        """Read the `<set/>` in `query`; the size is at most `cap`, and `usual` where none is said."""
        asked = child(query, ns.RSM, "set")
        if asked is None:
            return cls(usual)
        limit, index = _number(asked, "max"), _number(asked, "index")
        after, before = _text(asked, "after"), _text(asked, "before")
        return cls(usual if limit is None else min(limit, cap), after or None, before, index)


def page_set(ids: Sequence[str], index: int, count: int) -> Element:
    """The `<set/>` that describes the page of `ids`, the first of which is number `index`."""
    described = E(ns.RSM, "set")
    if ids:
        described.append(E(ns.RSM, "first", {"index": str(index)}, ids[0]))
        described.append(E(ns.RSM, "last", {}, ids[-1]))
    described.append(E(ns.RSM, "count", {}, str(count)))
    return described


def page_of(ids: Sequence[str], request: PageRequest) -> tuple[slice, Element]:
    """Cut the page out of a complete list of ids; raises item-not-found for an id not in it."""
    start, end = 0, len(ids)
    try:
        if request.after:
            start = ids.index(request.after) + 1
        if request.before:
            end = ids.index(request.before)
    except ValueError:
        raise StanzaError("item-not-found", "no such entry to page from") from None
    if request.index is not None:
        start = request.index
    if request.is_backwards:
        start = max(start, end - request.limit)
    page = ids[start : min(end, start + request.limit)]
    described = page_set(page, start, len(ids))
    return slice(start, start + len(page)), described


def _text(asked: Element, tag: str) -> str | None:
    found = child(asked, ns.RSM, tag)
    return None if found is None else found.text or ""


def _number(asked: Element, tag: str) -> int | None:
    text = _text(asked, tag)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise StanzaError("bad-request", f"<{tag}/> must be a number")
    return int(text)
