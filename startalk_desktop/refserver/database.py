"""A domain's SQLite file: accounts, rosters, archives. Each module creates its own tables."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from .jid import Jid

_Kind = TypeVar("_Kind")
Value = str | bytes | int | float | None


class Database:
    """One SQLite connection; everything is small and local, so it is used on the loop's thread.

    Each call commits by itself.
    """

    def __init__(self, path: Path | None = None) -> None:
        """Open or create `path`; without one the database is in memory."""
        self._connection = sqlite3.connect(path or ":memory:")
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA foreign_keys = ON")
        # A trial server may lose its last second.
        self._connection.execute("PRAGMA synchronous = OFF")

    def script(self, sql: str) -> None:
        """Run several statements: a module's `CREATE TABLE IF NOT EXISTS …`."""
        self._connection.executescript(sql)

    def execute(self, sql: str, *values: Value) -> int:
        """Run one statement; return the number of changed rows."""
        with self._connection:
            return self._connection.execute(sql, values).rowcount

    def execute_many(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        """Run one statement for each row, in one transaction."""
        with self._connection:
            self._connection.executemany(sql, rows)

    def query(self, sql: str, *values: Value) -> list[sqlite3.Row]:
        """All rows of a SELECT."""
        return self._connection.execute(sql, values).fetchall()

    def secret(self, name: str) -> bytes:
        """A random key that stays the same as long as the file."""
        known = Documents(self, "secret", bytes)
        if name not in known:
            known.put(name, secrets.token_bytes(32))
        return known[name]

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


class Documents(dict[str, _Kind]):
    """A table of values by key, all of them held in memory and each written as a whole."""

    def __init__(self, database: Database, table: str, kind: type[_Kind]) -> None:
        """A value is of `kind`: a dataclass or anything else that JSON can hold, and addresses."""
        self._database = database
        self._table = table  # a constant of some module of the server
        self._decoder = msgspec.json.Decoder(kind, dec_hook=lambda _jid, text: Jid.parse(text))
        columns = "key TEXT PRIMARY KEY, value BLOB NOT NULL"
        database.script(f"CREATE TABLE IF NOT EXISTS {table} ({columns}) WITHOUT ROWID")
        self._load("")

    def reload(self, key: str) -> None:
        """Read one value again, which another process may have written."""
        self._load("WHERE key = ?", key)

    def put(self, key: str, value: _Kind) -> None:
        """Set one value, or write it after it has changed."""
        self.put_many({key: value})

    def put_many(self, values: Mapping[str, _Kind]) -> None:
        """Set some values, in one transaction."""
        self.update(values)
        rows = [(key, msgspec.json.encode(each, enc_hook=str)) for key, each in values.items()]
        sql = f"INSERT OR REPLACE INTO {self._table} VALUES (?, ?)"  # noqa: S608
        self._database.execute_many(sql, rows)

    def drop(self, key: str) -> None:
        """Forget a value, if there is one."""
        self.pop(key, None)
        self._database.execute(f"DELETE FROM {self._table} WHERE key = ?", key)  # noqa: S608

    def _load(self, which: str, *values: str) -> None:
        sql = f"SELECT key, value FROM {self._table} {which}"  # noqa: S608
        rows = self._database.query(sql, *values)
        self.update((row["key"], self._decoder.decode(row["value"])) for row in rows)
