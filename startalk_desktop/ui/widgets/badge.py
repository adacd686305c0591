"""The pill that carries a count, or a sign."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import TypeSize

_HEIGHT = 20.0
MENTION = "@"


def badge_text(count: int) -> str:
    """A count as short as it must be: 1000 and more are of no further interest."""
    return str(count) if count < 1000 else "999+"


def paint_badge(
    painter: QPainter,
    theme: Theme,
    right_centre: QPointF,
    count: int,
    fill: QColor,
    ink: QColor,
    rim: QColor | None = None,
) -> QRectF:
    """Paint the pill for `count` so that it ends at `right_centre`; returns where it stands."""
    return paint_text_badge(painter, theme, right_centre, badge_text(count), fill, ink, rim)


def paint_text_badge(
    painter: QPainter,
    theme: Theme,
    right_centre: QPointF,
    text: str,
    fill: QColor,
    ink: QColor,
    rim: QColor | None = None,
) -> QRectF:
    """Paint the pill for `text` so that it ends at `right_centre`; returns where it stands."""
    font = theme.font(TypeSize.CAPTION, QFont.Weight.DemiBold)
    width = max(_HEIGHT, QFontMetricsF(font).horizontalAdvance(text) + 12)
    rect = QRectF(right_centre.x() - width, right_centre.y() - _HEIGHT / 2, width, _HEIGHT)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    if rim is not None:
        painter.setBrush(rim)
        painter.drawRoundedRect(rect.adjusted(-2, -2, 2, 2), _HEIGHT / 2 + 2, _HEIGHT / 2 + 2)
    painter.setBrush(fill)
    painter.drawRoundedRect(rect, _HEIGHT / 2, _HEIGHT / 2)
    painter.setPen(ink)
    painter.setFont(font)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()
    return rect
