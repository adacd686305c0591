"""The few things that one does most with a message, beside the one that the mouse or the focus is on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Radius, Size
from startalk_desktop.ui.widgets.icon_button import IconButton

REACT: Final = "react"
REPLY: Final = "reply"
MORE: Final = "more"
_BUTTON: Final = 28
_MARGIN: Final = 2


class HoverToolbar(QWidget):
    """A row of buttons that floats over the messages.

    Signals:
        chosen(action, global position): a button was clicked; the position is right below it.
        focus_left: the keyboard's focus went from a button.
    """

    chosen = Signal(str, QPoint)
    focus_left = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        layout = QHBoxLayout(self)
        layout.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        layout.setSpacing(0)
        self._buttons: dict[str, IconButton] = {}
        for action, icon, name in (
            (REACT, "smile", self.tr("React")),
            (REPLY, "reply", self.tr("Reply")),
            (MORE, "more", self.tr("More")),
        ):
            button = IconButton(theme, icon, name)
            button.setFixedSize(_BUTTON, _BUTTON)
            button.setIconSize(QSize(Size.ICON_SMALL, Size.ICON_SMALL))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _checked=False, action=action: self._on_clicked(action))
            button.installEventFilter(self)
            layout.addWidget(button)
            self._buttons[action] = button
        theme.changed.connect(self.update)
        self.hide()

    def offer(self, actions: Sequence[str]) -> None:
        """Show the buttons of just these actions; nothing at all without any."""
        for action, button in self._buttons.items():
            button.setVisible(action in actions)
        shown = sum(action in actions for action in self._buttons)
        self.resize(shown * _BUTTON + 2 * _MARGIN, _BUTTON + 2 * _MARGIN)
        self.setVisible(shown > 0)

    @property
    def has_focus(self) -> bool:
        """Whether the keyboard's focus is on one of the buttons."""
        return any(button.hasFocus() for button in self._buttons.values())

    def button(self, action: str) -> IconButton:
        """The button of `action`."""
        return self._buttons[action]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell when the focus goes."""
        if event.type() == QEvent.Type.FocusOut:
            self.focus_left.emit()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A raised surface."""
        colours = self._theme.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colours.line_strong, 1))
        painter.setBrush(colours.raised)
        rect = self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(rect, Radius.MEDIUM, Radius.MEDIUM)
        painter.end()

    def _on_clicked(self, action: str) -> None:
        button = self._buttons[action]
        self.chosen.emit(action, button.mapToGlobal(QPoint(0, button.height())))
