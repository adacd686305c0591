"""The ring around what is done with a file: how far it has come, and the sign of what a click does."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPixmapCache

from startalk_desktop.model.transfer import Transfer, TransferState
from startalk_desktop.ui.theme import Theme

_WHOLE: Final = 360 * 16
_LEAST: Final = 0.04  # of the ring, so that something turns from the beginning
_VEIL_ALPHA: Final = 130


def transfer_glyph(transfer: Transfer) -> str:
    """The icon of what a click on a transfer's ring does."""
    return "refresh" if transfer.state is TransferState.FAILED else "close"


def paint_ring(
    painter: QPainter, rect: QRectF, ink: QColor, share: float | None, angle: float
) -> None:
    """A turning arc along the circle in `rect`: `share` (0 to 1) of it, or a quarter where nobody knows."""
    width = max(2.0, rect.width() / 18)
    pen = QPen(ink, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    gap = width + 1.5
    length = 0.25 if share is None else max(_LEAST, min(1.0, share))
    start = round((90 - angle) * 16)
    painter.drawArc(rect.adjusted(gap, gap, -gap, -gap), start, -round(length * _WHOLE))


def paint_button(
    painter: QPainter, middle: QPointF, side: float, theme: Theme, glyph: str, ratio: float
) -> QRectF:
    """A dark round button upon a picture; returns where it is."""
    rect = QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side)
    veil, ink = theme.colours.shadow, theme.colours.on_accent
    key = f"startalk-button-{side}-{glyph}-{ratio}-{veil.rgb()}-{ink.rgb()}"
    pixmap = QPixmap()
    if not QPixmapCache.find(key, pixmap):
        pixmap = _made_button(side, theme, glyph, ratio)
        QPixmapCache.insert(key, pixmap)
    painter.drawPixmap(rect.topLeft(), pixmap)
    return rect


def _made_button(side: float, theme: Theme, glyph: str, ratio: float) -> QPixmap:
    """Drawn once: there may be twenty in a frame."""
    pixmap = QPixmap((QSizeF(side, side) * ratio).toSize())
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    veil = QColor(theme.colours.shadow)
    veil.setAlpha(_VEIL_ALPHA)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(veil)
    rect = QRectF(0, 0, side, side)
    painter.drawEllipse(rect)
    paint_glyph(painter, rect, theme, glyph, theme.colours.on_accent, ratio)
    painter.end()
    return pixmap


def paint_glyph(
    painter: QPainter, rect: QRectF, theme: Theme, glyph: str, ink: QColor, ratio: float
) -> None:
    """An icon in the middle of `rect`."""
    side = 22 if rect.width() >= 40 else 16
    corner = rect.center() - QPointF(side / 2, side / 2)
    painter.drawPixmap(corner, theme.pixmap(glyph, side, ink, ratio))


def share_of(transfer: Transfer | None) -> float | None:
    """How much of it is through; None where nobody knows how much there is."""
    if transfer is None or not transfer.total:
        return None
    return transfer.done / transfer.total
