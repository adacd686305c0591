"""Whether the screen is locked, where one has to ask; Linux's desktops tell it by themselves (`linux_session`)."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from typing import Final

LockSource = Callable[[], bool | None]
"""Whether the screen is locked at this moment; None where that can't be known."""

LOOK_EVERY: Final = 2.0
"""Seconds between two looks: how long a locked screen may show what a notice says."""


def system_lock() -> LockSource | None:
    """What Windows and macOS know; None elsewhere, and where they do not tell."""
    if sys.platform == "win32":
        from startalk_desktop.ui.desktop.windows_lock import windows_lock

        return windows_lock()
    if sys.platform == "darwin":
        from startalk_desktop.ui.desktop.mac_lock import mac_lock

        return mac_lock()
    return None


async def watch_lock(
    source: LockSource, told: Callable[[bool], None], look_every: float = LOOK_EVERY
) -> None:
    """Tell `told` when the screen is locked, and when no longer, until cancelled. What can't be known is no change."""
    was_locked = False
    while True:
        is_locked = source()
        if is_locked is not None and is_locked != was_locked:
            was_locked = is_locked
            told(is_locked)
        await asyncio.sleep(look_every)
