"""Where everything on a shelf stands: months with a head each, below it a grid of squares, or rows. Pure functions."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import QRect

HEAD: Final = 40
_EDGE: Final = 12
_GAP: Final = 3
_SIDE: Final = 104  # a square is about as wide
_FOOT: Final = 16


@dataclass(slots=True)
class ShelfLayout:
    """Rectangles in the content's coordinates, of items and of the months' heads."""

    rects: list[QRect] = field(default_factory=list)
    heads: list[tuple[QRect, str]] = field(default_factory=list)
    height: int = 0
    columns: int = 1
    _tops: list[int] = field(default_factory=list)

    def at(self, x: int, y: int) -> int:
        """The item at a point; -1 where there is none."""
        for row in self.between(y, y):
            if self.rects[row].contains(x, y):
                return row
        return -1

    def between(self, top: int, bottom: int) -> range:
        """The items that may be in sight between two heights."""
        highest = max((rect.height() for rect in self.rects[:1]), default=0)
        first = bisect.bisect_left(self._tops, top - highest)
        last = bisect.bisect_right(self._tops, bottom)
        return range(first, last)


def laid_out(months: Sequence[str], width: int, row_height: int | None) -> ShelfLayout:
    """Items of these months, in rows of `row_height`, or in a grid of squares where that is None."""
    made = ShelfLayout()
    inner = max(1, width - 2 * _EDGE)
    if row_height is None:
        made.columns = max(2, round((inner + _GAP) / (_SIDE + _GAP)))
    top = 0
    start = 0
    while start < len(months):
        end = start
        while end < len(months) and months[end] == months[start]:
            end += 1
        made.heads.append((QRect(_EDGE, top, inner, HEAD), months[start]))
        top += HEAD
        for number in range(end - start):
            made.rects.append(_cell(number, top, inner, made.columns, row_height))
        top = made.rects[-1].bottom() + 1 + _GAP
        start = end
    made.height = top + _FOOT
    made._tops = [rect.top() for rect in made.rects]  # noqa: SLF001  it is made here
    return made


def _cell(number: int, top: int, inner: int, columns: int, row_height: int | None) -> QRect:
    if row_height is not None:
        return QRect(0, top + number * row_height, inner + 2 * _EDGE, row_height)
    line, column = divmod(number, columns)
    left = round(column * (inner + _GAP) / columns)
    right = round((column + 1) * (inner + _GAP) / columns) - _GAP
    side = round((inner + _GAP) / columns) - _GAP
    return QRect(_EDGE + left, top + line * (side + _GAP), right - left, side)
