"""The field to type a search into: a magnifier before, a cross to clear behind, Escape clears."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from startalk_desktop.ui.theme import Theme


class SearchField(QLineEdit):
    """A line edit for searching.

    Emits `moved_down` on Down and Return, so that the owner can give the results the focus, and
    `left` on Escape in the empty field.
    """

    moved_down = Signal()
    left = Signal()

    def __init__(self, theme: Theme, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setProperty("look", "search")
        self._magnifier = QAction(self)
        self.addAction(self._magnifier, QLineEdit.ActionPosition.LeadingPosition)
        self._clear = QAction(self)
        self._clear.setText(self.tr("Clear"))
        self._clear.setVisible(False)
        self._clear.triggered.connect(self.clear)
        self.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
        self.textChanged.connect(lambda text: self._clear.setVisible(bool(text)))
        theme.changed.connect(self._dress)
        self._dress()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape clears, then leaves; Down and Return go to the results."""
        if event.key() == Qt.Key.Key_Escape:
            if self.text():
                self.clear()
            else:
                self.left.emit()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.moved_down.emit()
        else:
            super().keyPressEvent(event)

    def _dress(self) -> None:
        self._magnifier.setIcon(self._theme.icon("search"))
        self._clear.setIcon(self._theme.icon("close"))
