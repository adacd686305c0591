"""The chips above the inbox: all conversations, or those in which somebody names us."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Space


class InboxFilter(QWidget):
    """Signals:
    mentions_only_chosen(bool)
    mentions_asked: every message that names us, old ones too.
    """

    mentions_only_chosen = Signal(bool)
    mentions_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.all_chip = _chip(self.tr("All"))
        self.mentions_chip = _chip(self.tr("@ me"))
        self.mentions_chip.setAccessibleName(self.tr("Where I am mentioned"))
        self.mentions_chip.setToolTip(self.tr("Where I am mentioned"))
        self._chips = QButtonGroup(self)
        for number, chip in enumerate((self.all_chip, self.mentions_chip)):
            self._chips.addButton(chip, number)
        self.list_button = QPushButton(self.tr("All mentions of me"))
        self.list_button.setProperty("look", "link")
        self.list_button.setIcon(theme.icon("at", theme.colours.accent_text))
        theme.changed.connect(
            lambda: self.list_button.setIcon(theme.icon("at", theme.colours.accent_text))
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.M, 0, Space.M, Space.S)
        row.setSpacing(Space.XS)
        row.addWidget(self.all_chip)
        row.addWidget(self.mentions_chip)
        row.addStretch(1)
        row.addWidget(self.list_button)
        self._chips.idClicked.connect(self._on_chosen)
        self.list_button.clicked.connect(self.mentions_asked)
        self.choose(is_mentions_only=False)

    def choose(self, *, is_mentions_only: bool) -> None:
        """Show what is chosen; nothing is told."""
        self._chips.button(int(is_mentions_only)).setChecked(True)
        self.list_button.setVisible(is_mentions_only)

    def _on_chosen(self, number: int) -> None:
        self.choose(is_mentions_only=bool(number))
        self.mentions_only_chosen.emit(bool(number))


def _chip(name: str) -> QPushButton:
    chip = QPushButton(name)
    chip.setCheckable(True)
    chip.setProperty("look", "chip")
    return chip
