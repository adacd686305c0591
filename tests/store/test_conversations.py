"""Lines of the inbox."""

from __future__ import annotations

from dataclasses import replace

from startalk_desktop.model.identity import ConversationKind
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.organisation import Member, UnitContent
from startalk_desktop.model.roster import RosterItem, Subscription
from startalk_desktop.store.account_store import AccountStore
from tests.store.building import OWN, ROOM, WANG, at, received

DIRECT = ConversationKind.DIRECT
CHEN = Jid.parse("chenjie@acme.example")


async def names(store: AccountStore) -> list[str]:
    return [conversation.name for conversation in await store.conversations.all()]


async def test_newest_first_and_pins_on_top(store: AccountStore) -> None:
    await store.messages.record(
        [received("早", 1), received("晚", 9, peer=CHEN), received("中", 5, peer=ROOM)]
    )
    assert await names(store) == ["chenjie", "plans", "wangfang"]
    await store.arrangements.change(WANG, DIRECT, lambda known: replace(known, is_pinned=True))
    assert await names(store) == ["wangfang", "chenjie", "plans"]
    await store.arrangements.change(WANG, DIRECT, lambda known: replace(known, is_pinned=False))
    assert await names(store) == ["chenjie", "plans", "wangfang"]


async def test_a_draft_is_activity_and_survives(store: AccountStore) -> None:
    await store.messages.record([received("早", 1), received("晚", 9, peer=CHEN)])
    outcome = await store.conversations.set_draft(WANG, "我想说")
    assert outcome.peers == {WANG}
    first = (await store.conversations.all())[0]
    assert (first.id.peer, first.draft) == (WANG, "我想说")
    await store.conversations.set_draft(WANG, "  ")
    last = (await store.conversations.all())[1]
    assert (last.draft, last.last_activity) == ("", at(1))


async def test_the_directory_names_people_then_the_roster_then_what_was_set(
    store: AccountStore,
) -> None:
    await store.conversations.ensure(WANG, ConversationKind.DIRECT)
    assert await names(store) == ["wangfang"]
    await store.conversations.set_name(WANG, "Fang")
    assert await names(store) == ["Fang"]
    await store.roster.put(RosterItem(WANG, "小王", Subscription.BOTH))
    assert await names(store) == ["小王"]
    await store.directory.put_unit(UnitContent("hq", "", "总部", (Member(WANG, "王芳"),)))
    assert await names(store) == ["王芳"]


async def test_rooms_are_named_by_their_info(store: AccountStore) -> None:
    await store.conversations.ensure(ROOM, ConversationKind.ROOM, "年度计划")
    await store.conversations.ensure(ROOM, ConversationKind.ROOM)
    await store.conversations.set_joined(ROOM, False)
    [room] = await store.conversations.all()
    assert (room.name, room.kind, room.is_joined) == ("年度计划", ConversationKind.ROOM, False)
    assert (await store.conversations.ensure(ROOM, ConversationKind.ROOM, "年度计划")).is_empty


async def test_removing_forgets_a_rooms_archive_but_not_the_own(store: AccountStore) -> None:
    await store.messages.record([received("早", 1, peer=ROOM), received("晚", 2)])
    await store.archive.note_live(ROOM, "s1", at(1))
    await store.archive.note_live(OWN, "s2", at(2))
    outcome = await store.conversations.remove(ROOM)
    assert outcome.removed == {ROOM: (1,)}
    assert await names(store) == ["wangfang"]
    assert await store.archive.intervals(ROOM) == []
    assert len(await store.archive.intervals(OWN)) == 1
    assert await store.search.messages("早") == []
    assert (await store.conversations.remove(ROOM)).is_empty


async def test_what_is_not_there_is_not_made_by_asking(store: AccountStore) -> None:
    assert await store.conversations.get(WANG) is None
    assert (await store.conversations.set_draft(WANG, "x")).is_empty
    assert (await store.conversations.mark_read(WANG, 1)).is_empty
    assert await store.conversations.all() == []


async def test_a_draft_knows_what_it_answers(store: AccountStore) -> None:
    await store.messages.record([received("早", 1), received("晚", 2)])
    await store.conversations.set_draft(WANG, "我想说", 1)
    [line] = await store.conversations.all()
    assert (line.draft, line.draft_reply_row) == ("我想说", 1)
    await store.conversations.set_draft(WANG, "", 2)
    [line] = await store.conversations.all()
    assert (line.draft, line.draft_reply_row, line.last_activity) == ("", 2, at(2))
    await store.messages.delete_here(2)
    [line] = await store.conversations.all()
    assert line.draft_reply_row is None
    await store.conversations.set_draft(WANG, "x")
    [line] = await store.conversations.all()
    assert line.draft_reply_row is None
