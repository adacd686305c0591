"""Rooms over real sockets, by the app's core: made, ruled, left and lost; slixmpp is somebody else there."""

from __future__ import annotations

from functools import partial

import pytest
from slixmpp import JID

from startalk_desktop.core.conversation import ConversationHandle
from startalk_desktop.model.account import Account
from startalk_desktop.model.changes import InvitationReceived
from startalk_desktop.model.failure import FailureCode
from startalk_desktop.model.identity import ConversationId, ConversationKind
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import DeliveryState, MessageKind
from startalk_desktop.model.room import Affiliation, RoomEventKind, RoomSettings
from startalk_desktop.xmpp.errors import RequestFailed
from tests.conformance.person import Cast
from tests.conformance.rooms import enter, leave, say
from tests.core.live import Desk, Desks, person
from tests.core.world import until
from tests.servers.relay import Relay
from tests.servers.running import RunningServer

PATIENCE = 30.0


class Seat:
    """Somebody at a desk, and what they were invited to."""

    def __init__(self, desk: Desk, account: Account) -> None:
        self.desk = desk
        self.account = account
        self.invitations: list[InvitationReceived] = []
        desk.app.changes.subscribe(self._on_change)

    def _on_change(self, change: object) -> None:
        if isinstance(change, InvitationReceived):
            self.invitations.append(change)

    def handle(self, peer: Jid) -> ConversationHandle:
        return self.desk.app.conversation(ConversationId(self.account.id, peer))

    async def join(self, room: Jid, nick: str) -> ConversationHandle:
        await self.desk.app.inbox.join_room(self.account.id, room, nick)
        return self.handle(room)


async def seat(server: RunningServer, desks: Desks, name: str, port: int | None = None) -> Seat:
    desk = await desks.desk()
    account = await desk.add(await person(server, name), port)
    await desk.online(account)
    return Seat(desk, account)


async def second_device(desks: Desks, first: Seat) -> Seat:
    desk = await desks.desk()
    account = await desk.add(first.account.jid)
    await desk.online(account)
    return Seat(desk, account)


async def team(server: RunningServer, desks: Desks) -> tuple[Seat, Seat, Jid]:
    """A room that 王芳 made, with 李 in it."""
    wang, li = await seat(server, desks, "王芳"), await seat(server, desks, "li")
    made = await wang.desk.app.rooms.create(
        wang.account.id, "研发 R&D", members=[li.account.jid], topic="发布"
    )
    await until(lambda: bool(li.invitations), PATIENCE)
    await li.join(made.peer, "李")
    return wang, li, made.peer


async def test_a_room_is_made_and_its_people_are_invited(
    server: RunningServer, desks: Desks
) -> None:
    wang, li, room = await team(server, desks)
    assert li.invitations[0].room == room
    assert li.invitations[0].sender.bare == wang.account.jid
    theirs, ours = li.handle(room), wang.handle(room)
    await until(lambda: theirs.subject() == "发布", PATIENCE)
    line = await theirs.info()
    assert (line.name, line.kind) == ("研发 R&D", ConversationKind.ROOM)
    info = theirs.room_info()
    assert info is not None
    assert (info.is_members_only, info.is_anonymous, info.has_archive) == (True, False, True)
    await until(partial(has_members, ours, 2), PATIENCE)
    for handle in (ours, theirs):
        found = await handle.members()
        assert [(one.jid, one.affiliation, one.is_here) for one in found] == [
            (wang.account.jid, Affiliation.OWNER, True),
            (li.account.jid, Affiliation.MEMBER, True),
        ]
    assert ours.room_abilities().can_destroy
    assert not theirs.room_abilities().can_remove
    stranger = await seat(server, desks, "zhao")
    with pytest.raises(RequestFailed) as caught:
        await stranger.join(room, "赵")
    assert caught.value.condition == "registration-required"


async def test_an_invitation_waits_for_an_answer_on_any_device(
    server: RunningServer, desks: Desks
) -> None:
    wang, li = await seat(server, desks, "王芳"), await seat(server, desks, "li")
    phone = await second_device(desks, li)
    rooms = [
        (await wang.desk.app.rooms.create(wang.account.id, name, members=[li.account.jid])).peer
        for name in ("研发", "午饭")
    ]
    for place in (li, phone):
        await until(partial(is_asked_into, place, *rooms), PATIENCE)
    await li.desk.stop()
    await li.desk.start()
    await li.desk.online(li.account)
    assert await is_asked_into(li, *rooms)
    await li.desk.app.rooms.decline(li.account.id, rooms[0])
    await until(partial(is_asked_into, phone, rooms[1]), PATIENCE)
    await phone.desk.stop()
    await li.join(rooms[1], "李")
    assert await is_asked_into(li)
    await phone.desk.start()
    await phone.desk.online(phone.account)
    await until(partial(is_asked_into, phone), PATIENCE)


async def test_an_invitation_that_another_device_took_is_read_out_of_the_archive(
    server: RunningServer, desks: Desks
) -> None:
    wang, li = await seat(server, desks, "王芳"), await seat(server, desks, "li")
    rooms = [
        (
            await wang.desk.app.rooms.create(
                wang.account.id, name, members=[li.account.jid], is_public=is_public
            )
        ).peer
        for name, is_public in (("研发", False), ("午饭", True), ("喝茶", False))
    ]
    await until(partial(is_asked_into, li, *rooms), PATIENCE)
    phone = await second_device(desks, li)
    await until(partial(is_asked_into, phone, *rooms), PATIENCE)
    told = await phone.desk.app.rooms.invitations(phone.account.id)
    assert {one.inviter for one in told} == {wang.account.jid}
    # What was answered on any device is no question on the next.
    await li.desk.app.rooms.decline(li.account.id, rooms[0])
    await li.join(rooms[1], "李")
    await until(partial(is_asked_into, phone, rooms[2]), PATIENCE)
    await li.desk.app.inbox.leave_room(ConversationId(li.account.id, rooms[1]))
    await until(partial(has_told_all, li), PATIENCE)
    tablet = await second_device(desks, li)
    await until(partial(is_asked_into, tablet, rooms[2]), PATIENCE)


async def has_told_all(place: Seat) -> bool:
    return not await place.desk.app.accounts.runtime(place.account.id).store.invitations.untold()


async def is_asked_into(place: Seat, *rooms: Jid) -> bool:
    waiting = await place.desk.app.rooms.invitations(place.account.id)
    return {one.room for one in waiting} == set(rooms)


async def has_members(handle: ConversationHandle, here: int) -> bool:
    return len([one for one in await handle.members() if one.is_here]) == here


async def test_a_room_is_renamed_and_all_devices_know(server: RunningServer, desks: Desks) -> None:
    wang, li, room = await team(server, desks)
    settings = await wang.handle(room).room_settings()
    assert settings.name == "研发 R&D"
    await wang.handle(room).change_room(RoomSettings(name="测试", is_anonymous=True))
    for handle in (wang.handle(room), li.handle(room)):
        await until(partial(is_called, handle, "测试"), PATIENCE)
        info = handle.room_info()
        assert info is not None
        assert info.is_anonymous
    with pytest.raises(RequestFailed) as caught:
        await li.handle(room).change_room(RoomSettings(name="摸鱼"))
    assert caught.value.condition == "forbidden"


async def is_called(handle: ConversationHandle, name: str) -> bool:
    return (await handle.info()).name == name


async def shows(handle: ConversationHandle, *kinds: RoomEventKind) -> bool:
    found = [one.event.kind for one in await handle.latest() if one.event is not None]
    return found == list(kinds)


async def test_a_new_topic_is_a_line_once_for_everybody(
    server: RunningServer, desks: Desks
) -> None:
    wang, li, room = await team(server, desks)
    ours, theirs = wang.handle(room), li.handle(room)
    await until(lambda: theirs.subject() == "发布", PATIENCE)
    await ours.set_subject("周五冻结")
    await ours.send("改了")
    for handle in (ours, theirs):
        await until(partial(says, handle, "改了"), PATIENCE)
        assert handle.subject() == "周五冻结"
    topic = [one for one in await theirs.latest() if one.kind is MessageKind.SUBJECT]
    assert [(one.text, one.sender) for one in topic][-1] == (
        "周五冻结",
        room.with_resource(ours.own_nick()),
    )
    assert (await theirs.info()).unread_count == 1  # a topic is no news
    # Whoever comes back is told the topic again; it is the same.
    await li.desk.stop()
    await li.desk.start()
    await li.desk.online(li.account)
    theirs = li.handle(room)
    await until(lambda: theirs.subject() == "周五冻结", PATIENCE)
    await ours.send("收到？")
    await until(partial(says, theirs, "改了", "收到？"), PATIENCE)
    again = [one for one in await theirs.latest() if one.kind is MessageKind.SUBJECT]
    assert [one.row for one in again] == [one.row for one in topic]


async def test_people_are_promoted_and_put_out(server: RunningServer, desks: Desks) -> None:
    wang, li, room = await team(server, desks)
    ours, theirs = wang.handle(room), li.handle(room)
    await ours.set_affiliation(li.account.jid, Affiliation.ADMIN)
    await until(lambda: theirs.room_abilities().can_ban, PATIENCE)
    await until(partial(shows, theirs, RoomEventKind.AFFILIATION), PATIENCE)
    await ours.set_affiliation(li.account.jid, Affiliation.MEMBER)
    await until(lambda: not theirs.room_abilities().can_ban, PATIENCE)
    await ours.kick("李", "吵")
    promoted = (RoomEventKind.AFFILIATION, RoomEventKind.AFFILIATION)
    await until(partial(shows, theirs, *promoted, RoomEventKind.KICKED), PATIENCE)
    kicked = (await theirs.latest())[-1]
    assert kicked.kind is MessageKind.EVENT
    assert kicked.event is not None
    assert kicked.event.reason == "吵"
    failure = theirs.room_failure()
    assert failure is not None
    assert failure.detail == "吵"
    await li.join(room, "李")
    await ours.ban(li.account.jid, "广告")
    await until(lambda: not theirs.own_nick(), PATIENCE)
    await until(partial(is_out, theirs), PATIENCE)
    assert [one.jid for one in await ours.banned()] == [li.account.jid]
    with pytest.raises(RequestFailed) as caught:
        await li.join(room, "李")
    # Prosody says to the banned what it says to whoever is no member.
    assert caught.value.condition in {"forbidden", "registration-required"}
    with pytest.raises(RequestFailed):
        await theirs.banned()
    await ours.set_affiliation(li.account.jid, Affiliation.NONE)
    assert await ours.banned() == ()
    await ours.set_affiliation(li.account.jid, Affiliation.MEMBER)
    await li.join(room, "李")
    await until(lambda: bool(theirs.own_nick()), PATIENCE)


async def is_out(handle: ConversationHandle) -> bool:
    return not (await handle.info()).is_joined


async def test_a_room_that_was_closed_while_we_were_away_stays_closed(
    server: RunningServer, desks: Desks
) -> None:
    wang, li, room = await team(server, desks)
    await li.desk.stop()
    await wang.handle(room).destroy_room("it is built")
    await li.desk.start()
    await li.desk.online(li.account)
    theirs = li.handle(room)
    await until(lambda: theirs.room_failure() is not None, PATIENCE)
    assert not theirs.own_nick()
    # Nobody has made another in its place, which would be open to all.
    with pytest.raises(RequestFailed):
        await wang.desk.app.rooms.join(wang.account.id, room)


async def test_a_room_ends_for_everybody(server: RunningServer, desks: Desks) -> None:
    wang, li, room = await team(server, desks)
    with pytest.raises(RequestFailed):
        await li.handle(room).destroy_room()
    await wang.handle(room).destroy_room("项目结束")
    theirs = li.handle(room)
    await until(partial(shows, theirs, RoomEventKind.DESTROYED), PATIENCE)
    failure = theirs.room_failure()
    assert failure is not None
    assert (failure.code, failure.detail) == (FailureCode.RECIPIENT_UNKNOWN, "项目结束")
    for handle in (wang.handle(room), theirs):
        await until(partial(is_out, handle), PATIENCE)
    again = await second_device(desks, li)
    runtime = again.desk.app.accounts.runtime(again.account.id)
    await until(lambda: has_begun(again), PATIENCE)
    assert not runtime.rooms.is_joined(room)


def has_begun(seat: Seat) -> bool:
    beginning = seat.desk.app.accounts.runtime(seat.account.id).rooms._beginning
    return beginning is not None and beginning.done()


async def test_all_devices_are_where_one_is(server: RunningServer, desks: Desks) -> None:
    wang, li, room = await team(server, desks)
    phone = await second_device(desks, li)
    there = phone.handle(room)
    await until(lambda: bool(there.own_nick()), PATIENCE)
    await wang.handle(room).send("一")
    await until(partial(says, there, "一"), PATIENCE)
    await li.handle(room).leave_room()
    await until(lambda: not there.own_nick(), PATIENCE)
    await until(partial(is_out, there), PATIENCE)


async def says(handle: ConversationHandle, *texts: str) -> bool:
    found = [one.text for one in await handle.latest() if one.kind is MessageKind.TEXT]
    return found == list(texts)


async def test_counts_agree_over_devices_breaks_and_restarts(
    server: RunningServer, desks: Desks
) -> None:
    async with Relay(server.c2s_port) as relay:
        wang = await seat(server, desks, "王芳")
        li = await seat(server, desks, "li", relay.port)
        made = await wang.desk.app.rooms.create(wang.account.id, "研发", members=[li.account.jid])
        room = made.peer
        theirs = await li.join(room, "李雷")
        await wang.handle(room).send("李雷 在吗")
        await wang.handle(room).send("大家好")
        await until(partial(counts, theirs, 2, 1), PATIENCE)
        await li.desk.stop()
        await wang.handle(room).send("李雷 看一下")
        await until(partial(all_sent, wang.handle(room)), PATIENCE)
        await li.desk.start()
        await li.desk.online(li.account)
        theirs = li.handle(room)
        await until(partial(counts, theirs, 3, 2), PATIENCE)
        relay.cut()
        await wang.handle(room).send("断线时")
        await until(partial(counts, theirs, 4, 2), PATIENCE)
        phone = await second_device(desks, li)
        there = phone.handle(room)
        await until(partial(says, there, "李雷 在吗", "大家好", "李雷 看一下", "断线时"), PATIENCE)
        await there.mark_read((await there.latest())[1].row)
        await until(partial(counts, theirs, 2, 1), PATIENCE)
        await theirs.mark_read((await theirs.latest())[-1].row)
        await until(partial(counts, theirs, 0, 0), PATIENCE)
        await until(partial(counts, there, 0, 0), PATIENCE)


async def counts(handle: ConversationHandle, unread: int, mentions: int) -> bool:
    """In the list, and, since nothing else is unread, in the sums that rail and tray show."""
    line, sums = await handle.info(), handle._runtime.lines
    told = (line.unread_count, line.mention_count)
    return told == (sums.unread_count, sums.mention_count) == (unread, mentions)


async def all_sent(handle: ConversationHandle) -> bool:
    return all(
        one.state is not DeliveryState.QUEUED for one in await handle.latest() if one.is_outgoing
    )


async def test_who_is_who_in_a_room_that_hides_it(
    server: RunningServer, desks: Desks, cast: Cast
) -> None:
    wang, li = await seat(server, desks, "王芳"), await seat(server, desks, "li")
    made = await wang.desk.app.rooms.create(wang.account.id, "午饭", is_public=True)
    room = made.peer
    await wang.handle(room).change_room(RoomSettings(is_anonymous=True))
    found = [one.jid for one in await li.desk.app.rooms.browse(li.account.id)]
    assert room in found
    theirs = await li.join(room, "李")
    info = theirs.room_info()
    assert info is not None
    assert info.is_anonymous
    zhao = await cast.connect("zhao")
    await enter(zhao, JID(str(room)), "赵")
    await until(lambda: "赵" in {one.nick for one in theirs.occupants()}, PATIENCE)
    assert {one.nick: one.jid for one in await theirs.members() if one.is_here}["赵"] is None
    # A private message of an occupant, and the answer.
    zhao.chat(f"{room}/李", "悄悄话")
    occupant = room.with_resource("赵")
    talk = li.handle(occupant)
    await until(partial(says, talk, "悄悄话"), PATIENCE)
    assert (await talk.info()).kind is ConversationKind.DIRECT
    await talk.send("收到")
    heard = await zhao.expect("the answer", lambda stanza: stanza["body"] == "收到")
    assert heard["from"].full == f"{room}/李"
    await until(partial(all_sent, talk), PATIENCE)
    # Somebody else under the same nick gets nothing of it.
    leave(zhao, JID(str(room)), "赵")
    await until(lambda: "赵" not in {one.nick for one in theirs.occupants()}, PATIENCE)
    other = await cast.connect("other")
    await enter(other, JID(str(room)), "赵")
    await until(lambda: "赵" in {one.nick for one in theirs.occupants()}, PATIENCE)
    await talk.send("密码是 1234")
    await until(partial(has_failed, talk), PATIENCE)
    # To the owner, who is shown everybody's address, 赵 is a person.
    opened = await wang.desk.app.rooms.open_private(wang.account.id, room, "赵")
    assert opened.peer == Jid.parse(other.bare)
    say(other, JID(str(room)), "大家好")
    await until(partial(says, theirs, "大家好"), PATIENCE)
    assert (await theirs.latest())[-1].sender_real_jid is None


async def has_failed(handle: ConversationHandle) -> bool:
    return (await handle.latest())[-1].state is DeliveryState.FAILED


async def test_a_look_alike_in_a_real_room_is_marked(
    server: RunningServer, desks: Desks, cast: Cast
) -> None:
    wang = await seat(server, desks, "fang")
    made = await wang.desk.app.rooms.create(wang.account.id, "午饭", is_public=True)
    handle = wang.handle(made.peer)
    own = handle.own_nick()
    zhao = await cast.connect("zhao")
    await enter(zhao, JID(str(made.peer)), own.upper())
    await until(partial(has_members, handle, 2), PATIENCE)
    found = {one.nick: one.looks_like for one in await handle.members()}
    assert found == {own: None, own.upper(): own}
