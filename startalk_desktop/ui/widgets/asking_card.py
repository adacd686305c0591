"""A card over the conversation that asks something: a face at the left, words beside it, answers below them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Radius, Space


class AskingCard(QWidget):
    """The frame; who derives from it fills it with `lay_out`."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("look", "chat")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._box = QFrame()
        self._box.setObjectName("askingCard")
        theme.changed.connect(self._dress)
        self._dress()

    def lay_out(self, face: QWidget, words: QVBoxLayout, answers: QHBoxLayout) -> None:
        """Put `face` beside `words`, and `answers` below these."""
        words.setSpacing(Space.XXS)
        words.addSpacing(Space.XS)
        words.addLayout(answers)
        row = QHBoxLayout(self._box)
        row.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        row.setSpacing(Space.M)
        row.addWidget(face, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        layout.addWidget(self._box)

    def _dress(self) -> None:
        colours = self._theme.colours
        self._box.setStyleSheet(
            f"#askingCard {{ background: {colours.surface.name()};"
            f" border: 1px solid {colours.line_strong.name()}; border-radius: {int(Radius.LARGE)}px; }}"
        )
