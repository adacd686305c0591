"""What a Linux desktop tells of its session over D-Bus: how long nobody has touched it, and whether it is locked."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Final

from startalk_desktop.ui.desktop.session_bus import Body, BusError, SessionBus

_log = logging.getLogger(__name__)

_LOOK_EVERY: Final = 5.0  # seconds

# (service, path, interface, method): GNOME tells milliseconds; KDE as well, against the interface's own word.
_MUTTER: Final = (
    "org.gnome.Mutter.IdleMonitor",
    "/org/gnome/Mutter/IdleMonitor/Core",
    "org.gnome.Mutter.IdleMonitor",
    "GetIdletime",
)
_SCREENSAVER: Final = (
    "org.freedesktop.ScreenSaver",
    "/org/freedesktop/ScreenSaver",
    "org.freedesktop.ScreenSaver",
    "GetSessionIdleTime",
)
_LOCKS: Final = (
    ("org.freedesktop.ScreenSaver", "org.freedesktop.ScreenSaver"),
    ("org.gnome.ScreenSaver", "org.gnome.ScreenSaver"),
)
_LOGIND: Final = "org.freedesktop.login1"

_Look = Callable[[], Awaitable[float]]


class LinuxSession:
    """Looks every few seconds with the first way that this desktop answers; `seconds` gives what was seen last."""

    def __init__(self, bus: SessionBus, system: SessionBus | None) -> None:
        self._bus = bus
        self._system = system
        self._idle: float | None = None

    def seconds(self) -> float | None:
        """How long nobody has touched the machine, as of a few seconds ago; None where the desktop does not say."""
        return self._idle

    async def watch_lock(self, told: Callable[[bool], None]) -> None:
        """Tell `told` when the screen is locked, and when no longer."""

        def heard(body: Body) -> None:
            if body and isinstance(body[0], bool):
                told(body[0])

        for service, interface in _LOCKS:
            try:
                await self._bus.listen(service, interface, "ActiveChanged", heard)
            except BusError as error:
                _log.info("%s does not tell when the screen is locked: %s", service, error)

    async def watch_idle(self) -> None:
        """Look, as long as some way answers."""
        ways: list[_Look] = [self._ask_mutter, self._ask_screensaver]
        if self._system is not None:
            ways.append(self._ask_logind)
        while ways:
            try:
                self._idle = await ways[0]()
            except BusError as error:
                _log.debug("this desktop does not tell idleness so: %s", error)
                ways.pop(0)
                self._idle = None
                continue
            await asyncio.sleep(_LOOK_EVERY)

    async def _ask_mutter(self) -> float:
        (milliseconds,) = await self._bus.call(*_MUTTER)
        return _seconds(milliseconds)

    async def _ask_screensaver(self) -> float:
        (milliseconds,) = await self._bus.call(*_SCREENSAVER)
        return _seconds(milliseconds)

    async def _ask_logind(self) -> float:
        """The session's `IdleHint`, and since when."""
        if self._system is None:
            raise BusError("there is no system bus")
        path = "/org/freedesktop/login1/session/auto"
        call, properties = self._system.call, "org.freedesktop.DBus.Properties"
        session = f"{_LOGIND}.Session"
        (hint,) = await call(_LOGIND, path, properties, "Get", "ss", (session, "IdleHint"))
        if not hint[1]:
            return 0.0
        (since,) = await call(
            _LOGIND, path, properties, "Get", "ss", (session, "IdleSinceHintMonotonic")
        )
        since_seconds = float(since[1]) / 1_000_000
        return max(0.0, time.clock_gettime(time.CLOCK_MONOTONIC) - since_seconds)


def _seconds(milliseconds: object) -> float:
    if not isinstance(milliseconds, int) or milliseconds < 0:
        raise BusError("no time")
    return milliseconds / 1000
