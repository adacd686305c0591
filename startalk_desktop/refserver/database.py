"""A domain's SQLite file: accounts, rosters, archives. Each module creates its own tables."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

Value = str | bytes | int | float | None


class Database:
    """One SQLite connection; everything is small and local, so it is used on the loop's thread.

    Each statement commits by itself, except inside `transaction`.
    """

    def __init__(self, path: Path | None = None) -> None:
        """Open or create `path`; without one the database is in memory."""
        self._connection = sqlite3.connect(path or ":memory:", isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute(
            "PRAGMA synchronous = OFF"
        )  # a trial server may lose its last second
        self._connection.execute("PRAGMA foreign_keys = ON")

    def script(self, sql: str) -> None:
        """Run several statements: a module's `CREATE TABLE IF NOT EXISTS …`."""
        self._connection.executescript(sql)

    def execute(self, sql: str, *values: Value) -> int:
        """Run one statement; return the number of changed rows."""
        return self._connection.execute(sql, values).rowcount

    def insert(self, sql: str, *values: Value) -> int:
        """Run one INSERT; return the rowid of the new row."""
        return self._connection.execute(sql, values).lastrowid or 0

    def execute_many(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        """Run one statement for each row, in one transaction."""
        with self.transaction():
            self._connection.executemany(sql, rows)

    def query(self, sql: str, *values: Value) -> list[sqlite3.Row]:
        """All rows of a SELECT."""
        return self._connection.execute(sql, values).fetchall()

    def query_one(self, sql: str, *values: Value) -> sqlite3.Row | None:
        """The first row of a SELECT, or None."""
        row: sqlite3.Row | None = self._connection.execute(sql, values).fetchone()
        return row

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; a transaction inside another one joins it. Don't await inside."""
        if self._connection.in_transaction:
            yield
            return
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def secret(self, name: str) -> bytes:
        """A random key that stays the same as long as the file."""
        self.script(
            "CREATE TABLE IF NOT EXISTS secret (name TEXT PRIMARY KEY, value BLOB NOT NULL)"
        )
        self.execute("INSERT OR IGNORE INTO secret VALUES (?, ?)", name, secrets.token_bytes(32))
        row = self.query_one("SELECT value FROM secret WHERE name = ?", name)
        return bytes(row["value"]) if row else b""

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
