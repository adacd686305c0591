"""Making and ruling rooms, against real servers; two desks are the people."""

import asyncio
import secrets
from dataclasses import replace

import pytest

from startalk_desktop.model.events import (
    AvatarChanged,
    MessageBounced,
    RoomConfigured,
    RoomInvitationReceived,
    RoomJoined,
    RoomLeft,
    RoomOccupantChanged,
    RoomSubjectChanged,
)
from startalk_desktop.model.failure import FailureCode
from startalk_desktop.model.identity import ConversationKind
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import OutgoingMessage
from startalk_desktop.model.room import Affiliation, Role, RoomExit, RoomSettings
from startalk_desktop.xmpp.errors import RequestFailed
from tests.conformance.person import Cast
from tests.conformance.rooms import enter as enter_with_slixmpp
from tests.servers.running import Quirk
from tests.xmpp.desk import Desk, Desks

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c02"
    "0000000b4944415478da6364f80f00010501012718e3660000000049454e44ae426082"
)


@pytest.fixture
def room(desks: Desks) -> Jid:
    return Jid.parse(f"room-{secrets.token_hex(4)}@{desks.server.addresses().conference}")


async def enter(desk: Desk, room: Jid, nick: str) -> RoomJoined:
    await desk.session.rooms.join(room, nick)
    return await desk.expect(RoomJoined)


async def private_room(desk: Desk, room: Jid) -> None:
    await desk.session.rooms.create(room, "王芳", RoomSettings.private("研发 R&D"))
    await desk.expect(RoomJoined)


async def condition_of(request: object) -> str:
    """How `request`, which must fail, is refused."""
    with pytest.raises(RequestFailed) as caught:
        await request  # type: ignore[misc]
    return caught.value.condition


async def test_a_private_room_is_for_members_who_see_each_other(desks: Desks, room: Jid) -> None:
    wang, li = await desks.online("wang"), await desks.online("li")
    await private_room(wang, room)
    info = await wang.session.rooms.info(room)
    assert info.name == "研发 R&D"
    assert info.is_members_only
    assert info.is_persistent
    assert info.has_archive
    assert not info.is_anonymous
    assert not info.is_public
    assert await condition_of(li.session.rooms.join(room, "李")) == "registration-required"
    await wang.session.room_admin.set_affiliation(room, li.own, Affiliation.MEMBER)
    joined = await enter(li, room, "李")
    assert joined.info is not None
    assert not joined.info.is_anonymous
    assert {one.nick: one.real_jid for one in joined.occupants}["王芳"] == wang.own
    # ejabberd lists such a room for those who are in it.
    stranger = await desks.online("stranger")
    assert room not in [found.jid for found in await stranger.session.rooms.browse()]


async def test_a_public_room_is_found_and_open(desks: Desks, room: Jid) -> None:
    wang, li = await desks.online("wang"), await desks.online("li")
    await wang.session.rooms.create(room, "王芳", RoomSettings.public("午饭"))
    assert room in [found.jid for found in await li.session.rooms.browse()]
    await enter(li, room, "李")
    assert room.domain in [service.domain for service in await li.session.rooms.services()]


async def test_a_room_that_exists_is_not_made_again(desks: Desks, room: Jid) -> None:
    wang, li = await desks.online("wang"), await desks.online("li")
    await wang.session.rooms.create(room, "王芳", RoomSettings.public("午饭"))
    made_again = li.session.rooms.create(room, "李", RoomSettings.public("晚饭"))
    assert await condition_of(made_again) == "conflict"
    assert (await wang.session.rooms.info(room)).name == "午饭"
    # We are not in it by mistake.
    await enter(li, room, "李")


async def test_a_name_with_a_dot_between_is_a_nick(desks: Desks, room: Jid) -> None:
    """As of the Uyghurs, and of foreigners in Chinese; RFC 7622 allows that dot only between two l."""
    wang, li = await desks.online("wang"), await desks.online("li")
    await enter(wang, room, "买买提·艾力")
    joined = await enter(li, room, "李")
    assert "买买提·艾力" in {one.nick for one in joined.occupants}
    wang.say(room, "你好", ConversationKind.ROOM)
    assert (await li.expect_message("你好")).sender.resource == "买买提·艾力"


async def test_a_taken_nick_is_a_conflict(desks: Desks, room: Jid) -> None:
    wang, li = await desks.online("wang"), await desks.online("li")
    await enter(wang, room, "王芳")
    assert await condition_of(li.session.rooms.join(room, "王芳")) == "conflict"
    assert li.seen(RoomJoined) == []
    assert (await enter(li, room, "王芳 (2)")).nick == "王芳 (2)"
    li.say(room, "我也叫王芳", ConversationKind.ROOM)
    assert (await li.expect_message("我也叫王芳")).is_outgoing


async def test_settings_are_shown_to_owners_and_changed_by_them(desks: Desks, room: Jid) -> None:
    wang, li = await desks.online("wang"), await desks.online("li")
    await private_room(wang, room)
    admin = wang.session.room_admin
    settings = await admin.settings(room)
    assert (settings.name, settings.is_members_only, settings.is_anonymous) == (
        "研发 R&D",
        True,
        False,
    )
    await admin.set_affiliation(room, li.own, Affiliation.MEMBER)
    await enter(li, room, "李")
    wanted = RoomSettings(name="测试 <QA>", description="都来", is_public=True, is_anonymous=True)
    await admin.configure(room, wanted)
    await li.expect(RoomConfigured)
    info = await li.session.rooms.info(room)
    assert (info.name, info.is_public, info.is_anonymous, info.is_members_only) == (
        "测试 <QA>",
        True,
        True,
        True,
    )
    changed = await admin.settings(room)
    assert replace(changed, description=None) == replace(
        settings, name="测试 <QA>", is_public=True, is_anonymous=True, description=None
    )
    assert await condition_of(li.session.room_admin.settings(room)) == "forbidden"
    assert await condition_of(li.session.room_admin.configure(room, wanted)) == "forbidden"


async def test_everybody_who_belongs_is_listed(desks: Desks, room: Jid) -> None:
    wang, li, zhao = [await desks.online(name) for name in ("wang", "li", "zhao")]
    await private_room(wang, room)
    admin = wang.session.room_admin
    await admin.set_affiliation(room, li.own, Affiliation.MEMBER)
    await admin.set_affiliation(room, zhao.own, Affiliation.ADMIN)
    for affiliation, desk in (
        (Affiliation.OWNER, wang),
        (Affiliation.ADMIN, zhao),
        (Affiliation.MEMBER, li),
    ):
        found = await admin.affiliated(room, affiliation)
        assert [(one.jid, one.affiliation) for one in found] == [(desk.own, affiliation)]
    await admin.set_affiliation(room, li.own, Affiliation.NONE)
    assert await admin.affiliated(room, Affiliation.MEMBER) == ()


async def test_promoting_and_demoting_is_told(desks: Desks, room: Jid) -> None:
    wang, li = await desks.online("wang"), await desks.online("li")
    await private_room(wang, room)
    admin = wang.session.room_admin
    await admin.set_affiliation(room, li.own, Affiliation.MEMBER)
    await enter(li, room, "李")
    await admin.set_affiliation(room, li.own, Affiliation.ADMIN)
    told = await li.expect(
        RoomOccupantChanged,
        lambda event: (
            event.occupant is not None and event.occupant.affiliation is Affiliation.ADMIN
        ),
    )
    assert told.occupant is not None
    assert told.occupant.is_self
    assert told.occupant.role is Role.MODERATOR
    refused = li.session.room_admin.set_affiliation(room, wang.own, Affiliation.NONE)
    assert await condition_of(refused) in {"not-allowed", "conflict", "forbidden"}


async def test_who_is_kicked_hears_by_whom_and_why(desks: Desks, room: Jid) -> None:
    wang, li = await desks.online("wang"), await desks.online("li")
    await enter(wang, room, "王芳")
    await enter(li, room, "李")
    assert await condition_of(li.session.room_admin.set_role(room, "王芳", Role.NONE)) in {
        "forbidden",
        "not-allowed",
    }
    await wang.session.room_admin.set_role(room, "李", Role.NONE, "吵")
    left = await li.expect(RoomLeft)
    assert left.failure is not None
    assert (left.exit, left.failure.detail) == (RoomExit.KICKED, "吵")
    told = await wang.expect(RoomOccupantChanged, lambda event: event.occupant is None)
    assert (told.nick, told.exit, told.reason) == ("李", RoomExit.KICKED, "吵")
    if left.by:
        assert left.by == "王芳"


async def test_who_is_banned_does_not_come_back(desks: Desks, room: Jid) -> None:
    wang, li = await desks.online("wang"), await desks.online("li")
    await enter(wang, room, "王芳")
    await enter(li, room, "李")
    await wang.session.room_admin.set_affiliation(room, li.own, Affiliation.OUTCAST, "广告")
    left = await li.expect(RoomLeft)
    assert left.failure is not None
    assert (left.exit, left.failure.detail) == (RoomExit.BANNED, "广告")
    assert await condition_of(li.session.rooms.join(room, "李")) == "forbidden"
    banned = await wang.session.room_admin.affiliated(room, Affiliation.OUTCAST)
    assert [one.jid for one in banned] == [li.own]


async def test_who_is_no_member_any_more_is_out(desks: Desks, room: Jid) -> None:
    wang, li = await desks.online("wang"), await desks.online("li")
    await private_room(wang, room)
    await wang.session.room_admin.set_affiliation(room, li.own, Affiliation.MEMBER)
    await enter(li, room, "李")
    await wang.session.room_admin.set_affiliation(room, li.own, Affiliation.NONE, "调走了")
    left = await li.expect(RoomLeft)
    assert left.exit is RoomExit.REMOVED


async def test_a_topic_is_set_or_refused(desks: Desks, room: Jid) -> None:
    wang, li = await desks.online("wang"), await desks.online("li")
    await enter(wang, room, "王芳")
    await wang.session.room_admin.configure(room, RoomSettings(anyone_may_set_topic=False))
    await enter(li, room, "李")
    await wang.session.room_admin.set_subject(room, "发布 <1.0>")
    await li.expect(RoomSubjectChanged, lambda event: event.subject == "发布 <1.0>")
    assert await condition_of(li.session.room_admin.set_subject(room, "摸鱼")) == "forbidden"
    assert li.seen(MessageBounced) == []


async def test_people_are_invited_through_the_room(desks: Desks, room: Jid) -> None:
    wang, li = await desks.online("wang"), await desks.online("li")
    await private_room(wang, room)
    await wang.session.room_admin.invite(room, li.own, "来聊")
    told = await li.expect(RoomInvitationReceived)
    assert (told.room, told.sender.bare, told.reason) == (room, wang.own, "来聊")
    # A room for members takes whom its owner invites for one (XEP-0045 section 9.3).
    await enter(li, room, "李")
    stranger = await desks.online("stranger")
    refused = stranger.session.room_admin.invite(room, wang.own)
    assert await condition_of(refused) in {"not-acceptable", "forbidden", "not-allowed"}


async def test_people_are_invited_directly(desks: Desks, room: Jid, cast: Cast) -> None:
    wang, li = await desks.online("wang"), await desks.online("li")
    await private_room(wang, room)
    wang.session.room_admin.invite_directly(room, li.own, "来 <聊>", "暗号")
    told = await li.expect(RoomInvitationReceived)
    assert (told.room, told.sender, told.reason) == (room, wang.full, "来 <聊>")


async def test_a_room_ends_with_a_reason_and_a_new_place(desks: Desks, room: Jid) -> None:
    wang, li = await desks.online("wang"), await desks.online("li")
    await enter(wang, room, "王芳")
    await enter(li, room, "李")
    elsewhere = Jid(f"new-{room.local}", room.domain)
    assert await condition_of(li.session.room_admin.destroy(room)) == "forbidden"
    await wang.session.room_admin.destroy(room, "项目结束", elsewhere)
    left = await li.expect(RoomLeft)
    assert left.failure is not None
    assert (left.exit, left.failure.detail, left.alternative) == (
        RoomExit.DESTROYED,
        "项目结束",
        elsewhere,
    )
    with pytest.raises(RequestFailed):
        await li.session.rooms.info(room)


async def test_a_room_has_a_picture_where_the_service_keeps_one(desks: Desks, room: Jid) -> None:
    wang, li = await desks.online("wang"), await desks.online("li")
    await enter(wang, room, "王芳")
    await enter(li, room, "李")
    admin = wang.session.room_admin
    if Quirk.ROOMS_HAVE_NO_CARD in desks.server.quirks:
        with pytest.raises(RequestFailed) as caught:
            await admin.set_avatar(room, PIXEL, "image/png")
        assert caught.value.failure.code is FailureCode.UNSUPPORTED
        assert await li.session.cards.room_avatar(room) is None
        return
    assert (await wang.session.rooms.info(room)).has_card
    assert await li.session.cards.room_avatar(room) is None
    await admin.set_avatar(room, PIXEL, "image/png")
    told = await li.expect(AvatarChanged, lambda event: event.jid == room and bool(event.sha1))
    avatar = await li.session.cards.room_avatar(room)
    assert avatar is not None
    assert (avatar.content, avatar.sha1) == (PIXEL, told.sha1)
    with pytest.raises(RequestFailed):
        await li.session.room_admin.set_avatar(room, PIXEL, "image/png")
    with pytest.raises(RequestFailed) as caught:
        await admin.set_avatar(room, bytes(100_000), "image/png")
    assert caught.value.failure.code is FailureCode.TOO_LARGE


async def test_whether_we_are_in_is_asked_of_the_room(desks: Desks, room: Jid) -> None:
    wang, li = await desks.online("wang"), await desks.online("li")
    await enter(wang, room, "王芳")
    joined = await enter(li, room, "李")
    assert await li.session.rooms.is_inside(room) is True
    assert li.seen(RoomLeft) == []
    # The room loses us, and what it says of that does not reach us.
    stays = li.session.rooms._stays
    stay = stays._rooms[joined.room]
    await li.session.rooms.leave(room)
    await li.expect(RoomLeft)
    stays._rooms[room] = stay
    await wang.expect(RoomOccupantChanged, lambda event: event.occupant is None)
    assert await li.session.rooms.is_inside(room) is False
    left = await li.expect(RoomLeft)
    assert left.exit is RoomExit.LOST
    assert await li.session.rooms.is_inside(room) is False


async def test_private_messages_go_through_the_room_both_ways(
    desks: Desks, room: Jid, cast: Cast
) -> None:
    wang = await desks.online("wang")
    await wang.session.rooms.create(
        room, "王芳", replace(RoomSettings.public("午饭"), is_anonymous=True)
    )
    phone = await desks.online(wang.settings)
    zhao = await cast.connect("zhao")
    await enter_with_slixmpp(zhao, f"{room}", "赵")
    await wang.expect(RoomOccupantChanged, lambda event: event.nick == "赵")
    li = await desks.online("li")
    await enter(li, room, "李")
    # 赵 is somebody to the room's owner, and an occupant to everybody else.
    zhao.chat(f"{room}/李", "悄悄话")
    heard = await li.expect_message("悄悄话")
    occupant = room.with_resource("赵")
    assert (heard.peer, heard.sender, heard.sender_real_jid) == (occupant, occupant, None)
    zhao.chat(f"{room}/王芳", "老板好")
    heard = await wang.expect_message("老板好")
    assert heard.peer == Jid.parse(zhao.bare)
    li.session.messages.send(OutgoingMessage(occupant, ConversationKind.DIRECT, "收到", "origin-1"))
    said = await zhao.expect("the answer", lambda stanza: stanza["body"] == "收到")
    assert said["from"].full == f"{room}/李"
    assert said.xml.find("{http://jabber.org/protocol/muc#user}x") is not None
    nobody = room.with_resource("没有这个人")
    li.session.messages.send(OutgoingMessage(nobody, ConversationKind.DIRECT, "有人吗", "origin-2"))
    bounce = await li.expect(MessageBounced)
    assert (bounce.peer, bounce.origin_id) == (nobody, "origin-2")
    await asyncio.sleep(0)
    assert phone.seen(RoomJoined) == []
