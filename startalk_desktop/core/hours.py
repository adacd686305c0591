"""Hours that come again every week, on the real time line: time zones and daylight saving included. Pure functions.

A stretch begins and ends at moments, which the wall clock of its zone names. Where that clock is set back and shows a
time twice, the first one counts; where it skips a time, the moment that it would have been.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from startalk_desktop.model.attention import DailyHours
from startalk_desktop.model.identity import Timestamp

_MICROS: Final = 1_000_000
_WEEK: Final = 7


def period_at(hours: DailyHours, at: Timestamp) -> tuple[Timestamp, Timestamp] | None:
    """From when until when the stretch lasts that `at` is in; None where it is in none."""
    today = _wall(hours, at).date()
    for day in (today - timedelta(days=1), today):
        if day.weekday() in hours.days:
            start, end = _period(hours, day)
            if start <= at < end:
                return start, end
    return None


def next_start(hours: DailyHours, at: Timestamp) -> Timestamp | None:
    """When the next stretch begins after `at`; None where none ever does."""
    today = _wall(hours, at).date()
    for ahead in range(_WEEK + 2):
        day = today + timedelta(days=ahead)
        if day.weekday() in hours.days:
            start, _ = _period(hours, day)
            if start > at:
                return start
    return None


def tomorrow(at: Timestamp, minute: int = 8 * 60) -> Timestamp:
    """`minute` of the day after the one that this machine's clock shows at `at`; a mute "until tomorrow" ends then."""
    here = DailyHours(minute, minute)
    return _moment(here, _wall(here, at).date() + timedelta(days=1), minute)


def _period(hours: DailyHours, day: date) -> tuple[Timestamp, Timestamp]:
    is_overnight = hours.end_minute <= hours.start_minute
    last_day = day + timedelta(days=1) if is_overnight else day
    return (
        _moment(hours, day, hours.start_minute),
        _moment(hours, last_day, hours.end_minute),
    )


def _zone(hours: DailyHours) -> ZoneInfo | None:
    """None stands for the machine's own, which `datetime` knows."""
    return ZoneInfo(hours.zone) if hours.zone else None


def _wall(hours: DailyHours, at: Timestamp) -> datetime:
    return datetime.fromtimestamp(at // _MICROS, _zone(hours))


def _moment(hours: DailyHours, day: date, minute: int) -> Timestamp:
    wall = datetime.combine(day, time()) + timedelta(minutes=minute)
    return int(wall.replace(tzinfo=_zone(hours)).timestamp()) * _MICROS
