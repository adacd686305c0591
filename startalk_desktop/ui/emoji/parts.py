"""Parts of the emoji picker: the search with the tone's button, the categories, and what is pointed at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication, QLocale, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from startalk_desktop.ui.emoji.glyphs import EmojiGlyphs
from startalk_desktop.ui.emoji.grid import EmojiCell
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Size, Space, TypeSize
from startalk_desktop.ui.widgets.elided_label import ElidedLabel
from startalk_desktop.ui.widgets.icon_button import IconButton

_RECENT: Final = "recent"
_ICONS: Final = {
    _RECENT: "history",
    "smileys-emotion": "smile",
    "people-body": "hand",
    "animals-nature": "leaf",
    "food-drink": "cup",
    "travel-places": "plane",
    "activities": "ball",
    "objects": "bulb",
    "symbols": "heart",
    "flags": "flag",
}
_TAB: Final = 34


def group_names() -> dict[str, str]:
    """What the groups are called, by Unicode's names of them."""
    return {
        _RECENT: QCoreApplication.translate("EmojiPicker", "Recently used"),
        "smileys-emotion": QCoreApplication.translate("EmojiPicker", "Smileys and emotion"),
        "people-body": QCoreApplication.translate("EmojiPicker", "People and body"),
        "animals-nature": QCoreApplication.translate("EmojiPicker", "Animals and nature"),
        "food-drink": QCoreApplication.translate("EmojiPicker", "Food and drink"),
        "travel-places": QCoreApplication.translate("EmojiPicker", "Travel and places"),
        "activities": QCoreApplication.translate("EmojiPicker", "Activities"),
        "objects": QCoreApplication.translate("EmojiPicker", "Objects"),
        "symbols": QCoreApplication.translate("EmojiPicker", "Symbols"),
        "flags": QCoreApplication.translate("EmojiPicker", "Flags"),
    }


class SearchLine(QWidget):
    """The field, and a hand in the usual skin tone."""

    tone_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("Search emoji"))
        self.field.setAccessibleName(self.tr("Search emoji"))
        self.field.setClearButtonEnabled(False)
        self._magnifier = self.field.addAction(
            theme.icon("search"), QLineEdit.ActionPosition.LeadingPosition
        )
        self.field.setProperty("look", "search")
        self.tone_button = QToolButton()
        self.tone_button.setFixedSize(Size.CONTROL, Size.CONTROL)
        self.tone_button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.tone_button.setAccessibleName(self.tr("Skin tone"))
        self.tone_button.setToolTip(self.tr("Skin tone"))
        self.tone_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.tone_button.setFont(EmojiGlyphs().font(int(TypeSize.HEADING)))
        self.tone_button.clicked.connect(self.tone_asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.XS)
        row.addWidget(self.field, 1)
        row.addWidget(self.tone_button)
        theme.changed.connect(lambda: self._magnifier.setIcon(theme.icon("search")))

    def show_tone(self, hand: str) -> None:
        """Show the hand as it is in the usual tone."""
        self.tone_button.setText(hand)


class CategoryBar(QWidget):
    """A button a group; `chosen` carries the number of its section."""

    chosen = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._buttons: list[IconButton] = []
        self._ids: list[str] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self.setFixedHeight(_TAB)

    def show_groups(self, ids: Sequence[str], *, has_recent: bool) -> None:
        """Show buttons for these groups, and for what was used, in the order of the sections."""
        wanted = [*([_RECENT] if has_recent else []), *ids]
        if wanted == self._ids:
            return
        for button in self._buttons:
            self._row.removeWidget(button)
            button.deleteLater()
        names = group_names()
        self._ids, self._buttons = wanted, []
        for number, id_ in enumerate(wanted):
            button = IconButton(self._theme, _ICONS.get(id_, "smile"), names.get(id_, id_), self)
            button.setCheckable(True)
            button.setFixedSize(_TAB, _TAB)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda _checked=False, number=number: self.chosen.emit(number))
            self._row.addWidget(button)
            self._buttons.append(button)
            button.show()

    def mark(self, section: int) -> None:
        """The section at the top of the grid."""
        for number, button in enumerate(self._buttons):
            button.setChecked(number == section and self.isEnabled())


class PointedLine(QWidget):
    """Large, what is pointed at, with its name and how it is typed."""

    def __init__(self, theme: Theme, glyphs: EmojiGlyphs) -> None:
        super().__init__()
        self._theme = theme
        self._glyphs = glyphs
        self._cell: EmojiCell | None = None
        self._name = ElidedLabel()
        self._typed = ElidedLabel()
        self._typed.setProperty("look", "caption")
        self._name.setFont(theme.font(TypeSize.LABEL))
        column = QVBoxLayout(self)
        column.setContentsMargins(int(Size.CONTROL) + Space.M, Space.XXS, Space.S, Space.XXS)
        column.setSpacing(0)
        column.addWidget(self._name)
        column.addWidget(self._typed)
        self.setFixedHeight(44)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.show_cell(None)

    def show_cell(self, cell: EmojiCell | None) -> None:
        """Tell of this one; of none, how the picker is used."""
        self._cell = cell
        if cell is None:
            self._name.setText(self.tr("Pick an emoji"))
            self._typed.setText(self.tr("Press long for skin tones"))
        else:
            emoji = cell.emoji
            is_chinese = QLocale().language() == QLocale.Language.Chinese
            self._name.setText(emoji.name_zh if is_chinese else emoji.name)
            self._typed.setText(" ".join(f":{name}:" for name in emoji.short_names))
        self.update()

    def nothing_label(self) -> QLabel:
        """What stands in the grid's place where nothing is found."""
        label = QLabel(self.tr("No emoji of that name"))
        label.setProperty("look", "muted")
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return label

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(0, 44)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The emoji at the left, and a line above."""
        painter = QPainter(self)
        painter.fillRect(QRectF(0, 0, self.width(), 1), self._theme.colours.line)
        text = self._cell.text if self._cell is not None else "🙂"
        self._glyphs.paint(painter, QRectF(4, 1, 40, 43), text, 30)
        painter.end()
