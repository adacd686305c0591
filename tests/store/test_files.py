"""Files of messages: kept, found again, shared by equal content, and gone with what they belong to."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.files import FileKind
from startalk_desktop.model.message import (
    DeliveryState,
    Message,
    MessageCursor,
    SharedFile,
    Tombstone,
)
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.store.kept_files import NewFile
from startalk_desktop.store.sealed_files import SealedWriter
from startalk_desktop.store.sealed_streams import SealedFile
from startalk_desktop.store.transfers import Upload
from tests.store.building import ACCOUNT, KEY, OWN, ROOM, WANG, at, outgoing, received

PNG = SharedFile(
    "https://f.example/1.png",
    "图.png",
    "image/png",
    7,
    4,
    3,
    "ab" * 32,
    b"small",
    "image/png",
    at(0),
)
PDF = SharedFile("https://f.example/2.pdf", "合同.pdf", "application/pdf", is_attachment=True)


async def record(
    store: AccountStore, *files: SharedFile, seconds: float = 0, **more: object
) -> int:
    message = replace(received("看", seconds), files=files, **more)
    outcome = await store.messages.record([message])
    return outcome.added[message.peer][0]


async def put(store: AccountStore, content: bytes) -> SealedFile:
    new = await store.files.new()
    return await store.files.keep(new, len(content), write(new, content))


def write(new: NewFile, content: bytes) -> str:
    writer = SealedWriter(new.path, new.key)
    writer.write(content)
    return writer.finish()


def on_disk(store: AccountStore) -> int:
    folder = store.files.folder
    return len(list(folder.iterdir())) if folder.exists() else 0


class TestFacts:
    async def test_all_that_is_told_of_a_file_is_kept(self, store: AccountStore) -> None:
        row = await record(store, PNG, PDF)
        for message in (
            *(await store.messages.latest(WANG, 5)),
            *(await store.messages.by_rows([row])),
            (await store.conversations.all())[0].last_message,
        ):
            assert isinstance(message, Message)
            assert message.files == (PNG, PDF)

    async def test_a_plain_link_is_kept_as_before(self, store: AccountStore) -> None:
        link = SharedFile("https://f.example/3", "3")
        await record(store, link)
        assert [one.files for one in await store.messages.latest(WANG, 1)] == [(link,)]

    async def test_thumbnails_go_with_their_message(self, store: AccountStore) -> None:
        row = await record(store, PNG)
        await store.messages.delete_here(row)
        left = await store._database.read(
            lambda connection: connection.execute("SELECT count(*) FROM thumbnail").fetchone()
        )
        assert left == (0,)


class TestKept:
    async def test_what_was_put_there_is_found_in_the_next_run(
        self, store: AccountStore, tmp_path: Path
    ) -> None:
        row = await record(store, PNG, PDF)
        content = os.urandom(100_000)
        file = await put(store, content)
        assert await store.files.sealed(row, 1) is None
        await store.files.add(row, 1, file.id)
        await store.close()
        again = await AccountStore.open(tmp_path / "profile" / "a.db", KEY, ACCOUNT)
        await again.files.begin()
        found = await again.files.sealed(row, 1)
        assert found is not None
        assert await found.content() == content
        assert await again.files.sealed(row, 0) is None
        assert await again.files.usage() == len(content)
        await again.close()

    async def test_the_same_content_is_kept_once(self, store: AccountStore) -> None:
        first, second = await record(store, PDF), await record(store, PDF, seconds=1)
        one, other = await put(store, b"abc"), await put(store, b"abc")
        assert one.id == other.id
        for row in (first, second):
            await store.files.add(row, 0, one.id)
        assert on_disk(store) == 1
        await store.messages.delete_here(first)
        await store.files.sweep()
        assert await store.files.sealed(second, 0) == one
        assert await store.files.with_hash(one.sha256) == one
        await store.messages.delete_here(second)
        await store.files.sweep()
        assert await store.files.with_hash(one.sha256) is None
        assert on_disk(store) == 0

    @pytest.mark.parametrize("how", ["deleted", "recalled", "conversation"])
    async def test_it_goes_with_its_message(self, store: AccountStore, how: str) -> None:
        row = await record(store, PDF, stanza_id="s1")
        file = await put(store, b"abc")
        await store.files.add(row, 0, file.id)
        await store.blobs.put(f"preview/{file.path.name}", b"x", "image/png")
        if how == "deleted":
            await store.messages.delete_here(row)
        elif how == "conversation":
            await store.conversations.remove(WANG)
        else:
            stone = replace(received("", 0), stanza_id="s1", tombstone=Tombstone(at(5)))
            await store.messages.record([stone])
        assert await store.files.sealed(row, 0) is None
        assert await store.files.usage() == 0
        assert await store.blobs.get(f"preview/{file.path.name}") is None
        await store.files.sweep()
        assert on_disk(store) == 0

    async def test_nothing_is_added_to_what_is_gone(self, store: AccountStore) -> None:
        row = await record(store, PDF)
        await store.messages.delete_here(row)
        await store.files.add(row, 0, (await put(store, b"abc")).id)
        assert await store.files.sealed(row, 0) is None

    async def test_the_oldest_goes_first(self, store: AccountStore) -> None:
        rows = [await record(store, PDF, seconds=n) for n in range(3)]
        for number, row in enumerate(rows):
            await store.files.add(row, 0, (await put(store, bytes([number]) * 100)).id)
        await store.files.drop_oldest(250)
        there = [await store.files.sealed(row, 0) is not None for row in rows]
        assert there == [False, True, True]
        assert (await store.files.usage(), on_disk(store)) == (200, 2)

    async def test_what_was_begun_and_forgotten_goes_at_the_start(
        self, store: AccountStore
    ) -> None:
        row = await record(store, PDF)
        part = await store.files.new()
        SealedWriter(part.path, part.key).close()
        await put(store, b"nobody's")
        await store.transfers.add_download("t1", row, 0, 10)
        await store.transfers.set_part("t1", part.id)
        (store.files.folder / "stranger").write_bytes(b"x")
        await store.files.begin()
        assert on_disk(store) == 1
        assert await store.files.part(part.id) == part

    async def test_a_kept_file_is_no_part(self, store: AccountStore) -> None:
        assert await store.files.part((await put(store, b"abc")).id) is None


class TestTransfers:
    async def test_a_message_waits_for_its_file(self, store: AccountStore) -> None:
        message = replace(outgoing("说明", "o1"), files=(replace(PDF, url=""),))
        stored = await store.outbox.enqueue(message, OWN, at(1), (Upload("u1", 0, "/home/a"),))
        assert stored.state is DeliveryState.QUEUED
        assert await store.outbox.pending() == []
        [transfer] = await store.transfers.pending()
        assert (transfer.id, transfer.row, transfer.source, transfer.is_up, transfer.peer) == (
            "u1",
            stored.row,
            "/home/a",
            True,
            WANG,
        )
        file = await put(store, b"abc")
        told = replace(
            PDF, url="", sha256=file.sha256, size=3, thumbnail=b"t", thumbnail_type="a/b"
        )
        outcome = await store.transfers.sealed("u1", file.id, told)
        assert outcome.updated == {WANG: (stored.row,)}
        [shown] = await store.messages.by_rows([stored.row])
        assert shown.files == (told,)
        assert shown.revision > stored.revision
        assert await store.files.sealed(stored.row, 0) == file
        assert (await store.transfers.pending())[0].source == ""
        await store.transfers.uploaded("u1", "https://f.example/9")
        assert await store.outbox.pending() == []
        await store.transfers.finish_upload("u1")
        [sendable] = await store.outbox.pending()
        assert sendable.files == (replace(told, url="https://f.example/9"),)
        assert sendable.text == "说明"
        assert await store.transfers.pending() == []

    async def test_what_goes_up_is_not_dropped(self, store: AccountStore) -> None:
        file = await put(store, bytes(100))
        message = replace(outgoing("", "o1"), files=(replace(PDF, url=""),))
        stored = await store.outbox.enqueue(message, OWN, at(1), (Upload("u1", 0, file=file.id),))
        await store.files.begin()
        await store.files.drop_oldest(0)
        assert await store.files.sealed(stored.row, 0) == file
        await store.outbox.discard(stored.row)
        assert await store.files.usage() == 0
        assert await store.transfers.pending() == []

    async def test_a_failure_is_remembered(self, store: AccountStore) -> None:
        row = await record(store, PDF)
        await store.transfers.add_download("t1", row, 0, 10)
        failure = Failure(FailureCode.FILE_DAMAGED, "x")
        await store.transfers.failed("t1", failure)
        assert [one.failure for one in await store.transfers.pending()] == [failure]
        again = await store.transfers.add_download("t2", row, 0, 20)
        assert again is not None
        assert (again.id, again.failure, again.byte_limit) == ("t1", None, 20)
        await store.transfers.remove("t1")
        assert await store.transfers.pending() == []

    async def test_another_part_takes_the_place_of_the_first(self, store: AccountStore) -> None:
        row = await record(store, PDF)
        await store.transfers.add_download("t1", row, 0, 10)
        parts = [await store.files.new() for _ in range(2)]
        for part in parts:
            await store.transfers.set_part("t1", part.id)
        assert [await store.files.part(part.id) for part in parts] == [None, parts[1]]
        await store.transfers.remove("t1")
        assert await store.files.part(parts[1].id) is None

    async def test_nothing_is_fetched_for_what_is_gone(self, store: AccountStore) -> None:
        row = await record(store, PDF)
        await store.messages.delete_here(row)
        assert await store.transfers.add_download("t1", row, 0, 10) is None
        assert (await store.transfers.finish_upload("t1")).is_empty


async def test_the_list_of_files(store: AccountStore) -> None:
    rows = [
        await record(store, *files, seconds=number)
        for number, files in enumerate([(PNG, PDF), (), (PDF,), (PNG,), (PDF, PNG)])
    ]
    await record(store, PNG, peer=ROOM, seconds=9)

    async def listed(
        kind: FileKind, limit: int = 50, after: int | None = None
    ) -> list[tuple[int, int]]:
        before = None
        if after is not None:
            [message] = await store.messages.by_rows([after])
            before = MessageCursor(message.sent_at, message.row)
        found = await store.files.list(WANG, kind, before, limit)
        return [(rows.index(message.row), index) for message, index in found]

    assert await listed(FileKind.ANY) == [(4, 0), (4, 1), (3, 0), (2, 0), (0, 0), (0, 1)]
    assert await listed(FileKind.PICTURES) == [(4, 1), (3, 0), (0, 0)]
    assert await listed(FileKind.OTHERS) == [(4, 0), (2, 0), (0, 1)]
    assert await listed(FileKind.OTHERS, 1) == [(4, 0)]
    assert await listed(FileKind.OTHERS, 2) == [(4, 0), (2, 0)]
    assert await listed(FileKind.OTHERS, 2, after=rows[2]) == [(0, 1)]
