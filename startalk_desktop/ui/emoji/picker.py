"""The emoji picker: search, categories, what was used last, skin tones; over the window that asked."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from startalk_desktop.ui.emoji.glyphs import EmojiGlyphs
from startalk_desktop.ui.emoji.grid import EmojiCell, EmojiGrid, EmojiSection
from startalk_desktop.ui.emoji.parts import CategoryBar, PointedLine, SearchLine, group_names
from startalk_desktop.ui.emoji.shelf import EmojiShelf
from startalk_desktop.ui.emoji.strip import EmojiStrip
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Space
from startalk_desktop.ui.widgets.field_keys import FieldKeys
from startalk_desktop.ui.widgets.float_card import SHADOW, paint_float_card
from startalk_desktop.viewmodels.emoji_catalogue import EmojiCatalogue, SkinTone, emoji_catalogue

_FREQUENT: Final = 6
_RECENT: Final = 18
_FOUND: Final = 120
_HEIGHT: Final = 420
_HAND: Final = "✋"


class EmojiPicker(QWidget):
    """Lies over the whole window, so that a click beside it closes it and input methods work in its search.

    `chosen` carries an emoji as text, in the tone that was chosen; the picker is closed by then. `closed` follows
    every end. The keys stay in the search: arrows move among the emoji, Enter takes, Escape closes.

    Args:
        theme: colours, icons and fonts.
        shelf: what was used before; without one the picker remembers for as long as it lives.
        parent: a widget of the window it opens over; without one the active window's.
    """

    chosen = Signal(str)
    closed = Signal()

    def __init__(
        self, theme: Theme, shelf: EmojiShelf | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent.window() if parent is not None else None)
        self._theme = theme
        self._shelf = shelf or EmojiShelf(parent=self)
        self._glyphs = EmojiGlyphs()
        self._catalogue: EmojiCatalogue | None = None
        self._focus_before: QWidget | None = None
        self._point = QPoint()
        self._toned: EmojiCell | None = (
            None  # whose tones are shown; None: the usual tone is chosen
        )
        self.card = QWidget(self)
        self.search = SearchLine(theme)
        self.grid = EmojiGrid(theme, self._glyphs)
        self.categories = CategoryBar(theme)
        self.pointed = PointedLine(theme, self._glyphs)
        self._nothing = self.pointed.nothing_label()
        self._pages = QStackedWidget()
        self._pages.addWidget(self.grid)
        self._pages.addWidget(self._nothing)
        self.frequent = EmojiStrip(theme, self._glyphs, has_more=True, parent=self)
        self.frequent.setAccessibleName(self.tr("Frequently used emoji"))
        self.tones = EmojiStrip(theme, self._glyphs, has_more=False, parent=self)
        self.tones.setAccessibleName(self.tr("Skin tones"))
        self._lay_out()
        self._connect()
        self.hide()

    def open_at(self, point: QPoint, *, is_compact: bool = False) -> None:
        """Open by the global `point`: above it where there is room.

        `is_compact` shows just the six most frequent first, with a place for more.
        """
        host = self.parentWidget() or QApplication.activeWindow()
        if host is None:
            return
        if self.parentWidget() is None:
            self.setParent(host)
        self._focus_before = QApplication.focusWidget()
        self._point = host.mapFromGlobal(point)
        host.installEventFilter(self)
        self.setGeometry(host.rect())
        self.tones.hide()
        self.card.setVisible(not is_compact)
        self.frequent.setVisible(is_compact)
        self.show()
        self.raise_()
        if is_compact:
            self.frequent.show_texts(self._shelf.frequent(_FREQUENT))
            self.frequent.move(self._placed(self.frequent.width(), self.frequent.height()))
            self.frequent.setFocus(Qt.FocusReason.PopupFocusReason)
        else:
            self._open_card()

    def dismiss(self) -> None:
        """Close, with nothing chosen."""
        if self.isHidden():
            return
        self.hide()
        host = self.parentWidget()
        if host is not None:
            host.removeEventFilter(self)
        if self._focus_before is not None:
            self._focus_before.setFocus(Qt.FocusReason.PopupFocusReason)
            self._focus_before = None
        self.closed.emit()

    # inside

    def _lay_out(self) -> None:
        column = QVBoxLayout(self.card)
        column.setContentsMargins(Space.S, Space.S, Space.S, Space.XS)
        column.setSpacing(Space.XS)
        column.addWidget(self.search)
        column.addWidget(self.categories)
        column.addWidget(self._pages, 1)
        column.addWidget(self.pointed)
        self.card.resize(self.grid.sizeHint().width() + 2 * Space.S, _HEIGHT)

    def _connect(self) -> None:
        self.search.field.textChanged.connect(self._on_query)
        FieldKeys(self.search.field, self._take_key)
        self.search.tone_asked.connect(self._on_usual_tone_asked)
        self.categories.chosen.connect(self.grid.jump_to)
        self.grid.section_changed.connect(self.categories.mark)
        self.grid.pointed.connect(self.pointed.show_cell)
        self.grid.chosen.connect(lambda cell: self._take(cell.text))
        self.grid.tones_asked.connect(self._on_tones_asked)
        self.tones.chosen.connect(self._on_tone_chosen)
        self.tones.dismissed.connect(self._leave_tones)
        self.frequent.chosen.connect(self._take)
        self.frequent.dismissed.connect(self.dismiss)
        self.frequent.more_asked.connect(self._open_card)
        self.frequent.typed.connect(self._open_card)

    def _open_card(self, typed: str = "") -> None:
        self._catalogue = emoji_catalogue()
        self.frequent.hide()
        self.search.show_tone(self._in_tone(_HAND, self._shelf.tone))
        self.search.field.setText(typed)
        self._on_query(typed)
        self.card.move(
            self._placed(self.card.width() + 2 * SHADOW, self.card.height() + 2 * SHADOW)
            + QPoint(SHADOW, SHADOW)
        )
        self.card.show()
        self.search.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def _placed(self, width: int, height: int) -> QPoint:
        """Where something of this size stands: above the point, else below, and always in the window."""
        left = max(0, min(self._point.x() - width // 2, self.width() - width))
        top = self._point.y() - height
        if top < 0:
            top = self._point.y()
        return QPoint(left, max(0, min(top, self.height() - height)))

    def _on_query(self, text: str) -> None:
        if self._catalogue is None:
            return
        self.tones.hide()
        if text.strip():
            found = self._catalogue.search(text, _FOUND, self._shelf.weight)
            cells = tuple(
                EmojiCell(self._shelf.as_usual(emoji), emoji)
                for emoji in found
                if self._glyphs.can_draw(emoji)
            )
            self.grid.show_sections(
                [EmojiSection(self.tr("Found"), cells)], selects_first=bool(cells)
            )
            self._pages.setCurrentWidget(self.grid if cells else self._nothing)
        else:
            self.grid.show_sections(self._sections(self._catalogue), selects_first=False)
            self._pages.setCurrentWidget(self.grid)
        self.categories.setEnabled(not text.strip())

    def _sections(self, catalogue: EmojiCatalogue) -> list[EmojiSection]:
        names = group_names()
        recent = ((text, catalogue.of(text)) for text in self._shelf.recent(_RECENT))
        used = tuple(EmojiCell(text, emoji) for text, emoji in recent if emoji is not None)
        sections = [EmojiSection(self.tr("Recently used"), used)] if used else []
        for group in catalogue.groups:
            cells = tuple(
                EmojiCell(self._shelf.as_usual(emoji), emoji)
                for emoji in group.emojis
                if self._glyphs.can_draw(emoji)
            )
            sections.append(EmojiSection(names.get(group.id, group.id), cells))
        self.categories.show_groups([group.id for group in catalogue.groups], has_recent=bool(used))
        return sections

    def _take(self, text: str) -> None:
        self._shelf.note_used(text)
        self.dismiss()
        self.chosen.emit(text)

    # tones

    def _on_tones_asked(self, cell: EmojiCell, rect: QRect) -> None:
        self._toned = cell
        texts = [cell.emoji.in_tone(tone) for tone in SkinTone]
        current = texts.index(cell.text) if cell.text in texts else 0
        self._show_tones(
            texts, current, self.grid.viewport().mapTo(self, rect.center() - QPoint(0, 20))
        )

    def _on_usual_tone_asked(self) -> None:
        self._toned = None
        texts = [self._in_tone(_HAND, tone) for tone in SkinTone]
        button = self.search.tone_button
        below = button.mapTo(self, QPoint(button.width() // 2, button.height() + 70))
        self._show_tones(texts, int(self._shelf.tone), below)

    def _show_tones(self, texts: list[str], current: int, above: QPoint) -> None:
        self.tones.show_texts(texts, current)
        left = max(0, min(above.x() - self.tones.width() // 2, self.width() - self.tones.width()))
        self.tones.move(left, max(0, above.y() - self.tones.height()))
        self.tones.show()
        self.tones.raise_()
        self.tones.setFocus(Qt.FocusReason.PopupFocusReason)

    def _on_tone_chosen(self, text: str) -> None:
        if self._toned is not None:
            self._take(text)
            return
        self._shelf.set_tone(SkinTone(self.tones.texts.index(text)))
        self.search.show_tone(text)
        self._leave_tones()
        self._on_query(self.search.field.text())

    def _leave_tones(self) -> None:
        self.tones.hide()
        self.search.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def _in_tone(self, text: str, tone: SkinTone) -> str:
        emoji = self._catalogue.of(text) if self._catalogue is not None else None
        return emoji.in_tone(tone) if emoji is not None else text

    # events

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A window of another size has another place for it: it goes."""
        if watched is self.parentWidget() and event.type() == QEvent.Type.Resize:
            self.dismiss()
        return super().eventFilter(watched, event)

    def _take_key(self, event: QKeyEvent) -> bool:
        has_text = bool(self.search.field.text())
        moves = {
            Qt.Key.Key_Down: (0, 1),
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_PageDown: (0, 5),
            Qt.Key.Key_PageUp: (0, -5),
        }
        if not has_text or self.grid.current is not None:
            moves[Qt.Key.Key_Left] = (-1, 0)
            moves[Qt.Key.Key_Right] = (1, 0)
        key = Qt.Key(event.key())
        if key in moves and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.grid.move_current(*moves[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.grid.choose_current()
        elif key == Qt.Key.Key_Escape:
            self.dismiss()
        elif key == Qt.Key.Key_Menu:
            self.grid.ask_tones()
        else:
            return False
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside closes the tones, then the picker."""
        point = event.position().toPoint()
        if self.tones.isVisible():
            self._leave_tones()
        elif self.card.isHidden() or not self.card.geometry().contains(point):
            self.dismiss()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The card's ground; nothing else of the window is dimmed."""
        if self.card.isHidden():
            return
        painter = QPainter(self)
        paint_float_card(painter, QRectF(self.card.geometry()), self._theme)
        painter.end()
