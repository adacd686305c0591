"""What stands in the composer's place while messages are chosen."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from startalk_desktop.ui.chat.commands import ICONS, Command
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Size, Space, TypeSize
from startalk_desktop.ui.widgets.icon_button import IconButton

_WITH_WORDS = 880


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
        self._count = QLabel()
        self._count.setFont(theme.font(TypeSize.BODY))
        self.buttons: dict[Command, QToolButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.L, Space.S, Space.L, Space.S)
        row.setSpacing(Space.XS)
        row.addWidget(self.cancel_button)
        row.addSpacing(Space.S)
        row.addWidget(self._count, 1)
        for command, name in (
            (Command.FORWARD, self.tr("Forward")),
            (Command.FORWARD_CARD, self.tr("Forward as one card")),
            (Command.COPY, self.tr("Copy")),
            (Command.COPY_NAMED, self.tr("Copy with names and times")),
            (Command.SAVE, self.tr("Save…")),
            (Command.DELETE, self.tr("Delete on this computer")),
        ):
            button = self.buttons[command] = IconButton(theme, ICONS[command], name)
            button.setText(name)
            button.clicked.connect(
                lambda _checked=False, command=command: self.chosen.emit(command)
            )
            row.addWidget(button)
        self.set_count(0)

    def set_count(self, count: int, can_forward: int | None = None) -> None:
        """So many messages are chosen, so many of them can be forwarded (all, unless told)."""
        forwards = count if can_forward is None else can_forward
        self._count.setText(self.tr("%n message(s) chosen", "", count))
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is room, the main buttons say what they do."""
        super().resizeEvent(event)
        has_room = self.width() >= _WITH_WORDS
        for command in (Command.FORWARD, Command.COPY, Command.SAVE):
            button = self.buttons[command]
            style = Qt.ToolButtonStyle
            button.setToolButtonStyle(
                style.ToolButtonTextBesideIcon if has_room else style.ToolButtonIconOnly
            )
            width = button.sizeHint().width() + Space.S if has_room else Size.CONTROL
            button.setMinimumWidth(0)
            button.setMaximumWidth(width)
            button.setMinimumWidth(width)
