"""A switch: on or off, at once."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from startalk_desktop.ui.theme import Theme

_WIDTH: Final = 40
_HEIGHT: Final = 24
_RING: Final = 3  # room around, for the focus


class Switch(QAbstractButton):
    """Toggled by mouse, Space or Enter; `toggled` tells.

    Args:
        theme: its colours.
        name: what it switches, for screen readers.
    """

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """The fixed size."""
        return QSize(_WIDTH + 2 * _RING, _HEIGHT + 2 * _RING)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A track in the accent's colour when on, with a knob at the side that counts."""
        colours = self._theme.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF(_RING, _RING, _WIDTH, _HEIGHT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.accent if self.isChecked() else colours.text_faint)
        if not self.isEnabled():
            painter.setOpacity(0.5)
        painter.drawRoundedRect(track, _HEIGHT / 2, _HEIGHT / 2)
        side = _HEIGHT - 6
        left = track.right() - side - 3 if self.isChecked() else track.left() + 3
        painter.setBrush(colours.on_accent)
        painter.drawEllipse(QRectF(left, track.top() + 3, side, side))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colours.accent_text, 2))
            ring = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(ring, ring.height() / 2, ring.height() / 2)
        painter.end()
