"""A line of text with the parts marked by which it was found; it ends in an ellipsis where it has no room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)

Span = tuple[int, int]


def paint_marked(
    painter: QPainter,
    area: QRectF,
    text: str,
    font: QFont,
    ink: QColor,
    marks: Sequence[Span],
    mark_ink: QColor,
) -> None:
    """Paint `text` into `area`, in the middle of its height; `marks` count characters of `text`."""
    line = "".join(" " if character in "\r\n\t\u2028\u2029" else character for character in text)
    shown = QFontMetricsF(font).elidedText(line, Qt.TextElideMode.ElideRight, area.width())
    kept = len(shown) if shown == line else max(0, len(shown) - 1)
    layout = QTextLayout(shown, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    layout.setTextOption(option)
    layout.setFormats(
        [
            _format(shown, start, min(end, kept), mark_ink)
            for start, end in marks
            if start < min(end, kept)
        ]
    )
    layout.beginLayout()
    placed = layout.createLine()
    placed.setLineWidth(1e6)
    layout.endLayout()
    painter.setPen(ink)
    layout.draw(painter, QPointF(area.left(), area.center().y() - placed.height() / 2))


def _format(text: str, start: int, end: int, ink: QColor) -> QTextLayout.FormatRange:
    marked = QTextLayout.FormatRange()
    marked.start = _units(text[:start])
    marked.length = _units(text[start:end])
    marked.format = QTextCharFormat()
    marked.format.setForeground(ink)
    marked.format.setFontWeight(QFont.Weight.Bold)
    return marked


def _units(text: str) -> int:
    """The length of `text` as Qt counts it: in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
