"""A desktop that only remembers what it was told."""

from __future__ import annotations

from startalk_desktop.model.identity import ConversationId
from startalk_desktop.ui.desktop.notifier import DesktopNotice, Notifier


class FakeNotifier(Notifier):
    """Keeps what is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[DesktopNotice] = []
        self.withdrawn: list[ConversationId] = []

    def show(self, notice: DesktopNotice) -> None:
        self.shown.append(notice)

    def withdraw(self, conversation: ConversationId) -> None:
        self.withdrawn.append(conversation)

    async def close(self) -> None:
        self.shown.clear()
