"""Blocking and reporting: at once here, offline first; and nothing new by who is blocked is taken in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from startalk_desktop.core.errors import ActionRefused
from startalk_desktop.model.annotation import Reactions
from startalk_desktop.model.changes import BlockListChanged, InvitationReceived, TypingChanged
from startalk_desktop.model.events import (
    AnnotationReceived,
    ChatState,
    ChatStateChanged,
    MessageReceived,
    RoomInvitationReceived,
    RoomOccupantChanged,
)
from startalk_desktop.model.events import BlockListChanged as ListChanged
from startalk_desktop.model.identity import ConversationId, ConversationKind, now
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import MessageSource, ReceivedMessage
from startalk_desktop.model.reporting import Report, ReportReason
from startalk_desktop.model.room import Affiliation, Occupant, Role
from startalk_desktop.xmpp.errors import RequestFailed
from tests.core.said import said
from tests.core.world import LI, ME_AT_ACME, WANG, World, until

ROOM = Jid.parse("rd@rooms.acme.example")


async def conversation(world: World, peer: Jid = WANG) -> ConversationId:
    account = await world.online()
    world.domain().archive.clock = now()
    return await world.app.inbox.open_direct(account.id, peer)


async def has_texts(world: World, chat: ConversationId, texts: list[str]) -> bool:
    return await world.texts(chat) == texts


async def is_blocked(world: World, chat: ConversationId) -> bool:
    return (await world.app.conversation(chat).info()).is_blocked


async def test_blocking_is_told_and_shown_and_taken_back(world: World) -> None:
    chat = await conversation(world)
    await world.app.conversation(chat).block()
    assert world.domain().blocked == {WANG}
    assert await is_blocked(world, chat)
    assert world.app.blocking.all(chat.account) == (WANG,)
    await until(lambda: BlockListChanged(chat.account) in world.changes)
    await world.app.conversation(chat).unblock()
    assert world.domain().blocked == set()
    assert not await is_blocked(world, chat)


async def test_what_is_blocked_offline_is_told_at_the_next_sign_in(world: World) -> None:
    chat = await conversation(world)
    world.domain().blocked = {LI}
    await world.app.accounts.go_offline(chat.account)
    await world.app.blocking.block(chat.account, WANG)
    await world.stop()
    await (await world.start()).accounts.sign_in(chat.account)
    await until(lambda: world.domain().blocked == {WANG, LI})
    await until(lambda: world.app.blocking.all(chat.account) == (LI, WANG))
    await world.app.accounts.go_offline(chat.account)
    await world.app.blocking.unblock(chat.account, LI)
    assert world.app.blocking.all(chat.account) == (WANG,)
    await world.app.accounts.sign_in(chat.account)
    await until(lambda: world.domain().blocked == {WANG})


async def test_the_list_follows_the_other_devices(world: World) -> None:
    chat = await conversation(world)
    world.domain().line.emit(ListChanged(blocked=frozenset({WANG, LI})))
    await until(lambda: is_blocked(world, chat))
    world.domain().line.emit(ListChanged(unblocked=frozenset({WANG})))
    await until(lambda: world.app.blocking.all(chat.account) == (LI,))
    world.domain().line.emit(ListChanged(unblocked=None))
    await until(lambda: world.app.blocking.all(chat.account) == ())


async def test_nothing_new_of_theirs_is_taken_in(world: World) -> None:
    chat = await conversation(world)
    domain = world.domain()
    before = domain.incoming(WANG, "早先")
    await until(lambda: has_texts(world, chat, ["早先"]))
    await world.app.conversation(chat).block()
    note = said(Reactions, WANG, before.origin_id, emojis=("👍",))
    for event in (
        MessageReceived(
            replace(
                before, text="骚扰", sent_at=now() + 1, message_id="x", origin_id="x", stanza_id=""
            )
        ),
        AnnotationReceived(replace(note, at=now() + 1)),
        ChatStateChanged(WANG, WANG.with_resource("desk"), ChatState.COMPOSING),
        RoomInvitationReceived(ROOM, WANG.with_resource("desk")),
    ):
        domain.line.emit(event)
    domain.incoming(LI, "你好")
    li = ConversationId(chat.account, LI)
    await until(lambda: has_texts(world, li, ["你好"]))
    assert await world.texts(chat) == ["早先"]
    assert (await world.messages(chat))[0].reactions == ()
    assert not [one for one in world.changes if isinstance(one, InvitationReceived | TypingChanged)]


async def test_in_rooms_and_out_of_their_archives_too(world: World) -> None:
    chat = await conversation(world)
    room = await world.app.inbox.join_room(chat.account, ROOM)
    domain = world.domain()
    domain.room_archives[ROOM].clock = now()
    await world.app.conversation(chat).block()
    domain.line.emit(
        RoomOccupantChanged(
            ROOM, "老王", Occupant("老王", Affiliation.MEMBER, Role.PARTICIPANT, WANG)
        )
    )
    base = ReceivedMessage(
        peer=ROOM,
        conversation_kind=ConversationKind.ROOM,
        source=MessageSource.LIVE,
        sender=ROOM.with_resource("老王"),
        is_outgoing=False,
        text="骚扰",
        sent_at=now() + 1,
        message_id="r1",
    )
    domain.line.emit(MessageReceived(base))
    other = replace(base, sender=ROOM.with_resource("小李"), text="大家好", message_id="r2")
    domain.line.emit(MessageReceived(other))
    await until(lambda: has_texts(world, room, ["大家好"]))
    archive = domain.room_archives[ROOM]
    archive.append(replace(base, sender_real_jid=WANG, text="又来", message_id="r3", sent_at=now()))
    archive.append(replace(other, text="再见", message_id="r4"))
    domain.line.break_line()
    domain.line.sign_in()
    await until(lambda: has_texts(world, room, ["大家好", "再见"]))


async def test_what_was_said_before_the_block_stays_to_be_read(world: World) -> None:
    chat = await conversation(world)
    domain = world.domain()
    domain.archive.clock = now() - 3_600_000_000
    domain.incoming(WANG, "一小时前", is_live=False)
    await world.app.conversation(chat).block()
    domain.line.break_line()
    domain.line.sign_in()
    await until(lambda: has_texts(world, chat, ["一小时前"]))


async def test_what_was_said_meanwhile_does_not_come_back_and_leaves_no_hole(world: World) -> None:
    """It is in the archive, since this server blocks nobody: known, and left out."""
    chat = await conversation(world)
    domain = world.domain()
    domain.can_block = False
    world.offset = -3_600_000_000
    domain.archive.clock = world.now() - 60_000_000
    domain.incoming(WANG, "早先")
    await until(lambda: has_texts(world, chat, ["早先"]))
    await world.app.conversation(chat).block()
    await world.app.accounts.go_offline(chat.account)
    domain.archive.clock = world.now()
    for number in range(300):  # more than a page that has nothing else
        domain.incoming(WANG, f"骚扰 {number}", is_live=False)
    await world.app.accounts.sign_in(chat.account)
    await until(lambda: is_whole(world, chat))
    assert await world.texts(chat) == ["早先"]
    await world.app.conversation(chat).unblock()
    domain.incoming(WANG, "和好")
    await until(lambda: has_texts(world, chat, ["早先", "和好"]))
    # Nothing is asked for again, now or after the next sign-in, and nothing is thought to be missing.
    assert not await world.app.conversation(chat).fetch_older()
    domain.line.break_line()
    domain.line.sign_in()
    domain.incoming(WANG, "在吗")
    await until(lambda: has_texts(world, chat, ["早先", "和好", "在吗"]))
    await until(lambda: is_whole(world, chat))


async def is_whole(world: World, chat: ConversationId) -> bool:
    """The archive is known from its start to its end, without a hole."""
    archive = world.app.accounts.runtime(chat.account).store.archive
    intervals = await archive.intervals(ME_AT_ACME)
    newest = world.domain().archive.entries[-1][0]
    return [(one.reaches_start, one.last_id) for one in intervals] == [(True, newest)]


async def test_a_refusal_is_told_and_nobody_is_blocked(world: World) -> None:
    chat = await conversation(world)
    with pytest.raises(RequestFailed):
        await world.app.blocking.block(chat.account, ME_AT_ACME)
    assert world.app.blocking.all(chat.account) == ()
    assert not world.app.blocking.is_blocked(chat.account, ME_AT_ACME)


async def test_where_the_server_cannot_it_is_done_here(world: World) -> None:
    chat = await conversation(world)
    world.domain().can_block = False
    await world.app.conversation(chat).block()
    assert await is_blocked(world, chat)
    world.domain().incoming(WANG, "骚扰", is_live=False)
    assert world.app.blocking.is_blocked(chat.account, WANG.with_resource("phone"))
    assert not world.app.blocking.is_blocked(chat.account, LI)


async def test_a_whole_domain_is_blocked(world: World) -> None:
    account = await world.online()
    await world.app.blocking.block(account.id, Jid("", "acme.example"))
    assert world.app.blocking.is_blocked(account.id, WANG)
    assert not world.app.blocking.is_blocked(account.id, ME_AT_ACME)
    assert not world.app.blocking.is_blocked(account.id, Jid.parse("x@beta.example"))


async def test_a_report_names_the_messages(world: World) -> None:
    chat = await conversation(world)
    domain = world.domain()
    for text in ("广告", "再来一条"):
        domain.incoming(WANG, text)
    await until(lambda: has_texts(world, chat, ["广告", "再来一条"]))
    handle = world.app.conversation(chat)
    own = await handle.send("走开")
    rows = [message.row for message in await world.messages(chat)]
    assert own.row in rows
    assert await handle.report(rows, ReportReason.SPAM, "天天发\x00广告")
    named = ((ME_AT_ACME, "a000000"), (ME_AT_ACME, "a000001"))
    assert domain.reports == [(WANG, Report(ReportReason.SPAM, "天天发广告", named))]
    assert domain.blocked == {WANG}


async def test_a_report_waits_for_the_sign_in(world: World) -> None:
    chat = await conversation(world)
    await world.app.accounts.go_offline(chat.account)
    assert await world.app.conversation(chat).report([], ReportReason.ABUSE)
    await world.stop()
    assert world.domain().reports == []
    await (await world.start()).accounts.sign_in(chat.account)
    await until(lambda: world.domain().reports == [(WANG, Report(ReportReason.ABUSE))])


async def test_where_no_reports_are_taken_that_is_said(world: World) -> None:
    chat = await conversation(world)
    world.domain().takes_reports = False
    assert not await world.app.conversation(chat).report([], ReportReason.SPAM)
    assert world.domain().blocked == {WANG}


async def test_in_a_room_it_is_the_author_who_is_reported(world: World) -> None:
    chat = await conversation(world)
    room = await world.app.inbox.join_room(chat.account, ROOM)
    archive = world.domain().room_archives[ROOM]
    for nick, real, text in (("老王", WANG, "骚扰"), ("无名", None, "也骚扰")):
        archive.append(
            ReceivedMessage(
                ROOM,
                ConversationKind.ROOM,
                MessageSource.ARCHIVE,
                ROOM.with_resource(nick),
                False,
                text,
                archive.clock,
                sender_real_jid=real,
            )
        )
    world.domain().line.break_line()
    world.domain().line.sign_in()
    await until(lambda: has_texts(world, room, ["骚扰", "也骚扰"]))
    handle = world.app.conversation(room)
    rows = [message.row for message in await world.messages(room)]
    assert await handle.report(rows, ReportReason.ABUSE)
    stranger = ROOM.with_resource("无名")
    assert dict(world.domain().reports) == {
        WANG: Report(ReportReason.ABUSE, "", ((ROOM, "a000000"),)),
        stranger: Report(ReportReason.ABUSE, "", ((ROOM, "a000001"),)),
    }
    for refused in (handle.block(), handle.unblock(), handle.report([], ReportReason.SPAM)):
        with pytest.raises(ActionRefused):
            await refused
