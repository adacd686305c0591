"""Telling many rooms how we are: one after the other, the newest state, and none that need not know."""

from __future__ import annotations

import asyncio

import aioxmpp
import pytest

from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.presence import Availability, OwnPresence
from startalk_desktop.tasks import TaskScope
from startalk_desktop.xmpp.errors import NotConnected
from startalk_desktop.xmpp.own_presence import OwnState
from startalk_desktop.xmpp.room_stay import RoomStay
from startalk_desktop.xmpp.room_telling import RoomTelling
from tests.core.world import until

AWAY = OwnPresence(Availability.AWAY, "去上海了")
BUSY = OwnPresence(Availability.BUSY)


class Hall:
    """A session that plays no server: it keeps what is sent, and stands in for its own context."""

    def __init__(self, rooms: int, pace: float = 0.0) -> None:
        self.scope = TaskScope("test")
        self.on_ended: list = []
        self.is_broken = False
        self.sent: list[aioxmpp.Presence] = []
        self.own = OwnState()
        self.stays = {
            stay.jid: stay
            for stay in (
                RoomStay(Jid.parse(f"r{number}@rooms.acme.example"), "安迪")
                for number in range(rooms)
            )
        }
        for stay in self.stays.values():
            stay.is_joined, stay.told = True, self.own.shown
        self.telling = RoomTelling(self, self.own, self.stays, pace)  # type: ignore[arg-type]

    def transmit(self, presence: aioxmpp.Presence) -> None:
        if self.is_broken:
            raise NotConnected(Failure(FailureCode.CONNECTION_LOST))
        self.sent.append(presence)

    def heard(self) -> dict[str, list[aioxmpp.PresenceShow]]:
        heard: dict[str, list[aioxmpp.PresenceShow]] = {}
        for presence in self.sent:
            heard.setdefault(presence.to.localpart, []).append(presence.show)
        return heard

    async def idle(self) -> None:
        await until(lambda: len(self.scope) == 0)


@pytest.fixture
async def hall() -> Hall:
    return Hall(300)


async def test_every_room_hears_it_once(hall: Hall) -> None:
    hall.own.choose(AWAY, 1_000_000)
    await hall.idle()
    assert len(hall.sent) == 300
    presence = hall.sent[0]
    assert presence.to == aioxmpp.JID.fromstr("r0@rooms.acme.example/安迪")
    assert presence.type_ is aioxmpp.PresenceType.AVAILABLE
    assert (presence.show, presence.status.any()) == (aioxmpp.PresenceShow.AWAY, "去上海了")
    # Since when nobody has been at the machine is for those alone who may see our presence.
    assert presence.startalk_idle is None
    # It is a change of state, no entering (XEP-0045 section 7.7).
    assert presence.xep0045_muc is None
    hall.own.choose(AWAY, 2_000_000)
    await hall.idle()
    assert len(hall.sent) == 300


async def test_a_change_meanwhile_is_what_the_rest_hears(hall: Hall) -> None:
    hall.own.choose(AWAY, None)
    await until(lambda: len(hall.sent) >= 100)
    told = len(hall.sent)
    hall.own.choose(BUSY, None)
    await hall.idle()
    away, dnd = aioxmpp.PresenceShow.AWAY, aioxmpp.PresenceShow.DND
    heard = hall.heard()
    assert len(heard) == 300
    assert [shows for shows in heard.values() if shows == [away, dnd]] == [[away, dnd]] * told
    assert [shows for shows in heard.values() if shows == [dnd]] == [[dnd]] * (300 - told)
    # Whoever waited longest came first.
    assert [presence.to.localpart for presence in hall.sent[told:]] == [
        *(f"r{number}" for number in range(told, 300)),
        *(f"r{number}" for number in range(told)),
    ]


async def test_who_is_back_before_their_turn_is_told_nothing(hall: Hall) -> None:
    hall.own.choose(AWAY, None)
    hall.own.choose(OwnPresence(), None)
    await hall.idle()
    assert hall.sent == []


async def test_only_rooms_we_are_in(hall: Hall) -> None:
    knocking, gone = list(hall.stays)[:2]
    hall.stays[knocking].is_joined = False
    hall.own.choose(AWAY, None)
    del hall.stays[gone]
    await hall.idle()
    assert len(hall.sent) == 298
    # What changed while we knocked is told as soon as we are in.
    hall.stays[knocking].is_joined = True
    hall.telling.entered(hall.stays[knocking])
    await hall.idle()
    assert hall.heard()["r0"] == [aioxmpp.PresenceShow.AWAY]


async def test_who_hides_says_nothing_more(hall: Hall) -> None:
    hall.own.choose(OwnPresence(Availability.OFFLINE), None)
    await hall.idle()
    assert hall.sent == []


async def test_a_session_that_ended_is_left_alone(hall: Hall) -> None:
    hall.is_broken = True
    hall.own.choose(AWAY, None)
    await hall.idle()
    hall.is_broken = False
    for stay in hall.stays.values():
        stay.told = AWAY  # as whoever enters again says at once
    hall.own.choose(AWAY, None)
    await hall.idle()
    assert hall.sent == []


async def test_rooms_are_told_no_faster_than_that() -> None:
    hall = Hall(20, pace=0.01)
    began = asyncio.get_running_loop().time()
    hall.own.choose(AWAY, None)
    await until(lambda: len(hall.sent) == 20)
    assert asyncio.get_running_loop().time() - began >= 0.18
    await hall.idle()
