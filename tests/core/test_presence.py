"""What colleagues see of us: as chosen, as time makes it, and when nobody is at the machine."""

from __future__ import annotations

import pytest

from startalk_desktop.core.own_presence import ShownPresence, shown_presence
from startalk_desktop.model.attention import Disturbance, DisturbanceReason, WorkHours
from startalk_desktop.model.changes import OwnPresenceChanged
from startalk_desktop.model.conversation import FOREVER
from startalk_desktop.model.events import PresenceChanged
from startalk_desktop.model.presence import Availability, OwnPresence, Presence
from tests.core.world import ME_AT_ACME, ME_AT_BETA, WANG, World, until

AWAY, HERE, BUSY, GONE = (
    Availability.AWAY,
    Availability.AVAILABLE,
    Availability.BUSY,
    Availability.EXTENDED_AWAY,
)
QUIET = Disturbance(True, None, DisturbanceReason.DO_NOT_DISTURB)
OUTSIDE = Disturbance(True, None, DisturbanceReason.OUTSIDE_WORK_HOURS)
NIGHT = Disturbance(True, None, DisturbanceReason.QUIET_HOURS)
NEVER = WorkHours(0, 0, frozenset())


@pytest.mark.parametrize(
    ("chosen", "disturbance", "idle_since", "expected"),
    [
        (HERE, Disturbance(), None, HERE),
        (HERE, Disturbance(), 5, AWAY),
        (Availability.FREE_FOR_CHAT, Disturbance(), 5, AWAY),
        (HERE, NIGHT, None, HERE),
        (HERE, QUIET, None, BUSY),
        (AWAY, QUIET, 5, BUSY),
        (HERE, OUTSIDE, None, GONE),
        (HERE, OUTSIDE, 5, GONE),
        (BUSY, OUTSIDE, None, BUSY),
        (BUSY, Disturbance(), 5, BUSY),
        (GONE, Disturbance(), 5, GONE),
    ],
)
def test_what_is_shown(
    chosen: Availability, disturbance: Disturbance, idle_since: int | None, expected: Availability
) -> None:
    shown = shown_presence(OwnPresence(chosen, "在开会"), disturbance, idle_since)
    assert shown == ShownPresence(OwnPresence(expected, "在开会"), idle_since)


async def shows(world: World, *expected: object, own: object = ME_AT_ACME) -> None:
    await until(lambda: world.domain(own).presence == expected)  # type: ignore[arg-type]


async def test_one_company_or_all_and_after_a_restart(world: World) -> None:
    acme, beta = await world.online(), await world.online(ME_AT_BETA)
    await shows(world, HERE, "", None)
    await world.app.presence.set(acme.id, AWAY, "去上海\x00了")
    await shows(world, AWAY, "去上海了", None)
    await shows(world, HERE, "", None, own=ME_AT_BETA)
    await world.app.presence.set(None, BUSY, "写报告")
    await shows(world, BUSY, "写报告", None)
    await shows(world, BUSY, "写报告", None, own=ME_AT_BETA)
    await world.app.presence.set(beta.id, HERE)
    await world.stop()
    world.domain().presence = world.domain(ME_AT_BETA).presence = None
    await world.online()
    await shows(world, BUSY, "写报告", None)
    await shows(world, HERE, "", None, own=ME_AT_BETA)
    assert world.app.presence.chosen(acme.id) == OwnPresence(BUSY, "写报告")


async def test_what_is_chosen_offline_is_told_at_the_sign_in(world: World) -> None:
    account = await world.online()
    await world.app.accounts.go_offline(account.id)
    await world.app.presence.set(account.id, AWAY, "休假")
    assert world.domain().presence == (HERE, "", None)
    await world.app.accounts.sign_in(account.id)
    await shows(world, AWAY, "休假", None)


async def test_to_be_offline_is_to_sign_out(world: World) -> None:
    await world.online()
    with pytest.raises(ValueError, match="sign out"):
        await world.app.presence.set(None, Availability.OFFLINE)


async def test_away_when_nobody_is_there_and_back(world: World) -> None:
    account = await world.online()
    presence = world.app.presence
    idle = 0.0
    presence.watch_idle(lambda: idle)
    idle = 299.0
    presence.look()
    assert world.domain().presence == (HERE, "", None)
    idle = 300.0
    before = world.now()
    presence.look()
    availability, _, since = world.domain().presence or (HERE, "", None)
    assert availability is AWAY
    assert since is not None
    assert abs(before - 300_000_000 - since) < 2_000_000
    idle = 400.0
    world.offset += 100_000_000
    presence.look()
    # The time at which one went does not move while one stays away.
    assert world.domain().presence == (AWAY, "", since)
    assert presence.shown(account.id).idle_since == since
    idle = 0.5
    presence.look()
    assert world.domain().presence == (HERE, "", None)
    await until(lambda: OwnPresenceChanged(account.id) in world.changes)


async def test_how_soon_one_is_away_is_chosen_and_kept(world: World) -> None:
    await world.online()
    world.app.presence.watch_idle(lambda: 600.0)
    await until(lambda: (world.domain().presence or (HERE,))[0] is AWAY)
    await world.app.presence.set_away_after(0)
    assert world.domain().presence == (HERE, "", None)
    await world.app.presence.set_away_after(20)
    assert world.domain().presence == (HERE, "", None)
    with pytest.raises(ValueError, match="goes away"):
        await world.app.presence.set_away_after(-1)
    await world.stop()
    app = await world.start()
    assert app.presence.away_after_minutes == 20


async def test_a_machine_that_cannot_tell_is_never_idle(world: World) -> None:
    await world.online()
    world.app.presence.watch_idle(lambda: None)
    world.app.presence.look()
    assert world.domain().presence == (HERE, "", None)


async def test_do_not_disturb_and_work_hours_are_shown(world: World) -> None:
    account = await world.online()
    await world.app.attention.set_do_not_disturb(None, FOREVER)
    await shows(world, BUSY, "", None)
    await world.app.attention.set_do_not_disturb(None, None)
    await shows(world, HERE, "", None)
    await world.app.attention.set_work_hours(account.id, NEVER)
    await shows(world, GONE, "", None)
    assert world.app.presence.chosen(account.id) == OwnPresence(HERE)


async def test_when_others_last_did_something_is_known(world: World) -> None:
    account = await world.online()
    world.domain().line.emit(
        PresenceChanged(Presence(WANG.with_resource("desk"), AWAY, "吃饭", 0, 77))
    )
    summary = await until(
        lambda: (found := world.app.directory.presence(account.id, WANG)).status and found
    )
    assert summary.idle_since == 77
