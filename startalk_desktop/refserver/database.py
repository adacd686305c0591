"""A domain's SQLite file: accounts, rosters, archives. Each module creates its own tables."""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

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

    def query_one(self, sql: str, *values: Value) -> sqlite3.Row | None:
        """The first row of a SELECT, or None."""
        return next(iter(self._connection.execute(sql, values)), None)

    def secret(self, name: str) -> bytes:
        """A random key that stays the same as long as the file."""
        known = Documents(self, "secret")
        if known.get(name) is None:
            known.put(name, secrets.token_hex(32))
        return bytes.fromhex(known.get(name))

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


class Documents:
    """A table of JSON values by key, for what is small and always read and written as a whole."""

    def __init__(self, database: Database, table: str) -> None:
        self._database = database
        self._table = table
        columns = "key TEXT PRIMARY KEY, value TEXT NOT NULL"
        database.script(f"CREATE TABLE IF NOT EXISTS {table} ({columns}) WITHOUT ROWID")

    # The table's name is a constant of some module of the server.

    def all(self) -> dict[str, Any]:
        """Every value."""
        rows = self._database.query(f"SELECT key, value FROM {self._table}")  # noqa: S608
        return {row["key"]: json.loads(row["value"]) for row in rows}

    def get(self, key: str) -> Any:
        """One value, or None."""
        row = self._database.query_one(
            f"SELECT value FROM {self._table} WHERE key = ?",  # noqa: S608
            key,
        )
        return None if row is None else json.loads(row["value"])

    def put(self, key: str, value: object) -> None:
        """Set one value."""
        self.put_many({key: value})

    def put_many(self, values: Mapping[str, object]) -> None:
        """Set some values, in one transaction."""
        rows = [(key, json.dumps(value)) for key, value in values.items()]
        sql = f"INSERT OR REPLACE INTO {self._table} VALUES (?, ?)"  # noqa: S608
        self._database.execute_many(sql, rows)

    def delete(self, key: str) -> None:
        """Forget a value, if there is one."""
        self._database.execute(f"DELETE FROM {self._table} WHERE key = ?", key)  # noqa: S608
