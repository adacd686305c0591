"""How loud and how open a notice may be, whatever it is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from startalk_desktop.core.attention import Attention
from startalk_desktop.model.identity import AccountId, Timestamp, now

SOUND_EVERY: Final[Timestamp] = 2_000_000
"""Microseconds between two sounds: a burst of notices is one."""


class Discretion:
    """Asks what was chosen for notices, and keeps sounds apart.

    Args:
        attention: when a company is quiet, and how much a notice may show; None: whenever and everything.
        clock: tells the time.
    """

    def __init__(
        self, attention: Attention | None = None, clock: Callable[[], Timestamp] = now
    ) -> None:
        self._attention = attention
        self._clock = clock
        self._last_sound: Timestamp | None = None

    @property
    def hides_content(self) -> bool:
        """What was said is not shown."""
        return self._attention is not None and self._attention.content_hidden

    @property
    def hides_names(self) -> bool:
        """Names of people and rooms are not shown: the screen is locked."""
        return self._attention is not None and self._attention.names_hidden

    def is_quiet(self, account: AccountId) -> bool:
        """Whether the company may not disturb now."""
        return self._attention is not None and self._attention.state(account).is_quiet

    def may_sound(self) -> bool:
        """Whether a notice may be heard now; if so, the next ones may not for a moment."""
        at = self._clock()
        is_soon = self._last_sound is not None and 0 <= at - self._last_sound < SOUND_EVERY
        if is_soon or (self._attention is not None and self._attention.is_silent):
            return False
        self._last_sound = at
        return True
