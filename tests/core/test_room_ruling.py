"""Making rooms and ruling them, in a played domain; and private messages inside of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from startalk_desktop.core.conversation import ConversationHandle
from startalk_desktop.core.errors import ActionRefused, InvitationsRefused
from startalk_desktop.core.nicks import usable
from startalk_desktop.core.room_abilities import abilities_of
from startalk_desktop.model.changes import RoomTask, RoomTaskFailed
from startalk_desktop.model.events import (
    AvatarChanged,
    MessageReceived,
    RoomAffiliationChanged,
    RoomJoined,
    RoomLeft,
    RoomOccupantChanged,
)
from startalk_desktop.model.failure import FailureCode
from startalk_desktop.model.identity import ConversationId, ConversationKind, now
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import DeliveryState, MessageSource, ReceivedMessage
from startalk_desktop.model.room import (
    Affiliation,
    Occupant,
    Role,
    RoomAbilities,
    RoomExit,
    RoomInfo,
    RoomSettings,
)
from startalk_desktop.model.roster import RosterItem, Subscription
from startalk_desktop.xmpp.errors import NotConnected, RequestFailed
from tests.core.fakes import FakeDomain, refused
from tests.core.world import LI, ME_AT_ACME, WANG, World, until

ROOM = Jid.parse("研发@conference.acme.example")
ZHAO = Jid.parse("zhao@acme.example")


def logged(domain: FakeDomain, wanted: str) -> list[tuple[object, ...]]:
    return [details for what, details in domain.line.log if what == wanted]  # type: ignore[misc]


async def in_room(
    world: World, affiliation: Affiliation = Affiliation.OWNER, *others: Occupant, **info: bool
) -> ConversationHandle:
    account = await world.online()
    domain = world.domain()
    domain.own_affiliations[ROOM] = affiliation
    domain.own_roles[ROOM] = Role.MODERATOR
    domain.occupants[ROOM] = others
    domain.infos[ROOM] = RoomInfo(ROOM, "研发", **info)
    conversation = await world.app.inbox.join_room(account.id, ROOM, "me")
    return world.app.conversation(conversation)


# making


async def test_a_private_room_is_made_with_its_people(world: World) -> None:
    account = await world.online()
    domain = world.domain()
    conversation = await world.app.rooms.create(
        account.id, " 研发 R&D ", members=[WANG, LI, WANG, ME_AT_ACME], topic="发布"
    )
    room = conversation.peer
    assert room.domain == "conference.acme.example"
    assert "研发" in room.local
    ((_, settings),) = logged(domain, "create")
    assert settings == RoomSettings.private("研发 R&D")
    assert domain.affiliations[room] == {
        WANG: Affiliation.MEMBER,
        LI: Affiliation.MEMBER,
    }
    invited = [details[1] for details in logged(domain, "invite_directly")]
    assert sorted(map(str, invited)) == sorted(map(str, (WANG, LI)))
    handle = world.app.conversation(conversation)
    line = await handle.info()
    assert (line.name, line.kind, line.is_joined) == ("研发 R&D", ConversationKind.ROOM, True)
    assert handle.subject() == "发布"
    assert domain.bookmarks[room].is_autojoin
    assert domain.bookmarks[room].name == "研发 R&D"
    world.app.changes.flush()
    assert not [one for one in world.changes if isinstance(one, RoomTaskFailed)]


async def test_what_fails_besides_the_room_is_told_and_the_room_is_there(world: World) -> None:
    account = await world.online()
    domain = world.domain()
    why = refused("not-allowed", FailureCode.NOT_ALLOWED)
    domain.refusals = {"set_affiliation": why, "set_subject": why, "set_avatar": why}
    conversation = await world.app.rooms.create(
        account.id, "研发", members=[WANG], topic="发布", avatar=b"\x89PNG\r\n\x1a\n"
    )
    world.app.changes.flush()
    told = [one for one in world.changes if isinstance(one, RoomTaskFailed)]
    assert [(one.conversation, one.task, one.jid) for one in told] == [
        (conversation, RoomTask.INVITE, WANG),
        (conversation, RoomTask.TOPIC, None),
        (conversation, RoomTask.AVATAR, None),
    ]
    assert world.app.conversation(conversation).own_nick() == "andy"


async def test_a_domain_may_have_no_rooms_or_give_none(world: World) -> None:
    account = await world.online()
    domain = world.domain()
    domain.refusals["create"] = refused("not-allowed", FailureCode.NOT_ALLOWED)
    with pytest.raises(RequestFailed) as caught:
        await world.app.rooms.create(account.id, "研发")
    assert caught.value.condition == "not-allowed"
    domain.has_rooms = False
    with pytest.raises(RequestFailed) as caught:
        await world.app.rooms.create(account.id, "研发")
    assert caught.value.failure.code is FailureCode.UNSUPPORTED
    assert await world.app.inbox.conversations() == []
    domain.line.break_line()
    with pytest.raises(NotConnected):
        await world.app.rooms.create(account.id, "研发")


async def test_a_public_room_is_open_and_nobody_has_to_be_made_a_member(world: World) -> None:
    account = await world.online()
    conversation = await world.app.rooms.create(account.id, "!!!", members=[WANG], is_public=True)
    domain = world.domain()
    assert conversation.peer not in domain.affiliations
    assert logged(domain, "invite_directly") == [(conversation.peer, WANG, "")]


# inviting


async def test_who_may_not_make_members_invites_through_the_room(world: World) -> None:
    handle = await in_room(world, Affiliation.MEMBER, is_members_only=True)
    domain = world.domain()
    await handle.invite([WANG, LI], "来聊")
    assert logged(domain, "invite") == [(ROOM, WANG, "来聊"), (ROOM, LI, "来聊")]
    domain.refusals["invite"] = refused("forbidden", FailureCode.NOT_ALLOWED)
    with pytest.raises(InvitationsRefused) as caught:
        await handle.invite([WANG])
    assert caught.value.people == {WANG: caught.value.failure}


async def test_an_admin_who_is_invited_stays_an_admin(world: World) -> None:
    handle = await in_room(world, is_members_only=True)
    domain = world.domain()
    domain.affiliations[ROOM] = {WANG: Affiliation.ADMIN}
    await handle.members()
    await handle.invite([WANG, LI])
    assert domain.affiliations[ROOM] == {WANG: Affiliation.ADMIN, LI: Affiliation.MEMBER}
    assert len(logged(domain, "invite_directly")) == 2


# members


async def test_members_are_the_lists_and_who_is_there(world: World) -> None:
    stranger = Occupant("王\u200b芳", Affiliation.NONE, Role.PARTICIPANT)
    handle = await in_room(world, Affiliation.OWNER, stranger)
    domain = world.domain()
    runtime = world.app.accounts.runtime(handle.id.account)
    await runtime.people.roster_received((RosterItem(WANG, "王芳", Subscription.BOTH),))
    domain.affiliations[ROOM] = {
        ME_AT_ACME: Affiliation.OWNER,
        WANG: Affiliation.MEMBER,
        LI: Affiliation.ADMIN,
    }
    found = await handle.members()
    assert [(one.jid, one.shown_name, one.is_here, one.looks_like) for one in found] == [
        (ME_AT_ACME, "me", True, None),
        (LI, "liwei", False, None),
        (WANG, "王芳", False, None),
        (None, "王\u200b芳", True, "王芳"),
    ]
    # Told once, and kept in step with what happens.
    asked = len(logged(domain, "list member"))
    await handle.set_affiliation(LI, Affiliation.NONE)
    wang = Occupant("wf", Affiliation.ADMIN, Role.MODERATOR, WANG)
    domain.line.emit(RoomOccupantChanged(ROOM, "wf", wang))
    found = await handle.members()
    assert [one.jid for one in found] == [ME_AT_ACME, WANG, None]
    assert found[1].affiliation is Affiliation.ADMIN
    domain.line.emit(RoomOccupantChanged(ROOM, "wf", None, RoomExit.LEFT))
    assert [(one.jid, one.is_here) for one in await handle.members()][1] == (WANG, False)
    assert len(logged(domain, "list member")) == asked


async def test_lists_that_are_not_shown_are_left_out(world: World) -> None:
    handle = await in_room(world)
    domain = world.domain()
    domain.refusals = {
        f"list {affiliation}": refused("forbidden", FailureCode.NOT_ALLOWED)
        for affiliation in ("owner", "admin", "member")
    }
    assert [one.nick for one in await handle.members()] == ["me"]


# ruling


async def test_ruling_asks_the_room(world: World) -> None:
    handle = await in_room(world)
    domain = world.domain()
    await handle.kick("李", "吵")
    await handle.ban(LI, "广告")
    await handle.set_role("李", Role.VISITOR)
    await handle.set_room_avatar(b"\xff\xd8\xff\xe0")
    assert logged(domain, "set_role") == [
        (ROOM, "李", Role.NONE, "吵"),
        (ROOM, "李", Role.VISITOR, ""),
    ]
    assert logged(domain, "set_affiliation") == [(ROOM, LI, Affiliation.OUTCAST, "广告")]
    assert logged(domain, "set_avatar") == [(ROOM, b"\xff\xd8\xff\xe0", "image/jpeg")]
    assert [one.jid for one in await handle.banned()] == [LI]
    domain.room_settings[ROOM] = RoomSettings(name="研发")
    settings = await handle.room_settings()
    await handle.change_room(replace(settings, name="测试"))
    assert (await handle.info()).name == "测试"
    assert domain.bookmarks[ROOM].name == "测试"


async def test_who_is_banned_is_asked_once_until_it_may_have_changed(world: World) -> None:
    handle = await in_room(world)
    domain = world.domain()
    domain.affiliations[ROOM] = {LI: Affiliation.OUTCAST, WANG: Affiliation.MEMBER}
    for _ in range(2):
        assert [one.jid for one in await handle.banned()] == [LI]
    assert len(logged(domain, "list outcast")) == 1
    await handle.ban(ZHAO, "广告")
    assert [one.jid for one in await handle.banned()] == [LI, ZHAO]
    await handle.set_affiliation(LI, Affiliation.NONE)
    assert [one.jid for one in await handle.banned()] == [ZHAO]
    # By somebody else, of somebody who is not there, and of somebody who is.
    domain.affiliations[ROOM][ZHAO] = Affiliation.NONE
    domain.line.emit(RoomAffiliationChanged(ROOM, ZHAO, Affiliation.NONE))
    await until(lambda: is_banned(handle))
    wang = Occupant("王芳", Affiliation.MEMBER, Role.PARTICIPANT, WANG)
    domain.line.emit(RoomOccupantChanged(ROOM, "王芳", wang))
    domain.affiliations[ROOM][WANG] = Affiliation.OUTCAST
    domain.line.emit(RoomOccupantChanged(ROOM, "王芳", None, exit=RoomExit.BANNED))
    assert await is_banned(handle, WANG)


async def is_banned(handle: ConversationHandle, *people: Jid) -> bool:
    return [one.jid for one in await handle.banned()] == list(people)


async def test_refusals_have_the_rooms_condition(world: World) -> None:
    handle = await in_room(world)
    domain = world.domain()
    why = refused("forbidden", FailureCode.NOT_ALLOWED)
    domain.refusals = {"set_role": why, "set_subject": why, "destroy": why, "configure": why}
    for work in (
        handle.kick("李"),
        handle.set_subject("摸鱼"),
        handle.destroy_room(),
        handle.change_room(RoomSettings(name="x")),
    ):
        with pytest.raises(RequestFailed) as caught:
            await work
        assert caught.value.condition == "forbidden"
    assert handle.own_nick() == "me"


async def test_a_room_that_we_end_is_not_looked_for_again(world: World) -> None:
    handle = await in_room(world)
    domain = world.domain()
    await handle.destroy_room("项目结束", Jid.parse("neu@conference.acme.example"))
    assert not (await handle.info()).is_joined
    assert not domain.bookmarks[ROOM].is_autojoin
    assert handle.occupants() == ()


async def test_leaving_is_for_all_devices(world: World) -> None:
    handle = await in_room(world)
    await handle.leave_room()
    assert handle.own_nick() == ""
    assert not world.domain().bookmarks[ROOM].is_autojoin
    with pytest.raises(NotConnected):
        await handle.members()


async def test_a_rooms_picture_is_asked_of_the_room(world: World) -> None:
    handle = await in_room(world)
    domain = world.domain()
    account = handle.id.account
    assert await world.app.directory.avatar(account, ROOM) is None
    assert logged(domain, "room_avatar") == [ROOM]
    domain.line.emit(AvatarChanged(ROOM, "ab" * 20))
    await until(lambda: asked_twice(world, handle.id))
    assert logged(domain, "avatar") == []


async def asked_twice(world: World, conversation: ConversationId) -> bool:
    await world.app.directory.avatar(conversation.account, conversation.peer)
    return len(logged(world.domain(), "room_avatar")) == 2


# what we may


def own(affiliation: Affiliation, role: Role = Role.PARTICIPANT) -> Occupant:
    return Occupant("me", affiliation, role, is_self=True)


def test_what_each_may() -> None:
    closed = RoomInfo(ROOM, "研发", is_members_only=True, has_card=True, anyone_may_set_topic=False)
    owner = abilities_of(own(Affiliation.OWNER, Role.MODERATOR), closed, can_moderate=True)
    assert owner == RoomAbilities(*[True] * 12)
    assert owner.can_remove
    admin = abilities_of(own(Affiliation.ADMIN, Role.MODERATOR), closed, can_moderate=False)
    assert admin == RoomAbilities(
        can_speak=True,
        can_invite=True,
        can_set_topic=True,
        can_kick=True,
        can_ban=True,
        can_change_members=True,
    )
    member = abilities_of(own(Affiliation.MEMBER), closed, can_moderate=True)
    assert member == RoomAbilities(can_speak=True, can_invite=True)
    assert not member.can_remove
    guest = abilities_of(own(Affiliation.NONE), closed, can_moderate=True)
    assert guest == RoomAbilities(can_speak=True)
    visitor = abilities_of(own(Affiliation.NONE, Role.VISITOR), None, can_moderate=True)
    assert visitor == RoomAbilities(can_invite=True)
    assert abilities_of(None, closed, can_moderate=True) == RoomAbilities()


@pytest.mark.parametrize(
    ("name", "nick"),
    [
        ("王芳", "王芳"),
        ("买买提·艾力", "买买提·艾力"),
        ("a\x07b", "ab"),
        ("  a   b ", "a b"),
        ("", "andy"),
        ("·", "andy"),
        ("\x00\x01", "andy"),
        ("x" * 200, "x" * 60),
    ],
)
def test_a_name_becomes_a_nick(name: str, nick: str) -> None:
    assert usable(name, "andy") == nick


# private messages


LEI = ROOM.with_resource("李")


def hidden(nick: str = "李", occupant_id: str = "") -> Occupant:
    return Occupant(nick, Affiliation.NONE, Role.PARTICIPANT, occupant_id=occupant_id)


def whisper(text: str, occupant_id: str = "") -> MessageReceived:
    return MessageReceived(
        ReceivedMessage(
            peer=LEI,
            conversation_kind=ConversationKind.DIRECT,
            source=MessageSource.LIVE,
            sender=LEI,
            is_outgoing=False,
            text=text,
            sent_at=now(),
            message_id=f"id-{text}",
            wants_receipt=True,
            occupant_id=occupant_id,
        )
    )


async def states(handle: ConversationHandle, *wanted: DeliveryState) -> bool:
    return [one.state for one in await handle.latest() if one.is_outgoing] == list(wanted)


async def test_an_occupant_writes_and_is_answered(world: World) -> None:
    handle = await in_room(world, Affiliation.MEMBER, hidden())
    domain = world.domain()
    domain.line.emit(whisper("悄悄话"))
    talk = world.app.conversation(ConversationId(handle.id.account, LEI))
    assert talk.id.is_with_occupant
    await until(lambda: talk.latest())
    line = await talk.info()
    assert (line.kind, line.name, line.unread_count) == (ConversationKind.DIRECT, "李", 1)
    await talk.send("收到")
    await until(lambda: states(talk, DeliveryState.SENT))
    assert [(one.peer, one.conversation_kind) for one in domain.received] == [
        (LEI, ConversationKind.DIRECT)
    ]
    # A receipt would tell which of our clients is there.
    assert logged(domain, "receipt") == []
    assert (await handle.info()).unread_count == 0


async def test_nothing_goes_to_who_took_the_nick(world: World) -> None:
    handle = await in_room(world, Affiliation.MEMBER, hidden())
    domain = world.domain()
    domain.line.emit(whisper("悄悄话"))
    talk = world.app.conversation(ConversationId(handle.id.account, LEI))
    await until(lambda: talk.latest())
    domain.line.emit(RoomOccupantChanged(ROOM, "李", None, RoomExit.LEFT))
    await talk.send("还在吗")
    await until(lambda: states(talk, DeliveryState.FAILED))
    domain.line.emit(RoomOccupantChanged(ROOM, "李", hidden()))
    await talk.send("密码是 1234")
    await until(lambda: states(talk, DeliveryState.FAILED, DeliveryState.FAILED))
    failed = (await talk.latest())[-1]
    assert failed.failure is not None
    assert failed.failure.code is FailureCode.RECIPIENT_UNAVAILABLE
    assert domain.received == []
    asked = (await talk.latest())[0]
    assert not talk.abilities(asked).can_reply
    with pytest.raises(ActionRefused):
        await talk.react(asked.row, "👍", is_on=True)
    await talk.mark_read(asked.row)
    talk.set_typing(True)
    assert logged(domain, "marker") == logged(domain, "chat_state") == []
    # Chosen out of the members, it is whoever is there now.
    assert await world.app.rooms.open_private(handle.id.account, ROOM, "李") == talk.id
    await talk.send("你好")
    failures = (DeliveryState.FAILED, DeliveryState.FAILED)
    await until(lambda: states(talk, *failures, DeliveryState.SENT))
    assert [one.text for one in domain.received] == ["你好"]


async def test_who_is_known_again_by_the_rooms_id_is_answered(world: World) -> None:
    handle = await in_room(world, Affiliation.MEMBER, hidden(occupant_id="o-1"))
    domain = world.domain()
    domain.line.emit(whisper("悄悄话", "o-1"))
    talk = world.app.conversation(ConversationId(handle.id.account, LEI))
    await until(lambda: talk.latest())
    domain.line.emit(RoomOccupantChanged(ROOM, "李", None, RoomExit.LEFT))
    domain.line.emit(RoomOccupantChanged(ROOM, "李", hidden(occupant_id="o-1")))
    await talk.send("收到")
    await until(lambda: states(talk, DeliveryState.SENT))
    await world.stop()
    domain.occupants[ROOM] = (hidden(occupant_id="o-2"),)
    account = await world.online()
    runtime = world.app.accounts.runtime(account.id)
    await until(lambda: runtime.rooms.is_joined(ROOM))
    talk = world.app.conversation(talk.id)
    await talk.send("密码是 1234")
    await until(lambda: states(talk, DeliveryState.SENT, DeliveryState.FAILED))


async def test_what_a_break_left_in_doubt_is_not_sent_again(world: World) -> None:
    handle = await in_room(world, Affiliation.MEMBER, hidden())
    domain = world.domain()
    conversation = await world.app.rooms.open_private(handle.id.account, ROOM, "李")
    talk = world.app.conversation(conversation)
    domain.line.reaches_server = False
    await talk.send("eins")
    domain.line.break_line()
    await talk.send("zwei")
    domain.line.sign_in()
    await until(lambda: states(talk, DeliveryState.FAILED, DeliveryState.FAILED))
    codes = [one.failure.code for one in await talk.latest() if one.failure is not None]
    assert codes == [FailureCode.CONNECTION_LOST, FailureCode.RECIPIENT_UNAVAILABLE]
    assert domain.received == []


async def test_a_person_whom_the_room_may_name_is_written_to_directly(world: World) -> None:
    known = Occupant("李", Affiliation.NONE, Role.PARTICIPANT, LI)
    handle = await in_room(world, Affiliation.MEMBER, known)
    opened = await world.app.rooms.open_private(handle.id.account, ROOM, "李")
    assert opened.peer == LI
    elsewhere = Jid.parse("rd@rooms.gamma.example")
    others = (known, Occupant("me", Affiliation.NONE, Role.PARTICIPANT, is_self=True))
    world.domain().line.emit(RoomJoined(elsewhere, "me", others))
    opened = await world.app.rooms.open_private(handle.id.account, elsewhere, "李")
    assert opened.peer == elsewhere.with_resource("李")


async def test_after_we_left_nobody_is_there(world: World) -> None:
    handle = await in_room(world, Affiliation.MEMBER, hidden())
    conversation = await world.app.rooms.open_private(handle.id.account, ROOM, "李")
    world.domain().line.emit(RoomLeft(ROOM))
    talk = world.app.conversation(conversation)
    await talk.send("还在吗")
    await until(lambda: states(talk, DeliveryState.FAILED))
