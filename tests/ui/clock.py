"""The time of day that tests of windows, and pictures of them, have: always the same, whenever they are made."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from unittest.mock import patch

from startalk_desktop.model import identity
from startalk_desktop.model.identity import Timestamp


class _ShiftedTime:
    """What `identity` asks for the time: it runs on as ever, so much ahead or behind."""

    def __init__(self, offset_ns: int) -> None:
        self._offset_ns = offset_ns

    def time_ns(self) -> int:
        return time.time_ns() + self._offset_ns


def afternoon() -> Timestamp:
    """Today at 14:26 local time, in microseconds."""
    today = datetime.now().astimezone().replace(hour=14, minute=26, second=0, microsecond=0)
    return int(today.timestamp() * 1_000_000)


@contextmanager
def it_is_afternoon() -> Iterator[None]:
    """Let `identity.now` begin at `afternoon`, on this very day.

    A world with a morning behind it so has it behind it at midnight, too, and no day ends within a test.
    """
    offset_ns = afternoon() * 1000 - time.time_ns()
    with patch.object(identity, "time", _ShiftedTime(offset_ns)):
        yield
