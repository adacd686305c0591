"""The pill that carries a count."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import TypeSize

_HEIGHT = 20.0


def badge_text(count: int) -> str:
    """A count as short as it must be: 1000 and more are of no further interest."""
    return str(count) if count < 1000 else "999+"


def badge_width(theme: Theme, count: int) -> float:
    """How wide the pill for `count` is."""
    metrics = QFontMetricsF(theme.font(TypeSize.CAPTION, QFont.Weight.DemiBold))
    return max(_HEIGHT, metrics.horizontalAdvance(badge_text(count)) + 12)


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
    width = badge_width(theme, count)
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
    painter.setFont(theme.font(TypeSize.CAPTION, QFont.Weight.DemiBold))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, badge_text(count))
    painter.restore()
    return rect
