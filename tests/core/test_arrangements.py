"""Arranging conversations: at once here, offline first, and the same on the other devices."""

from __future__ import annotations

from startalk_desktop.model.changes import ConversationsChanged, PeopleChanged
from startalk_desktop.model.conversation import (
    FOREVER,
    Conversation,
    ConversationSettings,
    InboxFilter,
    MessageMark,
    NotifyLevel,
)
from startalk_desktop.model.events import ConversationSettingsChanged, ReadPositionChanged
from startalk_desktop.model.identity import ConversationId, ConversationKind, now
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.read_position import ReadPosition
from tests.core.fakes import FakeDomain
from tests.core.world import LI, ME_AT_ACME, WANG, World, until

DIRECT, IN_ROOM = ConversationKind.DIRECT, ConversationKind.ROOM
ROOM = Jid.parse("rd@rooms.acme.example")


def kept(domain: FakeDomain, peer: Jid = WANG) -> ConversationSettings:
    return domain.settings.get(peer, (DIRECT, ConversationSettings()))[1]


async def conversation(world: World, peer: Jid = WANG) -> ConversationId:
    account = await world.online()
    world.domain().archive.clock = now()
    if peer == ROOM:
        return await world.app.inbox.join_room(account.id, ROOM)
    return await world.app.inbox.open_direct(account.id, peer)


async def line(world: World, id: ConversationId) -> Conversation:  # noqa: A002  the model's name
    return await world.app.conversation(id).info()


async def test_everything_chosen_is_shown_and_told(world: World) -> None:
    chat = await conversation(world)
    handle = world.app.conversation(chat)
    await handle.set_pinned(True)
    await handle.set_starred(True)
    await handle.set_notify(NotifyLevel.NONE)
    await handle.mute(FOREVER)
    await handle.set_remark("  老王\n\x00 (研发) ")
    shown = await line(world, chat)
    assert (shown.is_pinned, shown.is_starred, shown.is_muted) == (True, True, True)
    assert (shown.notify, shown.mute_until) == (NotifyLevel.NONE, FOREVER)
    assert (shown.name, shown.remark) == ("老王 (研发)", "老王 (研发)")
    expected = ConversationSettings(True, True, None, NotifyLevel.NONE, FOREVER, "老王 (研发)")
    await until(lambda: kept(world.domain()) == expected)
    await until(lambda: ConversationsChanged(chat.account, frozenset({WANG})) in world.changes)


async def test_a_room_keeps_it_with_its_bookmark(world: World) -> None:
    chat = await conversation(world, ROOM)
    await world.app.conversation(chat).set_pinned(True)
    await until(lambda: world.domain().settings.get(ROOM) == (IN_ROOM, ConversationSettings(True)))


async def test_what_is_chosen_offline_is_told_at_the_next_sign_in(world: World) -> None:
    chat = await conversation(world)
    await world.app.accounts.go_offline(chat.account)
    await world.app.conversation(chat).set_starred(True)
    await world.stop()
    assert world.domain().settings_published == []
    await (await world.start()).accounts.sign_in(chat.account)
    await until(lambda: kept(world.domain()).is_starred)
    assert (await line(world, chat)).is_starred


async def test_another_device_is_followed(world: World) -> None:
    chat = await conversation(world)
    chosen = ConversationSettings(is_pinned=True, remark="老王")
    world.domain().line.emit(ConversationSettingsChanged(WANG, DIRECT, chosen))
    await until(lambda: pinned(world, chat))
    assert (await line(world, chat)).name == "老王"
    assert world.domain().settings_published == []


async def pinned(world: World, chat: ConversationId) -> bool:
    return (await line(world, chat)).is_pinned


async def test_what_another_device_chose_meanwhile_is_heard_at_the_sign_in(world: World) -> None:
    chat = await conversation(world)
    await world.app.conversation(chat).set_starred(True)
    await until(lambda: kept(world.domain()).is_starred)
    await world.stop()
    world.domain().settings = {
        WANG: (DIRECT, ConversationSettings(is_pinned=True)),
        LI: (DIRECT, ConversationSettings(remark="小李")),
    }
    account = await world.online()
    await until(lambda: pinned(world, chat))
    assert not (await line(world, chat)).is_starred
    # Nobody has written to 李 yet: what to call them is known all the same, and no conversation is made of it.
    await until(lambda: world.app.directory.name(account.id, LI) == "小李")
    assert [one.id.peer for one in await world.app.inbox.conversations()] == [WANG]


async def test_the_last_to_choose_is_right(world: World) -> None:
    """Both devices choose; this one did so offline, and so says it last."""
    chat = await conversation(world)
    await world.app.accounts.go_offline(chat.account)
    await world.app.conversation(chat).set_remark("这里说的")
    world.domain().settings[WANG] = (DIRECT, ConversationSettings(remark="那里说的"))
    await world.app.accounts.sign_in(chat.account)
    await until(lambda: kept(world.domain()).remark == "这里说的")
    assert (await line(world, chat)).remark == "这里说的"


async def test_a_broken_line_in_the_middle_loses_nothing(world: World) -> None:
    chat = await conversation(world)
    world.domain().line.break_line()
    await world.app.conversation(chat).set_pinned(True)
    world.domain().line.sign_in(is_resumed=True)
    await until(lambda: kept(world.domain()).is_pinned)


async def test_what_is_refused_stays_here_and_is_tried_again_later(world: World) -> None:
    chat = await conversation(world)
    domain = world.domain()
    domain.refused_settings.add(WANG)
    await world.app.conversation(chat).set_pinned(True)
    li = await world.app.inbox.open_direct(chat.account, LI)
    await world.app.conversation(li).set_pinned(True)
    await until(lambda: kept(domain, LI).is_pinned)
    assert (await line(world, chat)).is_pinned
    domain.refused_settings.clear()
    domain.line.break_line()
    domain.line.sign_in()
    await until(lambda: kept(domain).is_pinned)


async def test_a_mute_ends_by_itself_everywhere(world: World) -> None:
    chat = await conversation(world)
    await world.app.conversation(chat).mute(world.now() + 3_600_000_000)
    await until(lambda: kept(world.domain()).mute_until is not None)
    assert (await line(world, chat)).is_muted
    runtime = world.app.accounts.runtime(chat.account)
    await runtime.arrangements.look()
    assert (await line(world, chat)).is_muted
    world.offset += 3_600_000_000
    await runtime.arrangements.look()
    assert not (await line(world, chat)).is_muted
    await until(lambda: kept(world.domain()).mute_until is None)


async def test_a_mute_that_ended_while_the_app_was_closed_has_ended(world: World) -> None:
    chat = await conversation(world)
    await world.app.conversation(chat).mute(world.now() + 3_600_000_000)
    await until(lambda: kept(world.domain()).mute_until is not None)
    await world.stop()
    world.offset += 3_600_000_000
    await world.online()
    await until(lambda: kept(world.domain()).mute_until is None)
    assert not (await line(world, chat)).is_muted


async def test_a_mute_that_ended_offline_undoes_nothing_chosen_elsewhere(world: World) -> None:
    chat = await conversation(world)
    until_then = world.now() + 3_600_000_000
    await world.app.conversation(chat).mute(until_then)
    await until(lambda: kept(world.domain()).mute_until is not None)
    await world.app.accounts.go_offline(chat.account)
    world.offset += 3_600_000_000
    await world.app.accounts.runtime(chat.account).arrangements.look()
    assert not (await line(world, chat)).is_muted
    elsewhere = ConversationSettings(is_starred=True, mute_until=until_then)
    world.domain().settings[WANG] = (DIRECT, elsewhere)
    await world.app.accounts.sign_in(chat.account)
    await until(lambda: kept(world.domain()) == ConversationSettings(is_starred=True))
    shown = await line(world, chat)
    assert (shown.is_starred, shown.is_muted) == (True, False)


async def test_archived_away_until_the_next_message(world: World) -> None:
    chat = await conversation(world)
    domain = world.domain()
    domain.incoming(WANG, "早")
    await until(lambda: has_texts(world, chat, ["早"]))
    await world.app.conversation(chat).set_hidden(True)
    assert await world.app.inbox.conversations(only=InboxFilter.ALL) == []
    assert [one.id for one in await world.app.inbox.conversations(only=InboxFilter.ARCHIVED)] == [
        chat
    ]
    await until(lambda: kept(domain).hiding is not None)
    assert kept(domain).hiding == MessageMark((await world.messages(chat))[0].sent_at, "a000000")
    domain.incoming(WANG, "在吗")
    await until(lambda: has_texts(world, chat, ["早", "在吗"]))
    assert [one.id for one in await world.app.inbox.conversations(only=InboxFilter.ALL)] == [chat]
    await world.app.conversation(chat).set_hidden(True)
    await world.app.conversation(chat).set_hidden(False)
    assert not (await line(world, chat)).is_hidden


async def has_texts(world: World, chat: ConversationId, texts: list[str]) -> bool:
    return await world.texts(chat) == texts


async def test_marked_unread_counts_as_one_until_it_is_read(world: World) -> None:
    chat = await conversation(world)
    world.domain().incoming(WANG, "早")
    await until(lambda: world.app.inbox.unread_count() == 1)
    [message] = await world.messages(chat)
    handle = world.app.conversation(chat)
    await handle.mark_read(message.row)
    await until(lambda: world.app.inbox.unread_count() == 0)
    await handle.mark_unread()
    await until(lambda: world.app.inbox.unread_count() == 1)
    assert [one.id for one in await world.app.inbox.conversations(only=InboxFilter.UNREAD)] == [
        chat
    ]
    mark = MessageMark(message.sent_at, message.stanza_id)
    await until(lambda: kept(world.domain()) == ConversationSettings(unread=mark))
    await world.stop()
    await world.online()
    assert (await line(world, chat)).is_marked_unread
    await world.app.conversation(chat).mark_read(message.row)
    await until(lambda: world.app.inbox.unread_count() == 0)
    await until(lambda: kept(world.domain()) == ConversationSettings())


async def test_another_devices_mark_is_shown_and_taken_back(world: World) -> None:
    chat = await conversation(world)
    domain = world.domain()
    domain.incoming(WANG, "早")
    await until(lambda: world.app.inbox.unread_count() == 1)
    [message] = await world.messages(chat)
    await world.app.conversation(chat).mark_read(message.row)
    await until(lambda: world.app.inbox.unread_count() == 0)
    mark = MessageMark(message.sent_at, message.stanza_id)
    domain.line.emit(ConversationSettingsChanged(WANG, DIRECT, ConversationSettings(unread=mark)))
    await until(lambda: world.app.inbox.unread_count() == 1)
    # How far it was read before that may come late, and changes nothing; that one read on does.
    domain.line.emit(ReadPositionChanged(ReadPosition(WANG, message.stanza_id, ME_AT_ACME)))
    domain.incoming(WANG, "在吗")
    await until(lambda: has_texts(world, chat, ["早", "在吗"]))
    assert (await line(world, chat)).is_marked_unread
    newest = (await world.messages(chat))[-1]
    domain.line.emit(ReadPositionChanged(ReadPosition(WANG, newest.stanza_id, ME_AT_ACME)))
    await until(lambda: world.app.inbox.unread_count() == 0)
    assert not (await line(world, chat)).is_marked_unread


async def test_people_are_found_by_their_remark(world: World) -> None:
    chat = await conversation(world)
    await world.app.conversation(chat).set_remark("隔壁老王")
    [found] = await world.app.directory.find_people("老王")
    assert found.person.jid == WANG
    assert world.app.directory.name(chat.account, WANG) in {"隔壁老王", "王芳"}
    await until(lambda: world.app.directory.name(chat.account, WANG) == "隔壁老王")
    await until(lambda: PeopleChanged(chat.account, frozenset({WANG})) in world.changes)
