"""Result Set Management (XEP-0059): which page is asked for, and how a page is described."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from . import namespaces as ns
from .checks import read_number
from .stanza import E, Element, child


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A page of at most `limit` entries. `before == ""` asks for the last page."""

    limit: int
    after: str | None = None
    before: str | None = None

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
        limit, after, before = (
            asked.findtext(f"{{{ns.RSM}}}{tag}") for tag in ("max", "after", "before")
        )
        return cls(usual if limit is None else min(read_number("max", limit), cap), after, before)


def page_set(ids: Sequence[str], count: int) -> Element:
    """The `<set/>` that describes the page of `ids`."""
    ends = (E(ns.RSM, "first", None, ids[0]), E(ns.RSM, "last", None, ids[-1])) if ids else ()
    return E(ns.RSM, "set", None, *ends, E(ns.RSM, "count", None, str(count)))
