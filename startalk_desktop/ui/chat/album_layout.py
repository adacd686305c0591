"""Several pictures in rows of one width: none is lost, and none much larger than the others. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from PySide6.QtCore import QRectF

MAX_ALBUM: Final = 10
"""Pictures in one grid."""

_GAP: Final = 3.0
_MOST_IN_ROW: Final = 4
_LEAST_RATIO: Final = 0.55
_MOST_RATIO: Final = 2.4
_LOWEST: Final = 84.0
_HIGHEST: Final = 260.0
_PORTION: Final = 0.8  # of its width the grid would like to be high


def arrange(ratios: Sequence[float], width: float) -> list[QRectF]:
    """Where pictures of these proportions (width to height) stand in a grid of `width`, in their order."""
    clamped = [min(_MOST_RATIO, max(_LEAST_RATIO, ratio)) for ratio in ratios]
    best = min(_splits(len(clamped)), key=lambda rows: _cost(rows, clamped, width))
    rects: list[QRectF] = []
    top, start = 0.0, 0
    for count in best:
        row = clamped[start : start + count]
        height = round(min(_HIGHEST, _height(row, width)))
        left = 0.0
        for number, ratio in enumerate(row):
            share = (width - _GAP * (count - 1)) * ratio / sum(row)
            right = width if number == count - 1 else round(left + share)
            rects.append(QRectF(left, top, right - left, height))
            left = right + _GAP
        top += height + _GAP
        start += count
    return rects


@lru_cache(maxsize=16)
def _splits(count: int) -> tuple[tuple[int, ...], ...]:
    """All ways to part `count` pictures into rows."""
    return tuple(_parted(count))


def _parted(count: int) -> Iterator[tuple[int, ...]]:
    if count == 0:
        yield ()
    for first in range(1, min(_MOST_IN_ROW, count) + 1):
        for rest in _parted(count - first):
            yield (first, *rest)


def _height(row: Sequence[float], width: float) -> float:
    return (width - _GAP * (len(row) - 1)) / sum(row)


def _cost(rows: Sequence[int], ratios: Sequence[float], width: float) -> float:
    """How far a grid is from what looks well: rows of about one height, and not too high in all."""
    heights = []
    start = 0
    for count in rows:
        heights.append(_height(ratios[start : start + count], width))
        start += count
    cost = abs(sum(heights) - width * _PORTION)
    cost += sum(12 * max(0.0, _LOWEST - height) + max(0.0, height - _HIGHEST) for height in heights)
    return cost + 0.35 * (max(heights) - min(heights))
