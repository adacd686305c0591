"""Notices by the Desktop Notifications Specification 1.2, with actions and inline replies where a server has them."""

from __future__ import annotations

import asyncio
import logging
import os
from html import escape
from typing import Any, Final

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QImage

from startalk_desktop.model.identity import ConversationId
from startalk_desktop.tasks import TaskScope
from startalk_desktop.ui.desktop.notifier import DesktopNotice, Notifier
from startalk_desktop.ui.desktop.session_bus import Body, BusError, SessionBus

_log = logging.getLogger(__name__)

_SERVICE: Final = "org.freedesktop.Notifications"
_PATH: Final = "/org/freedesktop/Notifications"
_APP: Final = "Startalk"
_DESKTOP_FILE: Final = "startalk-desktop"
_SOUND: Final = "message-new-instant"  # of the Sound Naming Specification
_PICTURE_SIDE: Final = 96
_SERVERS_TIME: Final = -1
_DEFAULT, _REPLY, _READ = "default", "inline-reply", "mark-read"
_LONGEST_REPLY: Final = 10_000
_PATIENCE: Final = 2.0  # seconds for the answer to the last notification


class FreedesktopNotifier(Notifier):
    """Made with `open`. One task tells the server, in order; the window never waits for it."""

    def __init__(self, bus: SessionBus, capabilities: frozenset[str], scope: TaskScope) -> None:
        super().__init__()
        self._bus = bus
        self._capabilities = capabilities
        self._ids: dict[ConversationId, int] = {}
        self._wishes: asyncio.Queue[DesktopNotice | ConversationId | None] = asyncio.Queue()
        self._scope = scope.child("notifications")
        self._scope.start(self._tell(), "tell the server")

    @classmethod
    async def open(cls, bus: SessionBus, scope: TaskScope) -> FreedesktopNotifier:
        """Ask the server what it can do.

        Raises:
            BusError: there is no notification server.
        """
        (found,) = await bus.call(_SERVICE, _PATH, _SERVICE, "GetCapabilities")
        notifier = cls(bus, frozenset(str(one) for one in found), scope)
        for member, heard in (
            ("ActivationToken", notifier._on_token),
            ("ActionInvoked", notifier._on_action),
            ("NotificationReplied", notifier._on_replied),
            ("NotificationClosed", notifier._on_closed),
        ):
            await bus.listen(_SERVICE, _SERVICE, member, heard)
        return notifier

    @property
    def has_sound(self) -> bool:
        """The server plays sounds."""
        return "sound" in self._capabilities

    def show(self, notice: DesktopNotice) -> None:
        """Show it, soon."""
        self._wishes.put_nowait(notice)

    def withdraw(self, conversation: ConversationId) -> None:
        """Take it away, soon."""
        self._wishes.put_nowait(conversation)

    async def close(self) -> None:
        """Take everything away: nobody would answer a click any more."""
        while not self._wishes.empty():
            self._wishes.get_nowait()
        self._wishes.put_nowait(None)
        # One may be on its way: what it is called, and so how to take it away, is in the answer.
        await self._scope.drain(_PATIENCE)
        await self._scope.close()
        for id_ in tuple(self._ids.values()):
            await self._take_away(id_)
        self._ids.clear()

    async def _tell(self) -> None:
        while (wish := await self._wishes.get()) is not None:
            if isinstance(wish, DesktopNotice):
                await self._notify(wish)
            elif (id_ := self._ids.pop(wish, None)) is not None:
                await self._take_away(id_)

    async def _notify(self, notice: DesktopNotice) -> None:
        body = notice.body
        if "body-markup" in self._capabilities:
            body = escape(body, quote=False)
        try:
            (id_,) = await self._bus.call(
                _SERVICE,
                _PATH,
                _SERVICE,
                "Notify",
                "susssasa{sv}i",
                (
                    _APP,
                    self._ids.get(notice.conversation, 0),
                    _DESKTOP_FILE,
                    notice.title,
                    body,
                    self._actions(notice),
                    self._hints(notice),
                    _SERVERS_TIME,
                ),
            )
        except BusError as error:
            _log.warning("a notification could not be shown: %s", error)
            return
        self._ids[notice.conversation] = int(id_)

    async def _take_away(self, id_: int) -> None:
        try:
            await self._bus.call(_SERVICE, _PATH, _SERVICE, "CloseNotification", "u", (id_,))
        except BusError as error:
            _log.debug("the notification is gone already: %s", error)

    def _actions(self, notice: DesktopNotice) -> list[str]:
        if "actions" not in self._capabilities:
            return []
        actions = [_DEFAULT, QCoreApplication.translate("Notice", "Open")]
        if notice.can_reply:
            if _REPLY in self._capabilities:
                actions += [_REPLY, QCoreApplication.translate("Notice", "Reply")]
            actions += [_READ, QCoreApplication.translate("Notice", "Mark as read")]
        return actions

    def _hints(self, notice: DesktopNotice) -> dict[str, tuple[str, Any]]:
        hints: dict[str, tuple[str, Any]] = {
            "desktop-entry": ("s", _DESKTOP_FILE),
            "category": ("s", "im.received"),
            "urgency": ("y", 1),
        }
        if notice.is_silent:
            hints["suppress-sound"] = ("b", True)
        elif self.has_sound:
            hints["sound-name"] = ("s", _SOUND)
        if notice.picture is not None and not notice.picture.isNull():
            hints["image-data"] = ("(iiibiiay)", _image_data(notice.picture))
        return hints

    def _conversation(self, id_: object) -> ConversationId | None:
        return next((key for key, known in self._ids.items() if known == id_), None)

    def _on_token(self, body: Body) -> None:
        """Wayland lets a window come up with the token of the click that asks for it; Qt finds it here."""
        if len(body) > 1 and self._conversation(body[0]) is not None:
            os.environ["XDG_ACTIVATION_TOKEN"] = str(body[1])

    def _on_action(self, body: Body) -> None:
        conversation = self._conversation(body[0])
        if conversation is None or len(body) < 2:
            return  # of another program
        if body[1] == _READ:
            self.read_asked.emit(conversation)
        elif body[1] == _DEFAULT:
            self.activated.emit(conversation)

    def _on_replied(self, body: Body) -> None:
        conversation = self._conversation(body[0])
        if conversation is not None and len(body) > 1 and str(body[1]).strip():
            self.replied.emit(conversation, str(body[1])[:_LONGEST_REPLY])

    def _on_closed(self, body: Body) -> None:
        conversation = self._conversation(body[0])
        if conversation is not None:
            del self._ids[conversation]


def _image_data(picture: QImage) -> tuple[int, int, int, bool, int, int, bytes]:
    """Width, height, bytes a row, alpha, bits a sample, channels, pixels: the specification's raw image."""
    side = QSize(_PICTURE_SIDE, _PICTURE_SIDE)
    scaled = picture.scaled(
        side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    ).convertToFormat(QImage.Format.Format_RGBA8888)
    pixels = bytes(scaled.constBits())
    return (scaled.width(), scaled.height(), scaled.bytesPerLine(), True, 8, 4, pixels)
