"""The port to the desktop's notifications: a notice of each conversation, shown, replaced and taken away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from startalk_desktop.model.identity import ConversationId


@dataclass(frozen=True, slots=True)
class DesktopNotice:
    """What is shown of one conversation, in plain text; a newer one takes its place."""

    conversation: ConversationId
    title: str
    body: str
    is_silent: bool = False
    can_reply: bool = True
    picture: QImage | None = None


class Notifier(QObject):
    """One way to show notices.

    Signals:
        activated(ConversationId): the user clicked it.
        replied(ConversationId, text): an answer was written into it.
        read_asked(ConversationId): the user has read it, and wants no more of it.
    """

    activated = Signal(object)
    replied = Signal(object, str)
    read_asked = Signal(object)

    @property
    def has_sound(self) -> bool:
        """Whether it makes the sound of a notice itself."""
        return False

    def show(self, notice: DesktopNotice) -> None:
        """Show it, in place of the conversation's last one."""
        raise NotImplementedError

    def withdraw(self, conversation: ConversationId) -> None:
        """Take away what is shown of a conversation; nothing happens where nothing is."""
        raise NotImplementedError

    async def close(self) -> None:
        """Take everything away, and end."""
        raise NotImplementedError


class Herald:
    """Shows notices with what belongs to them: a sound, and a mark at the taskbar's entry.

    Args:
        ring: makes a sound, where the notifier makes none.
    """

    def __init__(self, window: QWidget, notifier: Notifier, ring: Callable[[], None]) -> None:
        self._window = window
        self.notifier = notifier
        self._ring = ring

    def show(self, notice: DesktopNotice) -> None:
        """Show it, in place of the conversation's last one."""
        self.notifier.show(notice)
        if not notice.is_silent and not self.notifier.has_sound:
            self._ring()
        QApplication.alert(self._window)  # nothing where the window is active


class NoNotifier(Notifier):
    """For a desktop that shows no notices: then the taskbar and the sound have to do."""

    def show(self, notice: DesktopNotice) -> None:
        """Nothing is shown."""

    def withdraw(self, conversation: ConversationId) -> None:
        """Nothing was shown."""

    async def close(self) -> None:
        """Nothing is open."""
