"""The locked screen of Windows and macOS, whose libraries are played here: nobody has run this on the real ones yet."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from typing import Any

import pytest

from startalk_desktop.tasks import TaskScope
from startalk_desktop.ui.desktop import mac_lock, windows_lock
from startalk_desktop.ui.desktop.screen_lock import system_lock, watch_lock
from startalk_desktop.ui.desktop.windows_lock import LOCKED, SESSION_INFO_EX, UNLOCKED, SessionInfo
from tests.ui.waiting import until


class Function:
    """One function of a library, which takes attributes as ctypes' do."""

    def __init__(self, work: Callable[..., Any]) -> None:
        self._work = work

    def __call__(self, *arguments: Any) -> Any:
        return self._work(*arguments)


class TerminalServices:
    """wtsapi32."""

    def __init__(self) -> None:
        self.info = SessionInfo(1, 0, 1, 0, UNLOCKED)
        self.size = ctypes.sizeof(SessionInfo)
        self.is_refusing = False
        self.freed = 0
        self.WTSQuerySessionInformationW = Function(self._query)
        self.WTSFreeMemory = Function(self._free)

    def _query(self, server: None, session: int, what: int, found: Any, size: Any) -> int:
        assert (server, session, what) == (None, 0xFFFFFFFF, SESSION_INFO_EX)
        if self.is_refusing:
            return 0
        found._obj.value = ctypes.addressof(self.info)
        size._obj.value = self.size
        return 1

    def _free(self, found: ctypes.c_void_p) -> None:
        assert found.value == ctypes.addressof(self.info)
        self.freed += 1


def test_windows_says_whether_the_session_is_locked() -> None:
    services = TerminalServices()
    is_locked = windows_lock.lock_of(services)
    assert is_locked() is False
    services.info.flags = LOCKED
    assert is_locked() is True
    assert services.freed == 2


def test_what_windows_does_not_know_is_not_guessed() -> None:
    services = TerminalServices()
    is_locked = windows_lock.lock_of(services)
    services.info.flags = -1
    assert is_locked() is None
    services.info = SessionInfo(2, 0, 1, 0, LOCKED)
    assert is_locked() is None
    services.size = 8
    assert is_locked() is None
    assert services.freed == 3
    services.is_refusing = True
    assert is_locked() is None
    assert services.freed == 3


def test_where_the_times_of_the_session_are_aligned_to_eight_bytes() -> None:
    """The layout of WTSINFOEXW on every Windows that runs this."""
    assert (SessionInfo.session.offset, SessionInfo.flags.offset) == (8, 16)


class Mac:
    """CoreGraphics and CoreFoundation in one; objects are numbers."""

    SESSION, KEY, VALUE = 10, 20, 30
    BOOLEAN, NUMBER = 21, 22

    def __init__(self) -> None:
        self.has_session = True
        self.value: bool | None = None
        self.type = self.BOOLEAN
        self.released: list[int] = []
        self.CGSessionCopyCurrentDictionary = Function(
            lambda: self.SESSION if self.has_session else None
        )
        self.CFStringCreateWithCString = Function(self._string)
        self.CFDictionaryGetValue = Function(self._value_of)
        self.CFGetTypeID = Function(lambda _: self.type)
        self.CFBooleanGetTypeID = Function(lambda: self.BOOLEAN)
        self.CFBooleanGetValue = Function(self._is_true)
        self.CFRelease = Function(self.released.append)

    def _string(self, _allocator: None, text: bytes, encoding: int) -> int:
        assert (text, encoding) == (mac_lock.KEY, 0x08000100)
        return self.KEY

    def _value_of(self, session: int, key: int) -> int | None:
        assert (session, key) == (self.SESSION, self.KEY)
        return None if self.value is None else self.VALUE

    def _is_true(self, value: int) -> int:
        assert (value, self.type) == (self.VALUE, self.BOOLEAN), "asked of no boolean, it aborts"
        return int(bool(self.value))


@pytest.mark.parametrize(("value", "expected"), [(None, False), (True, True), (False, False)])
def test_a_mac_says_whether_the_screen_is_locked(value: bool | None, expected: bool) -> None:
    mac = Mac()
    mac.value = value
    assert mac_lock.lock_of(mac, mac)() is expected
    assert mac.released == [Mac.SESSION]


def test_a_mac_may_say_it_with_a_number_or_have_no_screen() -> None:
    mac = Mac()
    is_locked = mac_lock.lock_of(mac, mac)
    mac.value, mac.type = True, Mac.NUMBER
    assert is_locked() is True
    mac.has_session = False
    assert is_locked() is None
    assert mac.released == [Mac.SESSION]


@pytest.mark.skipif(sys.platform != "linux", reason="the others have what is looked for")
def test_elsewhere_nothing_is_found() -> None:
    assert system_lock() is None
    assert windows_lock.windows_lock() is None
    assert mac_lock.mac_lock() is None


async def test_changes_are_told_and_nothing_else(scope: TaskScope) -> None:
    seen = iter([False, True, True, None, True, False, None])
    told: list[bool] = []
    ended = False

    def source() -> bool | None:
        nonlocal ended
        try:
            return next(seen)
        except StopIteration:
            ended = True
            return None

    scope.start(watch_lock(source, told.append, 0.0), "watch")
    await until(lambda: ended, "all was seen")
    assert told == [True, False]
