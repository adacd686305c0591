"""How long to wait before the next attempt: doubling, capped, and jittered lest a domain's people all come at once."""

from __future__ import annotations

import random
from collections.abc import Callable

_LEAST_SHARE = 0.5
"""The shortest wait is this share of the longest one for the same number of failures."""


class Backoff:
    """Waits between attempts.

    Args:
        first: seconds, at most, before the second attempt.
        longest: seconds; no wait is longer.
        chance: gives a number from 0.0 up to 1.0.
    """

    def __init__(
        self, first: float, longest: float, chance: Callable[[], float] | None = None
    ) -> None:
        self._first = first
        self._longest = longest
        self._chance = chance if chance is not None else random.SystemRandom().random

    def delay(self, failures: int) -> float:
        """Seconds to wait after so many failures in a row (1 or more)."""
        # The exponent is bounded, or a week offline would overflow a float.
        ceiling = min(self._longest, self._first * 2.0 ** min(failures - 1, 32))
        return ceiling * (_LEAST_SHARE + (1.0 - _LEAST_SHARE) * self._chance())
