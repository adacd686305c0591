"""How conversations are arranged, whose change counts, and what the inbox shows of it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from startalk_desktop.model.conversation import (
    FOREVER,
    Conversation,
    ConversationSettings,
    InboxFilter,
    MessageMark,
    NotifyLevel,
)
from startalk_desktop.model.identity import ConversationKind
from startalk_desktop.model.jid import Jid
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.store.sqlcipher import connect
from tests.store.building import ACCOUNT, KEY, OWN, ROOM, WANG, at, outgoing, received
from tests.store.make_released_databases import RELEASED

DIRECT, IN_ROOM = ConversationKind.DIRECT, ConversationKind.ROOM
CHEN = Jid.parse("chenjie@acme.example")


async def choose(store: AccountStore, peer: Jid, **chosen: Any) -> bool:
    kind = IN_ROOM if peer == ROOM else DIRECT
    return await store.arrangements.change(peer, kind, lambda known: replace(known, **chosen))


async def line(store: AccountStore, peer: Jid = WANG) -> Conversation:
    found = await store.conversations.get(peer)
    assert found is not None
    return found


async def test_what_is_chosen_is_on_the_line_and_survives(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    store = await AccountStore.open(path, KEY, ACCOUNT)
    await store.messages.record([received("早", 1)])
    assert await choose(store, WANG, is_starred=True, remark="老王", mute_until=FOREVER)
    assert not await choose(store, WANG, is_starred=True)
    await store.close()
    store = await AccountStore.open(path, KEY, ACCOUNT)
    shown = await line(store)
    assert (shown.is_starred, shown.remark, shown.name) == (True, "老王", "老王")
    assert (shown.mute_until, shown.is_muted, shown.notify) == (FOREVER, True, NotifyLevel.ALL)
    assert await store.arrangements.remarks() == {WANG: "老王"}
    await store.close()


async def test_by_default_rooms_tell_of_mentions_and_people_of_all(store: AccountStore) -> None:
    await store.messages.record([received("早", 1), received("早", 2, peer=ROOM)])
    assert (await line(store)).notify is NotifyLevel.ALL
    assert (await line(store, ROOM)).notify is NotifyLevel.MENTIONS
    await choose(store, ROOM, notify=NotifyLevel.ALL)
    await choose(store, WANG, notify=NotifyLevel.NONE)
    assert (await line(store, ROOM)).notify is NotifyLevel.ALL
    assert (await line(store)).is_muted


async def test_a_choice_makes_no_conversation(store: AccountStore) -> None:
    await choose(store, WANG, remark="老王")
    assert await store.conversations.all() == []
    await store.conversations.ensure(WANG, DIRECT)
    assert (await line(store)).name == "老王"


async def test_what_is_hidden_comes_back_with_the_next_message(store: AccountStore) -> None:
    await store.messages.record([received("早", 5, stanza_id="s5")])
    assert await store.arrangements.hide(WANG, DIRECT)
    assert not await store.arrangements.hide(WANG, DIRECT)
    assert (await line(store)).is_hidden
    # Of the past there may always come more.
    await store.messages.record([received("更早", 2)])
    assert (await line(store)).is_hidden
    await store.messages.record([received("又来了", 6)])
    assert not (await line(store)).is_hidden
    assert await store.arrangements.hide(WANG, DIRECT)
    assert (await line(store)).is_hidden


async def test_what_another_device_hid_is_hidden_whatever_its_clock_says(
    store: AccountStore,
) -> None:
    await store.messages.record([received("早", 5, stanza_id="s5")])
    hidden = ConversationSettings(hiding=MessageMark(at(3), "s5"))
    assert await store.arrangements.apply(WANG, DIRECT, hidden)
    assert (await line(store)).is_hidden
    await store.messages.record([received("又来了", 5.5, stanza_id="s6")])
    assert not (await line(store)).is_hidden


async def test_what_is_hidden_before_its_messages_are_here(store: AccountStore) -> None:
    await store.arrangements.apply(
        WANG, DIRECT, ConversationSettings(hiding=MessageMark(at(5), "s5"))
    )
    await store.messages.record([received("早", 4, stanza_id="s4")])
    assert (await line(store)).is_hidden
    await store.messages.record([received("中", 5.2, stanza_id="s5")])
    assert (await line(store)).is_hidden
    await store.messages.record([received("晚", 5.3, stanza_id="s6")])
    assert not (await line(store)).is_hidden


async def test_marked_unread_until_that_is_taken_back(store: AccountStore) -> None:
    await store.messages.record([received("早", 1, stanza_id="s1")])
    assert (await store.conversations.mark_read(WANG, 1)).peers == {WANG}
    assert await store.arrangements.mark_unread(WANG, DIRECT)
    assert not await store.arrangements.mark_unread(WANG, DIRECT)
    shown = await line(store)
    assert (shown.is_marked_unread, shown.is_unread, shown.unread_count) == (True, True, 0)
    [untold] = await store.arrangements.untold()
    assert untold.settings == ConversationSettings(unread=MessageMark(at(1), "s1"))
    # That it was read up to there, which another device may tell late, is what the mark says itself.
    assert (await store.conversations.mark_read(WANG, 1)).is_empty
    assert (await line(store)).is_marked_unread
    assert await choose(store, WANG, unread=None)
    assert not (await line(store)).is_unread


async def test_who_reads_on_elsewhere_ends_a_mark(store: AccountStore) -> None:
    marked = ConversationSettings(unread=MessageMark(at(100), "s1"))
    await store.messages.record([received("早", 1, stanza_id="s1"), received("午", 2)])
    await store.conversations.mark_read(WANG, 1)
    assert await store.arrangements.apply(WANG, DIRECT, marked)
    assert (await line(store)).is_marked_unread
    assert (await store.conversations.mark_read(WANG, 2)).peers == {WANG}
    assert not (await line(store)).is_unread
    # And so it is where the mark is heard of after that.
    await store.messages.record([received("早", 1, peer=CHEN, is_outgoing=True, stanza_id="c1")])
    [own] = await store.messages.latest(CHEN, 1)
    await store.messages.record([received("午", 2, peer=CHEN, is_outgoing=True)])
    [newest] = await store.messages.latest(CHEN, 1)
    await store.conversations.mark_read(CHEN, newest.row)
    assert own.row != newest.row
    await store.arrangements.apply(CHEN, DIRECT, replace(marked, unread=MessageMark(at(1), "c1")))
    assert not (await line(store, CHEN)).is_marked_unread


async def test_a_room_that_was_entered_late_can_be_marked(store: AccountStore) -> None:
    await store.messages.record([received("早", 1, peer=ROOM)])
    await store.conversations.skip_until(ROOM, at(50))
    await store.arrangements.mark_unread(ROOM, IN_ROOM)
    assert (await line(store, ROOM)).is_marked_unread


async def test_what_was_chosen_here_and_not_told_is_the_latest(store: AccountStore) -> None:
    await choose(store, WANG, is_pinned=True)
    assert not await store.arrangements.apply(WANG, DIRECT, ConversationSettings(is_starred=True))
    [untold] = await store.arrangements.untold()
    assert (untold.peer, untold.kind, untold.settings.is_pinned) == (WANG, DIRECT, True)
    await store.arrangements.told(WANG, untold.revision)
    assert await store.arrangements.untold() == []
    assert await store.arrangements.apply(WANG, DIRECT, ConversationSettings(is_starred=True))
    assert await store.arrangements.get(WANG) == ConversationSettings(is_starred=True)
    assert await store.arrangements.untold() == []


async def test_what_was_chosen_while_it_was_told_is_told_too(store: AccountStore) -> None:
    await choose(store, WANG, is_pinned=True)
    [first] = await store.arrangements.untold()
    await choose(store, WANG, is_starred=True)
    await store.arrangements.told(WANG, first.revision)
    [second] = await store.arrangements.untold()
    assert second.settings == ConversationSettings(is_pinned=True, is_starred=True)


async def test_all_that_the_account_keeps_replaces_all_but_what_is_untold(
    store: AccountStore,
) -> None:
    for peer in (WANG, CHEN, ROOM):
        await choose(store, peer, is_pinned=True)
    for told in await store.arrangements.untold():
        if told.peer != CHEN:
            await store.arrangements.told(told.peer, told.revision)
    starred = ConversationSettings(is_starred=True)
    changed = await store.arrangements.apply_all(
        [(ROOM, IN_ROOM, starred), (CHEN, DIRECT, starred)]
    )
    assert changed == {WANG, ROOM}
    assert await store.arrangements.get(WANG) == ConversationSettings()
    assert await store.arrangements.get(ROOM) == starred
    assert await store.arrangements.get(CHEN) == ConversationSettings(is_pinned=True)


async def test_mutes_end(store: AccountStore) -> None:
    await choose(store, WANG, mute_until=at(60))
    await choose(store, CHEN, mute_until=at(90))
    await choose(store, ROOM, mute_until=FOREVER)
    for told in await store.arrangements.untold():
        await store.arrangements.told(told.peer, told.revision)
    assert await store.arrangements.next_unmute() == at(60)
    assert await store.arrangements.unmute(at(60), is_told=True) == {WANG}
    assert await store.arrangements.next_unmute() == at(90)
    assert [told.peer for told in await store.arrangements.untold()] == [WANG]
    assert await store.arrangements.unmute(at(1000), is_told=False) == {CHEN}
    assert [told.peer for told in await store.arrangements.untold()] == [WANG]
    assert await store.arrangements.next_unmute() is None
    assert (await store.arrangements.get(ROOM)).mute_until == FOREVER


async def test_the_filters_of_the_inbox(store: AccountStore) -> None:
    await store.messages.record(
        [
            received("早", 1),
            received("@我", 2, peer=ROOM),
            received("回", 3, peer=CHEN, is_outgoing=True),
        ]
    )
    await choose(store, CHEN, is_starred=True)

    async def listed(which: InboxFilter) -> set[Jid]:
        return {one.id.peer for one in await store.conversations.all() if which.has(one)}

    assert await listed(InboxFilter.ALL) == {WANG, ROOM, CHEN}
    assert await listed(InboxFilter.UNREAD) == {WANG, ROOM}
    assert await listed(InboxFilter.PEOPLE) == {WANG, CHEN}
    assert await listed(InboxFilter.ROOMS) == {ROOM}
    assert await listed(InboxFilter.STARRED) == {CHEN}
    assert await listed(InboxFilter.MENTIONS) == set()
    assert await listed(InboxFilter.ARCHIVED) == set()
    await store.arrangements.hide(ROOM, IN_ROOM)
    assert await listed(InboxFilter.ARCHIVED) == {ROOM}
    assert await listed(InboxFilter.ALL) == {WANG, CHEN}
    assert await listed(InboxFilter.UNREAD) == {WANG}


@pytest.mark.parametrize(
    "released", sorted(RELEASED.glob("account-*.db")), ids=lambda path: path.stem
)
async def test_pins_and_mutes_of_earlier_versions_are_kept_and_told(
    released: Path, tmp_path: Path
) -> None:
    path = Path(shutil.copy(released, tmp_path / "a.db"))
    store = await AccountStore.open(path, KEY, ACCOUNT)
    untold = {one.peer: one for one in await store.arrangements.untold()}
    pinned = untold[ROOM]
    assert (pinned.kind, pinned.settings) == (IN_ROOM, ConversationSettings(is_pinned=True))
    if released.stem != "account-0001":  # the first version could not mute
        assert untold[CHEN].settings.mute_until == FOREVER
    await store.close()


async def test_unread_marks_of_the_version_before_are_kept_and_told(tmp_path: Path) -> None:
    path = Path(shutil.copy(RELEASED / "account-0004.db", tmp_path / "a.db"))
    connection = connect(path, KEY)
    connection.execute("UPDATE conversation SET is_marked_unread = 1, read_at = last_at")
    connection.commit()
    connection.close()
    store = await AccountStore.open(path, KEY, ACCOUNT)
    assert all(one.is_marked_unread for one in await store.conversations.all())
    untold = {one.peer: one.settings for one in await store.arrangements.untold()}
    assert untold[WANG].unread == MessageMark(at(4))  # what is on its way has no name yet
    assert untold[ROOM].is_pinned
    assert untold[ROOM].unread is not None
    await store.close()


async def test_what_would_be_lost_is_counted(store: AccountStore) -> None:
    await store.messages.record([received("早", 1), received("午", 2, peer=ROOM)])
    await store.outbox.enqueue(outgoing("还没发出", "o1"), OWN, at(4))
    await store.conversations.set_draft(ROOM, "写了一半")
    await store.blobs.put("avatar", b"\x89PNG", "image/png")
    counts = await store.counts()
    assert (counts.conversations, counts.messages, counts.drafts) == (2, 3, 1)
    assert (counts.unsent, counts.files, counts.people) == (1, 1, 0)
