"""A short word of something that was done, over the content; it goes by itself."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QGraphicsOpacityEffect, QLabel, QWidget

from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Radius, Space, TypeSize

_SHOWN_MS = 3500


class Toast(QLabel):
    """The toast of one window; a new word replaces the old."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._window = window
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SHOWN_MS)
        self._timer.timeout.connect(self.hide)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFont(theme.font(TypeSize.LABEL))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        effect = QGraphicsOpacityEffect(self)
        effect.setOpacity(0.96)
        self.setGraphicsEffect(effect)
        window.installEventFilter(self)
        theme.changed.connect(self._dress)
        self._dress()
        self.hide()

    def say(self, text: str) -> None:
        """Show `text` for a few seconds."""
        self.setText(text)
        self.setAccessibleName(text)
        self._place()
        self.show()
        self.raise_()
        self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in place when the window is resized."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        window = self._window
        self.setMaximumWidth(max(200, window.width() - 2 * Space.XXL))
        self.adjustSize()
        self.move(
            (window.width() - self.width()) // 2, window.height() - self.height() - 6 * Space.L
        )

    def _dress(self) -> None:
        colours = self._theme.colours
        self.setStyleSheet(
            f"QLabel {{ background: {colours.text.name()}; color: {colours.surface.name()};"
            f" border-radius: {int(Radius.MEDIUM)}px; padding: {int(Space.S)}px {int(Space.L)}px; }}"
        )
