"""How long something lasts that a person chooses in a menu: an hour, until tomorrow, always."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Final

from startalk_desktop.model.identity import Timestamp

HOUR: Final[Timestamp] = 3_600_000_000
MORNING: Final = time(8)
_NIGHT_ENDS: Final = time(5)


def tomorrow_morning(at: Timestamp) -> Timestamp:
    """Eight o'clock of the next morning, by the machine's clock; after midnight that is today's."""
    local = datetime.fromtimestamp(at / 1_000_000, UTC).astimezone()
    day = local.date() if local.time() < _NIGHT_ENDS else local.date() + timedelta(days=1)
    return int(datetime.combine(day, MORNING).astimezone().timestamp()) * 1_000_000
