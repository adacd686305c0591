"""How far a sign-in has come, step by step."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from startalk_desktop.model.connection import (
    CatchingUp,
    Connecting,
    ConnectionState,
    ConnectStep,
    Online,
    SigningIn,
)
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Size, Space
from startalk_desktop.ui.widgets.spinner import Spinner

_STEPS = 4


class SignInSteps(QWidget):
    """Four steps; those that are done have a tick, the one under way turns."""

    cancelled = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._heading = QLabel()
        self._heading.setProperty("look", "heading")
        self._heading.setTextFormat(Qt.TextFormat.PlainText)
        self._heading.setWordWrap(True)
        names = (
            self.tr("Find the server"),
            self.tr("Reach it"),
            self.tr("Secure the line"),
            self.tr("Sign in"),
        )
        self._steps = [_Step(theme, name) for name in names]
        cancel = QPushButton(self.tr("Cancel"))
        cancel.clicked.connect(self.cancelled)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        layout.setSpacing(Space.M)
        layout.addWidget(self._heading)
        layout.addSpacing(Space.S)
        for step in self._steps:
            layout.addWidget(step)
        layout.addStretch()
        layout.addLayout(buttons)

    def start(self, address: str) -> None:
        """Begin again, for `address`."""
        self._heading.setText(self.tr("Signing in as {0}").format(address))
        self._reach(0)

    def show_state(self, state: ConnectionState) -> None:
        """Show the step that `state` stands for."""
        match state:
            case Connecting(step=ConnectStep.DISCOVERING):
                self._reach(0)
            case Connecting(step=ConnectStep.REACHING, host=host):
                self._reach(1, host)
            case Connecting(step=ConnectStep.SECURING, host=host):
                self._reach(2, host)
            case SigningIn():
                self._reach(3)
            case CatchingUp() | Online():
                self._reach(_STEPS)
            case _:
                pass

    def _reach(self, reached: int, host: str = "") -> None:
        for number, step in enumerate(self._steps):
            step.set_progress(is_done=number < reached, is_active=number == reached)
            if number == reached:
                step.set_detail(host)


class _Step(QWidget):
    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._is_done = False
        self._name = name
        self._mark = QLabel()
        self._mark.setFixedSize(Size.ICON, Size.ICON)
        self._spinner = Spinner(theme, Size.ICON)
        self._label = QLabel(name)
        self._detail = QLabel()
        self._detail.setProperty("look", "muted")
        self._detail.setTextFormat(Qt.TextFormat.PlainText)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.M)
        layout.addWidget(self._mark)
        layout.addWidget(self._spinner)
        layout.addWidget(self._label)
        layout.addWidget(self._detail, 1)
        theme.changed.connect(self._dress)
        self.set_progress(is_done=False, is_active=False)

    def set_progress(self, *, is_done: bool, is_active: bool) -> None:
        self._is_done = is_done
        self._spinner.setVisible(is_active)
        self._mark.setVisible(not is_active)
        self._label.setEnabled(is_done or is_active)
        if not is_active:
            self._detail.clear()
        self.setAccessibleName(self._name)
        self._dress()

    def set_detail(self, text: str) -> None:
        self._detail.setText(text)

    def _dress(self) -> None:
        colours = self._theme.colours
        if self._is_done:
            ratio = self.devicePixelRatioF()
            self._mark.setPixmap(self._theme.pixmap("check", Size.ICON, colours.success, ratio))
        else:
            self._mark.clear()
