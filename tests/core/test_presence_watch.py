"""Asking who is on screen whether they are there, giving them up again, and answering colleagues."""

from __future__ import annotations

import pytest

from startalk_desktop.core import presence_watch
from startalk_desktop.model.account import Account
from startalk_desktop.model.events import PresenceAsked, PresenceChanged, RosterReceived
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.presence import Availability, Presence
from startalk_desktop.model.roster import RosterItem, Subscription
from tests.core.test_directory import HQ, RD, found, publish
from tests.core.world import LI, ME_AT_ACME, WANG, World, until

STRANGER = Jid.parse("stranger@acme.example")


def sent(world: World, what: str) -> list[object]:
    return [details for kind, details in world.domain().line.log if kind == what]


async def settled(world: World, account: Account) -> None:
    await world.app.accounts.runtime(account.id)._ingest.idle()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence_watch, "_PAUSE", 0.0)
    monkeypatch.setattr(presence_watch, "_LINGER", 0.02)


async def test_who_is_on_screen_is_asked_once_and_given_up_again(world: World) -> None:
    account = await world.online()
    directory = world.app.directory
    directory.watch_presence({account.id: [WANG, LI]})
    await until(lambda: sent(world, "ask") == [WANG, LI])
    directory.watch_presence({account.id: [WANG]})
    desk = WANG.with_resource("desk")
    world.domain().line.emit(PresenceChanged(Presence(desk, Availability.AWAY)))
    world.domain().line.emit(
        PresenceChanged(Presence(LI.with_resource("a"), Availability.AVAILABLE))
    )
    assert directory.presence(account.id, WANG).availability is Availability.AWAY
    await until(lambda: sent(world, "hide_from") == [LI])
    assert directory.presence(account.id, LI).availability is Availability.UNKNOWN
    assert directory.presence(account.id, WANG).availability is Availability.AWAY
    directory.watch_presence({})
    await until(lambda: sent(world, "hide_from") == [LI, WANG])
    assert sent(world, "ask") == [WANG, LI]


async def test_nobody_is_asked_who_tells_anyway_or_is_elsewhere(world: World) -> None:
    account = await world.online()
    items = (RosterItem(WANG, "王芳", Subscription.BOTH), RosterItem(LI, "", Subscription.NONE))
    world.domain().line.emit(RosterReceived(items))
    await settled(world, account)
    elsewhere = Jid.parse("wang@beta.example")
    world.app.directory.watch_presence({account.id: [WANG, elsewhere, ME_AT_ACME, LI]})
    await until(lambda: sent(world, "ask") == [LI])


async def test_only_so_many_are_asked_at_a_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence_watch, "_ASKED_AT_ONCE", 3)
    account = await world.online()
    many = [Jid(f"p{n}", "acme.example") for n in range(10)]
    world.app.directory.watch_presence({account.id: many})
    await until(lambda: len(sent(world, "ask")) == 3)
    world.app.directory.watch_presence({account.id: many[8:]})
    await until(lambda: len(sent(world, "hide_from")) == 3)
    await until(lambda: sent(world, "ask")[3:] == many[8:])


async def test_a_new_stream_asks_anew(world: World) -> None:
    account = await world.online()
    world.app.directory.watch_presence({account.id: [WANG]})
    await until(lambda: sent(world, "ask") == [WANG])
    world.domain().line.break_line()
    world.domain().line.sign_in()
    await until(lambda: sent(world, "ask") == [WANG, WANG])


async def test_colleagues_are_answered_and_strangers_are_not(world: World) -> None:
    publish(world.domain(), HQ, RD)
    account = await world.online()
    await until(lambda: found(world, "王芳"))
    line = world.domain().line
    desk, phone = WANG.with_resource("desk"), WANG.with_resource("phone")
    line.emit(PresenceAsked(STRANGER.with_resource("x")))
    line.emit(PresenceAsked(desk))
    line.emit(PresenceAsked(desk))
    line.emit(PresenceAsked(phone))
    await settled(world, account)
    assert sent(world, "show_to") == [desk, phone]
    line.emit(PresenceChanged(Presence(desk, Availability.OFFLINE)))
    assert sent(world, "forget") == [desk]
    line.emit(PresenceAsked(desk))
    await settled(world, account)
    assert sent(world, "show_to") == [desk, phone, desk]


async def test_a_flood_of_questions_is_not_answered(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence_watch, "_ANSWERED_AT_ONCE", 5)
    publish(world.domain(), HQ, RD)
    account = await world.online()
    await until(lambda: found(world, "王芳"))
    for number in range(50):
        world.domain().line.emit(PresenceAsked(WANG.with_resource(f"r{number}")))
    await settled(world, account)
    assert len(sent(world, "show_to")) == 5
