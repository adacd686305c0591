"""The program's place on the desktop, put together from what this system has."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from startalk_desktop.core.discretion import Discretion
from startalk_desktop.tasks import TaskScope
from startalk_desktop.ui.desktop.idle import IdleSource, OwnInput, system_idle
from startalk_desktop.ui.desktop.invitation_presenter import InvitationPresenter
from startalk_desktop.ui.desktop.notice_presenter import NoticePresenter
from startalk_desktop.ui.desktop.notifier import Herald, NoNotifier, Notifier
from startalk_desktop.ui.desktop.screen_lock import system_lock, watch_lock
from startalk_desktop.ui.desktop.tray import Tray, app_icon
from startalk_desktop.ui.desktop.tray_notifier import TrayNotifier
from startalk_desktop.ui.theme import Theme

if TYPE_CHECKING:
    from startalk_desktop.core.startalk import Startalk
    from startalk_desktop.ui.desktop.linux_session import LinuxSession
    from startalk_desktop.ui.desktop.session_bus import SessionBus
    from startalk_desktop.ui.main_window import MainWindow

_log = logging.getLogger(__name__)


class Desktop:
    """Notifications, tray, sound, idleness and the locked screen of one window. `open` after it is shown.

    Sounds: a notification server plays its own where it can; elsewhere the system's alert sounds, for Qt's own player
    is not in PySide6's essentials.
    """

    def __init__(
        self, app: QApplication, window: MainWindow, startalk: Startalk, theme: Theme
    ) -> None:
        self._app = app
        self._window = window
        self._startalk = startalk
        self._theme = theme
        self._scope = TaskScope("desktop")
        self._input = OwnInput(app)
        self._tray: Tray | None = None
        self._notifier: Notifier | None = None
        self._presenter: NoticePresenter | None = None
        self._invitations: InvitationPresenter | None = None
        self._buses: list[SessionBus] = []

    def begin(self) -> None:
        """`open` behind the window's back; a slow bus delays nothing."""
        self._scope.start(self.open(), "find a place")

    async def open(self, bus: str = "SESSION", *, has_tray: bool | None = None) -> None:
        """Take the place; what this desktop lacks is left out.

        Args:
            bus: which bus to look for a Linux desktop on.
            has_tray: None: ask the desktop.
        """
        self._app.setWindowIcon(app_icon(self._theme))
        if has_tray is None:
            has_tray = QSystemTrayIcon.isSystemTrayAvailable()
        if has_tray:
            self._tray = Tray(self._window, self._startalk, self._theme)
            self._window.has_tray = True
        idle = system_idle()
        if sys.platform == "linux":
            session = await self._open_linux(bus)
            if session is not None:
                idle = session.seconds
        elif (lock := system_lock()) is not None:
            told = self._startalk.attention.set_screen_locked
            self._scope.start(watch_lock(lock, told), "watch the locked screen")
        self._startalk.presence.watch_idle(lambda: self._idle_seconds(idle))
        if self._notifier is None and self._tray is not None:
            self._notifier = TrayNotifier(self._tray.icon)
        self._notifier = self._notifier or NoNotifier()
        herald = Herald(self._window, self._notifier, QApplication.beep)
        discretion = Discretion(self._startalk.attention)
        self._presenter = NoticePresenter(
            self._window, self._startalk, herald, discretion, self._scope
        )
        self._invitations = InvitationPresenter(self._window, herald, discretion)

    async def close(self) -> None:
        """Give the place up: nothing notifies any more."""
        if self._presenter is not None:
            self._presenter.close()
        if self._invitations is not None:
            self._invitations.close()
        await self._scope.close()
        if self._notifier is not None:
            await self._notifier.close()
        for bus in self._buses:
            await bus.close()
        self._input.close()
        self._window.has_tray = False
        if self._tray is not None:
            self._tray.close()

    def _idle_seconds(self, idle: IdleSource | None) -> float:
        """The system's word, if it has one: input elsewhere counts too. Else that of the own window."""
        told = idle() if idle is not None else None
        return self._input.seconds() if told is None else told

    async def _open_linux(self, address: str) -> LinuxSession | None:
        from startalk_desktop.ui.desktop.freedesktop_notifier import FreedesktopNotifier
        from startalk_desktop.ui.desktop.linux_session import LinuxSession
        from startalk_desktop.ui.desktop.session_bus import BusError

        bus = await self._open_bus(address)
        if bus is None:
            return None
        try:
            self._notifier = await FreedesktopNotifier.open(bus, self._scope)
        except BusError as error:
            _log.info("this desktop has no notification server: %s", error)
        session = LinuxSession(bus, await self._open_bus("SYSTEM"))
        told = self._startalk.attention.set_screen_locked
        await session.watch_lock(told)
        self._scope.start(session.watch_locked_hint(told), "follow the locked hint")
        self._scope.start(session.watch_idle(), "watch idleness")
        return session

    async def _open_bus(self, address: str) -> SessionBus | None:
        from startalk_desktop.ui.desktop.session_bus import BusError, SessionBus

        try:
            bus = await SessionBus.open(self._scope, address)
        except BusError as error:
            _log.info("%s", error)
            return None
        self._buses.append(bus)
        return bus
