"""Rooms as memberships: which are entered when, asked after silence, given up, and what happened in them."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

import pytest

from startalk_desktop.core import room_joins, room_log
from startalk_desktop.core.account_runtime import AccountRuntime
from startalk_desktop.core.conversation import ConversationHandle
from startalk_desktop.core.ports import NotConnected
from startalk_desktop.core.room_keeper import SILENCE
from startalk_desktop.model.account import Account
from startalk_desktop.model.changes import RoomChanged
from startalk_desktop.model.events import (
    ReadPositionChanged,
    RoomAffiliationChanged,
    RoomBookmarkChanged,
    RoomConfigured,
    RoomJoined,
    RoomLeft,
    RoomOccupantChanged,
    RoomSubjectChanged,
)
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.identity import ConversationId, ConversationKind, now
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import MessageKind
from startalk_desktop.model.read_position import ReadPosition
from startalk_desktop.model.room import (
    Affiliation,
    Occupant,
    Role,
    RoomBookmark,
    RoomEventKind,
    RoomExit,
    RoomInfo,
)
from tests.core.fakes import FakeArchive, FakeDomain, refused
from tests.core.world import ME_AT_ACME, WANG, World, until

SERVICE = "conference.acme.example"
ROOM = Jid.parse(f"研发@{SERVICE}")
OTHER = Jid.parse(f"lunch@{SERVICE}")


def rooms_named(count: int) -> list[Jid]:
    return [Jid.parse(f"room{number:03}@{SERVICE}") for number in range(count)]


def joins(domain: FakeDomain) -> list[Jid]:
    return [details[0] for what, details in domain.line.log if what == "join"]  # type: ignore[index]


def logged(domain: FakeDomain, wanted: str) -> list[object]:
    return [details for what, details in domain.line.log if what == wanted]


async def in_room(world: World) -> tuple[AccountRuntime, ConversationHandle]:
    account = await world.online()
    conversation = await world.app.inbox.join_room(account.id, ROOM, "me")
    return world.app.accounts.runtime(account.id), world.app.conversation(conversation)


@pytest.fixture
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room_joins, "_PAUSE", 0)
    monkeypatch.setattr(room_joins, "_FIRST_RETRY", 0.01)


# entering


async def test_rooms_used_last_are_entered_first(world: World, no_pause: None) -> None:
    domain = world.domain()
    names = rooms_named(40)
    account = await world.online()
    for room in names:
        await world.app.inbox.join_room(account.id, room, "me")
    await world.app.conversation(ConversationId(account.id, names[7])).set_draft("bald")
    await world.app.conversation(ConversationId(account.id, names[31])).set_pinned(True)
    domain.bookmarks[OTHER] = RoomBookmark(OTHER, is_autojoin=True)
    domain.line.break_line()
    domain.line.sign_in()
    joined = world.app.accounts.runtime(account.id).rooms.is_joined
    await until(lambda: all(map(joined, [*names, OTHER])))
    entered = joins(domain)[40:]
    assert entered[:2] == [names[31], names[7]]
    assert entered[-1] == OTHER
    assert len(entered) == 41


async def test_others_wait_for_the_archive_and_pause(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The start is not slowed: with hundreds of bookmarks, most are entered after it."""
    monkeypatch.setattr(room_joins, "_PAUSE", 3600)
    domain = world.domain()
    names = rooms_named(300)
    domain.bookmarks = {room: RoomBookmark(room, is_autojoin=True) for room in names}
    account = await world.online()
    await until(lambda: len(joins(domain)) >= 20 + room_joins.AT_ONCE - 1)
    for _ in range(20):
        await asyncio.sleep(0)
    assert len(joins(domain)) <= 20 + room_joins.AT_ONCE
    # Whatever a person opens does not wait for its turn.
    wanted = names[-1]
    runtime = world.app.accounts.runtime(account.id)
    assert not runtime.rooms.is_joined(wanted)
    await runtime.store.conversations.ensure(wanted, runtime.rooms.kind_of(wanted))
    assert runtime.rooms._joins.waits(wanted)
    runtime.rooms.want(wanted)
    assert next(iter(runtime.rooms._joins._waiting)) == wanted


async def test_a_room_that_is_out_of_order_is_tried_again(
    world: World, no_pause: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    domain = world.domain()
    runtime, handle = await in_room(world)
    domain.line.emit(
        RoomLeft(ROOM, Failure(FailureCode.SERVER_SHUTDOWN, "restart"), RoomExit.SHUT_DOWN)
    )
    await until(lambda: len(joins(domain)) == 2)
    await until(lambda: runtime.rooms.is_joined(ROOM))
    assert handle.room_failure() is None


@pytest.mark.parametrize(
    ("way", "kind"),
    [
        (RoomExit.BANNED, RoomEventKind.BANNED),
        (RoomExit.REMOVED, RoomEventKind.REMOVED),
        (RoomExit.MEMBERS_ONLY, RoomEventKind.REMOVED),
        (RoomExit.DESTROYED, RoomEventKind.DESTROYED),
    ],
)
async def test_who_is_put_out_for_good_does_not_knock_again(
    world: World, way: RoomExit, kind: RoomEventKind
) -> None:
    domain = world.domain()
    runtime, handle = await in_room(world)
    why = Failure(FailureCode.NOT_ALLOWED, "广告")
    alternative = OTHER if way is RoomExit.DESTROYED else None
    domain.line.emit(RoomLeft(ROOM, why, way, "王芳", alternative))
    await until(lambda: not domain.bookmarks[ROOM].is_autojoin)
    assert handle.room_failure() == why
    assert not (await handle.info()).is_joined
    (line,) = await handle.latest()
    assert line.kind is MessageKind.EVENT
    assert line.event is not None
    assert (line.event.kind, line.event.by, line.event.reason) == (kind, "王芳", "广告")
    assert (line.event.is_own, line.event.alternative) == (True, alternative)
    assert (await handle.info()).unread_count == 0
    domain.line.break_line()
    domain.line.sign_in()
    await runtime.sync.caught_up()
    await until(lambda: runtime.rooms._beginning is not None and runtime.rooms._beginning.done())
    assert len(joins(domain)) == 1


async def test_who_is_kicked_may_come_back_later(world: World) -> None:
    domain = world.domain()
    runtime, handle = await in_room(world)
    domain.line.emit(RoomLeft(ROOM, Failure(FailureCode.NOT_ALLOWED, "吵"), RoomExit.KICKED))
    await until(lambda: shows_events(handle, RoomEventKind.KICKED))
    assert len(joins(domain)) == 1
    domain.line.break_line()
    domain.line.sign_in()
    await until(lambda: runtime.rooms.is_joined(ROOM))
    assert handle.room_failure() is None


async def test_a_refusal_at_sign_in_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    domain = world.domain()
    domain.bookmarks[ROOM] = RoomBookmark(ROOM, is_autojoin=True)
    why = refused("forbidden", FailureCode.NOT_ALLOWED)
    account = await world.online()
    await until(lambda: world.app.accounts.runtime(account.id).rooms.is_joined(ROOM))
    handle = world.app.conversation(ConversationId(account.id, ROOM))

    async def refuse(room: Jid, nick: str, password: str = "", **_options: bool) -> None:
        raise why

    domain.line.break_line()
    monkeypatch.setattr(domain.line.rooms, "join", refuse)
    domain.line.sign_in()
    await until(lambda: handle.room_failure() == why.failure)
    assert RoomChanged(handle.id) in world.changes


# the list


async def test_what_another_device_left_while_we_were_away_is_left(world: World) -> None:
    domain = world.domain()
    account = await world.online()
    for room in (ROOM, OTHER):
        await world.app.inbox.join_room(account.id, room, "me")
    await world.stop()
    domain.bookmarks[OTHER] = RoomBookmark(OTHER)
    account = await world.online()
    runtime = world.app.accounts.runtime(account.id)
    await until(lambda: runtime.rooms.is_joined(ROOM))
    assert joins(domain) == [ROOM]
    line = await world.app.conversation(ConversationId(account.id, OTHER)).info()
    assert not line.is_joined


async def test_who_left_while_the_line_broke_is_not_brought_back(
    world: World, monkeypatch: pytest.MonkeyPatch, no_pause: None
) -> None:
    domain = world.domain()
    runtime, handle = await in_room(world)
    await until(lambda: domain.bookmarks[ROOM].is_autojoin)

    async def break_off(self: object, bookmark: RoomBookmark) -> None:
        domain.line.break_line()
        raise NotConnected(Failure(FailureCode.CONNECTION_LOST))

    with monkeypatch.context() as patch:
        patch.setattr(type(domain.line.rooms), "set_bookmark", break_off)
        await handle.leave_room()
    assert domain.bookmarks[ROOM].is_autojoin, "the domain could not be told"
    await world.stop()
    await world.online()
    await until(lambda: not domain.bookmarks[ROOM].is_autojoin)
    runtime = world.app.accounts.runtime(handle.id.account)
    await until(lambda: runtime.rooms._beginning is not None and runtime.rooms._beginning.done())
    assert not runtime.rooms.is_joined(ROOM)
    assert not (await world.app.conversation(handle.id).info()).is_joined
    # From then on the list counts again.
    domain.bookmarks[ROOM] = RoomBookmark(ROOM, is_autojoin=True)
    domain.line.emit(RoomBookmarkChanged(ROOM, domain.bookmarks[ROOM]))
    await until(lambda: runtime.rooms.is_joined(ROOM))


async def test_a_room_joined_while_the_line_broke_is_told_later(
    world: World, monkeypatch: pytest.MonkeyPatch, no_pause: None
) -> None:
    domain = world.domain()
    account = await world.online()

    async def break_off(self: object, bookmark: RoomBookmark) -> None:
        domain.line.break_line()
        raise NotConnected(Failure(FailureCode.CONNECTION_LOST))

    with monkeypatch.context() as patch:
        patch.setattr(type(domain.line.rooms), "set_bookmark", break_off)
        await world.app.inbox.join_room(account.id, ROOM, "me")
    assert ROOM not in domain.bookmarks
    domain.line.sign_in()
    await until(lambda: ROOM in domain.bookmarks)
    assert (domain.bookmarks[ROOM].nick, domain.bookmarks[ROOM].is_autojoin) == ("me", True)
    runtime = world.app.accounts.runtime(account.id)
    await until(lambda: runtime.rooms.is_joined(ROOM))


async def test_a_domain_without_a_list_keeps_us_in_our_rooms(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    domain = world.domain()

    async def refuse(self: object, *_: object, **_options: bool) -> None:
        raise refused("service-unavailable")

    account = await world.online()
    monkeypatch.setattr(type(domain.line.rooms), "set_bookmark", refuse)
    monkeypatch.setattr(type(domain.line.rooms), "bookmarks", refuse)
    await world.app.inbox.join_room(account.id, ROOM, "me")
    domain.line.break_line()
    domain.line.sign_in()
    runtime = world.app.accounts.runtime(account.id)
    await until(lambda: runtime.rooms.is_joined(ROOM))


async def test_a_bookmark_that_is_switched_off_elsewhere_takes_us_out(world: World) -> None:
    domain = world.domain()
    runtime, handle = await in_room(world)
    domain.line.emit(RoomBookmarkChanged(ROOM, RoomBookmark(ROOM, "研发")))
    await until(lambda: not runtime.rooms.is_joined(ROOM))
    assert not (await handle.info()).is_joined


# still in?


async def test_rooms_are_asked_after_silence_and_after_breaks(world: World, no_pause: None) -> None:
    domain = world.domain()
    runtime, _ = await in_room(world)
    keeper = runtime.rooms.keeper
    keeper.look(time.monotonic() + SILENCE - 60)
    assert logged(domain, "is_inside") == []
    keeper.look(time.monotonic() + SILENCE + 60)
    await until(lambda: len(logged(domain, "is_inside")) == 1)
    domain.line.break_line()
    domain.line.sign_in(is_resumed=True)
    await until(lambda: len(logged(domain, "is_inside")) == 2)
    assert len(joins(domain)) == 1
    domain.knows_us[ROOM] = False
    domain.line.break_line()
    domain.line.sign_in(is_resumed=True)
    await until(lambda: len(joins(domain)) == 2)
    await until(lambda: runtime.rooms.is_joined(ROOM))


async def test_a_room_that_lost_us_is_caught_up_with(world: World, no_pause: None) -> None:
    domain = world.domain()
    runtime, handle = await in_room(world)
    archive = domain.room_archives.setdefault(ROOM, FakeArchive())
    archive.append(domain.incoming(WANG, "schablone", is_live=False))
    await until(lambda: len(domain.line.queries) > 0)
    before = len([one for one in domain.line.queries if one.archive == ROOM])
    domain.knows_us[ROOM] = False
    runtime.rooms.keeper.look(time.monotonic() + SILENCE + 60)
    await until(lambda: len([one for one in domain.line.queries if one.archive == ROOM]) > before)
    assert runtime.rooms.is_joined(ROOM)
    assert handle.own_nick() == "me"


async def test_a_quiet_room_is_asked_for_news_only(world: World) -> None:
    domain = world.domain()
    account = await world.online()
    archive = domain.room_archives.setdefault(ROOM, FakeArchive(clock=now() - 3_600_000_000))
    for number in range(60):
        said(domain, archive, f"{number}")
    conversation = await world.app.inbox.join_room(account.id, ROOM, "me")
    handle = world.app.conversation(conversation)
    await until(lambda: has_messages(handle, 50))
    domain.line.break_line()
    said(domain, archive, "neu")
    domain.line.queries.clear()
    domain.line.sign_in()
    await until(lambda: has_messages(handle, 51))
    asked = [one for one in domain.line.queries if one.archive == ROOM]
    assert [(one.after, one.before) for one in asked] == [(archive.entries[59][0], None)]
    # What the archive has dropped is no place to go on from.
    domain.line.break_line()
    kept = archive.kept[:]
    archive.kept.clear()
    said(domain, archive, "ganz neu")
    assert archive.kept != kept
    domain.line.sign_in()
    await until(lambda: has_messages(handle, 52))


# what happens there


def occupant(
    nick: str, affiliation: Affiliation = Affiliation.MEMBER, role: Role = Role.PARTICIPANT
) -> Occupant:
    return Occupant(nick, affiliation, role, WANG)


async def shows_events(handle: ConversationHandle, *kinds: RoomEventKind) -> bool:
    found = [one.event.kind for one in await handle.latest() if one.event is not None]
    return found == list(kinds)


async def test_coming_and_going_is_folded_and_forgotten(world: World) -> None:
    domain = world.domain()
    _, handle = await in_room(world)
    emit = domain.line.emit
    emit(RoomOccupantChanged(ROOM, "王芳", occupant("王芳")))
    emit(RoomOccupantChanged(ROOM, "王芳", None, RoomExit.LEFT, new_nick="芳芳"))
    emit(RoomOccupantChanged(ROOM, "芳芳", occupant("芳芳")))
    emit(RoomOccupantChanged(ROOM, "芳芳", occupant("芳芳", role=Role.MODERATOR), by="赵"))
    emit(RoomOccupantChanged(ROOM, "芳芳", None, RoomExit.LOST))
    found = handle.room_events()
    assert [(one.kind, one.who, one.new_nick, one.by) for one in found] == [
        (RoomEventKind.JOINED, "王芳", "", ""),
        (RoomEventKind.RENAMED, "王芳", "芳芳", ""),
        (RoomEventKind.ROLE, "芳芳", "", "赵"),
        (RoomEventKind.LEFT, "芳芳", "", ""),
    ]
    assert all(one.jid == WANG for one in found)
    assert handle.room_events(found[-1].at + 1) == ()
    assert await handle.latest() == []
    for number in range(1_000):
        emit(RoomOccupantChanged(ROOM, f"{number}", occupant(f"{number}")))
    assert len(handle.room_events()) == 200


async def test_what_matters_is_kept(world: World) -> None:
    domain = world.domain()
    _, handle = await in_room(world)
    emit = domain.line.emit
    emit(RoomOccupantChanged(ROOM, "王芳", occupant("王芳")))
    admin = occupant("王芳", Affiliation.ADMIN, Role.MODERATOR)
    emit(RoomOccupantChanged(ROOM, "王芳", admin, by="赵", reason="能干"))
    emit(RoomOccupantChanged(ROOM, "王芳", None, RoomExit.KICKED, "赵", "吵"))
    emit(RoomAffiliationChanged(ROOM, WANG, Affiliation.OUTCAST, "赵"))
    kinds = (RoomEventKind.AFFILIATION, RoomEventKind.KICKED, RoomEventKind.AFFILIATION)
    await until(lambda: shows_events(handle, *kinds))
    promoted, kicked, banned = [one.event for one in await handle.latest()]
    assert promoted is not None
    assert (promoted.who, promoted.affiliation, promoted.by, promoted.reason) == (
        "王芳",
        Affiliation.ADMIN,
        "赵",
        "能干",
    )
    assert kicked is not None
    assert (kicked.by, kicked.reason, kicked.jid) == ("赵", "吵", WANG)
    assert banned is not None
    assert (banned.who, banned.affiliation) == (str(WANG), Affiliation.OUTCAST)
    line = await handle.info()
    assert (line.unread_count, line.mention_count) == (0, 0)
    await world.stop()
    await world.start()
    again = world.app.conversation(handle.id)
    assert [one.event for one in await again.latest()] == [promoted, kicked, banned]


async def test_a_room_that_promotes_without_end_fills_no_disk(world: World) -> None:
    domain = world.domain()
    _, handle = await in_room(world)
    for number in range(1_000):
        affiliation = Affiliation.ADMIN if number % 2 else Affiliation.MEMBER
        domain.line.emit(RoomOccupantChanged(ROOM, "王芳", occupant("王芳", affiliation)))
    await until(lambda: has_messages(handle, room_log.MOST_KEPT))


async def has_messages(handle: ConversationHandle, count: int) -> bool:
    return len(await handle.latest(2 * count)) == count


async def test_a_new_name_is_told(world: World) -> None:
    domain = world.domain()
    _, handle = await in_room(world)
    domain.infos[ROOM] = RoomInfo(ROOM, "测试部", is_anonymous=True)
    domain.line.emit(RoomConfigured(ROOM))
    await until(lambda: is_called(handle, "测试部"))
    info = handle.room_info()
    assert info is not None
    assert info.is_anonymous


async def is_called(handle: ConversationHandle, name: str) -> bool:
    return (await handle.info()).name == name


# counting


async def test_what_was_said_before_we_first_came_is_no_news(world: World) -> None:
    domain = world.domain()
    account: Account = await world.online()
    archive = domain.room_archives.setdefault(ROOM, FakeArchive(clock=now() - 60_000_000))
    for number in range(10):
        said(domain, archive, f"me {number}")
    conversation = await world.app.inbox.join_room(account.id, ROOM, "me")
    handle = world.app.conversation(conversation)
    await until(lambda: has_messages(handle, 10))
    await until(lambda: counts(handle, 0, 0))


def said(domain: FakeDomain, archive: FakeArchive, text: str) -> None:
    template = domain.incoming(WANG, text, is_live=False)
    archive.append(
        replace(
            template,
            peer=ROOM,
            conversation_kind=ConversationKind.ROOM,
            sender=ROOM.with_resource("王芳"),
            message_id=text,
            origin_id=text,
        )
    )
    domain.archive.kept.pop()
    domain.archive.entries.pop()


async def counts(handle: ConversationHandle, unread: int, mentions: int) -> bool:
    line = await handle.info()
    return (line.unread_count, line.mention_count) == (unread, mentions)


async def test_counts_are_right_across_breaks_restarts_and_devices(world: World) -> None:
    domain = world.domain()
    runtime, handle = await in_room(world)
    archive = domain.room_archives[ROOM]
    archive.clock = now() + 1_000_000
    domain.line.break_line()
    for text in ("eins", "me zwei", "drei"):
        said(domain, archive, text)
    domain.line.sign_in()
    await until(lambda: counts(handle, 3, 1))
    await until(lambda: runtime.lines.mention_count == 1)
    await world.stop()
    for text in ("vier", "me fünf"):
        said(domain, archive, text)
    account = await world.online()
    handle = world.app.conversation(ConversationId(account.id, ROOM))
    await until(lambda: counts(handle, 5, 2))
    first = (await handle.latest())[0]
    assert (await handle.info()).first_unread_row == first.row
    # The phone has read up to the second one.
    position = ReadPosition(ROOM, archive.entries[1][0], ROOM)
    domain.line.emit(ReadPositionChanged(position))
    await until(lambda: counts(handle, 3, 1))
    # Another line and the same history again count nothing twice.
    domain.line.break_line()
    domain.line.sign_in()
    await until(lambda: world.app.accounts.runtime(account.id).rooms.is_joined(ROOM))
    await until(lambda: counts(handle, 3, 1))
    await handle.mark_read((await handle.latest())[-1].row)
    await until(lambda: counts(handle, 0, 0))
    await world.stop()
    account = await world.online()
    handle = world.app.conversation(ConversationId(account.id, ROOM))
    assert await counts(handle, 0, 0)


async def test_a_room_told_twice_is_joined_once(world: World) -> None:
    domain = world.domain()
    runtime, handle = await in_room(world)
    own = Occupant("me", Affiliation.OWNER, Role.MODERATOR, ME_AT_ACME, is_self=True)
    domain.line.emit(RoomJoined(ROOM, "me", (own,), RoomInfo(ROOM, "新")))
    await until(lambda: is_called(handle, "新"))
    assert runtime.rooms.abilities(ROOM).can_destroy


async def test_what_is_heard_while_the_list_is_on_its_way_counts(world: World) -> None:
    """The answer was made before another device joined one room and left another."""
    domain = world.domain()
    domain.bookmarks[ROOM] = RoomBookmark(ROOM, "研发", is_autojoin=True)
    account = await world.online()
    runtime = world.app.accounts.runtime(account.id)
    await until(lambda: runtime.rooms.is_joined(ROOM))
    answers, asked = asyncio.Event(), asyncio.Event()
    domain.line.break_line()
    answer = domain.line.rooms.bookmarks

    async def late() -> tuple[RoomBookmark, ...]:
        found = await answer()
        asked.set()
        await answers.wait()
        return found

    domain.line.rooms.bookmarks = late  # type: ignore[method-assign]
    domain.line.sign_in()
    await asked.wait()
    domain.line.emit(RoomBookmarkChanged(OTHER, RoomBookmark(OTHER, "午饭", is_autojoin=True)))
    domain.line.emit(RoomBookmarkChanged(ROOM, RoomBookmark(ROOM, "研发", is_autojoin=False)))
    await until(lambda: runtime.rooms.is_joined(OTHER))
    await until(lambda: not runtime.rooms.is_member(ROOM))
    answers.set()
    await until(lambda: runtime.rooms._beginning is not None and runtime.rooms._beginning.done())
    assert runtime.rooms.bookmark(OTHER).name == "午饭"
    assert runtime.rooms.is_member(OTHER)
    assert not runtime.rooms.bookmark(ROOM).is_autojoin
    assert not runtime.rooms.is_member(ROOM)
    assert runtime.rooms.is_joined(OTHER)
    assert not runtime.rooms.is_joined(ROOM)


async def test_offline_it_is_known_whether_a_room_hides_people(world: World) -> None:
    domain = world.domain()
    domain.infos[ROOM] = RoomInfo(ROOM, "研发", is_anonymous=True)
    domain.infos[OTHER] = RoomInfo(OTHER, "午饭")
    _, handle = await in_room(world)
    other = await world.app.inbox.join_room(handle.id.account, OTHER, "me")
    assert handle.is_anonymous() is True
    await until(lambda: stored_anonymity(handle, True))
    await world.stop()
    domain.signs_in_by_itself = False
    await world.start()
    again, lunch = world.app.conversation(handle.id), world.app.conversation(other)
    assert again.room_info() is None
    assert again.is_anonymous() is True
    assert (await again.info()).is_anonymous is True
    assert lunch.is_anonymous() is False
    # The room changes its mind.
    domain.signs_in_by_itself = True
    await world.stop()
    domain.infos[ROOM] = RoomInfo(ROOM, "研发")
    await world.online()
    await until(lambda: stored_anonymity(world.app.conversation(handle.id), False))


async def stored_anonymity(handle: ConversationHandle, wanted: bool) -> bool:
    return (await handle.info()).is_anonymous is wanted


async def test_a_topic_that_no_archive_keeps_is_a_line_of_its_own(world: World) -> None:
    _, handle = await in_room(world)
    line = world.domain().line
    line.emit(RoomSubjectChanged(ROOM, "发布", "王芳"))  # told at entry
    line.emit(RoomSubjectChanged(ROOM, "发布", "王芳"))
    line.emit(RoomSubjectChanged(ROOM, "冻结", "李"))
    line.emit(RoomSubjectChanged(ROOM, "存档", "李", is_archived=True))  # comes as a message
    line.emit(RoomSubjectChanged(ROOM, "", "me"))
    await until(lambda: has_topics(handle, "冻结", ""))
    topics = [one for one in await handle.latest() if one.kind is MessageKind.SUBJECT]
    assert [(one.sender.resource, one.is_outgoing) for one in topics] == [
        ("李", False),
        ("me", True),
    ]
    assert (await handle.info()).unread_count == 0
    for number in range(room_log.MOST_KEPT + 50):
        line.emit(RoomSubjectChanged(ROOM, f"{number}", "李"))
    await until(lambda: handle.subject() == f"{room_log.MOST_KEPT + 49}")
    line.emit(RoomSubjectChanged(ROOM, "end", "李", is_archived=True))
    await world.app.accounts.runtime(handle.id.account)._ingest.idle()
    kept = [one for one in await handle.latest(500) if one.kind is MessageKind.SUBJECT]
    assert len(kept) == room_log.MOST_KEPT


async def has_topics(handle: ConversationHandle, *texts: str) -> bool:
    return [one.text for one in await handle.latest() if one.kind is MessageKind.SUBJECT] == [
        *texts
    ]
