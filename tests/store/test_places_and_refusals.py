"""What reads and takes back across conversations, deleted messages, and acknowledgements that came too early."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from startalk_desktop.model.archive import ArchivePage, ArchiveQuery
from startalk_desktop.model.message import (
    ActionKind,
    Mention,
    Message,
    MessageCursor,
    MessageSource,
)
from startalk_desktop.store.account_store import AccountStore
from tests.store.building import ACCOUNT, KEY, OWN, ROOM, WANG, at, outgoing, received
from tests.store.saying import correction, reactions


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[AccountStore]:
    """A store that knows whose it is."""
    opened = await AccountStore.open(tmp_path / "a.db", KEY, ACCOUNT, history_until=0, own=OWN)
    yield opened
    await opened.close()


async def sent(store: AccountStore) -> Message:
    message = await store.outbox.enqueue(outgoing("周五开会", "o1"), OWN, at(0))
    await store.outbox.mark_sent("o1")
    return message


async def get(store: AccountStore, row: int) -> Message:
    return (await store.messages.by_rows([row]))[0]


async def test_mentions_of_all_conversations(store: AccountStore) -> None:
    naming = (Mention(OWN, 0, 2),)
    await store.messages.record(
        [
            replace(received("李娜一", 1, message_id="1"), mentions=naming),
            replace(received("李娜二", 2, peer=ROOM, message_id="2"), mentions=naming),
            received("别人", 3, message_id="3"),
        ]
    )
    found = await store.messages.mentions(None)
    assert [(one.text, one.conversation.peer) for one in found] == [
        ("李娜二", ROOM),
        ("李娜一", WANG),
    ]
    newest = MessageCursor(found[0].sent_at, found[0].row)
    assert await store.messages.mentions(None, newest) == found[1:]
    assert await store.messages.mentions(None, limit=1) == found[:1]


async def test_a_place_is_named_by_the_archives_id_alone(store: AccountStore) -> None:
    await store.messages.record(
        [
            received("一", 1, stanza_id="s1", message_id="m1"),
            received("二", 2, stanza_id="s2", message_id="s1"),
        ]
    )
    first = (await store.messages.latest(WANG, 10))[0]
    place = MessageCursor(first.sent_at, first.row)
    assert await store.messages.place_of(WANG, "s1") == place
    for nobody in ("m1", "", "s3"):
        assert await store.messages.place_of(WANG, nobody) is None
    assert await store.messages.place_of(ROOM, "s1") is None
    await store.messages.delete_here(first.row)
    assert await store.messages.place_of(WANG, "s1") == place


async def test_what_is_left_of_a_deleted_message_can_be_asked_for(store: AccountStore) -> None:
    message = await sent(store)
    await store.messages.delete_here(message.row)
    assert await store.messages.by_rows([message.row]) == []
    left = await store.messages.by_rows([message.row], with_hidden=True)
    assert [(one.row, one.text, one.origin_id) for one in left] == [(message.row, "", "o1")]


async def test_what_is_refused_after_it_was_acknowledged(store: AccountStore) -> None:
    message = await sent(store)
    add, done, failed = store.actions.add, store.actions.done, store.actions.failed
    await add(message.row, ActionKind.EDIT, text="周四开会", origin_id="a1", due_at=0)
    await add(message.row, ActionKind.REACT, emojis=["👍"], origin_id="a2", due_at=0)
    await done("a1")
    await done("a2")
    assert await failed("a1") is None
    assert await failed("a3", message.row) is None
    for origin_id, kind in (("a1", ActionKind.EDIT), ("a2", ActionKind.REACT)):
        taken_back = await failed(origin_id, message.row)
        assert taken_back is not None
        assert taken_back[0].updated == {WANG: (message.row,)}
        assert taken_back[1:] == (message.row, kind)
    shown = await get(store, message.row)
    assert (shown.text, shown.edited_at, shown.reactions) == ("周五开会", None, ())


async def test_nobody_elses_saying_is_refused(store: AccountStore) -> None:
    await store.messages.record([received("一", 1, message_id="m1", origin_id="o1")])
    await store.annotations.record([reactions("o1", "👍", message_id="a1", origin_id="a1")])
    row = (await store.messages.latest(WANG, 1))[0].row
    assert await store.actions.failed("a1", row) is None
    assert (await get(store, row)).reactions


async def test_an_archives_order_counts_within_a_second(store: AccountStore) -> None:
    message = received("一", 1, message_id="m1", stanza_id="s0", source=MessageSource.ARCHIVE)
    texts = ("二", "三", "四")
    edits = tuple(
        correction("m1", text, 5, stanza_id=f"s{9 - number}", source=MessageSource.ARCHIVE)
        for number, text in enumerate(texts)
    )
    page = ArchivePage((message,), "s0", "s7", at(1), at(5), is_complete=True, annotations=edits)
    for _ in range(2):
        await store.messages.record_archive_page(ArchiveQuery(OWN, before=""), page)
        shown = (await store.messages.latest(WANG, 1))[0]
        assert shown.text == "四"
        versions = await store.annotations.versions(shown.row)
        assert [one.text for one in versions] == ["一", "二", "三"]


async def test_our_next_edit_is_the_later_one_by_any_clock(store: AccountStore) -> None:
    message = await sent(store)
    ahead = 4_000_000_000  # seconds: an archive whose clock is far ahead of ours
    await store.annotations.record(
        [
            correction(
                "o1",
                "周四开会",
                ahead,
                is_outgoing=True,
                source=MessageSource.ARCHIVE,
                origin_id="a1",
                message_id="a1",
                stanza_id="s1",
            )
        ]
    )
    await store.actions.add(message.row, ActionKind.EDIT, text="周三开会", origin_id="a2", due_at=0)
    await store.actions.done("a2")
    assert (await get(store, message.row)).text == "周三开会"
