"""What floats over the window's content: a raised card with a soft shadow, for pickers and completions."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Radius

SHADOW = 10
"""How far the shadow reaches beyond the card."""


def paint_float_card(
    painter: QPainter, card: QRectF, theme: Theme, radius: float = Radius.MEDIUM
) -> None:
    """Paint a card into `card`, its shadow around it: no effect, which would paint all of the content again."""
    colours = theme.colours
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    shade = QColor(colours.shadow)
    shade.setAlpha(14 if colours.is_dark else 4)
    painter.setBrush(shade)
    for spread in range(SHADOW, 0, -1):
        grown = card.adjusted(-spread, -spread + 3, spread, spread)
        painter.drawRoundedRect(grown, radius + spread, radius + spread)
    painter.setBrush(colours.raised)
    painter.setPen(QPen(colours.line_strong, 1))
    painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    painter.restore()
