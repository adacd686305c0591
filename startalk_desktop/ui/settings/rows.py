"""What settings pages are made of: a heading, a row with a control at its right, a switch."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Space
from startalk_desktop.ui.widgets.switch import Switch


class SettingsPage(QScrollArea):
    """A column of rows that scrolls where it is long."""

    def __init__(self, theme: Theme, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        content = QWidget()
        content.setProperty("look", "surface")
        self.column = QVBoxLayout(content)
        self.column.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.XL)
        self.column.setSpacing(Space.S)
        self.heading = label(title, "heading")
        self.column.addWidget(self.heading)
        self.setWidget(content)

    def add_section(self, title: str) -> None:
        """Begin a group of rows."""
        self.column.addSpacing(Space.M)
        self.column.addWidget(label(title, "section"))

    def add_row(self, title: str, detail: str, control: QWidget) -> QWidget:
        """A title with a caption below, and its control at the right; returns the row."""
        name = label(title)
        name.setBuddy(control)
        words = QVBoxLayout()
        words.setSpacing(Space.XXS)
        words.addWidget(name)
        if detail:
            words.addWidget(label(detail, "caption"))
            control.setAccessibleDescription(detail)
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, Space.XS, 0, Space.XS)
        line.setSpacing(Space.L)
        line.addLayout(words, 1)
        line.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)
        self.column.addWidget(row)
        return row

    def add_switch(
        self, title: str, detail: str, *, is_on: bool, act: Callable[[bool], object]
    ) -> Switch:
        """A row with a switch; `act` is told how it stands whenever the user moves it."""
        switch = Switch(self.theme, title)
        switch.setChecked(is_on)
        switch.toggled.connect(act)
        self.add_row(title, detail, switch)
        return switch

    def add_choice(
        self,
        title: str,
        detail: str,
        choices: tuple[tuple[object, str], ...],
        chosen: object,
        act: Callable[[object], object],
    ) -> QComboBox:
        """A row with a list to choose one of; `act` gets the value of what the user chose."""
        box = QComboBox()
        box.setAccessibleName(title)
        box.setMinimumWidth(176)
        for value, text in choices:
            box.addItem(text, value)
        values = [value for value, _ in choices]
        box.setCurrentIndex(values.index(chosen) if chosen in values else 0)
        box.activated.connect(lambda number: act(values[number]))
        self.add_row(title, detail, box)
        return box

    def end(self) -> None:
        """Keep the rows together at the top."""
        self.column.addStretch(1)


def label(text: str, look: str = "") -> QLabel:
    """Plain words that wrap."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(True)
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    if look:
        made.setProperty("look", look)
    return made
