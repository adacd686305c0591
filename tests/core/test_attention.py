"""When it is quiet, by whose wish and until when; what time brings; and what survives a restart."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from startalk_desktop.core.attention_text import settings_from, text_of
from startalk_desktop.core.disturbance import disturbance, next_change
from startalk_desktop.core.startalk import Startalk
from startalk_desktop.model.attention import (
    EVERY_DAY,
    AttentionSettings,
    Disturbance,
    DisturbanceReason,
    QuietHours,
    WorkHours,
)
from startalk_desktop.model.changes import AttentionChanged
from startalk_desktop.model.conversation import FOREVER
from startalk_desktop.model.identity import Timestamp
from startalk_desktop.model.presence import Availability
from tests.core.world import ME_AT_BETA, World, until

BERLIN = "Europe/Berlin"
NIGHT = QuietHours(22 * 60, 7 * 60, EVERY_DAY, BERLIN)
WORK = WorkHours(9 * 60, 18 * 60, zone=BERLIN)
DND, OUTSIDE, QUIET = (
    DisturbanceReason.DO_NOT_DISTURB,
    DisturbanceReason.OUTSIDE_WORK_HOURS,
    DisturbanceReason.QUIET_HOURS,
)


def moment(text: str) -> Timestamp:
    """In Berlin."""
    wall = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(BERLIN))
    return int(wall.timestamp()) * 1_000_000


def test_nothing_chosen_is_never_quiet() -> None:
    assert disturbance([AttentionSettings()], moment("2026-01-14T12:00")) == Disturbance()


def test_it_says_until_when_it_is_quiet_and_from_when() -> None:
    nights = [AttentionSettings(quiet_hours=NIGHT)]
    assert disturbance(nights, moment("2026-01-14T23:00")) == Disturbance(
        True, moment("2026-01-15T07:00"), QUIET
    )
    assert disturbance(nights, moment("2026-01-15T12:00")) == Disturbance(
        False, moment("2026-01-15T22:00")
    )


def test_stretches_that_follow_one_another_are_one() -> None:
    """Friday evening: do not disturb until midnight, then the night, and no work before Monday."""
    of_all = AttentionSettings(moment("2026-01-17T00:30"), NIGHT)
    company = AttentionSettings(work_hours=WORK)
    state = disturbance([of_all, company], moment("2026-01-16T19:00"))
    assert state == Disturbance(True, moment("2026-01-19T09:00"), DND)
    later = disturbance([of_all, company], moment("2026-01-17T01:00"))
    assert later == Disturbance(True, moment("2026-01-19T09:00"), OUTSIDE)
    assert next_change([of_all, company], moment("2026-01-16T19:00")) == moment("2026-01-16T22:00")


def test_until_it_is_taken_back_has_no_end() -> None:
    always = [AttentionSettings(FOREVER), AttentionSettings(quiet_hours=NIGHT)]
    assert disturbance(always, moment("2026-01-14T23:00")) == Disturbance(True, None, DND)
    never_at_work = [AttentionSettings(work_hours=WorkHours(0, 0, frozenset()))]
    assert disturbance(never_at_work, 0) == Disturbance(True, None, OUTSIDE)
    assert next_change(never_at_work, 0) is None


def test_all_the_week_quiet_has_no_end_either() -> None:
    always = [AttentionSettings(quiet_hours=QuietHours(0, 0))]
    assert disturbance(always, moment("2026-01-14T23:00")) == Disturbance(True, None, QUIET)


@pytest.mark.parametrize(
    "settings",
    [
        AttentionSettings(),
        AttentionSettings(FOREVER, NIGHT, WORK),
        AttentionSettings(work_hours=WORK),
    ],
)
def test_what_is_kept_is_read(settings: AttentionSettings) -> None:
    assert settings_from(text_of(settings)) == settings


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"do-not-disturb":1,"quiet":[9999,1,[],""],"work":null}']
)
def test_what_cannot_be_read_is_nothing_chosen(text: str) -> None:
    assert settings_from(text) == AttentionSettings()


def heard(world: World) -> list[AttentionChanged]:
    return [change for change in world.changes if isinstance(change, AttentionChanged)]


def at(world: World, text: str) -> None:
    world.offset += moment(text) - world.now()


async def test_one_company_or_all(world: World) -> None:
    acme, beta = await world.online(), await world.online(ME_AT_BETA)
    attention = world.app.attention
    await attention.set_do_not_disturb(acme.id, FOREVER)
    assert (attention.state(acme.id).is_quiet, attention.state(beta.id).is_quiet) == (True, False)
    await until(lambda: heard(world) == [AttentionChanged(acme.id)])
    await attention.set_do_not_disturb(acme.id, None)
    await attention.set_do_not_disturb(None, world.now() + 3_600_000_000)
    assert (attention.state(acme.id).is_quiet, attention.state(beta.id).is_quiet) == (True, True)
    await until(lambda: AttentionChanged(None) in heard(world))
    world.offset += 3_600_000_001
    assert not attention.state(acme.id).is_quiet


async def test_what_time_brings_is_told(world: World) -> None:
    account = await world.online()
    at(world, "2027-01-13T12:00")
    attention = world.app.attention
    await attention.set_work_hours(account.id, WORK)
    await attention.set_quiet_hours(None, NIGHT)
    await until(lambda: len(heard(world)) == 2)
    world.changes.clear()
    attention.look()
    world.app.changes.flush()
    assert heard(world) == []
    at(world, "2027-01-13T18:00")
    assert attention.state(account.id).reason is OUTSIDE
    attention.look()
    await until(lambda: heard(world) == [AttentionChanged(account.id)])


async def test_being_busy_is_not_to_be_disturbed(world: World) -> None:
    account = await world.online()
    await world.app.presence.set(account.id, Availability.BUSY)
    assert world.app.attention.state(account.id) == Disturbance(True, None, DND)


async def test_it_survives_a_restart_and_goes_with_the_company(world: World) -> None:
    account = await world.online()
    attention = world.app.attention
    await attention.set_work_hours(account.id, WORK)
    await attention.set_quiet_hours(None, NIGHT)
    await attention.set_content_hidden(True)
    await attention.set_silent(True)
    await world.stop()
    app = await world.start()
    await until(lambda: app.accounts.open_runtimes())
    assert app.attention.settings(account.id) == AttentionSettings(work_hours=WORK)
    assert app.attention.settings(None) == AttentionSettings(quiet_hours=NIGHT)
    assert (app.attention.content_hidden, app.attention.names_hidden) == (True, False)
    assert app.attention.is_silent
    await app.accounts.remove(account.id)
    assert app.attention.settings(None) == AttentionSettings(quiet_hours=NIGHT)


async def test_while_the_screen_is_locked_nothing_is_shown(world: World) -> None:
    app: Startalk = await world.start()
    app.attention.set_screen_locked(True)
    assert (app.attention.content_hidden, app.attention.names_hidden) == (True, True)
    app.attention.set_screen_locked(False)
    assert (app.attention.content_hidden, app.attention.names_hidden) == (False, False)


async def test_a_locked_company_is_as_quiet_as_all_are(world: World) -> None:
    account = await world.online()
    await world.app.attention.set_do_not_disturb(account.id, FOREVER)
    await world.app.accounts.lock(account.id)
    assert not world.app.attention.state(account.id).is_quiet
    await world.app.accounts.unlock(account.id)
    assert world.app.attention.state(account.id).is_quiet
