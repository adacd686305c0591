"""Whether Windows has locked the session: `WTSQuerySessionInformationW` with `WTSSessionInfoEx`.

It is asked for, not waited for: `WM_WTSSESSION_CHANGE` would need a filter in Python for every message of the window.
Windows 7 has the two states the wrong way round, and is not supported by Qt any more.
"""

from __future__ import annotations

import ctypes
import logging
from typing import Any, Final

from startalk_desktop.ui.desktop.screen_lock import LockSource

_log = logging.getLogger(__name__)

_THIS_SERVER: Final = None
_THIS_SESSION: Final = 0xFFFFFFFF
SESSION_INFO_EX: Final = 25
LOCKED: Final = 0
UNLOCKED: Final = 1


class SessionInfo(ctypes.Structure):
    """The beginning of WTSINFOEXW: its level, and of level 1 what says whether the session is locked."""

    _fields_ = (
        ("level", ctypes.c_uint32),
        ("_alignment", ctypes.c_uint32),  # of the union, which has 64-bit times
        ("session", ctypes.c_uint32),
        ("state", ctypes.c_int32),
        ("flags", ctypes.c_int32),
    )


def windows_lock() -> LockSource | None:
    """Ask the terminal services; None where there are none."""
    load = getattr(ctypes, "WinDLL", None)
    if load is None:
        return None
    try:
        return lock_of(load("wtsapi32"))
    except (OSError, AttributeError) as error:
        _log.info("this Windows does not tell when the screen is locked: %s", error)
        return None


def lock_of(services: Any) -> LockSource:
    """Ask `services`, which is wtsapi32.

    Raises:
        AttributeError: it lacks a function.
    """
    query, free = services.WTSQuerySessionInformationW, services.WTSFreeMemory
    query.argtypes = (
        ctypes.c_void_p,
        ctypes.c_uint32,
        ctypes.c_int,
        ctypes.POINTER(ctypes.c_void_p),
        ctypes.POINTER(ctypes.c_uint32),
    )
    query.restype = ctypes.c_int
    free.argtypes = (ctypes.c_void_p,)
    free.restype = None

    def is_locked() -> bool | None:
        found, size = ctypes.c_void_p(), ctypes.c_uint32()
        where = (_THIS_SERVER, _THIS_SESSION, SESSION_INFO_EX)
        if not query(*where, ctypes.byref(found), ctypes.byref(size)) or not found.value:
            return None
        try:
            if size.value < ctypes.sizeof(SessionInfo):
                return None
            info = SessionInfo.from_address(found.value)
            level, flags = info.level, info.flags
        finally:
            free(found)
        return {LOCKED: True, UNLOCKED: False}.get(flags) if level == 1 else None

    return is_locked
