"""A text broken into lines, what of it is styled or can be clicked, and positions in it."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QTextCharFormat, QTextLayout, QTextOption

from startalk_desktop.ui.chat.hits import Hit

LINE_GAP = 3.0
_IDEOGRAPH = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")


@dataclass(frozen=True, slots=True)
class Spot:
    """A part of a text that can be clicked; UTF-16 positions in the block."""

    start: int
    end: int
    hit: Hit


@dataclass(slots=True)
class TextBlock:
    """A text in lines. Positions in it are UTF-16 units, as Qt counts; `start` is its own in the message's text."""

    layout: QTextLayout
    height: float
    natural_width: float
    last_line_width: float
    start: int
    length: int
    spots: tuple[Spot, ...] = ()

    def position_at(self, point: QPointF) -> int:
        """The text position nearest to `point`, which is relative to the block."""
        if point.y() < 0:
            return 0
        for number in range(self.layout.lineCount()):
            line = self.layout.lineAt(number)
            if point.y() < line.y() + line.height() + LINE_GAP:
                return int(line.xToCursor(point.x()))
        return self.length

    def hit(self, point: QPointF) -> Hit | None:
        """What can be clicked under `point`."""
        if not self.spots:
            return None
        for number in range(self.layout.lineCount()):
            line = self.layout.lineAt(number)
            if not line.naturalTextRect().contains(point):
                continue
            position = int(line.xToCursor(point.x(), line.CursorPosition.CursorOnCharacter))
            return next(
                (spot.hit for spot in self.spots if spot.start <= position < spot.end), None
            )
        return None

    def rects(self, start: int, end: int) -> list[QRectF]:
        """Where the text from `start` to `end` stands, a rectangle a line."""
        found = []
        for number in range(self.layout.lineCount()):
            line = self.layout.lineAt(number)
            first = max(start, line.textStart())
            last = min(end, line.textStart() + line.textLength())
            if first < last:
                left, right = _x(line.cursorToX(first)), _x(line.cursorToX(last))
                found.append(QRectF(left, line.y(), right - left, line.height()))
        return found

    def paint(
        self, painter: QPainter, at: QPointF, selection: tuple[int, int] | None, behind: QColor
    ) -> None:
        """Paint with the pen's colour; `selection` is in the message's text, and has the colour `behind` it."""
        if selection is None:
            self.layout.draw(painter, at)
            return
        start = max(0, selection[0] - self.start)
        end = min(self.length, selection[1] - self.start)
        ranges: list[QTextLayout.FormatRange] = []
        if start < end:
            marked = QTextCharFormat()
            marked.setBackground(behind)
            ranges.append(format_range(start, end, marked))
        self.layout.draw(painter, at, ranges)


def break_text(
    text: str,
    font: QFont,
    width: float,
    *,
    formats: list[QTextLayout.FormatRange] | None = None,
    spots: tuple[Spot, ...] = (),
    start: int = 0,
    is_centred: bool = False,
) -> TextBlock:
    """Break `text` into lines of at most `width`; `formats` and `spots` are in its UTF-16 positions."""
    layout = QTextLayout(text.replace("\n", "\u2028"), font)
    layout.setCacheEnabled(True)
    option = QTextOption(
        Qt.AlignmentFlag.AlignHCenter if is_centred else Qt.AlignmentFlag.AlignLeft
    )
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    if formats:
        layout.setFormats(formats)
    height, natural, last = _place_lines(layout, width)
    if is_centred:  # break once more at the width that the lines really need
        height, _, last = _place_lines(layout, math.ceil(natural))
    return TextBlock(layout, height, math.ceil(natural), math.ceil(last), start, len16(text), spots)


def format_range(start: int, end: int, look: QTextCharFormat) -> QTextLayout.FormatRange:
    """The format `look` from `start` to `end`."""
    made = QTextLayout.FormatRange()
    made.start = start
    made.length = end - start
    made.format = look
    return made


def may_slant(text: str) -> bool:
    """Whether italics suit a text: Chinese characters have none, and slanted by force they are ugly."""
    return _IDEOGRAPH.search(text) is None


def len16(text: str) -> int:
    """The length of `text` in UTF-16 units, as Qt counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def slice16(text: str, start: int, end: int) -> str:
    """A part of `text` between two positions in UTF-16 units."""
    if text.isascii():
        return text[start:end]
    encoded = text.encode("utf-16-le", "surrogatepass")
    return encoded[2 * start : 2 * end].decode("utf-16-le", "replace")


def _place_lines(layout: QTextLayout, width: float) -> tuple[float, float, float]:
    """Break into lines of `width`; returns height, greatest natural width, natural width of the last line."""
    height = natural = last = 0.0
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0, height))
        height += math.ceil(line.height()) + LINE_GAP
        last = line.naturalTextWidth()
        natural = max(natural, last)
    layout.endLayout()
    return max(height - LINE_GAP, 0.0), natural, last


def _x(place: object) -> float:
    """PySide returns the position alone or with the cursor that it corrected."""
    return float(place[0]) if isinstance(place, tuple) else float(place)  # type: ignore[arg-type]
