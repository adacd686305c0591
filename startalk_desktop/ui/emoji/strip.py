"""A row of a few emoji: the frequent ones above a message, and the skin tones of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from startalk_desktop.ui.emoji.glyphs import EmojiGlyphs
from startalk_desktop.ui.emoji.grid import CELL, GLYPH
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Radius, Size
from startalk_desktop.ui.widgets.float_card import SHADOW, paint_float_card

_INSET: Final = 5


class EmojiStrip(QWidget):
    """A floating card with a few emoji, and a last place for more where `has_more`.

    Signals:
        chosen(str): one was taken, by mouse or keys.
        more_asked: the last place was.
        dismissed: Escape.
        typed(str): something else was typed.
    """

    chosen = Signal(str)
    more_asked = Signal()
    dismissed = Signal()
    typed = Signal(str)

    def __init__(
        self, theme: Theme, glyphs: EmojiGlyphs, *, has_more: bool, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._glyphs = glyphs
        self._has_more = has_more
        self._texts: tuple[str, ...] = ()
        self._current = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        theme.changed.connect(self.update)

    def show_texts(self, texts: Sequence[str], current: int = 0) -> None:
        """Show these, pointing at one of them."""
        self._texts = tuple(texts)
        self.resize(self.sizeHint())
        self._point(current)

    @property
    def texts(self) -> tuple[str, ...]:
        """What it shows."""
        return self._texts

    def sizeHint(self) -> QSize:
        """A row of cells, with its shadow."""
        around = 2 * (_INSET + SHADOW)
        return QSize(self._count * CELL + around, CELL + around)

    @property
    def _count(self) -> int:
        return len(self._texts) + self._has_more

    def rect_of(self, number: int) -> QRectF:
        """Where one stands."""
        start = SHADOW + _INSET
        return QRectF(start + number * CELL, start, CELL, CELL)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right point, Enter takes, Escape closes; text is for who shows the strip."""
        key = event.key()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Tab):
            step = -1 if key == Qt.Key.Key_Left else 1
            self._point((self._current + step) % self._count)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._take(self._current)
        elif key == Qt.Key.Key_Escape:
            self.dismissed.emit()
        elif key == Qt.Key.Key_Down and self._has_more:
            self.more_asked.emit()
        elif event.text().isprintable() and event.text():
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Tab stays inside."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Tab
        ):
            self.keyPressEvent(event)
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at what is under the mouse."""
        number = self._number_at(event.position().toPoint())
        if number is not None:
            self._point(number)
        self.setCursor(
            Qt.CursorShape.ArrowCursor if number is None else Qt.CursorShape.PointingHandCursor
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take what is clicked."""
        number = self._number_at(event.position().toPoint())
        if number is not None and event.button() == Qt.MouseButton.LeftButton:
            self._take(number)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The card, the emoji, and a sign for more."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = QRectF(self.rect()).adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)
        paint_float_card(painter, card, self._theme, Radius.LARGE)
        rect = self.rect_of(self._current)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colours.selected)
        painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), Radius.MEDIUM, Radius.MEDIUM)
        for number, text in enumerate(self._texts):
            self._glyphs.paint(painter, self.rect_of(number), text, GLYPH)
        if self._has_more:
            centre = self.rect_of(len(self._texts)).center()
            side = int(Size.ICON)
            colour = self._theme.colours.text_muted
            icon = self._theme.pixmap("plus", side, colour, self.devicePixelRatioF())
            painter.drawPixmap(centre.toPoint() - QPoint(side // 2 - 1, side // 2 - 1), icon)
        painter.end()

    def _number_at(self, point: QPoint) -> int | None:
        found = (n for n in range(self._count) if self.rect_of(n).contains(point.toPointF()))
        return next(found, None)

    def _point(self, number: int) -> None:
        self._current = number
        is_more = number == len(self._texts)
        self.setAccessibleDescription(self.tr("More") if is_more else self._texts[number])
        self.update()

    def _take(self, number: int) -> None:
        if number == len(self._texts):
            self.more_asked.emit()
        else:
            self.chosen.emit(self._texts[number])
