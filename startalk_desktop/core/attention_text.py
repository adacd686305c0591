"""What was chosen about quiet, as it is kept. Pure functions."""

from __future__ import annotations

import json
import logging
from typing import Any, TypeVar

from startalk_desktop.model.attention import (
    AttentionSettings,
    DailyHours,
    QuietHours,
    WorkHours,
)

_log = logging.getLogger(__name__)

HoursT = TypeVar("HoursT", bound=DailyHours)


def text_of(settings: AttentionSettings) -> str:
    """`settings` as a text."""
    return json.dumps(
        {
            "do-not-disturb": settings.do_not_disturb_until,
            "quiet": _list_of(settings.quiet_hours),
            "work": _list_of(settings.work_hours),
        }
    )


def settings_from(text: str) -> AttentionSettings:
    """What `text_of` wrote; the defaults where it can't be read."""
    try:
        kept = json.loads(text)
        until = kept["do-not-disturb"]
        return AttentionSettings(
            until if isinstance(until, int) else None,
            _hours_from(QuietHours, kept["quiet"]),
            _hours_from(WorkHours, kept["work"]),
        )
    except (ValueError, KeyError, TypeError):
        _log.warning("what was chosen about quiet can't be read")
        return AttentionSettings()


def _list_of(hours: DailyHours | None) -> list[Any] | None:
    if hours is None:
        return None
    return [hours.start_minute, hours.end_minute, sorted(hours.days), hours.zone]


def _hours_from(kind: type[HoursT], kept: Any) -> HoursT | None:
    if kept is None:
        return None
    start, end, days, zone = kept
    return kind(int(start), int(end), frozenset(int(day) for day in days), str(zone))
