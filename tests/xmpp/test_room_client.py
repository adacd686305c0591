"""A room that misbehaves: it is silent, tells too much, or speaks out of turn. No server plays along with that."""

import asyncio
from typing import Any

import aioxmpp
import pytest

from startalk_desktop.model.events import RoomJoined, RoomLeft, RoomOccupantChanged, SessionEvent
from startalk_desktop.model.failure import FailureCode
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.room import RoomExit
from startalk_desktop.tasks import TaskScope
from startalk_desktop.xmpp import room_stays
from startalk_desktop.xmpp.bookmarks import Bookmarks
from startalk_desktop.xmpp.context import SessionContext
from startalk_desktop.xmpp.disco import Disco
from startalk_desktop.xmpp.errors import RequestFailed
from startalk_desktop.xmpp.own_presence import OwnState
from startalk_desktop.xmpp.pubsub import PubSub
from startalk_desktop.xmpp.room_admin import RoomAdmin
from startalk_desktop.xmpp.room_facts import RoomFacts
from startalk_desktop.xmpp.rooms import RoomClient
from startalk_desktop.xmpp.stanza_tree import TreePresence
from tests.xmpp.stanzas import OWN, ROOM, element

SELF = "<status code='110'/>"


class Signal:
    """Stands for one of aioxmpp's signals."""

    def connect(self, callback: Any) -> None:
        self.fire = callback


class Stage:
    """A session that is always connected, in which the test plays the room."""

    established = True

    def __init__(self) -> None:
        self.stream = self
        self.on_presence_received = Signal()
        self.events: list[SessionEvent] = []
        self.sent: list[aioxmpp.Presence] = []
        self._was_sent = asyncio.Event()
        self.context = SessionContext(self, OWN, self.events.append, TaskScope("test"))
        disco = Disco(self.context)
        bookmarks = Bookmarks(self.context, PubSub(self.context))
        self.own = OwnState()
        facts, admin = RoomFacts(self.context, disco), RoomAdmin(self.context)
        self.rooms = RoomClient(self.context, disco, facts, bookmarks, admin, self.own)

    def enqueue(self, stanza: aioxmpp.Presence, **_: Any) -> None:
        self.sent.append(stanza)
        self._was_sent.set()

    async def send(self, iq: aioxmpp.IQ) -> None:
        """No request is answered but by an error, as a room that does not exist yet answers."""
        raise aioxmpp.XMPPCancelError(aioxmpp.ErrorCondition.ITEM_NOT_FOUND)

    def room_says(
        self, nick: str, inner: str = "<item/>", kind: str = "", room: Jid = ROOM
    ) -> None:
        attribute = f" type='{kind}'" if kind else ""
        sender = f"{room}/{nick}"
        x = f"<x xmlns='http://jabber.org/protocol/muc#user'>{inner}</x>"
        presence = TreePresence(
            type_=aioxmpp.PresenceType.UNAVAILABLE if kind else aioxmpp.PresenceType.AVAILABLE
        )
        presence.tree = element(f"<presence from='{sender}'{attribute}>{x}</presence>")
        presence.from_ = aioxmpp.JID.fromstr(sender)
        self.on_presence_received.fire(presence)

    async def entering(self) -> asyncio.Task[None]:
        """Knock at the room; the task waits for its answer."""
        joining = self.context.scope.start(self.rooms.join(ROOM, "王芳"), "join")
        await self._was_sent.wait()
        return joining

    async def entered(self) -> None:
        """Be in the room."""
        joining = await self.entering()
        self.room_says("王芳", f"<item/>{SELF}")
        await joining

    def take(self) -> list[SessionEvent]:
        """The events since the last time."""
        taken, self.events[:] = list(self.events), []
        return taken


@pytest.fixture
async def stage() -> Stage:
    return Stage()


async def test_a_silent_room_does_not_hold_us_for_ever(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room_stays, "JOIN_TIMEOUT", 0.01)
    with pytest.raises(RequestFailed) as caught:
        await stage.rooms.join(ROOM, "王芳")
    assert caught.value.failure.code is FailureCode.TIMEOUT
    assert stage.take() == []
    # It may let us in yet: it is told that we are not there.
    assert stage.sent[-1].type_ is aioxmpp.PresenceType.UNAVAILABLE
    stage.room_says("王芳", f"<item/>{SELF}")
    assert stage.take() == []
    assert stage.rooms.views == {}


async def test_a_cancelled_entry_leaves_nothing_behind(stage: Stage) -> None:
    joining = await stage.entering()
    joining.cancel()
    with pytest.raises(asyncio.CancelledError):
        await joining
    assert stage.sent[-1].type_ is aioxmpp.PresenceType.UNAVAILABLE
    assert stage.rooms.views == {}


async def test_a_room_that_we_are_not_in_tells_nothing(stage: Stage) -> None:
    stage.room_says("李", f"<item/>{SELF}")
    stage.room_says("李", f"<item/>{SELF}", "unavailable")
    assert stage.take() == []


async def test_the_occupants_are_told_whole_and_then_one_by_one(stage: Stage) -> None:
    joining = await stage.entering()
    stage.room_says("李", "<item jid='li@acme.example/x'/>")
    assert stage.take() == []
    stage.room_says("王芳", f"<item/>{SELF}")
    await joining
    (joined,) = stage.take()
    assert isinstance(joined, RoomJoined)
    assert [occupant.nick for occupant in joined.occupants] == ["李", "王芳"]
    stage.room_says("赵")
    stage.room_says("李", kind="unavailable")
    arrived, gone = stage.take()
    assert isinstance(arrived, RoomOccupantChanged)
    assert gone == RoomOccupantChanged(ROOM, "李", None, RoomExit.LEFT)
    assert dict(stage.rooms.views[ROOM].real_addresses) == {}


async def test_too_many_occupants_are_not_kept(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room_stays, "MAX_OCCUPANTS", 3)
    await stage.entered()
    for number in range(10):
        stage.room_says(f"p{number}")
    joined, *others = stage.take()
    assert isinstance(joined, RoomJoined)
    assert len(others) == 2


async def test_a_new_nick_of_ours_is_ours(stage: Stage) -> None:
    await stage.entered()
    stage.take()
    stage.room_says("王芳", f"<item nick='芳芳'/><status code='303'/>{SELF}", "unavailable")
    stage.room_says("芳芳", f"<item/>{SELF}")
    gone, arrived = stage.take()
    assert gone == RoomOccupantChanged(ROOM, "王芳", None, RoomExit.LEFT, new_nick="芳芳")
    assert isinstance(arrived, RoomOccupantChanged)
    assert arrived.occupant is not None
    assert arrived.occupant.is_self
    assert stage.rooms.views[ROOM].nick == "芳芳"


async def test_being_gone_without_a_word_is_a_loss(stage: Stage) -> None:
    await stage.entered()
    stage.take()
    stage.room_says("王芳", kind="unavailable")
    (left,) = stage.take()
    assert isinstance(left, RoomLeft)
    assert left.failure is not None
    assert left.failure.code is FailureCode.CONNECTION_LOST


async def test_leaving_while_entering_ends_the_entry(stage: Stage) -> None:
    joining = await stage.entering()
    await stage.rooms.leave(ROOM)
    with pytest.raises(RequestFailed):
        await joining
    assert stage.take() == [RoomLeft(ROOM)]
