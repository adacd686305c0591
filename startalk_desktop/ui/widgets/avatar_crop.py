"""Choosing the part of a picture that becomes the avatar: drag it under the circle, zoom with wheel, slider or keys."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Radius

_SIDE: Final = 340
_INSET: Final = 20
_STEP: Final = 8.0  # pixels a key press
_MOST_ZOOM: Final = 4.0
_WHEEL: Final = 1.0015


class AvatarCrop(QWidget):
    """A square view over a picture. The circle is always filled: the picture never leaves it.

    Signals:
        zoomed(float): 1 shows as much as there is, 4 the smallest part.
    """

    zoomed = Signal(float)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._image = QImage()
        self._zoom = 1.0
        self._centre = QPointF()  # in the picture's pixels
        self._grip: QPointF | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setAccessibleName(self.tr("The part of the picture to show"))
        self.setAccessibleDescription(self.tr("Arrow keys move the picture, plus and minus zoom."))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(_SIDE, _SIDE)

    def show_image(self, image: QImage) -> None:
        """Begin with the middle of `image`."""
        self._image = image
        self._zoom = 1.0
        self._centre = QPointF(image.width() / 2, image.height() / 2)
        self.zoomed.emit(self._zoom)
        self.update()

    @property
    def zoom(self) -> float:
        """How near it is looked at."""
        return self._zoom

    def set_zoom(self, zoom: float) -> None:
        """Look nearer or from further away, at the same middle."""
        zoom = min(max(zoom, 1.0), _MOST_ZOOM)
        if zoom != self._zoom:
            self._zoom = zoom
            self._move(QPointF())
            self.zoomed.emit(zoom)

    def cropped(self, side: int) -> QImage:
        """What the circle shows, `side` pixels wide and high; transparent parts become white."""
        made = QImage(side, side, QImage.Format.Format_RGB32)
        made.fill(Qt.GlobalColor.white)
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        extent = self._extent
        source = QRectF(0, 0, extent, extent)
        source.moveCenter(self._centre)
        scaled = self._image
        if extent > 2 * side:  # one smooth step to the size: sampling alone would flicker
            factor = 2 * side / extent
            scaled = self._image.scaled(
                round(self._image.width() * factor),
                round(self._image.height() * factor),
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            source = QRectF(source.topLeft() * factor, source.size() * factor)
        painter.drawImage(QRectF(0, 0, side, side), scaled, source)
        painter.end()
        return made

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The picture, darkened outside of the circle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        whole = QPainterPath()
        whole.addRoundedRect(QRectF(self.rect()), Radius.MEDIUM, Radius.MEDIUM)
        painter.setClipPath(whole)
        painter.fillPath(whole, self._theme.colours.field)
        circle = self._circle
        if not self._image.isNull():
            scale = circle.width() / self._extent
            place = QRectF(0, 0, self._image.width() * scale, self._image.height() * scale)
            place.moveTopLeft(circle.center() - self._centre * scale)
            painter.drawImage(place, self._image)
        round_part = QPainterPath()
        round_part.addEllipse(circle)
        veil = QColor(self._theme.colours.surface)
        veil.setAlphaF(0.72)
        painter.fillPath(whole.subtracted(round_part), veil)
        rim = self._theme.colours.accent_text if self.hasFocus() else self._theme.colours.text_faint
        painter.setPen(QPen(rim, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(circle)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the picture."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._grip = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pull it."""
        if self._grip is not None:
            self._move(event.position() - self._grip)
            self._grip = event.position()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let go."""
        self._grip = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom."""
        self.set_zoom(self._zoom * _WHEEL ** event.angleDelta().y())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the arrows, zoom with plus and minus."""
        match event.key():
            case Qt.Key.Key_Left:
                self._move(QPointF(_STEP, 0))
            case Qt.Key.Key_Right:
                self._move(QPointF(-_STEP, 0))
            case Qt.Key.Key_Up:
                self._move(QPointF(0, _STEP))
            case Qt.Key.Key_Down:
                self._move(QPointF(0, -_STEP))
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.set_zoom(self._zoom * 1.1)
            case Qt.Key.Key_Minus:
                self.set_zoom(self._zoom / 1.1)
            case _:
                super().keyPressEvent(event)

    @property
    def _circle(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_INSET, _INSET, -_INSET, -_INSET)

    @property
    def _extent(self) -> float:
        """How much of the picture the circle is wide, in its pixels."""
        return max(1.0, min(self._image.width(), self._image.height()) / self._zoom)

    def _move(self, by: QPointF) -> None:
        """Pull the picture `by` so many of the view's pixels, as far as it goes."""
        scale = self._extent / self._circle.width()
        half = self._extent / 2
        moved = self._centre - by * scale
        self._centre = QPointF(
            min(max(moved.x(), half), max(half, self._image.width() - half)),
            min(max(moved.y(), half), max(half, self._image.height() - half)),
        )
        self.update()
