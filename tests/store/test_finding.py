"""Finding inside one conversation: by words, by who, what and when; by day; and where we are named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import Mention, MessageCursor, SharedFile
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.store.search_query import SearchKind
from tests.store.building import ACCOUNT, KEY, OWN, ROOM, WANG, at, received
from tests.store.saying import correction, retraction

CHEN = Jid.parse("chenjie@acme.example")
FANG, JIE, LINA = (ROOM.with_resource(nick) for nick in ("王芳", "陈杰", "李娜"))
HOUR = 3_600


@pytest.fixture
async def store(tmp_path: Path):  # type: ignore[no-untyped-def]
    opened = await AccountStore.open(tmp_path / "a.db", KEY, ACCOUNT, history_until=0, own=OWN)
    await fill(opened)
    yield opened
    await opened.close()


async def fill(store: AccountStore) -> None:
    said = [
        received("报告写好了", 1 * HOUR, peer=ROOM, sender=FANG),
        received("报告在 https://acme.example/r", 2 * HOUR, peer=ROOM, sender=JIE),
        replace(
            received("", 3 * HOUR, peer=ROOM, sender=FANG),
            files=(SharedFile("https://f.example/1", "报告.pdf", "application/pdf"),),
        ),
        replace(
            received("", 4 * HOUR, peer=ROOM, sender=JIE, message_id="m4"),
            sender_real_jid=CHEN,
            files=(SharedFile("https://f.example/2", "图.png", "image/png"),),
        ),
        received(
            '[obj type="image" value="https://f.example/3"]', 5 * HOUR, peer=ROOM, sender=FANG
        ),
        replace(
            received("@lina 看报告", 6 * HOUR, peer=ROOM, sender=FANG, message_id="m6"),
            mentions=(Mention(OWN, 0, 5),),
        ),
        received("看了报告", 7 * HOUR, peer=ROOM, sender=LINA, is_outgoing=True),
        received("报告", 8 * HOUR, message_id="d8"),
    ]
    await store.messages.record(
        [replace(one, stanza_id=f"s{number}") for number, one in enumerate(said, 1)]
    )


async def hours(store: AccountStore, text: str = "", **what: object) -> list[int]:
    hits = await store.messages.find(ROOM, text, **what)  # type: ignore[arg-type]
    return [(hit.message.sent_at - at(0)) // (HOUR * 1_000_000) for hit in hits]


async def test_words(store: AccountStore) -> None:
    assert await hours(store, "报告") == [7, 6, 3, 2, 1]
    assert await hours(store, "报告 acme") == [2]
    assert await hours(store, "!?") == []
    assert await hours(store) == [7, 6, 5, 4, 3, 2, 1]
    assert await store.messages.find(CHEN, "报告") == []


async def test_who(store: AccountStore) -> None:
    assert await hours(store, sender=FANG) == [6, 5, 3, 1]
    assert await hours(store, "报告", sender=JIE) == [2]
    assert await hours(store, sender=CHEN) == [4]
    assert await hours(store, sender=OWN) == [7]
    hits = await store.messages.find(WANG, sender=WANG)
    assert [hit.message.text for hit in hits] == ["报告"]


async def test_what(store: AccountStore) -> None:
    assert await hours(store, kinds=SearchKind.LINKS) == [2]
    assert await hours(store, kinds=SearchKind.FILES) == [4, 3]
    assert await hours(store, kinds=SearchKind.PICTURES) == [5, 4]
    assert await hours(store, kinds=SearchKind.MENTIONS) == [6]
    assert await hours(store, kinds=SearchKind.FILES | SearchKind.PICTURES) == [4]
    assert await hours(store, "报告", kinds=SearchKind.FILES) == [3]
    [hit] = await store.messages.find(ROOM, "报告", kinds=SearchKind.FILES)
    assert (hit.excerpt, hit.marks) == ("报告.pdf", ((0, 2),))


async def test_when(store: AccountStore) -> None:
    assert await hours(store, since=at(3 * HOUR), until=at(5 * HOUR)) == [4, 3]
    assert await hours(store, "报告", since=at(3 * HOUR)) == [7, 6, 3]


@pytest.mark.parametrize("text", ["", "报告"])
async def test_in_pages(store: AccountStore, text: str) -> None:
    whole = await store.messages.find(ROOM, text)
    pages = []
    before = None
    while page := await store.messages.find(ROOM, text, limit=2, before=before):
        assert len(page) <= 2
        pages += page
        before = MessageCursor(page[-1].message.sent_at, page[-1].message.row)
    assert pages == whole


async def test_what_was_edited_or_taken_back(store: AccountStore) -> None:
    edit = {"peer": ROOM, "sender": FANG}
    await store.annotations.record([correction("m6", "www.acme.example", **edit)])
    assert await hours(store, kinds=SearchKind.LINKS) == [6, 2]
    assert await hours(store, kinds=SearchKind.MENTIONS) == []
    await store.annotations.record(
        [retraction("s6", **edit), retraction("s4", peer=ROOM, sender=JIE)]
    )
    assert await hours(store, kinds=SearchKind.LINKS) == [2]
    assert await hours(store, kinds=SearchKind.FILES) == [3]


@pytest.mark.parametrize(
    ("text", "is_link"),
    [
        ("http://a.example", True),
        ("见HTTPS://a.example/b", True),
        ("www.acme.example", True),
        ('[obj type="url" value="a"]', True),
        ("mailto:a@b", True),
        ("比例 3:1", False),
        ("完成。www", False),
        ("https:", False),
        ("smallwww.x", False),
    ],
)
async def test_links(store: AccountStore, text: str, is_link: bool) -> None:
    await store.messages.record([received(text, 99 * HOUR, peer=WANG, message_id="link")])
    hits = await store.messages.find(WANG, kinds=SearchKind.LINKS)
    assert [hit.message.text for hit in hits] == ([text] if is_link else [])


@pytest.mark.parametrize(
    ("file", "is_picture"),
    [
        (SharedFile("https://f.example/a", "a.bin", "image/png"), True),
        (SharedFile("https://f.example/a.PNG?x=1"), True),
        (SharedFile("https://f.example/a.png", "a.zip"), False),
        (SharedFile("https://f.example/a.png", "a.png", "text/html"), False),
        (SharedFile("https://f.example/png"), False),
    ],
)
async def test_pictures(store: AccountStore, file: SharedFile, is_picture: bool) -> None:
    await store.messages.record([replace(received("", 99 * HOUR, message_id="f"), files=(file,))])
    hits = await store.messages.find(WANG, kinds=SearchKind.PICTURES)
    assert bool(hits) == is_picture


async def test_a_day(store: AccountStore) -> None:
    first = await store.messages.at_time(ROOM, at(0))
    assert first == 1
    assert await store.messages.at_time(ROOM, at(2 * HOUR + 1)) == 3
    assert await store.messages.at_time(ROOM, at(99 * HOUR)) == 7
    assert await store.messages.at_time(CHEN, at(0)) is None
    await store.messages.delete_here(1, 2, 7, 99)
    assert await store.messages.at_time(ROOM, at(0)) == 3
    assert await store.messages.at_time(ROOM, at(99 * HOUR)) == 6


async def test_where_we_are_named(store: AccountStore) -> None:
    more = [
        replace(received(f"{n}", n * HOUR, peer=ROOM, sender=FANG), mentions=(Mention(OWN, 0, 1),))
        for n in (10, 11)
    ]
    await store.messages.record(more)
    await store.messages.record(
        [replace(received("你", 12 * HOUR), mentions=(Mention(OWN, 0, 1),))]
    )
    newest = await store.messages.mentions(ROOM, limit=2)
    assert [message.text for message in newest] == ["11", "10"]
    rest = await store.messages.mentions(ROOM, MessageCursor(newest[1].sent_at, newest[1].row))
    assert [message.text for message in rest] == ["@lina 看报告"]
    anywhere = await store.messages.mentions(None, limit=3)
    assert [(one.conversation.peer, one.text) for one in anywhere] == [
        (WANG, "你"),
        (ROOM, "11"),
        (ROOM, "10"),
    ]
    await store.conversations.mark_read(ROOM, 6)
    line = await store.conversations.get(ROOM)
    assert line is not None
    assert line.first_mention_row == newest[1].row
