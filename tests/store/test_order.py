"""In whatever order messages and what is said about them come, by whatever ways, the outcome is the same."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from startalk_desktop.model.annotation import Annotation
from startalk_desktop.model.archive import ArchivePage, ArchiveQuery
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import (
    Mention,
    Message,
    MessageSource,
    ReceivedMessage,
    ReplyReference,
    Tombstone,
)
from startalk_desktop.store.account_store import AccountStore
from tests.store.building import ACCOUNT, KEY, OWN, ROOM, WANG, at, received
from tests.store.saying import correction, displayed, reactions, receipt, retraction

Item = ReceivedMessage | Annotation

CHEN = Jid.parse("chenjie@acme.example")
FANG = ROOM.with_resource("王芳")
JIE = ROOM.with_resource("陈杰")
MALLORY = ROOM.with_resource("Mallory")


def copies(item: Any) -> list[Item]:
    """Three ways by which one thing comes; not each knows every id, and clocks differ a little."""
    is_annotation = isinstance(item, Annotation)
    live = replace(item, stanza_id="")
    if is_annotation:
        # By more than a stamp's resolution, or by less.
        skew = 3_000_000 if item.at // 1_000_000 % 2 else 400_000
        live = replace(live, at=item.at + skew)
    carbon = replace(item, source=MessageSource.CARBON)
    archived = replace(item, source=MessageSource.ARCHIVE)
    return [live, carbon, archived] if item.peer == WANG else [carbon, archived]


def ids(name: str) -> dict[str, str]:
    return {"stanza_id": f"s{name}", "origin_id": f"o{name}", "message_id": f"m{name}"}


DIRECT: list[Item] = [
    received("周五开会", 10, **ids("1")),
    received("好的", 20, is_outgoing=True, **ids("2")),
    replace(received("几点?", 30, **ids("3")), reply=ReplyReference("o1", WANG, "周五开会")),
    received("三点", 40, is_outgoing=True, **ids("4")),
    # He gives a message of his the ids of one of ours.
    received("我是你", 50, stanza_id="s5", origin_id="o2", message_id="m2"),
    replace(received("看图", 60, **ids("6")), reply=ReplyReference("o4", OWN, "三点")),
    received("在吗", 70, is_outgoing=True, **ids("7")),
    correction("m1", "周四开会", 101, **ids("11")),
    correction("m1", "周三开会,李娜也来", 102, mentions=(Mention(OWN, 5, 7),), **ids("12")),
    correction("m1", "假的", 103, is_outgoing=True, **ids("13")),
    correction("m2", "不好", 104, **ids("14")),
    correction("m2", "好,一定", 105, is_outgoing=True, **ids("15")),
    correction("m7", "在不在", 106, is_outgoing=True, **ids("16")),
    retraction("o3", 110, **ids("17")),
    retraction("o4", 111, is_outgoing=True, **ids("18")),
    retraction("o4", 112, is_outgoing=True, **ids("19")),
    retraction("o1", 113, is_outgoing=True, **ids("20")),
    correction("m3", "不问了", 114, **ids("21")),
    reactions("o1", "👍", 120, is_outgoing=True, **ids("22")),
    reactions("m1", "🎉 👀", 121, is_outgoing=True, **ids("23")),
    reactions("o1", "👍", 122, **ids("24")),
    reactions("o6", "👍", 123, is_outgoing=True, **ids("25")),
    reactions("o6", "", 124, is_outgoing=True, **ids("26")),
    reactions("o2", "😀", 125, **ids("27")),
    reactions("o4", "😀", 126, **ids("28")),
    receipt("m7", **ids("29")),
    receipt("m1", **ids("30")),
    displayed("m2", 127, **ids("31")),
    displayed("m4", 128, **ids("32")),
    displayed("m1", 129, is_outgoing=True, **ids("33")),
    replace(received("", 90, **ids("8")), tombstone=Tombstone(at(95))),
    received("删掉的话", 90, **ids("8")),
]

FANG_IS = {"sender": FANG, "occupant_id": "fang"}
JIE_IS = {"sender": JIE, "sender_real_jid": CHEN, "occupant_id": "jie"}
OWN_IS = {"sender": ROOM.with_resource("李娜"), "occupant_id": "lina", "is_outgoing": True}
MALLORY_AS_FANG = {"sender": FANG, "occupant_id": "mallory"}


def in_room(text: str, seconds: float, who: dict[str, Any], **fields: Any) -> ReceivedMessage:
    return replace(received(text, seconds, peer=ROOM, sender=who["sender"]), **who, **fields)


GROUP: list[Item] = [
    in_room("周五开会", 10, FANG_IS, **ids("1")),
    in_room("好的", 20, JIE_IS, **ids("2")),
    in_room("我也来", 30, OWN_IS, **ids("3")),
    in_room("在哪", 40, JIE_IS, reply=ReplyReference("s1", FANG, "周五开会"), **ids("4")),
    in_room("广告", 50, {"sender": MALLORY, "occupant_id": "mallory"}, **ids("5")),
    # The ids of what Fang said, with another text.
    in_room("周五不开会", 60, MALLORY_AS_FANG, stanza_id="s6", origin_id="o1", message_id="m1"),
    correction("m1", "周五三点开会", 101, peer=ROOM, **FANG_IS, **ids("11")),
    correction("m1", "取消", 102, peer=ROOM, **MALLORY_AS_FANG, **ids("12")),
    correction("m2", "好的,李娜", 103, peer=ROOM, **JIE_IS, **ids("13")),
    correction("m2", "改过名字", 104, peer=ROOM, **{**JIE_IS, "sender": MALLORY}, **ids("14")),
    retraction("s2", 105, peer=ROOM, **MALLORY_AS_FANG, **ids("15")),
    retraction("s4", 106, peer=ROOM, **JIE_IS, **ids("16")),
    retraction("s5", 107, peer=ROOM, sender=ROOM, is_moderation=True, moderator=JIE, reason="广告"),
    retraction("s5", 108, peer=ROOM, sender=MALLORY, occupant_id="mallory", **ids("17")),
    reactions("s1", "👍", 110, peer=ROOM, **JIE_IS, **ids("18")),
    reactions("s1", "🎉", 111, peer=ROOM, sender=JIE, occupant_id="jie", **ids("19")),
    reactions("s1", "👍 🎉", 112, peer=ROOM, **MALLORY_AS_FANG, **ids("20")),
    reactions("s1", "👀", 113, peer=ROOM, **OWN_IS, **ids("21")),
    reactions("s5", "👎", 114, peer=ROOM, **FANG_IS, **ids("22")),
    displayed("s2", 115, peer=ROOM, **FANG_IS, **ids("23")),
    displayed("s4", 116, peer=ROOM, **FANG_IS, **ids("24")),
    displayed("s1", 117, peer=ROOM, **JIE_IS, **ids("25")),
    displayed("s2", 118, peer=ROOM, **OWN_IS, **ids("26")),
]


async def deliver(store: AccountStore, batch: Sequence[Item], *, as_page: bool) -> None:
    hints = ["李娜"]
    messages = [item for item in batch if isinstance(item, ReceivedMessage)]
    annotations = [item for item in batch if isinstance(item, Annotation)]
    if as_page:
        page = ArchivePage(
            tuple(sorted(messages, key=lambda message: message.sent_at)),
            "a",
            "b",
            None,
            None,
            is_complete=False,
            annotations=tuple(sorted(annotations, key=lambda one: one.at)),
        )
        archive = batch[0].peer if batch[0].peer == ROOM else OWN
        query = ArchiveQuery(archive, before="")
        await store.messages.record_archive_page(query, page, own_name_hints=hints)
        return
    # As `core` does it: runs of messages, and what is between them.
    for item in batch:
        if isinstance(item, ReceivedMessage):
            await store.messages.record([item], own_name_hints=hints)
        else:
            await store.annotations.record([item], own_name_hints=hints)


def plain(message: Message, names: dict[int, str]) -> Message:
    """`message` without the numbers of rows and revisions, by which way it came, and a page's microseconds."""
    reply = message.reply
    if reply is not None and reply.row is not None:
        reply = replace(reply, row=int(names[reply.row][1:]))
    second = message.sent_at // 1_000_000
    edited_at = None if message.edited_at is None else message.edited_at // 1_000_000
    stone = message.tombstone
    if stone is not None:
        stone = replace(stone, at=stone.at // 1_000_000)
    # An origin id that somebody has given to two messages is kept for the first that came.
    return replace(
        message,
        row=0,
        revision=0,
        source=None,
        sent_at=second,
        reply=reply,
        origin_id="",
        edited_at=edited_at,
        tombstone=stone,
    )


async def outcome_of(batches: Sequence[tuple[bool, Sequence[Item]]], peer: Jid) -> object:
    """All that somebody could see, without the numbers of rows and revisions."""
    with tempfile.TemporaryDirectory() as folder:
        store = await AccountStore.open(
            Path(folder) / "a.db", KEY, ACCOUNT, history_until=0, own=OWN
        )
        for as_page, batch in batches:
            await deliver(store, batch, as_page=as_page)
        messages = await store.messages.latest(peer, 100)
        names = {message.row: message.stanza_id for message in messages}
        seen = [
            (
                plain(message, names),
                [
                    (version.text, version.since // 1_000_000)
                    for version in await store.annotations.versions(message.row)
                ],
            )
            for message in messages
        ]
        line = await store.conversations.get(peer)
        readers = {
            (reader.sender, names[reader.row]) for reader in await store.annotations.readers(peer)
        }
        found = {
            text: [hit.message.stanza_id for hit in await store.search.messages(text)]
            for text in ("开会", "三点", "不问", "取消", "删掉")
        }
        await store.search._database.write(
            lambda connection: connection.execute(
                "INSERT INTO message_words (message_words) VALUES ('integrity-check')"
            )
        )
        await store.close()
        assert line is not None
        last = line.last_message and plain(line.last_message, names)
        counts = (line.unread_count, line.mention_count, line.first_unread_row is None)
        return seen, readers, counts, last, found


def shuffled(catalogue: list[Item]) -> st.SearchStrategy[list[tuple[int, int]]]:
    """Some of the catalogue, each in all its copies, in any order: as places in it, and which copy."""
    ways = len(copies(catalogue[0]))
    return (
        st.lists(st.sampled_from(range(len(catalogue))), min_size=1, unique=True)
        .map(lambda some: [(place, way) for place in sorted(some) for way in range(ways)])
        .flatmap(st.permutations)
    )


cuts = st.lists(st.tuples(st.integers(1, 8), st.booleans()), min_size=1, max_size=40)


def in_batches(
    items: Sequence[Item], sizes: Sequence[tuple[int, bool]]
) -> list[tuple[bool, Sequence[Item]]]:
    batches: list[tuple[bool, Sequence[Item]]] = []
    rest = list(items)
    for size, as_page in [*sizes, (len(rest) or 1, False)]:
        if rest:
            batches.append((as_page, rest[:size]))
            rest = rest[size:]
    return batches


many = settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.target, Phase.shrink],
    deadline=None,
)


def check(
    catalogue: list[Item], places: Sequence[tuple[int, int]], sizes: Sequence[tuple[int, bool]]
) -> None:
    items = [copies(catalogue[place])[way] for place, way in places]
    if not any(isinstance(item, ReceivedMessage) for item in items):
        return
    in_order = [copies(catalogue[place])[way] for place, way in sorted(places)]
    peer = items[0].peer
    expected = asyncio.run(outcome_of([(False, in_order)], peer))
    assert asyncio.run(outcome_of(in_batches(items, sizes), peer)) == expected


@many
@given(shuffled(DIRECT), cuts)
def test_any_order_in_a_direct_chat(
    places: list[tuple[int, int]], sizes: list[tuple[int, bool]]
) -> None:
    check(DIRECT, places, sizes)


@many
@given(shuffled(GROUP), cuts)
def test_any_order_in_a_room(places: list[tuple[int, int]], sizes: list[tuple[int, bool]]) -> None:
    check(GROUP, places, sizes)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("catalogue", [DIRECT, GROUP], ids=["direct", "room"])
def test_all_of_it_in_any_order(catalogue: list[Item], seed: int) -> None:
    random = Random(seed)
    places = [
        (place, way) for place, item in enumerate(catalogue) for way in range(len(copies(item)))
    ]
    random.shuffle(places)
    check(catalogue, places, [(random.randint(1, 8), random.random() < 0.5) for _ in range(40)])


async def test_what_comes_of_it_is_right(tmp_path: Path) -> None:
    """The same is worth nothing where it is the same nonsense."""
    store = await AccountStore.open(tmp_path / "a.db", KEY, ACCOUNT, history_until=0, own=OWN)
    for catalogue in (DIRECT, GROUP):
        for item in catalogue:
            await deliver(store, copies(item), as_page=False)
    direct = {message.stanza_id: message for message in await store.messages.latest(WANG, 50)}
    assert direct["s1"].text == "周三开会,李娜也来"
    assert direct["s1"].is_mention
    assert [(one.emoji, one.is_own) for one in direct["s1"].reactions] == [
        ("🎉", True),
        ("👀", True),
        ("👍", False),
    ]
    assert direct["s2"].text == "好,一定"
    assert direct["s5"].text == "不好", "what he says of his own message, whatever ids he gave it"
    assert direct["s2"].reactions == direct["s5"].reactions == (), "nobody can tell which is meant"
    assert direct["s3"].tombstone == Tombstone(at(110))
    assert direct["s4"].tombstone == Tombstone(at(111))
    assert direct["s6"].reply is not None
    assert (direct["s6"].reply.is_retracted, direct["s6"].reply.text) == (True, "")
    assert direct["s6"].reactions == ()
    assert direct["s7"].state.name == "DELIVERED"
    assert direct["s2"].state.name == direct["s4"].state.name == "READ"
    assert (direct["s8"].text, direct["s8"].tombstone) == ("", Tombstone(at(95)))
    room = {message.stanza_id: message for message in await store.messages.latest(ROOM, 50)}
    assert room["s1"].text == "周五三点开会"
    assert {one.emoji: one.senders for one in room["s1"].reactions} == {
        "🎉": (CHEN, FANG),
        "👍": (FANG,),
        "👀": (OWN,),
    }
    assert room["s2"].text == "改过名字"
    assert room["s4"].tombstone is not None
    assert room["s5"].tombstone == Tombstone(at(107), JIE, "广告")
    assert room["s6"].text == "取消"
    readers = {reader.sender: reader.row for reader in await store.annotations.readers(ROOM)}
    assert readers == {FANG: room["s4"].row, CHEN: room["s1"].row}
    await store.close()
