"""What is done for a view that scrolls: painted at most once a frame, and begun for rows before they are in sight."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Protocol

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

_FRAME_MS: Final = 16


class NextFrame(QTimer):
    """Paints `widget` again with the next frame; its owner stops it when it was painted meanwhile."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.setSingleShot(True)
        self.setInterval(_FRAME_MS)
        self.timeout.connect(widget.update)

    def ask(self) -> None:
        """Something came or turned."""
        if not self.isActive():
            self.start()


class RowPlaces(Protocol):
    """Where rows stand; see `MessageView`."""

    def row_at(self, y: float) -> int:
        """The row at viewport height `y`, the nearest where there is none."""


def rows_near(places: RowPlaces, height: float) -> Iterator[int]:
    """The rows of a screen of `height` below and of one above, each from the nearest on."""
    yield from range(places.row_at(height) + 1, places.row_at(2 * height) + 1)
    yield from range(places.row_at(0) - 1, places.row_at(-height) - 1, -1)
