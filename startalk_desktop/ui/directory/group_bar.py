"""Whose people are shown in the directory, and the way back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QWidget

from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Space, TypeSize
from startalk_desktop.ui.widgets.elided_label import ElidedLabel
from startalk_desktop.ui.widgets.icon_button import IconButton


class GroupBar(QWidget):
    """A line above the people around somebody; hidden while there are none.

    Signals:
        left: back to the tree.
    """

    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.back_button = IconButton(theme, "chevron-left", self.tr("Back to the organisation"))
        self.back_button.clicked.connect(self.left)
        self.title = ElidedLabel("")
        self.title.setFont(theme.font(TypeSize.LABEL, QFont.Weight.DemiBold))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(Space.S, 0, Space.M, 0)
        layout.setSpacing(Space.XS)
        layout.addWidget(self.back_button)
        layout.addWidget(self.title, 1)
        self.hide()

    def say(self, title: str) -> None:
        """Show `title`; nothing hides the line."""
        self.title.setText(title)
        self.title.setToolTip(title)
        self.setVisible(bool(title))
