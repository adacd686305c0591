"""Databases of every released schema open with this program, with all that is in them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from startalk_desktop.model.message import (
    ActionKind,
    DeliveryState,
    ForwardedMessage,
    Reaction,
    SharedFile,
    Tombstone,
)
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.store.database import schema_steps
from startalk_desktop.store.search_query import SearchKind
from startalk_desktop.store.sqlcipher import connect, migrate
from startalk_desktop.store.window_store import WindowStore
from startalk_desktop.store.words import index_words
from tests.store.building import ACCOUNT, KEY, OWN, ROOM, WANG, at, received
from tests.store.make_released_databases import CHEN, RELEASED
from tests.store.test_erasing import decrypted

ACCOUNTS = sorted(RELEASED.glob("account-*.db"))
WINDOWS = sorted(RELEASED.glob("window-*.db"))


@pytest.mark.parametrize("schema", ["account", "window"])
def test_every_schema_has_its_database(schema: str) -> None:
    steps = len(schema_steps(schema))
    names = [path.name for path in sorted(RELEASED.glob(f"{schema}-*.db"))]
    assert names == [f"{schema}-{step:04}.db" for step in range(1, steps + 1)]


@pytest.mark.parametrize("released", ACCOUNTS, ids=lambda path: path.stem)
async def test_an_account_of_each_version(released: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(released, tmp_path / "a.db"))
    store = await AccountStore.open(path, KEY, ACCOUNT)
    texts = {message.text: message for message in await store.messages.latest(WANG, 10)}
    assert list(texts) == ["周五开会", "好的", "还没发出"]
    assert await store.annotations.versions(1) == []
    assert texts["还没发出"].state is DeliveryState.QUEUED
    lines = {line.id.peer: line for line in await store.conversations.all()}
    room, direct = lines[ROOM], lines[WANG]
    assert (room.id.peer, room.draft, room.is_pinned, room.unread_count) == (
        ROOM,
        "写了一半",
        True,
        1,
    )
    assert (direct.name, direct.unread_count) == ("王芳", 0)
    [interval] = await store.archive.intervals(OWN)
    assert (interval.first_id, interval.last_id, interval.reaches_start) == ("s1", "s2", True)
    assert [hit.message.text for hit in await store.search.messages("开会")] == ["周五开会"]
    [person] = await store.directory.find_people("wangfang", 5)
    assert (person.title, person.unit_path) == ("工程师", ("总部",))
    assert [item.name for item in await store.roster.all()] == ["小王"]
    assert await store.blobs.get("avatar") == b"\x89PNG"
    assert await store.settings.get("theme") == "dark"
    if int(released.stem[-4:]) >= 2:
        await check_annotations(store)
    await store.close()


async def check_annotations(store: AccountStore) -> None:
    """What the databases have since schema 2: what is said about messages."""
    edited, gone, answer = await store.messages.latest(CHEN, 10)
    assert (edited.text, edited.edited_at) == ("看这里 https://acme.example/plan", at(100))
    assert [version.text for version in await store.annotations.versions(edited.row)] == [
        "看 https://acme.example/plan"
    ]
    assert edited.reactions == (Reaction("👍", (CHEN,), False), Reaction("🎉", (CHEN,), False))
    assert edited.files == (
        SharedFile("https://acme.example/a.png", "a.png", "image/png", 7, 1, 2),
    )
    assert (gone.text, gone.tombstone) == ("", Tombstone(at(100), None, "写错了"))
    assert answer.reply is not None
    assert (answer.reply.row, answer.reply.text) == (edited.row, edited.text)
    assert answer.forwards == (ForwardedMessage("王芳", "转发的话"),)
    [hit] = await store.messages.find(CHEN, kinds=SearchKind.LINKS | SearchKind.PICTURES)
    assert hit.message == edited
    [reader] = await store.annotations.readers(ROOM)
    assert reader.sender == ROOM.with_resource("王芳")
    [action] = await store.actions.pending()
    assert (action.kind, action.text, action.origin_id) == (ActionKind.EDIT, "好的", "a1")
    line = await store.conversations.get(CHEN)
    assert line is not None
    assert (line.is_muted, line.draft_reply_row) == (True, edited.row)
    await store.messages.record([received("等着的", 200, peer=CHEN, message_id="unknown")])
    [waited] = await store.messages.latest(CHEN, 1)
    assert waited.reactions == (Reaction("👍", (CHEN,), False),)


async def test_from_before_annotations(tmp_path: Path) -> None:
    """Words are found as before, and then go for good; links, pictures and mentions are known as such."""
    path = tmp_path / "a.db"
    connection = connect(path, KEY)
    migrate(connection, schema_steps("account")[:1])
    connection.execute(
        "INSERT INTO conversation (id, peer, kind, created_at) VALUES (1, ?, 'direct', 0)",
        (str(WANG),),
    )
    texts = [
        "见 https://acme.example/计划书",
        '[obj type="image" value="https://acme.example/a.png"]',
        "请李娜看一下",
        "plain secret words",
    ]
    for number, text in enumerate(texts, 1):
        connection.execute(
            "INSERT INTO message (conversation, kind, author, sender, is_outgoing, text, sent_at, state, is_mention,"
            " word_key) VALUES (1, 'text', ?, ?, 0, ?, ?, 0, ?, ?)",
            (str(WANG), str(WANG), text, number, "李娜" in text, number),
        )
        connection.execute(
            "INSERT INTO message_words (rowid, words, place) VALUES (?, ?, 'c1')",
            (number, index_words(text)),
        )
    connection.close()
    store = await AccountStore.open(path, KEY, ACCOUNT)
    for kind, row in ((SearchKind.LINKS, 1), (SearchKind.PICTURES, 2), (SearchKind.MENTIONS, 3)):
        hits = await store.messages.find(WANG, kinds=kind)
        assert [hit.message.row for hit in hits] == [row]
    for text, row in (("计划书", 1), ("李娜", 3), ("secret", 4), ("plai word", 4)):
        assert [hit.message.row for hit in await store.search.messages(text, peer=WANG)] == [row]
    assert [message.row for message in await store.messages.mentions(WANG)] == [3]
    await store.messages.delete_here(4)
    assert await store.search.messages("secret") == []
    await store.close()
    assert b"secret" not in decrypted(path)


@pytest.mark.parametrize("released", WINDOWS, ids=lambda path: path.stem)
async def test_a_window_of_each_version(released: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(released, tmp_path / "w.db"))
    store = await WindowStore.open(path, KEY)
    [account] = await store.accounts()
    assert (account.id, account.jid) == (ACCOUNT, OWN)
    assert await store.get("layout") == b"\1\2"
    await store.close()


@pytest.mark.parametrize("released", [*ACCOUNTS, *WINDOWS], ids=lambda path: path.stem)
async def test_the_migrated_schema_is_that_of_a_new_database(
    released: Path, tmp_path: Path
) -> None:
    kind = released.stem.partition("-")[0]
    old, new = Path(shutil.copy(released, tmp_path / "old.db")), tmp_path / "new.db"
    schemas = []
    for path in (old, new):
        opened = (
            await AccountStore.open(path, KEY, ACCOUNT)
            if kind == "account"
            else await WindowStore.open(path, KEY)
        )
        await opened.close()
        connection = connect(path, KEY)
        schemas.append(
            connection.execute(
                "SELECT type, name, sql FROM sqlite_schema"
                " WHERE name NOT LIKE 'sqlite_stat%' ORDER BY type, name"
            ).fetchall()
        )
        connection.close()
    assert schemas[0] == schemas[1]
