"""A strip above the content that tells of a lasting condition and offers what helps."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Size, Space, TypeSize
from startalk_desktop.ui.widgets.plain_tip import plain_tip


class Severity(Enum):
    """How bad it is; it sets colour and icon."""

    WARNING = "warning"
    DANGER = "danger"


class Banner(QFrame):
    """One sentence, a detail, and at most one action (`action_chosen`)."""

    action_chosen = Signal()

    def __init__(self, theme: Theme, severity: Severity, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._severity = severity
        self.setObjectName("banner")
        self._icon = QLabel()
        self._icon.setFixedWidth(Size.ICON)
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._text.setFont(theme.font(TypeSize.LABEL))
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._action = QPushButton()
        self._action.setProperty("look", "compact")
        self._action.clicked.connect(self.action_chosen)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(Space.L, Space.S, Space.L, Space.S)
        layout.setSpacing(Space.M)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._action)
        theme.changed.connect(self._dress)
        self._dress()

    def say(self, text: str, action: str = "", detail: str = "") -> None:
        """Show `text`, the action's label if there is one, and `detail` on hover."""
        if self._text.text() != text:
            self._text.setText(text)
            self.setAccessibleName(text)
        self.setToolTip(plain_tip(detail))
        self._action.setText(action)
        self._action.setVisible(bool(action))

    def set_severity(self, severity: Severity) -> None:
        """Change how bad it looks."""
        if severity is not self._severity:
            self._severity = severity
            self._dress()

    def _dress(self) -> None:
        colours = self._theme.colours
        is_danger = self._severity is Severity.DANGER
        ink = colours.danger if is_danger else colours.warning
        behind = colours.danger_surface if is_danger else colours.warning_surface
        self.setStyleSheet(f"#banner {{ background: {behind.name()}; border: none; }}")
        self._action.setStyleSheet(
            f"QPushButton {{ background: transparent; border-color: {ink.name()}; color: {ink.name()}; }}"
            f"QPushButton:hover {{ background: {colours.surface.name()}; }}"
        )
        icon = "warning" if is_danger else "wifi-off"
        self._icon.setPixmap(self._theme.pixmap(icon, Size.ICON, ink, self.devicePixelRatioF()))
