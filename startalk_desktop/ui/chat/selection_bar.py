"""What stands in the composer's place while messages are chosen."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QPushButton, QWidget

from startalk_desktop.ui.chat.commands import ICONS, Command
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Space, TypeSize
from startalk_desktop.ui.widgets.elided_label import ElidedLabel
from startalk_desktop.ui.widgets.icon_button import IconButton


class SelectionBar(QWidget):
    """A count and what can be done to all that is chosen.

    Signals:
        chosen(Command): to be done to the chosen messages.
        left: no more choosing.
    """

    chosen = Signal(object)
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("look", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.cancel_button = IconButton(theme, "close", self.tr("Cancel"))
        self.cancel_button.set_name(self.tr("Cancel"), "Esc")
        self.cancel_button.clicked.connect(self.left)
        self._count = ElidedLabel()
        self._count.setFont(theme.font(TypeSize.BODY))
        self.buttons: dict[Command, QAbstractButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.L, Space.S, Space.L, Space.S)
        row.setSpacing(Space.XS)
        row.addWidget(self.cancel_button)
        row.addSpacing(Space.S)
        row.addWidget(self._count, 1)
        for command, name in (
            (Command.COPY, self.tr("Copy")),
            (Command.COPY_NAMED, self.tr("Copy with names and times")),
            (Command.SAVE, self.tr("Save…")),
            (Command.DELETE, self.tr("Delete on this computer")),
            (Command.FORWARD_CARD, self.tr("Forward as one card")),
        ):
            self._add(row, command, IconButton(theme, ICONS[command], name))
        row.addSpacing(Space.S)
        forward = QPushButton(self.tr("Forward"))
        forward.setProperty("look", "primary")
        self._add(row, Command.FORWARD, forward)
        self.set_count(0)

    def _add(self, row: QHBoxLayout, command: Command, button: QAbstractButton) -> None:
        self.buttons[command] = button
        button.clicked.connect(partial(self._on_clicked, command))
        row.addWidget(button)

    def _on_clicked(self, command: Command) -> None:
        self.chosen.emit(command)

    def set_count(self, count: int, can_forward: int | None = None) -> None:
        """So many messages are chosen, so many of them can be forwarded (all, unless told)."""
        forwards = count if can_forward is None else can_forward
        self._count.setText(self.tr("%n chosen", "", count))
        for command, button in self.buttons.items():
            is_forward = command in (Command.FORWARD, Command.FORWARD_CARD)
            button.setEnabled(forwards > 0 if is_forward else count > 0)
        self.buttons[Command.FORWARD_CARD].setEnabled(forwards > 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape ends it."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
