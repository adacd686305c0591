"""All emoji in one painted view: sections under each other, moved in by keys and mouse."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFont,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from startalk_desktop.ui.emoji.glyphs import EmojiGlyphs
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Radius, Space, TypeSize
from startalk_desktop.viewmodels.emoji_catalogue import Emoji

CELL: Final = 38
GLYPH: Final = 26
_TITLE: Final = 28
_LONG_PRESS_MS: Final = 450


@dataclass(frozen=True, slots=True)
class EmojiCell:
    """One place of the grid: what it inserts, and what is known of it."""

    text: str
    emoji: Emoji


@dataclass(frozen=True, slots=True)
class EmojiSection:
    """A titled part of the grid."""

    title: str
    cells: tuple[EmojiCell, ...]


class EmojiGrid(QAbstractScrollArea):
    """Shows sections of emoji.

    Signals:
        chosen(EmojiCell): clicked, or taken by `choose_current`.
        tones_asked(EmojiCell, QRect): pressed long or with the right button; where it stands, in the viewport.
        pointed(EmojiCell or None): what the mouse or the keys point at.
        section_changed(int): another section is at the top.
    """

    chosen = Signal(object)
    tones_asked = Signal(object, QRect)
    pointed = Signal(object)
    section_changed = Signal(int)

    def __init__(self, theme: Theme, glyphs: EmojiGlyphs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._glyphs = glyphs
        self._sections: tuple[EmojiSection, ...] = ()
        self._tops: list[int] = []
        self._height = 0
        self._current: tuple[int, int] | None = None  # section, number in it
        self._pressed: tuple[int, int] | None = None
        self._top_section = -1
        self._press = QTimer(self)
        self._press.setSingleShot(True)
        self._press.setInterval(_LONG_PRESS_MS)
        self._press.timeout.connect(self._on_long_press)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("Emoji"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.viewport().setMouseTracking(True)
        self.verticalScrollBar().setSingleStep(CELL)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        theme.changed.connect(self.viewport().update)

    def show_sections(self, sections: Sequence[EmojiSection], *, selects_first: bool) -> None:
        """Show these, from the top; `selects_first` lets the keys begin at the first emoji."""
        self._sections = tuple(section for section in sections if section.cells)
        self._lay_out()
        self.verticalScrollBar().setValue(0)
        self._top_section = -1
        self._point((0, 0) if selects_first and self._sections else None)
        self._on_scrolled()

    @property
    def current(self) -> EmojiCell | None:
        """What the keys or the mouse point at."""
        return self._cell(self._current)

    @property
    def columns(self) -> int:
        """How many stand in a row."""
        return max(1, (self.viewport().width() - Space.S) // CELL)

    def jump_to(self, section: int) -> None:
        """Bring a section's title to the top."""
        if section < len(self._tops):
            self.verticalScrollBar().setValue(self._tops[section])

    def move_current(self, columns: int, rows: int) -> None:
        """Point at the neighbour so many columns right and rows down, across sections."""
        if not self._sections:
            return
        if self._current is None:
            self._point((0, 0))
        elif columns:
            self._point(self._beside(*self._current, columns))
        else:
            for _ in range(abs(rows)):
                self._point(self._below(*self._current, 1 if rows > 0 else -1))
        self._show_current()

    def choose_current(self) -> None:
        """Take what is pointed at."""
        if (cell := self.current) is not None:
            self.chosen.emit(cell)

    def ask_tones(self) -> None:
        """Offer the tones of what is pointed at."""
        if self._current is not None:
            self._ask_tones(self._current)

    # geometry

    def sizeHint(self) -> QSize:
        """Nine columns, seven rows."""
        return QSize(9 * CELL + Space.S + self.verticalScrollBar().sizeHint().width(), 7 * CELL)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width has other columns."""
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        self._tops = []
        top = 0
        for section in self._sections:
            self._tops.append(top)
            rows = -(-len(section.cells) // self.columns)
            top += _TITLE + rows * CELL
        self._height = top + Space.S
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, self._height - self.viewport().height()))
        bar.setPageStep(self.viewport().height())
        self.viewport().update()

    def rect_of(self, section: int, number: int) -> QRect:
        """Where an emoji stands, in the viewport."""
        row, column = divmod(number, self.columns)
        top = self._tops[section] + _TITLE + row * CELL - self.verticalScrollBar().value()
        return QRect(Space.S // 2 + column * CELL, top, CELL, CELL)

    def _place_at(self, point: QPoint) -> tuple[int, int] | None:
        below = point.y() + self.verticalScrollBar().value()
        section = bisect_right(self._tops, below) - 1
        column = (point.x() - Space.S // 2) // CELL
        if section < 0 or not 0 <= column < self.columns:
            return None
        inside = below - self._tops[section] - _TITLE
        number = (inside // CELL) * self.columns + column
        is_there = inside >= 0 and number < len(self._sections[section].cells)
        return (section, number) if is_there else None

    def _beside(self, section: int, number: int, step: int) -> tuple[int, int]:
        number += step
        if number < 0 and section > 0:
            return section - 1, len(self._sections[section - 1].cells) - 1
        if number >= len(self._sections[section].cells) and section + 1 < len(self._sections):
            return section + 1, 0
        return section, max(0, min(number, len(self._sections[section].cells) - 1))

    def _below(self, section: int, number: int, step: int) -> tuple[int, int]:
        column = number % self.columns
        count = len(self._sections[section].cells)
        target = number + step * self.columns
        if 0 <= target < count:
            return section, target
        if step > 0 and number // self.columns < (count - 1) // self.columns:
            return section, count - 1  # the last row is shorter
        neighbour = section + step
        if not 0 <= neighbour < len(self._sections):
            return section, number
        count = len(self._sections[neighbour].cells)
        row = 0 if step > 0 else (count - 1) // self.columns
        return neighbour, min(row * self.columns + column, count - 1)

    # pointing

    def _cell(self, place: tuple[int, int] | None) -> EmojiCell | None:
        return self._sections[place[0]].cells[place[1]] if place is not None else None

    def _point(self, place: tuple[int, int] | None) -> None:
        self._current = place
        cell = self._cell(place)
        self.setAccessibleDescription(cell.emoji.name if cell is not None else "")
        self.pointed.emit(cell)
        self.viewport().update()

    def _show_current(self) -> None:
        if self._current is None:
            return
        rect, bar = self.rect_of(*self._current), self.verticalScrollBar()
        is_first_row = self._current[1] < self.columns
        top = rect.top() - (_TITLE if is_first_row else 0)
        if top < 0:
            bar.setValue(bar.value() + top)
        elif rect.bottom() > self.viewport().height() - Space.XS:
            bar.setValue(bar.value() + rect.bottom() - self.viewport().height() + Space.S)

    def _on_scrolled(self) -> None:
        section = bisect_right(self._tops, self.verticalScrollBar().value() + _TITLE // 2) - 1
        if section != self._top_section:
            self._top_section = section
            self.section_changed.emit(section)
        self.viewport().update()

    def _ask_tones(self, place: tuple[int, int]) -> None:
        cell = self._cell(place)
        if cell is not None and cell.emoji.has_tones:
            self.tones_asked.emit(cell, self.rect_of(*place))

    def _on_long_press(self) -> None:
        pressed, self._pressed = self._pressed, None
        if pressed is not None:
            self._ask_tones(pressed)

    # events of the viewport

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at what is under the mouse."""
        place = self._place_at(event.position().toPoint())
        if place != self._current and place is not None:
            self._point(place)
        self.viewport().setCursor(
            Qt.CursorShape.ArrowCursor if place is None else Qt.CursorShape.PointingHandCursor
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click chooses at its release; a long press offers tones."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = self._place_at(event.position().toPoint())
            self._press.start()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose what was pressed, if the mouse is still there."""
        self._press.stop()
        pressed, self._pressed = self._pressed, None
        if pressed is not None and pressed == self._place_at(event.position().toPoint()):
            self.chosen.emit(self._cell(pressed))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The right button offers tones."""
        if (place := self._place_at(event.pos())) is not None:
            self._point(place)
            self._ask_tones(place)

    def viewportEvent(self, event: QEvent) -> bool:
        """A press that leaves the view ends."""
        if event.type() == QEvent.Type.Leave:
            self._press.stop()
        return super().viewportEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is in sight, no more."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        offset = self.verticalScrollBar().value()
        for number, section in enumerate(self._sections):
            top = self._tops[number] - offset
            end = self._tops[number + 1] if number + 1 < len(self._tops) else self._height
            if end - offset < event.rect().top() or top > event.rect().bottom():
                continue
            self._paint_title(painter, top, section.title)
            self._paint_cells(painter, number, event.rect())
        painter.end()

    def _paint_title(self, painter: QPainter, top: int, title: str) -> None:
        painter.setFont(self._theme.font(TypeSize.SMALL, QFont.Weight.DemiBold))
        painter.setPen(self._theme.colours.text_muted)
        area = QRectF(Space.S, top, self.viewport().width() - Space.L, _TITLE)
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), title)

    def _paint_cells(self, painter: QPainter, section: int, clip: QRect) -> None:
        cells, columns = self._sections[section].cells, self.columns
        begin = self.rect_of(section, 0).top()
        first = max(0, (clip.top() - begin) // CELL) * columns
        last = max(0, (clip.bottom() - begin) // CELL + 1) * columns
        for number in range(first, min(last, len(cells))):
            rect = QRectF(self.rect_of(section, number))
            if (section, number) == self._current:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self._theme.colours.selected)
                painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), Radius.SMALL, Radius.SMALL)
            self._glyphs.paint(painter, rect, cells[number].text, GLYPH)
