"""The database's threads, its errors, and its place on disk."""

from __future__ import annotations

import asyncio
import os
import shutil
import stat
import threading
from pathlib import Path

import pytest

from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.store.database import Database, schema_steps
from startalk_desktop.store.errors import (
    StoreClosed,
    StoreDamaged,
    StoreFull,
    StoreTooNew,
    StoreUnreachable,
    WrongKey,
)
from startalk_desktop.store.sqlcipher import Connection, connect, migrate, split_statements
from tests.store.building import ACCOUNT, KEY, WANG, received

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


async def opened(path: Path) -> Database:
    return await Database.open(path, KEY, "account")


def put(key: str, value: str = "x") -> object:
    def work(connection: Connection) -> None:
        connection.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (key, value))

    return work


def keys(connection: Connection) -> list[str]:
    return [row[0] for row in connection.execute("SELECT key FROM setting ORDER BY key")]


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


class TestThreads:
    async def test_writes_keep_the_order_they_were_asked_in(self, tmp_path: Path) -> None:
        database = await opened(tmp_path / "a.db")
        await asyncio.gather(*(database.write(put("k", str(n))) for n in range(50)))  # type: ignore[arg-type]
        value = await database.read(
            lambda connection: connection.execute("SELECT value FROM setting").fetchone()
        )
        assert value == ("49",)
        await database.close()

    async def test_the_loop_goes_on_while_a_read_takes_its_time(self, tmp_path: Path) -> None:
        database = await opened(tmp_path / "a.db")
        is_reading, may_end = threading.Event(), threading.Event()

        def slow(connection: Connection) -> list[str]:
            is_reading.set()
            assert may_end.wait(10)
            return keys(connection)

        reading = asyncio.gather(database.read(slow))
        await asyncio.to_thread(is_reading.wait, 10)
        await database.write(put("k"))  # type: ignore[arg-type]
        assert await database.read(keys) == ["k"], "the other reader answers meanwhile"
        may_end.set()
        # A snapshot begins with its first statement, which came after the write.
        assert await reading == [["k"]]
        await database.close()

    async def test_a_write_that_fails_leaves_nothing(self, tmp_path: Path) -> None:
        database = await opened(tmp_path / "a.db")

        def half(connection: Connection) -> None:
            connection.execute("INSERT INTO setting VALUES ('k', 'x')")
            raise RuntimeError("in the middle")

        with pytest.raises(RuntimeError, match="in the middle"):
            await database.write(half)
        assert await database.read(keys) == []
        await database.close()

    async def test_a_cancelled_write_that_has_not_begun_does_not_happen(
        self, tmp_path: Path
    ) -> None:
        database = await opened(tmp_path / "a.db")
        may_end = threading.Event()
        first = asyncio.gather(database.write(lambda _: may_end.wait(10)))
        second = asyncio.gather(database.write(put("k")))  # type: ignore[arg-type]
        await database.read(keys)  # meanwhile both were handed to the writer
        assert database._writer.pending == 2
        second.cancel()
        with pytest.raises(asyncio.CancelledError):
            await second
        may_end.set()
        await first
        assert await database.read(keys) == []
        await database.close()

    async def test_readers_cannot_write(self, tmp_path: Path) -> None:
        database = await opened(tmp_path / "a.db")
        with pytest.raises(StoreUnreachable):
            await database.read(put("k"))  # type: ignore[arg-type]
        await database.close()

    def test_any_loop_will_do(self, tmp_path: Path) -> None:
        """One loop after another over one database, as a test runner and a program do."""

        async def use() -> None:
            store = await AccountStore.open(tmp_path / "a.db", KEY, ACCOUNT)
            await store.messages.record([received()])
            await store.close()

        asyncio.run(use())
        asyncio.run(use())


class TestClosing:
    async def test_reads_are_broken_off_and_writes_finished(self, tmp_path: Path) -> None:
        path = tmp_path / "a.db"
        database = await opened(path)
        is_reading = threading.Event()

        def endless(connection: Connection) -> None:
            is_reading.set()
            connection.execute(ENDLESS).fetchall()

        reading = asyncio.gather(database.read(endless), return_exceptions=True)
        writing = asyncio.gather(database.write(put("k")))  # type: ignore[arg-type]
        await asyncio.to_thread(is_reading.wait, 10)
        await asyncio.wait_for(database.close(), 10)
        [failure] = await reading
        assert isinstance(failure, StoreClosed)
        await writing
        again = await opened(path)
        assert await again.read(keys) == ["k"]
        await again.close()

    async def test_a_closed_store_says_so(self, tmp_path: Path) -> None:
        store = await AccountStore.open(tmp_path / "a.db", KEY, ACCOUNT)
        await store.close()
        await store.close()
        with pytest.raises(StoreClosed):
            await store.conversations.all()
        with pytest.raises(StoreClosed):
            await store.messages.record([received()])

    async def test_no_thread_and_no_journal_is_left(self, tmp_path: Path) -> None:
        before = set(threading.enumerate())
        store = await AccountStore.open(tmp_path / "a.db", KEY, ACCOUNT)
        await store.messages.record([received()])
        await store.messages.latest(WANG, 1)
        await store.close()
        assert names_in(tmp_path) == ["a.db"]
        for thread in set(threading.enumerate()) - before:
            await asyncio.to_thread(thread.join, 10)
            assert not thread.is_alive() or not thread.name.startswith("store-")


class TestErrors:
    async def test_a_wrong_key(self, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
        path = tmp_path / "a.db"
        await (await opened(path)).close()
        before = path.read_bytes()
        with pytest.raises(WrongKey):
            await Database.open(path, bytes(32), "account")
        assert path.read_bytes() == before
        assert capfd.readouterr().err == "", "nothing on the user's terminal"

    async def test_a_key_of_the_wrong_length_is_a_bug(self, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match="32 bytes"):
            await Database.open(tmp_path / "a.db", b"short", "account")

    async def test_a_file_that_is_cut_off(self, tmp_path: Path) -> None:
        path = tmp_path / "a.db"
        await (await opened(path)).close()
        path.write_bytes(path.read_bytes()[:1000])
        with pytest.raises(StoreDamaged):
            await opened(path)

    async def test_a_page_that_was_changed(self, tmp_path: Path) -> None:
        path = tmp_path / "a.db"
        store = await AccountStore.open(path, KEY, ACCOUNT)
        await store.messages.record(
            [received(f"第{n}条", n, message_id=f"m{n}") for n in range(300)]
        )
        await store.close()
        content = bytearray(path.read_bytes())
        for page in range(4096, len(content), 4096):
            content[page + 100 : page + 200] = bytes(100)
        path.write_bytes(content)
        with pytest.raises((StoreDamaged, WrongKey)):
            await AccountStore.open(path, KEY, ACCOUNT)

    async def test_a_newer_schema_is_refused_untouched(self, tmp_path: Path) -> None:
        path = tmp_path / "a.db"
        await (await opened(path)).close()
        connection = connect(path, KEY)
        connection.execute("PRAGMA user_version = 999")
        connection.close()
        with pytest.raises(StoreTooNew, match=r"999.*update the program"):
            await opened(path)

    async def test_a_full_disk_keeps_nothing_of_the_write(self, tmp_path: Path) -> None:
        database = await opened(tmp_path / "a.db")

        def limit(connection: Connection) -> None:
            pages = connection.execute("PRAGMA page_count").fetchone()
            assert pages
            connection.execute(f"PRAGMA max_page_count = {pages[0] + 2}")

        await database.write(limit)
        with pytest.raises(StoreFull):
            await database.write(put("k", "x" * 100_000))  # type: ignore[arg-type]
        await database.write(put("small"))  # type: ignore[arg-type]
        assert await database.read(keys) == ["small"]
        await database.close()

    async def test_a_folder_that_is_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "taken").touch()
        with pytest.raises(StoreUnreachable):
            await opened(tmp_path / "taken" / "a.db")

    async def test_another_process_that_holds_the_file(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("startalk_desktop.store.sqlcipher._BUSY_TIMEOUT_S", 0.05)
        path = tmp_path / "a.db"
        database = await opened(path)
        other = connect(path, KEY)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnreachable, match="another process"):
            await database.write(put("k"))  # type: ignore[arg-type]
        other.execute("ROLLBACK")
        other.close()
        await database.close()


async def test_a_crash_between_writes_loses_no_committed_one(tmp_path: Path) -> None:
    """What the disk holds while the store is open is what a crash would leave."""
    path = tmp_path / "a.db"
    store = await AccountStore.open(path, KEY, ACCOUNT)
    await store.messages.record([received("已写下")])
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    for name in names_in(tmp_path):
        if name.startswith("a.db"):
            shutil.copy(tmp_path / name, crashed)
    await store.close()
    again = await AccountStore.open(crashed / "a.db", KEY, ACCOUNT)
    assert [message.text for message in await again.messages.latest(WANG, 1)] == ["已写下"]
    await again.close()


@pytest.mark.skipif(
    os.name == "nt", reason="Windows has no such modes; its profile folder is private"
)
async def test_only_this_user_may_read(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "profile"
    store = await AccountStore.open(folder / "a.db", KEY, ACCOUNT)
    await store.messages.record([received()])
    await store.messages.latest(WANG, 1)
    assert stat.S_IMODE((tmp_path / "deep").stat().st_mode) == 0o700
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for file in folder.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name
    await store.close()


async def test_nothing_goes_to_temporary_files(tmp_path: Path) -> None:
    database = await opened(tmp_path / "a.db")
    for read in (database.read, database.write):
        assert await read(lambda c: c.execute("PRAGMA temp_store").fetchone()) == (2,)
    assert await database.write(lambda c: c.execute("PRAGMA secure_delete").fetchone()) == (1,)
    assert await database.write(lambda c: c.execute("PRAGMA foreign_keys").fetchone()) == (1,)
    assert await database.write(lambda c: c.execute("PRAGMA journal_mode").fetchone()) == ("wal",)
    await database.close()


class TestMigrationSteps:
    def test_a_step_that_fails_leaves_the_version_before(self, tmp_path: Path) -> None:
        connection = connect(tmp_path / "a.db", KEY)
        with pytest.raises(Exception, match="no such table"):
            migrate(
                connection,
                ["CREATE TABLE a (b);", "CREATE TABLE c (d); INSERT INTO missing VALUES (1);"],
            )
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        names = connection.execute("SELECT name FROM sqlite_schema").fetchall()
        assert names == [("a",)]
        connection.close()

    def test_statements_are_split_where_they_end(self) -> None:
        script = "-- why; because\nCREATE TABLE a (b TEXT DEFAULT ';');\n\nSELECT 1;"
        assert list(split_statements(script)) == [
            "CREATE TABLE a (b TEXT DEFAULT ';');",
            "SELECT 1;",
        ]
        with pytest.raises(ValueError, match="unfinished"):
            list(split_statements("SELECT 1; SELECT"))

    def test_the_files_are_numbered(self) -> None:
        assert len(schema_steps("account")) >= 1
        assert len(schema_steps("window")) >= 1
