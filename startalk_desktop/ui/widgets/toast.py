"""A short word of something that was done, over the content, perhaps with a way back; it goes by itself."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsOpacityEffect,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QWidget,
)

from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Radius, Space, TypeSize

_SHOWN_MS = 3500
_LONGER_MS = 5000  # with something to decide


class Toast(QFrame):
    """The toast of one window; a new word replaces the old."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._window = window
        self._act: Callable[[], object] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self._label = QLabel()
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setWordWrap(False)
        self.button = QPushButton()
        self.button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.button.clicked.connect(self._on_clicked)
        self.setObjectName("toast")
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.L, Space.S, Space.L, Space.S)
        row.setSpacing(Space.L)
        row.addWidget(self._label, 1)
        row.addWidget(self.button)
        effect = QGraphicsOpacityEffect(self)
        effect.setOpacity(0.96)
        self.setGraphicsEffect(effect)
        window.installEventFilter(self)
        theme.changed.connect(self._dress)
        self._dress()
        self.hide()

    def text(self) -> str:
        """What it says, or said last."""
        return self._label.text()

    def say(self, text: str, action: str = "", act: Callable[[], object] | None = None) -> None:
        """Show `text` for a few seconds, with a button `action` that does `act` where one is given."""
        self._act = act
        self.button.setText(action)
        self.button.setVisible(bool(action))
        self._label.setText(text)
        self.setAccessibleName(text)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, not action)
        self._place()
        self.show()
        self.raise_()
        self._timer.start(_LONGER_MS if action else _SHOWN_MS)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in place when the window is resized."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _on_clicked(self) -> None:
        act, self._act = self._act, None
        self.hide()
        if act is not None:
            act()

    def _place(self) -> None:
        window = self._window
        widest = max(200, window.width() - 2 * Space.XXL)
        self._label.setWordWrap(False)
        self.setMaximumWidth(widest)
        if self.sizeHint().width() > widest:
            self._label.setWordWrap(True)
        self.adjustSize()
        self.move(
            (window.width() - self.width()) // 2, window.height() - self.height() - 6 * Space.L
        )

    def _dress(self) -> None:
        colours = self._theme.colours
        link = colours.accent if colours.is_dark else colours.selection  # the toast is inverted
        self._label.setFont(self._theme.font(TypeSize.LABEL))
        self.setStyleSheet(
            f"#toast {{ background: {colours.text.name()}; border-radius: {int(Radius.MEDIUM)}px; }}"
            f"QLabel {{ color: {colours.surface.name()}; }}"
            f"QPushButton {{ background: transparent; border: 2px solid transparent; color: {link.name()};"
            f" font-weight: 600; padding: 0 {int(Space.XS)}px; min-height: 22px; font-size: {int(TypeSize.LABEL)}px; }}"
            "QPushButton:hover { text-decoration: underline; }"
            f"QPushButton:focus {{ border-color: {link.name()}; border-radius: {int(Radius.SMALL)}px; }}"
        )
