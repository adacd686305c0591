"""Rooms: joined again after breaks, under a free nick, with what was said meanwhile; and what deserves a notice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from startalk_desktop.core.notices import Notice, Notices
from startalk_desktop.model.changes import InvitationReceived
from startalk_desktop.model.events import (
    MessageReceived,
    RoomBookmarkChanged,
    RoomInvitationReceived,
    RoomOccupantChanged,
    RoomSubjectChanged,
)
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.identity import AccountId, ConversationId, ConversationKind, now
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import DeliveryState, MessageSource, ReceivedMessage
from startalk_desktop.model.room import Affiliation, Occupant, Role, RoomBookmark
from startalk_desktop.tasks import TaskScope
from startalk_desktop.xmpp.errors import NotConnected, RequestFailed
from tests.core.fakes import FakeArchive, FakeDomain
from tests.core.world import LI, WANG, World, until

ROOM = Jid.parse("研发@conference.acme.example")
OTHER = Jid.parse("lunch@conference.acme.example")


def joins(domain: FakeDomain) -> list[tuple[Jid, str]]:
    return [details for what, details in domain.line.log if what == "join"]


def said(domain: FakeDomain, text: str, nick: str = "王芳", *, is_live: bool = True) -> None:
    message = ReceivedMessage(
        peer=ROOM,
        conversation_kind=ConversationKind.ROOM,
        source=MessageSource.LIVE,
        sender=ROOM.with_resource(nick),
        is_outgoing=False,
        text=text,
        sent_at=domain.room_archives.setdefault(ROOM, FakeArchive(clock=now())).clock,
        message_id=f"id-{text}",
        is_markable=True,
    )
    stanza_id = domain.room_archives[ROOM].append(message)
    if is_live:
        domain.line.emit(MessageReceived(replace(message, stanza_id=stanza_id)))


async def says(world: World, account: AccountId, *texts: str) -> bool:
    return await world.texts(ConversationId(account, ROOM)) == list(texts)


async def test_join_write_leave(world: World) -> None:
    account = await world.online()
    domain = world.domain()
    conversation = await world.app.inbox.join_room(account.id, ROOM)
    handle = world.app.conversation(conversation)
    assert handle.own_nick() == "andy"
    assert [who.nick for who in handle.occupants()] == ["andy"]
    line = await handle.info()
    assert (line.kind, line.name, line.is_joined) == (ConversationKind.ROOM, "Room 研发", True)
    assert domain.bookmarks[ROOM] == RoomBookmark(ROOM, "Room 研发", "andy", is_autojoin=True)
    await handle.send("大家好")
    await until(lambda: in_states(world, conversation, DeliveryState.SENT))
    await world.app.inbox.leave_room(conversation)
    assert not (await handle.info()).is_joined
    assert handle.occupants() == ()
    assert not domain.bookmarks[ROOM].is_autojoin
    domain.line.break_line()
    domain.line.sign_in()
    await world.app.accounts.runtime(account.id).sync.caught_up()
    assert len(joins(domain)) == 1, "a room that was left was joined again"


async def in_states(world: World, conversation: ConversationId, *states: DeliveryState) -> bool:
    return [message.state for message in await world.messages(conversation)] == list(states)


async def test_joined_again_after_a_break_with_what_was_said(world: World) -> None:
    account = await world.online()
    domain = world.domain()
    await world.app.inbox.join_room(account.id, ROOM, "安迪")
    said(domain, "one")
    await until(lambda: says(world, account.id, "one"))
    domain.line.break_line()
    for number in range(120):
        said(domain, f"away {number}", is_live=False)
    domain.line.sign_in()
    said_all = ["one", *(f"away {number}" for number in range(120))]
    await until(lambda: says(world, account.id, *said_all))
    assert joins(domain) == [(ROOM, "安迪"), (ROOM, "安迪")]
    domain.line.break_line()
    domain.line.sign_in(is_resumed=True)
    await until(lambda: world.app.accounts.runtime(account.id).line.is_up)
    assert len(joins(domain)) == 2


async def test_scrolling_up_in_a_room(world: World) -> None:
    account = await world.online()
    domain = world.domain()
    for number in range(170):
        said(domain, f"{number}", is_live=False)
    conversation = await world.app.inbox.join_room(account.id, ROOM)
    await until(lambda: says(world, account.id, *(f"{number}" for number in range(120, 170))))
    handle = world.app.conversation(conversation)
    assert await handle.fetch_older(100)
    assert len(await world.texts(conversation)) == 150
    assert not await handle.fetch_older(100)
    assert await world.texts(conversation) == [f"{number}" for number in range(170)]
    asked = len(domain.line.queries)
    assert not await handle.fetch_older(100)
    assert len(domain.line.queries) == asked


async def test_a_room_without_an_archive_has_nothing_older(world: World) -> None:
    account = await world.online()
    conversation = await world.app.inbox.join_room(account.id, ROOM)
    del world.domain().room_archives[ROOM]
    assert not await world.app.conversation(conversation).fetch_older()


async def test_only_bookmarks_that_ask_for_it_are_joined(world: World) -> None:
    domain = world.domain()
    domain.bookmarks = {
        ROOM: RoomBookmark(ROOM, "研发部", "小安", is_autojoin=True),
        OTHER: RoomBookmark(OTHER, "Lunch"),
    }
    account = await world.online()
    await until(lambda: world.app.accounts.runtime(account.id).rooms.is_joined(ROOM))
    assert joins(domain) == [(ROOM, "小安")]
    handle = world.app.conversation(ConversationId(account.id, ROOM))
    await until(lambda: is_named(world, account.id, "Room 研发"))
    assert handle.own_nick() == "小安"


async def is_named(world: World, account: AccountId, name: str) -> bool:
    return name in [line.name for line in await world.app.inbox.conversations(account)]


async def test_rooms_follow_the_list_of_our_other_devices(world: World) -> None:
    hall = Jid("hall", "conference.acme.example")
    world.domain().bookmarks = {hall: RoomBookmark(hall, "Hall", "小安", is_autojoin=True)}
    account = await world.online()
    line = world.domain().line
    rooms = world.app.accounts.runtime(account.id).rooms
    await until(lambda: rooms.is_joined(hall))  # the list that was fetched is done with
    bookmark = RoomBookmark(ROOM, "研发部", "小安", is_autojoin=True)
    line.emit(RoomBookmarkChanged(OTHER, RoomBookmark(OTHER, "Lunch")))
    line.emit(RoomBookmarkChanged(ROOM, bookmark))
    await until(lambda: rooms.own_nick(ROOM) == "小安")
    line.emit(RoomBookmarkChanged(ROOM, bookmark))
    await until(lambda: is_named(world, account.id, "Room 研发"))
    assert joins(world.domain()) == [(hall, "小安"), (ROOM, "小安")]
    line.emit(RoomBookmarkChanged(ROOM, None))
    await until(lambda: not rooms.is_joined(ROOM))
    lines = await world.app.inbox.conversations()
    assert {line.id.peer: line.is_joined for line in lines} == {hall: True, ROOM: False}


async def test_a_taken_nick_is_changed(world: World) -> None:
    account = await world.online()
    world.domain().taken_nicks = {(ROOM, "andy"), (ROOM, "andy (2)")}
    conversation = await world.app.inbox.join_room(account.id, ROOM)
    assert world.app.conversation(conversation).own_nick() == "andy (3)"


async def test_a_refusal_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    account = await world.online()

    async def refuse(room: Jid, nick: str, password: str = "", **_options: bool) -> None:
        raise RequestFailed(Failure(FailureCode.NOT_ALLOWED), "registration-required")

    monkeypatch.setattr(world.domain().line.rooms, "join", refuse)
    with pytest.raises(RequestFailed) as caught:
        await world.app.inbox.join_room(account.id, ROOM)
    assert caught.value.failure.code is FailureCode.NOT_ALLOWED
    assert await world.app.inbox.conversations() == []
    world.domain().line.break_line()
    with pytest.raises(NotConnected):
        await world.app.inbox.join_room(account.id, ROOM)


async def test_messages_to_a_room_wait_until_we_are_in(world: World) -> None:
    account = await world.online()
    domain = world.domain()
    conversation = await world.app.inbox.join_room(account.id, ROOM)
    domain.line.break_line()
    await world.app.conversation(conversation).send("written offline")
    domain.line.sign_in()
    await until(lambda: in_states(world, conversation, DeliveryState.SENT))
    order = [what for what, _ in domain.line.log if what == "join"]
    assert len(order) == 2
    assert [message.text for message in domain.received] == ["written offline"]


async def test_a_room_message_in_doubt_is_looked_for_in_the_rooms_archive(world: World) -> None:
    account = await world.online()
    domain = world.domain()
    conversation = await world.app.inbox.join_room(account.id, ROOM)
    domain.line.is_acknowledging = False
    await world.app.conversation(conversation).send("one")
    domain.line.reaches_server = False
    await world.app.conversation(conversation).send("two")
    domain.line.break_line()
    domain.line.sign_in()
    await until(lambda: in_states(world, conversation, DeliveryState.SENT, DeliveryState.SENT))
    assert [message.text for message in domain.received] == ["one", "two"]


async def test_who_is_there(world: World) -> None:
    account = await world.online()
    line = world.domain().line
    conversation = await world.app.inbox.join_room(account.id, ROOM)
    handle = world.app.conversation(conversation)
    wang = Occupant("王芳", Affiliation.OWNER, Role.MODERATOR, WANG)
    line.emit(RoomOccupantChanged(ROOM, "王芳", wang))
    line.emit(RoomOccupantChanged(OTHER, "王芳", wang))
    line.emit(RoomSubjectChanged(ROOM, "发布"))
    assert [who.nick for who in handle.occupants()] == ["王芳", "andy"]
    assert handle.subject() == "发布"
    line.emit(RoomOccupantChanged(ROOM, "王芳", None))
    assert [who.nick for who in handle.occupants()] == ["andy"]
    for number in range(6_000):
        line.emit(RoomOccupantChanged(ROOM, f"{number}", wang))
    assert len(handle.occupants()) == 5_000


async def test_an_invitation_is_told(world: World) -> None:
    account = await world.online()
    world.domain().line.emit(RoomInvitationReceived(ROOM, WANG, "来吧"))
    await until(lambda: InvitationReceived(account.id, ROOM, WANG, "来吧") in world.changes)


async def test_markers_name_the_rooms_id(world: World) -> None:
    account = await world.online()
    domain = world.domain()
    conversation = await world.app.inbox.join_room(account.id, ROOM)
    said(domain, "one")
    await until(lambda: says(world, account.id, "one"))
    newest = (await world.messages(conversation))[-1]
    await world.app.conversation(conversation).mark_read(newest.row)
    assert ("marker", (ROOM, newest.stanza_id)) in domain.line.log


async def test_what_deserves_a_notice(world: World) -> None:
    account = await world.online()
    domain = world.domain()
    conversation = await world.app.inbox.join_room(account.id, ROOM, "安迪")
    looked_at: set[ConversationId] = set()
    heard: list[Notice] = []
    scope = TaskScope("test")
    notices = Notices(
        world.app.accounts, world.app.changes, scope, looked_at.__contains__, heard.append
    )
    domain.incoming(WANG, "你好")
    await until(lambda: len(heard) == 1)
    assert (heard[0].sender_name, heard[0].excerpt, heard[0].count) == ("王芳", "你好", 1)
    said(domain, "just chatting")
    said(domain, "安迪 你看一下")
    await until(lambda: len(heard) == 2)
    assert heard[1].is_mention
    assert heard[1].kind is ConversationKind.ROOM
    looked_at.add(ConversationId(account.id, LI))
    domain.incoming(LI, "seen at once")
    domain.incoming(WANG, "second")
    await until(lambda: len(heard) == 3)
    assert [notice.conversation.peer for notice in heard] == [WANG, ROOM, WANG]
    notices.close()
    await scope.close()
    assert conversation.peer == ROOM
