"""Notices by the tray icon, for Windows, macOS and desktops without a notification server. They can't be answered."""

from __future__ import annotations

from PySide6.QtWidgets import QSystemTrayIcon

from startalk_desktop.model.identity import ConversationId
from startalk_desktop.ui.desktop.notifier import DesktopNotice, Notifier

_SHOWN_MS = 8_000


class TrayNotifier(Notifier):
    """Shows the newest; a click goes to what was shown last, for Qt does not say which it was."""

    def __init__(self, icon: QSystemTrayIcon) -> None:
        super().__init__(icon)
        self._icon = icon
        self._last: ConversationId | None = None
        icon.messageClicked.connect(self._on_clicked)

    def show(self, notice: DesktopNotice) -> None:
        """Show it for some seconds."""
        self._last = notice.conversation
        self._icon.showMessage(notice.title, notice.body, self._icon.icon(), _SHOWN_MS)

    def withdraw(self, conversation: ConversationId) -> None:
        """What is on the screen goes by itself; a click on it leads nowhere."""
        if self._last == conversation:
            self._last = None

    async def close(self) -> None:
        """Nothing is on the screen for long."""
        self._last = None

    def _on_clicked(self) -> None:
        if self._last is not None:
            self.activated.emit(self._last)
