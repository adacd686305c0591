"""Being in rooms, against real servers."""

import asyncio
import secrets

import pytest
from slixmpp import JID

from startalk_desktop.model.account import Endpoint
from startalk_desktop.model.connection import WaitingToRetry
from startalk_desktop.model.events import (
    ChatState,
    ChatStateChanged,
    ConnectionChanged,
    MessageReceived,
    RoomBookmarkChanged,
    RoomInvitationReceived,
    RoomJoined,
    RoomLeft,
    RoomOccupantChanged,
    RoomSubjectChanged,
    SessionStarted,
)
from startalk_desktop.model.failure import FailureCode
from startalk_desktop.model.identity import ConversationKind, now
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import MessageSource
from startalk_desktop.model.presence import Availability
from startalk_desktop.model.room import Affiliation, Occupant, Role, RoomBookmark
from startalk_desktop.xmpp.errors import NotConnected, RequestFailed
from tests.conformance.person import Cast
from tests.conformance.rooms import create_room
from tests.servers.ports import LOOPBACK
from tests.servers.relay import Relay
from tests.servers.running import Quirk, ServerKind
from tests.xmpp.desk import Desk, Desks

ROOM = ConversationKind.ROOM


@pytest.fixture
def room(desks: Desks) -> Jid:
    return Jid.parse(f"room-{secrets.token_hex(4)}@{desks.server.addresses().conference}")


async def enter(desk: Desk, room: Jid, nick: str) -> RoomJoined:
    await desk.session.rooms.join(room, nick)
    return await desk.expect(RoomJoined)


async def test_who_enters_knows_everybody_and_is_known(desks: Desks, room: Jid) -> None:
    wang, li = await desks.online("wang"), await desks.online("li")
    joined = await enter(wang, room, "王芳")
    assert (joined.room, joined.nick) == (room, "王芳")
    (me,) = joined.occupants
    assert me.is_self
    assert me.affiliation is Affiliation.OWNER
    joined = await enter(li, room, "李 <雷>")
    by_nick = {occupant.nick: occupant for occupant in joined.occupants}
    assert set(by_nick) == {"王芳", "李 <雷>"}
    assert by_nick["李 <雷>"].is_self
    change = await wang.expect(RoomOccupantChanged, lambda event: event.nick == "李 <雷>")
    assert isinstance(change.occupant, Occupant)
    # An owner sees real addresses in every room (XEP-0045 section 5.1.2).
    assert change.occupant.real_jid == li.own
    assert not change.occupant.is_self


async def test_what_is_said_comes_once_and_ours_as_an_echo(desks: Desks, room: Jid) -> None:
    wang, li = await desks.online("wang"), await desks.online("li")
    await enter(wang, room, "王芳")
    await enter(li, room, "李")
    origin_id = wang.say(room, "大家好", ROOM)
    echo = await wang.expect_message("大家好")
    assert (echo.source, echo.is_outgoing, echo.origin_id) == (MessageSource.ECHO, True, origin_id)
    heard = await li.expect_message("大家好")
    assert (heard.peer, heard.sender) == (room, room.with_resource("王芳"))
    assert (heard.is_outgoing, heard.source) == (False, MessageSource.LIVE)
    assert heard.stanza_id == echo.stanza_id
    assert heard.stanza_id
    wang.session.messages.send_chat_state(room, ROOM, ChatState.COMPOSING)
    await li.expect(ChatStateChanged, lambda event: event.state is ChatState.COMPOSING)
    assert wang.seen(MessageReceived) == []


async def test_history_is_not_told_at_entry_but_the_subject_is(
    desks: Desks, room: Jid, cast: Cast
) -> None:
    wang = await desks.online("wang")
    await enter(wang, room, "王芳")
    wang.say(room, "以前说的", ROOM)
    await wang.expect_message("以前说的")
    zhao = await cast.connect("zhao")
    zhao["xep_0045"].join_muc(str(room), "赵")
    await wang.expect(RoomOccupantChanged, lambda event: event.nick == "赵")
    li = await desks.online("li")
    await enter(li, room, "李")
    zhao.chat(str(room), "现在说的", "groupchat")
    await li.expect_message("现在说的")
    assert li.seen(MessageReceived) == []


async def test_a_room_hears_how_we_are(desks: Desks, room: Jid, cast: Cast) -> None:
    wang = await desks.online("wang")
    await enter(wang, room, "王芳")
    zhao = await cast.connect("zhao")
    zhao["xep_0045"].join_muc(str(room), "赵")
    await wang.expect(RoomOccupantChanged, lambda event: event.nick == "赵")

    async def sees(show: str, status: str, sender: Jid) -> None:
        await zhao.expect(
            "presence",
            lambda stanza: (
                (str(stanza["from"]), stanza["show"], stanza["status"])
                == (str(sender), show, status)
            ),
        )

    me = room.with_resource("王芳")
    wang.session.presence.set_own(Availability.AWAY, "去上海了", now())
    await sees("away", "去上海了", me)
    wang.session.presence.set_own(Availability.BUSY)
    await sees("dnd", "", me)
    # Where we enter later, we enter as we are.
    second = Jid.parse(f"second-{room}")
    await create_room(zhao, JID(str(second)), "赵")
    await enter(wang, second, "王芳")
    await sees("dnd", "", second.with_resource("王芳"))
    wang.session.presence.set_own(Availability.AVAILABLE, "回来了")
    for there in (room, second):
        await sees("", "回来了", there.with_resource("王芳"))


async def test_a_nick_that_can_be_none_is_refused_before_anything_is_sent(
    desks: Desks, room: Jid
) -> None:
    wang = await desks.online("wang")
    for nick in ("", "a\x07b"):
        with pytest.raises(RequestFailed) as caught:
            await wang.session.rooms.join(room, nick)
        assert caught.value.failure.code is FailureCode.NOT_ALLOWED
    assert (await enter(wang, room, "王芳")).nick == "王芳"


async def test_an_emoji_in_a_nick_is_the_servers_business(desks: Desks, room: Jid) -> None:
    wang, li = await desks.online("wang"), await desks.online("li")
    await enter(li, room, "李")
    if desks.server.kind is not ServerKind.REFERENCE:
        # Prosody and ejabberd prepare nicks by the rules of Unicode 3.2 (RFC 6122).
        with pytest.raises(RequestFailed):
            await wang.session.rooms.join(room, "王芳😀")
        return
    assert (await enter(wang, room, "王芳😀")).nick == "王芳😀"
    wang.say(room, "笑", ROOM)
    assert (await wang.expect_message("笑")).is_outgoing
    assert (await li.expect_message("笑")).sender == room.with_resource("王芳😀")


async def test_leaving_is_told_to_us_and_to_others(desks: Desks, room: Jid) -> None:
    wang, li = await desks.online("wang"), await desks.online("li")
    await enter(wang, room, "王芳")
    await enter(li, room, "李")
    await li.session.rooms.leave(room)
    assert await li.expect(RoomLeft) == RoomLeft(room)
    gone = await wang.expect(RoomOccupantChanged, lambda event: event.occupant is None)
    assert gone.nick == "李"
    await enter(li, room, "李")


async def test_entering_twice_is_entering_once(desks: Desks, room: Jid) -> None:
    wang = await desks.online("wang")
    await asyncio.gather(*(wang.session.rooms.join(room, "王芳") for _ in range(3)))
    await wang.expect(RoomJoined)
    assert wang.seen(RoomJoined) == []


async def test_who_is_put_out_is_told_why(desks: Desks, room: Jid) -> None:
    wang, li = await desks.online("wang"), await desks.online("li")
    await enter(wang, room, "王芳")
    await enter(li, room, "李")
    await wang.session.room_admin.set_role(room, "李", Role.NONE, "吵")
    left = await li.expect(RoomLeft)
    assert left.failure is not None
    assert (left.failure.code, left.failure.detail) == (FailureCode.NOT_ALLOWED, "吵")


async def test_who_is_banned_does_not_come_in(desks: Desks, room: Jid) -> None:
    wang, li = await desks.online("wang"), await desks.online("li")
    await enter(wang, room, "王芳")
    await wang.session.room_admin.set_affiliation(room, li.own, Affiliation.OUTCAST)
    with pytest.raises(RequestFailed) as caught:
        await li.session.rooms.join(room, "李")
    assert caught.value.failure.code is FailureCode.NOT_ALLOWED
    assert li.seen(RoomJoined) == []


async def test_nobody_makes_a_room_by_looking_for_it(desks: Desks, room: Jid) -> None:
    wang, li = await desks.online("wang"), await desks.online("li")
    for desk in (wang, li):  # the first try left nothing behind
        with pytest.raises(RequestFailed) as caught:
            await desk.session.rooms.join(room, "王芳", may_create=False)
        assert caught.value.condition == "item-not-found"
        assert desk.seen(RoomJoined) == desk.seen(RoomLeft) == []
    joined = await enter(li, room, "李")
    assert [one.affiliation for one in joined.occupants] == [Affiliation.OWNER]
    await wang.session.rooms.join(room, "王芳", may_create=False)
    await wang.expect(RoomJoined)


async def test_no_such_service_is_told(desks: Desks) -> None:
    wang = await desks.online("wang")
    with pytest.raises(RequestFailed):
        await wang.session.rooms.join(Jid.parse(f"x@nothing.{wang.own.domain}"), "王芳")


async def test_a_change_of_subject_is_told(desks: Desks, room: Jid, cast: Cast) -> None:
    wang = await desks.online("wang")
    await enter(wang, room, "王芳")
    await wang.session.room_admin.set_subject(room, "研发 R&D")
    await wang.expect(RoomSubjectChanged, lambda event: event.subject == "研发 R&D")
    li = await desks.online("li")
    await enter(li, room, "李")
    await li.expect(RoomSubjectChanged, lambda event: event.subject == "研发 R&D")
    assert li.seen(MessageReceived) == []


async def test_a_room_tells_of_itself_and_is_found(desks: Desks, room: Jid, cast: Cast) -> None:
    li = await cast.online("李雷")
    config = {"roomname": "研发 R&D", "roomdesc": "都来", "publicroom": "1", "persistentroom": "1"}
    await create_room(li, str(room), "李", config)
    wang = await desks.online("wang")
    info = await wang.session.rooms.info(room)
    assert (info.jid, info.name, info.description) == (room, "研发 R&D", "都来")
    assert info.occupant_count == 1
    assert info.has_archive
    assert info.is_persistent
    assert not info.is_members_only
    by_address = {found.jid: found.name for found in await wang.session.rooms.browse()}
    # ejabberd tells how many are in, after the name.
    assert by_address[room].startswith("研发 R&D")
    with pytest.raises(RequestFailed):
        await wang.session.rooms.info(Jid("no-such-room", room.domain))


async def test_invitations_of_both_kinds(desks: Desks, room: Jid, cast: Cast) -> None:
    wang, li = await desks.online("wang"), await cast.connect("li")
    await create_room(li, str(room), "李")
    li.client.send_raw(
        f"<message to='{room}'><x xmlns='http://jabber.org/protocol/muc#user'>"
        f"<invite to='{wang.own}'><reason>来聊</reason></invite></x></message>"
    )
    mediated = await wang.expect(RoomInvitationReceived)
    assert (mediated.room, mediated.reason) == (room, "来聊")
    li.client.send_raw(
        f"<message to='{wang.own}'><x xmlns='jabber:x:conference' jid='{room}' reason='再来'/></message>"
    )
    direct = await wang.expect(RoomInvitationReceived)
    assert (direct.room, direct.sender.bare, direct.reason) == (room, Jid.parse(li.bare), "再来")


async def test_with_the_session_all_rooms_end(desks: Desks, room: Jid) -> None:
    wang = await desks.online("wang")
    await enter(wang, room, "王芳")
    await wang.session.close()
    left = await wang.expect(RoomLeft)
    assert left.failure is not None
    assert left.failure.code is FailureCode.CONNECTION_LOST
    with pytest.raises(NotConnected):
        await wang.session.rooms.join(room, "王芳")


async def test_a_resumed_session_is_still_in_the_room(desks: Desks, room: Jid) -> None:
    async with Relay(desks.server.c2s_port) as relay:
        wang = await desks.online("wang", endpoint=Endpoint(LOOPBACK, relay.port))
        li = await desks.online("li")
        await enter(wang, room, "王芳")
        await enter(li, room, "李")
        relay.cut()
        li.say(room, "断线时", ROOM)
        assert (await wang.expect(SessionStarted)).is_resumed
        assert (await wang.expect_message("断线时")).peer == room
        assert wang.seen(RoomLeft) == []


async def test_after_a_lost_session_we_can_go_back(desks: Desks, room: Jid) -> None:
    # Somebody stays: a room that the last occupant lost is ended, and nobody enters just then.
    await enter(await desks.online("li"), room, "李")
    async with Relay(desks.server.c2s_port) as relay:
        wang = await desks.online("wang", endpoint=Endpoint(LOOPBACK, relay.port))
        await enter(wang, room, "王芳")
        relay.cut()
        await wang.expect(ConnectionChanged, lambda event: isinstance(event.state, WaitingToRetry))
        wang.session._client.forget()
        left = await wang.expect(RoomLeft)
        assert left.failure is not None
        assert left.failure.code is FailureCode.CONNECTION_LOST
        assert not (await wang.expect(SessionStarted)).is_resumed
        # The server keeps the lost session for a while, and where a nick is one session's, ours is taken.
        await enter(wang, room, f"王芳 {secrets.token_hex(2)}")
        wang.say(room, "又来了", ROOM)
        assert (await wang.expect_message("又来了")).is_outgoing


async def test_the_list_changed_by_another_device_is_told(desks: Desks, room: Jid) -> None:
    wang = await desks.online("wang")
    phone = await desks.online(wang.settings)
    bookmark = RoomBookmark(room, "研发", "王芳", is_autojoin=True)
    await wang.session.rooms.set_bookmark(bookmark)
    told = await phone.expect(RoomBookmarkChanged)
    assert told == RoomBookmarkChanged(room, bookmark)
    await wang.session.rooms.remove_bookmark(room)
    if Quirk.PEP_RETRACTION_IS_SILENT not in desks.server.quirks:
        told = await phone.expect(RoomBookmarkChanged, lambda event: event.bookmark is None)
        assert told.room == room


async def test_the_list_of_rooms_is_kept_for_all_devices(desks: Desks, room: Jid) -> None:
    wang = await desks.online("wang")
    assert await wang.session.rooms.bookmarks() == ()
    bookmark = RoomBookmark(room, "研发 <R&D>", "王芳", is_autojoin=True)
    await wang.session.rooms.set_bookmark(bookmark)
    phone = await desks.online(wang.settings)
    assert await phone.session.rooms.bookmarks() == (bookmark,)
    changed = RoomBookmark(room, "研发", "王芳")
    await phone.session.rooms.set_bookmark(changed)
    assert await wang.session.rooms.bookmarks() == (changed,)
    await wang.session.rooms.remove_bookmark(room)
    await wang.session.rooms.remove_bookmark(room)
    assert await phone.session.rooms.bookmarks() == ()
