"""Hours that come again every week, through time zones and both changes of the clocks."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from startalk_desktop.core.hours import next_start, period_at, tomorrow
from startalk_desktop.model.attention import (
    EVERY_DAY,
    WORKING_DAYS,
    DailyHours,
    QuietHours,
    WorkHours,
)
from startalk_desktop.model.identity import Timestamp

BERLIN, SHANGHAI, NEW_YORK = "Europe/Berlin", "Asia/Shanghai", "America/New_York"
NIGHT = QuietHours(22 * 60, 7 * 60, EVERY_DAY, BERLIN)
WORK = WorkHours(9 * 60, 18 * 60, WORKING_DAYS, SHANGHAI)


def moment(text: str, zone: str = "") -> Timestamp:
    """A wall clock's time in `zone`, or UTC; an ambiguous one is the first."""
    tz = ZoneInfo(zone) if zone else UTC
    return int(datetime.fromisoformat(text).replace(tzinfo=tz).timestamp()) * 1_000_000


@pytest.fixture
def in_berlin() -> Iterator[None]:
    """This machine is in Berlin."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = BERLIN
    time.tzset()
    yield
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


def test_a_night_reaches_into_the_next_day() -> None:
    start, end = moment("2026-01-14T22:00", BERLIN), moment("2026-01-15T07:00", BERLIN)
    for inside in ("2026-01-14T22:00", "2026-01-14T23:59", "2026-01-15T00:00", "2026-01-15T06:59"):
        assert period_at(NIGHT, moment(inside, BERLIN)) == (start, end)
    for outside in ("2026-01-14T21:59", "2026-01-15T07:00", "2026-01-15T12:00"):
        assert period_at(NIGHT, moment(outside, BERLIN)) is None
    assert next_start(NIGHT, start - 1) == start
    assert next_start(NIGHT, start) == moment("2026-01-15T22:00", BERLIN)


def test_a_night_belongs_to_the_day_that_it_begins_on() -> None:
    friday = QuietHours(22 * 60, 7 * 60, frozenset({4}), BERLIN)
    assert period_at(friday, moment("2026-01-17T06:00", BERLIN)) is not None  # a Saturday
    assert period_at(friday, moment("2026-01-16T06:00", BERLIN)) is None
    assert next_start(friday, moment("2026-01-17T06:00", BERLIN)) == moment(
        "2026-01-23T22:00", BERLIN
    )


def test_work_hours_are_those_of_the_companys_zone() -> None:
    # Monday, 9:00 in Shanghai is 2:00 in Berlin in winter.
    assert period_at(WORK, moment("2026-01-12T01:59", BERLIN)) is None
    assert period_at(WORK, moment("2026-01-12T02:00", BERLIN)) is not None
    assert period_at(WORK, moment("2026-01-12T11:00", BERLIN)) is None
    friday_evening = moment("2026-01-16T18:00", SHANGHAI)
    assert next_start(WORK, friday_evening) == moment("2026-01-19T09:00", SHANGHAI)


def test_the_night_in_which_the_clocks_are_set_forward_is_an_hour_shorter() -> None:
    start, end = moment("2026-03-28T22:00", BERLIN), moment("2026-03-29T07:00", BERLIN)
    assert period_at(NIGHT, start) == (start, end)
    assert (end - start) / 3_600_000_000 == 8


def test_the_night_in_which_they_are_set_back_is_an_hour_longer() -> None:
    start, end = moment("2026-10-24T22:00", BERLIN), moment("2026-10-25T07:00", BERLIN)
    assert period_at(NIGHT, end - 1) == (start, end)
    assert (end - start) / 3_600_000_000 == 10


def test_an_hour_that_comes_twice_does_not_begin_twice() -> None:
    early = QuietHours(150, 170, EVERY_DAY, BERLIN)  # 2:30 to 2:50, on a day that has 2:30 twice
    first = moment("2026-10-25T00:30")  # in UTC
    assert period_at(early, first) == (first, moment("2026-10-25T00:50"))
    second = moment("2026-10-25T01:30")
    assert period_at(early, second) is None
    assert next_start(early, first) == moment("2026-10-26T01:30")


def test_an_hour_that_is_skipped_begins_when_it_would_have() -> None:
    early = QuietHours(
        150, 240, EVERY_DAY, BERLIN
    )  # 2:30 does not come; 3:30 summer time is 1:30 in UTC
    assert period_at(early, moment("2026-03-29T01:29")) is None
    assert period_at(early, moment("2026-03-29T01:30")) is not None


def test_a_whole_day_is_one_and_midnight_ends_it() -> None:
    whole = QuietHours(0, 0, frozenset({6}), NEW_YORK)
    assert period_at(whole, moment("2026-01-18T00:00", NEW_YORK)) == (
        moment("2026-01-18T00:00", NEW_YORK),
        moment("2026-01-19T00:00", NEW_YORK),
    )
    until_midnight = QuietHours(1380, 1440, frozenset({6}), NEW_YORK)
    period = period_at(until_midnight, moment("2026-01-18T23:30", NEW_YORK))
    assert period is not None
    assert period[1] == moment("2026-01-19T00:00", NEW_YORK)


@pytest.mark.usefixtures("in_berlin")
@pytest.mark.parametrize("today", ["2026-03-28T23:30", "2026-03-28T00:10", "2026-10-24T12:00"])
def test_tomorrow_is_the_next_morning_whatever_the_clocks_do(today: str) -> None:
    expected = {"03": "2026-03-29T08:00", "10": "2026-10-25T08:00"}[today[5:7]]
    assert tomorrow(moment(today, BERLIN)) == moment(expected, BERLIN)


def test_no_days_are_never() -> None:
    never = QuietHours(0, 0, frozenset())
    assert period_at(never, moment("2026-01-18T12:00")) is None
    assert next_start(never, moment("2026-01-18T12:00")) is None


@pytest.mark.usefixtures("in_berlin")
@pytest.mark.parametrize("day", ["2026-01-14", "2026-03-28", "2026-07-01", "2026-10-24"])
def test_without_a_zone_it_is_this_machines(day: str) -> None:
    here = QuietHours(NIGHT.start_minute, NIGHT.end_minute)
    at = moment(f"{day}T23:00", BERLIN)
    assert period_at(here, at) == period_at(NIGHT, at) is not None
    assert next_start(here, at) == next_start(NIGHT, at) is not None


@given(
    start=st.integers(0, 1439),
    end=st.integers(0, 1440),
    days=st.frozensets(st.integers(0, 6)),
    zone=st.sampled_from([BERLIN, SHANGHAI, NEW_YORK, "Australia/Lord_Howe", "UTC"]),
    at=st.integers(moment("2026-01-01T00:00"), moment("2027-01-01T00:00")),
)
def test_what_always_holds(
    start: int, end: int, days: frozenset[int], zone: str, at: Timestamp
) -> None:
    hours = DailyHours(start, end, days, zone)
    period, following = period_at(hours, at), next_start(hours, at)
    assert (following is None) == (not days)
    if period is not None:
        assert period[0] <= at < period[1]
        assert period_at(hours, period[0]) is not None
    if following is not None:
        assert following > at
        if end != start:
            entered = period_at(hours, following)
            assert entered is None or entered[0] <= following < entered[1]


@pytest.mark.parametrize(
    "wrong",
    [
        {"start_minute": -1, "end_minute": 0},
        {"start_minute": 1440, "end_minute": 0},
        {"start_minute": 0, "end_minute": 1441},
        {"start_minute": 0, "end_minute": 60, "days": frozenset({7})},
        {"start_minute": 0, "end_minute": 60, "zone": "Mars/Olympus"},
        {"start_minute": 0, "end_minute": 60, "zone": "../../etc/passwd"},
    ],
)
def test_what_is_no_time_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"minutes|days|time zone"):
        QuietHours(**wrong)  # type: ignore[arg-type]
