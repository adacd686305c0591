"""An encrypted database with threads of its own: one that writes, two that read; the loop only waits.

Nothing here knows which event loop runs: results come back to the loop of whoever asks.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from importlib import resources
from pathlib import Path
from typing import TypeVar

from startalk_desktop.store.errors import StoreClosed, StoreUnreachable
from startalk_desktop.store.files import make_private_file, make_private_folder
from startalk_desktop.store.sqlcipher import Connection, connect, migrate, transaction, translated

ResultT = TypeVar("ResultT")
Work = Callable[[Connection], ResultT]

_READERS = 2
_INTERRUPT_AGAIN_S = 0.02


class Database:
    """One file, opened by `open`. Writes run one after another in the order they were asked for, each in a
    transaction of its own; reads run beside them on a snapshot of what is committed.
    """

    def __init__(self, path: Path, key: bytes) -> None:
        self._path = path
        self._writer = _Worker(path, key, "store-writer", is_reader=False)
        self._readers = [
            _Worker(path, key, f"store-reader-{number}", is_reader=True)
            for number in range(_READERS)
        ]
        self._is_closed = False

    @classmethod
    async def open(cls, path: Path, key: bytes, schema: str) -> Database:
        """Open or create the database at `path` and bring it to the newest version of `schema`.

        Args:
            path: the file; its folder is made, for this user alone.
            key: 32 random bytes.
            schema: the folder of numbered SQL files under ``store/schema``.

        Raises:
            WrongKey, StoreDamaged, StoreTooNew, StoreFull, StoreUnreachable: as their docstrings say.
        """
        database = cls(path, key)
        try:
            await database._writer.run(lambda connection: migrate(connection, schema_steps(schema)))
        except BaseException:
            await database.close()
            raise
        return database

    async def read(self, work: Work[ResultT]) -> ResultT:
        """Run `work` on a reader's thread.

        Raises:
            StoreClosed: the store is closed, or was closed before `work` ended.
        """
        self._check_open()
        reader = min(self._readers, key=lambda worker: worker.pending)

        def read(connection: Connection) -> ResultT:
            # One snapshot for all statements of the work.
            connection.execute("BEGIN")
            try:
                return work(connection)
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

        return await reader.run(read)

    async def write(self, work: Work[ResultT]) -> ResultT:
        """Run `work` in one transaction on the writer's thread; it is committed when this returns.

        A caller that is cancelled before the work began takes it back; after that it is done to its end.

        Raises:
            StoreClosed: the store is closed.
            StoreFull: the disk is full; nothing of the work was kept.
        """
        self._check_open()

        def write(connection: Connection) -> ResultT:
            with transaction(connection):
                return work(connection)

        return await self._writer.run(write)

    async def close(self) -> None:
        """Finish the writes that were asked for, break off reads, and close the file. Idempotent."""
        if self._is_closed:
            return
        self._is_closed = True
        for reader in self._readers:
            await reader.break_off()
        await self._writer.close()

    def _check_open(self) -> None:
        if self._is_closed:
            raise StoreClosed("the store is closed")


class _Worker:
    """A thread and the connection that only it uses, opened when first needed."""

    def __init__(self, path: Path, key: bytes, name: str, *, is_reader: bool) -> None:
        self._path = path
        self._key = key
        self._is_reader = is_reader
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._connection: Connection | None = None
        self._lock = (
            threading.Lock()
        )  # `_connection` is interrupted from another thread than its own
        self._is_interrupted = False
        self.pending = 0  # works asked for and not ended; touched on the loop only

    async def run(self, work: Work[ResultT]) -> ResultT:
        future: Future[ResultT] = self._executor.submit(self._run, work)
        self.pending += 1
        try:
            return await asyncio.wrap_future(future)
        finally:
            self.pending -= 1

    async def close(self) -> None:
        """Close the connection once all that was asked for is done."""
        await asyncio.wrap_future(self._executor.submit(self._close))
        self._executor.shutdown(wait=False)

    async def break_off(self) -> None:
        """Break off what runs, refuse what waits, and close the connection."""
        self._is_interrupted = True
        closing = asyncio.wrap_future(self._executor.submit(self._close))
        while not closing.done():
            # An interrupt ends the statement that runs; the work may have been between two of them.
            self._interrupt()
            await asyncio.wait([closing], timeout=_INTERRUPT_AGAIN_S)
        self._executor.shutdown(wait=False)

    def _interrupt(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.interrupt()

    def _run(self, work: Work[ResultT]) -> ResultT:
        with translated(self._path):
            return work(self._opened())

    def _opened(self) -> Connection:
        if self._is_interrupted:
            raise StoreClosed("the store is closed")
        if self._connection is None:
            if not self._is_reader:
                # Before SQLite makes it, with a mode of its own.
                _make_private(self._path)
            opened = connect(self._path, self._key, is_reader=self._is_reader)
            with self._lock:
                self._connection = opened
        return self._connection

    def _close(self) -> None:
        with self._lock:
            connection, self._connection = self._connection, None
        self._key = b""
        if connection is None:
            return
        try:
            if not self._is_reader:
                with translated(self._path):
                    connection.execute("PRAGMA optimize")
        finally:
            connection.close()


def _make_private(path: Path) -> None:
    try:
        make_private_folder(path.parent)
        make_private_file(path)
    except OSError as error:
        raise StoreUnreachable(
            "the database file can't be made; check the permissions of its folder"
        ) from error


def schema_steps(schema: str) -> Sequence[str]:
    """The SQL of each step of `schema`, in order.

    Raises:
        RuntimeError: the numbering has a gap; the program was not built whole.
    """
    folder = resources.files("startalk_desktop.store").joinpath("schema", schema)
    files = sorted(
        (entry for entry in folder.iterdir() if entry.name.endswith(".sql")),
        key=lambda entry: entry.name,
    )
    if [entry.name[:4] for entry in files] != [f"{n:04}" for n in range(1, len(files) + 1)]:
        raise RuntimeError(f"the schema files of {schema!r} are not numbered without gaps")
    return [entry.read_text(encoding="utf-8") for entry in files]
