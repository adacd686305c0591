"""Facts under one another: a caption at the left, what it says at the right."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Space, TypeSize

_LINE: Final = 26


class FactRows(QWidget):
    """Filled anew whenever what it tells has changed; rows without anything to say are left out."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(Space.L)
        self._grid.setVerticalSpacing(Space.XS)
        self._grid.setColumnStretch(1, 1)
        self._count = 0

    def clear(self) -> None:
        """Say nothing."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._count = 0

    def add_text(self, name: str, text: str) -> None:
        """A row of plain text that can be selected, on as many lines as it needs."""
        if not text:
            return
        label = QLabel(text)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setFont(self._theme.font(TypeSize.LABEL))
        label.setAccessibleName(f"{name}: {text}")
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.setMinimumHeight(_LINE)
        label.setContentsMargins(Space.XXS, 0, 0, 0)  # as buttons have it for their focus ring
        label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.add(name, label)

    def add(self, name: str, widget: QWidget) -> None:
        """A row with a widget of its own."""
        caption = QLabel(name)
        caption.setProperty("look", "muted")
        caption.setBuddy(widget)
        caption.setMinimumHeight(_LINE)
        at = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(caption, self._count, 0, at)
        self._grid.addWidget(widget, self._count, 1)
        self._count += 1
