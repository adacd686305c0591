"""What can be done with several people who are chosen in the directory."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Space, TypeSize
from startalk_desktop.ui.widgets.elided_label import ElidedLabel
from startalk_desktop.ui.widgets.icon_button import IconButton


class ChoiceBar(QWidget):
    """A count, and the two things that are done with many people.

    Signals:
        room_asked: a room with all of them.
        send_asked: one message to each of them.
        left: choose nobody.
    """

    room_asked = Signal()
    send_asked = Signal()
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "surface")
        self.count = ElidedLabel()
        self.count.setFont(theme.font(TypeSize.LABEL))
        self.cancel_button = IconButton(theme, "close", self.tr("Choose nobody"))
        self.cancel_button.set_name(self.tr("Choose nobody"), "Esc")
        self.room_button = QPushButton(self.tr("Start a room"))
        self.send_button = QPushButton(self.tr("Send to each…"))
        self.room_button.setProperty("look", "primary")
        head = QHBoxLayout()
        head.addWidget(self.count, 1)
        head.addWidget(self.cancel_button)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.S)
        buttons.addWidget(self.send_button, 1)
        buttons.addWidget(self.room_button, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.L, Space.S, Space.L, Space.M)
        layout.setSpacing(Space.XS)
        layout.addLayout(head)
        layout.addLayout(buttons)
        self.cancel_button.clicked.connect(self.left)
        self.room_button.clicked.connect(self.room_asked)
        self.send_button.clicked.connect(self.send_asked)
        self.hide()

    def set_chosen(self, people: int, companies: int) -> None:
        """So many people of so many companies are chosen; a room is one company's."""
        self.setVisible(people > 1)
        self.count.setText(self.tr("%n person(s) chosen", "", people))
        self.room_button.setEnabled(companies == 1)
        self.room_button.setToolTip(
            ""
            if companies == 1
            else self.tr("A room belongs to one company; these are of several.")
        )
