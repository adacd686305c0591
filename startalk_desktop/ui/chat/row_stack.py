"""Rows of differing height on top of each other; some are measured, the others estimated until they are needed."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence
from itertools import accumulate


class RowStack:
    """Heights and tops of rows, in pixels. `head` is the room above the first."""

    def __init__(self, head: float) -> None:
        self._head = head
        self._heights: list[float] = []
        self._tops: list[float] = [head]
        self._estimated: set[int] = set()
        self._is_stale = False

    def __len__(self) -> int:
        return len(self._heights)

    def reset(self, heights: Sequence[float], estimated: set[int]) -> None:
        """Start over with `heights`; those of the rows `estimated` are only guessed."""
        self._heights = list(heights)
        self._estimated = estimated
        self._is_stale = True

    def measure(self, row: int, height: float) -> None:
        """The true height of `row`."""
        self._estimated.discard(row)
        if self._heights[row] != height:
            self._heights[row] = height
            self._is_stale = True

    def top(self, row: int) -> float:
        """Where `row` begins."""
        return self._fresh_tops()[row]

    def height(self, row: int) -> float:
        """How high `row` is."""
        return self._heights[row]

    @property
    def total(self) -> float:
        """Where the last row ends."""
        return self._fresh_tops()[-1]

    @property
    def has_estimates(self) -> bool:
        """Whether some rows are not measured yet."""
        return bool(self._estimated)

    def row_at(self, place: float) -> int:
        """The row at `place`, the nearest where there is none; -1 without rows."""
        if not self._heights:
            return -1
        found = bisect.bisect_right(self._fresh_tops(), place) - 1
        return min(max(found, 0), len(self._heights) - 1)

    def estimated_between(self, start: float, end: float) -> list[int]:
        """The rows between two places that are not measured yet."""
        if not self._estimated:
            return []
        rows = range(max(self.row_at(start), 0), self.row_at(end) + 1)
        return [row for row in rows if row in self._estimated]

    def estimated_near(self, row: int) -> Iterator[int]:
        """All rows that are not measured yet, the nearest to `row` first."""
        yield from sorted(self._estimated, key=lambda other: abs(other - row))

    def _fresh_tops(self) -> list[float]:
        if self._is_stale:
            self._tops = list(accumulate(self._heights, initial=self._head))
            self._is_stale = False
        return self._tops
