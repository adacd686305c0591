"""Something is under way, for an unknown time."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from startalk_desktop.ui.theme import Theme

_FRAME_MS = 33
_DEGREES_A_FRAME = 12


def paint_spinner(painter: QPainter, rect: QRectF, angle: float, colour: QColor) -> None:
    """Paint an open ring, turned by `angle` degrees, into the square `rect`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width = max(1.75, rect.width() / 10)
    pen = QPen(colour, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    inner = rect.adjusted(width, width, -width, -width)
    painter.drawArc(inner, round(-angle * 16), -270 * 16)
    painter.restore()


class Spinner(QWidget):
    """A turning ring; it turns only while it is visible."""

    def __init__(self, theme: Theme, size: int = 20, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._size = size
        self._angle = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self._turn)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("In progress"))

    def sizeHint(self) -> QSize:
        """The fixed size."""
        return QSize(self._size, self._size)

    def showEvent(self, event: QShowEvent) -> None:
        """Start to turn."""
        self._timer.start()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Stand still."""
        self._timer.stop()
        super().hideEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ring."""
        painter = QPainter(self)
        rect = QRectF(0, 0, self._size, self._size)
        paint_spinner(painter, rect, self._angle, self._theme.colours.accent_text)
        painter.end()

    def _turn(self) -> None:
        self._angle = (self._angle + _DEGREES_A_FRAME) % 360
        self.update()
