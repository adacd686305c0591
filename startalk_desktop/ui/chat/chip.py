"""The company's chip: its name on its tint, wherever one has to see which company something belongs to."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from startalk_desktop.model.account import Hue
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Radius, Space, TypeSize
from startalk_desktop.ui.widgets.elided_label import ElidedLabel

_LEAST = 92  # of a long name, so that it can be told


class CompanyChip(ElidedLabel):
    """A short text in a company's colours."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._theme = theme
        self._colour: Hue = 0
        self.setFixedHeight(22)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setIndent(0)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._dress)

    def say(self, text: str, colour: Hue) -> None:
        """Show `text` in the colours of `colour`."""
        self._colour = colour
        self.setText(text)
        self.setAccessibleName(text)
        self._dress()

    def minimumSizeHint(self) -> QSize:
        """Beside a long name it still says which company it is."""
        return QSize(min(self.sizeHint().width(), _LEAST), self.height())

    def _dress(self) -> None:
        hue = self._theme.colours.company(self._colour)
        self.setStyleSheet(
            f"background: {hue.tint.name()}; color: {hue.text.name()}; font-weight: 500;"
            f" border-radius: {int(Radius.SMALL)}px; padding: 0 {int(Space.S)}px;"
            f" font-size: {int(TypeSize.SMALL)}px;"
        )
        self.updateGeometry()
