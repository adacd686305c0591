"""For how long nobody has touched this machine, by what each system knows; else by the own window's input."""

from __future__ import annotations

import ctypes
import logging
import sys
import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

_log = logging.getLogger(__name__)

IdleSource = Callable[[], float | None]
"""Seconds without input on the whole machine; None where that can't be known."""

_INPUTS: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
        QEvent.Type.ApplicationActivate,
    }
)


class OwnInput(QObject):
    """Watches the input to the own windows: all that there is to know where the system tells nothing."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._last = time.monotonic()
        app.installEventFilter(self)

    def close(self) -> None:
        """Watch no more."""
        self._app.removeEventFilter(self)

    def seconds(self) -> float:
        """How long ago the last input was."""
        return time.monotonic() - self._last

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Note input, and let everything through."""
        if event.type() in _INPUTS:
            self._last = time.monotonic()
        return False


def system_idle() -> IdleSource | None:
    """What Windows and macOS know; None elsewhere. Linux's desktops are asked over D-Bus (`linux_session`)."""
    if sys.platform == "win32":
        return _windows_idle
    if sys.platform == "darwin":
        return _mac_idle()
    return None


class _LastInput(ctypes.Structure):
    """LASTINPUTINFO."""

    _fields_ = (("cbSize", ctypes.c_uint), ("dwTime", ctypes.c_uint))


def _windows_idle() -> float | None:
    windll = getattr(ctypes, "windll", None)
    info = _LastInput(ctypes.sizeof(_LastInput))
    if windll is None or not windll.user32.GetLastInputInfo(ctypes.byref(info)):
        return None
    return milliseconds_between(info.dwTime, windll.kernel32.GetTickCount()) / 1000


def milliseconds_between(before: int, now: int) -> int:
    """The distance of two ticks of a 32-bit counter, which begins anew every 49 days."""
    return (now - before) & 0xFFFFFFFF


def _mac_idle() -> IdleSource | None:
    """`CGEventSourceSecondsSinceLastEventType` of the session's state, for any input: IOKit's idle time, without its
    registry.
    """
    try:
        services = ctypes.CDLL(
            "/System/Library/Frameworks/ApplicationServices.framework/ApplicationServices"
        )
        since = services.CGEventSourceSecondsSinceLastEventType
    except (OSError, AttributeError) as error:
        _log.info("this macOS does not tell how long nobody has touched it: %s", error)
        return None
    since.restype = ctypes.c_double
    since.argtypes = (ctypes.c_int32, ctypes.c_uint32)
    combined_session, any_input = 0, 0xFFFFFFFF
    return lambda: float(since(combined_session, any_input))
