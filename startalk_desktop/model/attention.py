"""When a person wants to be left alone: quiet hours, work hours, do not disturb."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from startalk_desktop.model.identity import Timestamp

EVERY_DAY: Final = frozenset(range(7))
WORKING_DAYS: Final = frozenset(range(5))

_DAY: Final = 24 * 60


@dataclass(frozen=True, slots=True)
class DailyHours:
    """A stretch of time that comes again every week.

    It begins on each of `days` (0 is Monday) at `start_minute` of the wall clock, and ends at `end_minute`: of the
    next day where that is not later. Where both are the same it lasts the whole day.

    Raises:
        ValueError: there is no such minute, day or zone.
    """

    start_minute: int
    end_minute: int
    days: frozenset[int] = EVERY_DAY
    zone: str = ""  # as the IANA names it (``Asia/Shanghai``); empty: wherever this machine is

    def __post_init__(self) -> None:
        """Refuse what is no time."""
        if not (0 <= self.start_minute < _DAY and 0 <= self.end_minute <= _DAY):
            raise ValueError("a day has the minutes 0 to 1439")
        if not self.days <= EVERY_DAY:
            raise ValueError("a week has the days 0 to 6")
        if self.zone:
            try:
                ZoneInfo(self.zone)
            except (ValueError, KeyError, OSError) as error:
                raise ValueError(f"{self.zone!r} is no time zone") from error


@dataclass(frozen=True, slots=True)
class QuietHours(DailyHours):
    """Inside of them it is quiet."""


@dataclass(frozen=True, slots=True)
class WorkHours(DailyHours):
    """Outside of them the company is quiet."""

    days: frozenset[int] = WORKING_DAYS


@dataclass(frozen=True, slots=True)
class AttentionSettings:
    """What was chosen for one company, or for all (there are no work hours of all)."""

    do_not_disturb_until: Timestamp | None = None  # FOREVER: until it is taken back
    quiet_hours: QuietHours | None = None
    work_hours: WorkHours | None = None


class DisturbanceReason(StrEnum):
    """Why it is quiet."""

    DO_NOT_DISTURB = "do-not-disturb"
    OUTSIDE_WORK_HOURS = "outside-work-hours"
    QUIET_HOURS = "quiet-hours"


@dataclass(frozen=True, slots=True)
class Disturbance:
    """Whether a company may disturb now; `until` is when that changes by itself, None: not by itself."""

    is_quiet: bool = False
    until: Timestamp | None = None
    reason: DisturbanceReason | None = None
