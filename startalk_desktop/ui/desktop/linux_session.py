"""What a Linux desktop tells of its session over D-Bus: how long nobody has touched it, and whether it is locked."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final

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
_OWN_SESSION: Final = "/org/freedesktop/login1/session/auto"
_LOGIND_SESSION: Final = "org.freedesktop.login1.Session"
_PROPERTIES: Final = "org.freedesktop.DBus.Properties"
_LOCKED: Final = "LockedHint"

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

    async def watch_locked_hint(self, told: Callable[[bool], None]) -> None:
        """Tell `told` where the screen is locked already, and follow on: what a screen saver says is news only.

        logind keeps the hint for desktops that give it one. Its signals come of all sessions, so each makes us ask
        for our own.
        """
        if self._system is None:
            return
        changed = asyncio.Event()

        def heard(body: Body) -> None:
            match body:
                case (interface, {**properties}, *_) if interface == _LOGIND_SESSION:
                    if _LOCKED in properties:
                        changed.set()

        was_locked = False
        try:
            await self._system.listen(_LOGIND, _PROPERTIES, "PropertiesChanged", heard)
            while True:
                changed.clear()
                is_locked = await self._ask_session(_LOCKED) is True
                if is_locked != was_locked:
                    was_locked = is_locked
                    told(is_locked)
                await changed.wait()
        except BusError as error:
            _log.info("nobody says whether the screen is locked already: %s", error)

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
        if not await self._ask_session("IdleHint"):
            return 0.0
        since_seconds = float(await self._ask_session("IdleSinceHintMonotonic")) / 1_000_000
        return max(0.0, time.clock_gettime(time.CLOCK_MONOTONIC) - since_seconds)

    async def _ask_session(self, name: str) -> Any:
        """A property of our session at logind."""
        if self._system is None:
            raise BusError("there is no system bus")
        asked = (_LOGIND_SESSION, name)
        answer = await self._system.call(_LOGIND, _OWN_SESSION, _PROPERTIES, "Get", "ss", asked)
        match answer:
            case ((str(), value),):
                return value
        raise BusError(f"no {name}")


def _seconds(milliseconds: object) -> float:
    if not isinstance(milliseconds, int) or milliseconds < 0:
        raise BusError("no time")
    return milliseconds / 1000
