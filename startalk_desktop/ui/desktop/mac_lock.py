"""Whether macOS has locked the screen: `CGSSessionScreenIsLocked` in what `CGSessionCopyCurrentDictionary` gives.

The notification ``com.apple.screenIsLocked`` would need an Objective-C bridge; this is two C libraries.
"""

from __future__ import annotations

import ctypes
import logging
from typing import Any, Final

from startalk_desktop.ui.desktop.screen_lock import LockSource

_log = logging.getLogger(__name__)

_FRAMEWORKS: Final = "/System/Library/Frameworks"
KEY: Final = b"CGSSessionScreenIsLocked"
_UTF8: Final = 0x08000100


def mac_lock() -> LockSource | None:
    """Ask the window server; None where it does not answer so."""
    try:
        return lock_of(
            ctypes.CDLL(f"{_FRAMEWORKS}/CoreGraphics.framework/CoreGraphics"),
            ctypes.CDLL(f"{_FRAMEWORKS}/CoreFoundation.framework/CoreFoundation"),
        )
    except (OSError, AttributeError) as error:
        _log.info("this macOS does not tell when the screen is locked: %s", error)
        return None


def lock_of(graphics: Any, foundation: Any) -> LockSource:
    """Ask `graphics`, which is CoreGraphics, and read the answer with `foundation`, which is CoreFoundation.

    Raises:
        AttributeError: one lacks a function.
    """
    pointer, number = ctypes.c_void_p, ctypes.c_ulong
    copy = _typed(graphics.CGSessionCopyCurrentDictionary, pointer)
    string = _typed(
        foundation.CFStringCreateWithCString, pointer, pointer, ctypes.c_char_p, ctypes.c_uint32
    )
    value_of = _typed(foundation.CFDictionaryGetValue, pointer, pointer, pointer)
    type_of = _typed(foundation.CFGetTypeID, number, pointer)
    boolean_type = _typed(foundation.CFBooleanGetTypeID, number)
    is_true = _typed(foundation.CFBooleanGetValue, ctypes.c_ubyte, pointer)
    release = _typed(foundation.CFRelease, None, pointer)
    key = string(None, KEY, _UTF8)  # kept as long as the program runs

    def is_locked() -> bool | None:
        session = copy()
        if not session:
            return None  # no session with a screen
        try:
            value = value_of(session, key)
            if not value:
                return False  # it is there only while the screen is locked
            # A boolean, or in some versions a number, which is 1.
            return type_of(value) != boolean_type() or bool(is_true(value))
        finally:
            release(session)

    return is_locked


def _typed(function: Any, result: Any, *arguments: Any) -> Any:
    function.restype, function.argtypes = result, arguments
    return function
