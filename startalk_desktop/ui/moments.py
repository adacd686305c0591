"""How long something lasts that a person chooses in a menu: an hour, until tomorrow, always."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Final

from startalk_desktop.core.hours import tomorrow
from startalk_desktop.model.identity import Timestamp

HOUR: Final[Timestamp] = 3_600_000_000
_NIGHT_ENDS: Final = time(5)


def tomorrow_morning(at: Timestamp) -> Timestamp:
    """Eight o'clock of the next morning, by the machine's clock; after midnight that is today's."""
    is_night = datetime.fromtimestamp(at / 1_000_000, UTC).astimezone().time() < _NIGHT_ENDS
    return tomorrow(at - 12 * HOUR if is_night else at)
