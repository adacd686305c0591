"""Paragraphs and code, with their styles and what can be clicked in them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QFont, QFontDatabase, QPainter, QTextCharFormat, QTextLayout

from startalk_desktop.ui.chat.hits import Hit, HitKind
from startalk_desktop.ui.chat.message_parts import Code, Paragraph, Run, Style
from startalk_desktop.ui.chat.parts import PART_GAP, Look, paint_rounded
from startalk_desktop.ui.chat.text_block import (
    Spot,
    TextBlock,
    break_text,
    format_range,
    len16,
    may_slant,
)
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import CompanyColours, Radius, TypeSize, mix

_BAR: Final = 3.0
_INDENT: Final = 12.0  # a quotation
_CODE_PAD: Final = 10.0
_COPY: Final = 26.0
_LARGE: Final = 44  # pixels of emoji that stand alone
_MONO_FAMILIES: Final = (
    "SF Mono", "Menlo", "Cascadia Mono", "Consolas", "JetBrains Mono", "Ubuntu Mono", "DejaVu Sans Mono",
    "Noto Sans Mono", "Liberation Mono",
)  # fmt: skip
_CHINESE_MONO: Final = "Noto Sans Mono CJK SC"


def mono_font(theme: Theme, size: TypeSize = TypeSize.LABEL) -> QFont:
    """A face whose letters have one width; other letters come from the theme's faces."""
    font = theme.font(size)
    installed = QFontDatabase.families()
    found = [family for family in (*_MONO_FAMILIES, _CHINESE_MONO) if family in installed]
    font.setFamilies([*found, *font.families()])
    font.setStyleHint(QFont.StyleHint.Monospace)
    return font


class TextLook:
    """How styles look on one kind of bubble; made once for each, since layouts keep the formats."""

    def __init__(self, theme: Theme, company: CompanyColours, *, is_own: bool) -> None:
        colours = theme.colours
        self.theme = theme
        self.accent = company.text if is_own else colours.accent_text
        self.muted = company.on_tint_muted if is_own else colours.text_muted
        fill = company.tint if is_own else colours.bubble
        self.mono = mono_font(theme)
        self._code_surface = (
            mix(company.text, fill, 0.12) if is_own else mix(colours.line_strong, fill, 0.5)
        )
        self._own_surface = mix(colours.warning_fill, fill, 0.32)

    def format(self, style: Style, hit: Hit | None) -> QTextCharFormat:
        """The format of a run."""
        made = QTextCharFormat()
        if Style.STRONG in style:
            made.setFontWeight(QFont.Weight.Bold)
        if Style.EMPHASIS in style:
            made.setFontItalic(True)
        if Style.STRIKE in style:
            made.setFontStrikeOut(True)
        if Style.MONO in style:
            made.setFontFamilies(self.mono.families())
            made.setProperty(QTextCharFormat.Property.FontPixelSize, int(TypeSize.LABEL))
            made.setBackground(self._code_surface)
        if Style.MUTED in style:
            made.setForeground(self.muted)
        if hit is not None:
            made.setForeground(self.accent)
            if hit.kind is HitKind.MENTION:
                made.setFontWeight(QFont.Weight.DemiBold)
            else:
                made.setFontUnderline(True)
        if Style.OWN in style:
            made.setForeground(self.theme.colours.text)
            made.setBackground(self._own_surface)
        return made


def paragraph_block(paragraph: Paragraph, font: QFont, width: float, look: TextLook) -> TextBlock:
    """A paragraph in lines of at most `width`."""
    formats: list[QTextLayout.FormatRange] = []
    spots: list[Spot] = []
    for run, start, end in _in_utf16(paragraph.text, paragraph.runs):
        formats.append(format_range(start, end, look.format(run.style, run.hit)))
        if run.hit is not None:
            spots.append(Spot(start, end, run.hit))
    return break_text(
        paragraph.text, font, width, formats=formats, spots=tuple(spots), start=paragraph.start
    )


def _in_utf16(text: str, runs: tuple[Run, ...]) -> Iterator[tuple[Run, int, int]]:
    """Runs, which count code points, with their UTF-16 positions; one pass, since runs come in order."""
    if text.isascii():
        yield from ((run, run.start, run.end) for run in runs)
        return
    at = place = 0
    for run in runs:
        place += len16(text[at : run.start])
        at = run.start
        yield run, place, place + len16(text[run.start : run.end])


class TextPart:
    """A paragraph; quoted ones have bars on their left."""

    def __init__(
        self,
        paragraph: Paragraph,
        width: float,
        look: TextLook,
        *,
        is_large: bool = False,
        is_aside: bool = False,
        joined: int = 0,
    ) -> None:
        font = look.theme.font(TypeSize.BODY)
        if is_large:
            font.setPixelSize(_LARGE)
        font.setItalic(is_aside and may_slant(paragraph.text))
        self._is_muted = is_aside
        self._depth = paragraph.depth
        self._joined = joined  # so many of its bars go on from what is above
        self._indent = paragraph.depth * _INDENT
        self.block = paragraph_block(paragraph, font, max(1.0, width - self._indent), look)

    @property
    def size(self) -> QSizeF:
        """Indent and lines."""
        return QSizeF(self.block.natural_width + self._indent, self.block.height)

    @property
    def last_line_width(self) -> float:
        """How far the last line reaches."""
        return self.block.last_line_width + self._indent

    def fit(self, width: float) -> None:
        """Lines are broken already."""

    def paint(self, painter: QPainter, at: QPointF, look: Look) -> None:
        """Bars and text."""
        for level in range(self._depth):
            above = PART_GAP + _BAR if level < self._joined else 0.0
            bar = QRectF(at.x() + level * _INDENT, at.y() - above, _BAR, self.block.height + above)
            paint_rounded(painter, bar, _BAR / 2, mix(look.accent, look.fill, 0.55))
        painter.setPen(look.muted if self._depth or self._is_muted else look.ink)
        origin = at + QPointF(self._indent, 0)
        self.block.paint(painter, origin, look.selection, look.selected)

    def hit(self, point: QPointF) -> Hit | None:
        """Links and mentions."""
        return self.block.hit(point - QPointF(self._indent, 0))

    def texts(self) -> Iterator[tuple[QPointF, TextBlock]]:
        """The paragraph."""
        yield QPointF(self._indent, 0), self.block


class CodePart:
    """Preformatted text on a surface of its own; what copies it appears under the mouse."""

    def __init__(self, code: Code, width: float, look: TextLook) -> None:
        self._code = code
        self._theme = look.theme
        self._depth = code.depth
        self._indent = code.depth * _INDENT
        inner = max(1.0, width - self._indent - 2 * _CODE_PAD)
        self.block = break_text(code.text, look.mono, inner, start=code.start)
        asked = self.block.natural_width + 2 * _CODE_PAD + self._indent
        if self.block.layout.lineCount() == 1:
            asked += _COPY  # beside the text where there is room
        self._width = min(width, asked)

    @property
    def size(self) -> QSizeF:
        """The surface."""
        return QSizeF(self._width, math.ceil(self.block.height + 2 * _CODE_PAD - 4))

    def fit(self, width: float) -> None:
        """The surface is as wide as the bubble."""
        self._width = width

    def paint(self, painter: QPainter, at: QPointF, look: Look) -> None:
        """Surface, text, and the copy button."""
        for level in range(self._depth):
            bar = QRectF(at.x() + level * _INDENT, at.y(), _BAR, self.size.height())
            paint_rounded(painter, bar, _BAR / 2, mix(look.accent, look.fill, 0.55))
        surface = look.surface()
        paint_rounded(painter, self._surface.translated(at), float(Radius.SMALL), surface)
        painter.setPen(look.ink)
        self.block.paint(painter, at + self._text_at, look.selection, look.selected)
        if look.is_hovered:
            is_under_mouse = look.hovered == self._hit
            button = self._button.translated(at)
            paint_rounded(
                painter, button, float(Radius.SMALL), look.surface(2.4 if is_under_mouse else 1.5)
            )
            ink = look.ink if is_under_mouse else look.muted
            glyph = look.theme.pixmap("copy", 16, ink, look.ratio)
            painter.drawPixmap(button.center() - QPointF(8, 8), glyph)

    def hit(self, point: QPointF) -> Hit | None:
        """The copy button."""
        return self._hit if self._button.contains(point) else None

    def texts(self) -> Iterator[tuple[QPointF, TextBlock]]:
        """The code."""
        yield self._text_at, self.block

    @property
    def _hit(self) -> Hit:
        return Hit(HitKind.COPY_CODE, self._code.text)

    @property
    def _surface(self) -> QRectF:
        return QRectF(self._indent, 0, self._width - self._indent, self.size.height())

    @property
    def _text_at(self) -> QPointF:
        return QPointF(self._indent + _CODE_PAD, _CODE_PAD - 2)

    @property
    def _button(self) -> QRectF:
        return QRectF(self._width - _COPY - 3, 3, _COPY, _COPY)
