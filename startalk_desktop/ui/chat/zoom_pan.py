"""Where a picture stands in its room: how large, and which part of it is in sight. No widget."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSizeF

_MOST: Final = 8.0  # of the picture's own size
_MOST_OF_FIT: Final = 4.0  # a small picture may be enlarged at least so much


class ZoomPan:
    """Scale 1 shows a picture at its own size. It fits into the room until somebody zooms, and never leaves it."""

    def __init__(self) -> None:
        self._size = QSizeF()
        self._room = QRectF()
        self._scale: float | None = None  # None: as it fits
        self._centre = QPointF()  # of the picture, in the room's coordinates

    @property
    def is_fitted(self) -> bool:
        """Whether all of it is in sight, as when it was opened."""
        return self._scale is None

    @property
    def scale(self) -> float:
        """How large it is shown."""
        return self._scale if self._scale is not None else self.fit

    @property
    def fit(self) -> float:
        """The scale at which all of it is in sight; never more than its own size."""
        if self._size.isEmpty() or self._room.isEmpty():
            return 1.0
        width = self._room.width() / self._size.width()
        return min(1.0, width, self._room.height() / self._size.height())

    @property
    def most(self) -> float:
        """The largest scale."""
        return max(_MOST, _MOST_OF_FIT * self.fit)

    @property
    def rect(self) -> QRectF:
        """Where the picture stands."""
        rect = QRectF(QPointF(), self._size * self.scale)
        rect.moveCenter(self._room.center() if self._scale is None else self._centre)
        return rect

    def show(self, size: QSizeF) -> None:
        """Another picture, of that size, as it fits."""
        self._size, self._scale = size, None

    def sharpen(self, size: QSizeF) -> None:
        """The same picture turned out to have another size; it stays where it stands."""
        if self._scale is not None and not self._size.isEmpty() and not size.isEmpty():
            self._scale *= self._size.width() / size.width()
        self._size = size

    def fit_into(self, room: QRectF) -> None:
        """The room is another."""
        moved = room.center() - self._room.center()
        self._room = room
        self._centre += moved
        self._hold()

    def zoom(self, scale: float, at: QPointF) -> None:
        """Show it at `scale`, its point at `at` staying where it is. Not larger than it fits, it is fitted."""
        scale = min(scale, self.most)
        before = self.rect
        if scale <= self.fit * 1.001:
            self._scale = None
            return
        grown = scale / self.scale
        self._centre = at + (before.center() - at) * grown
        self._scale = scale
        self._hold()

    def pan(self, by: QPointF) -> None:
        """Move it, as far as there is more to be seen."""
        if self._scale is not None:
            self._centre += by
            self._hold()

    def _hold(self) -> None:
        """No gap between picture and room where it is larger; the middle where it is smaller."""
        if self._scale is None:
            return
        size = self._size * self._scale
        self._centre = QPointF(
            _held(self._centre.x(), size.width(), self._room.left(), self._room.right()),
            _held(self._centre.y(), size.height(), self._room.top(), self._room.bottom()),
        )


def _held(centre: float, length: float, start: float, end: float) -> float:
    if length <= end - start:
        return (start + end) / 2
    return min(max(centre, end - length / 2), start + length / 2)
