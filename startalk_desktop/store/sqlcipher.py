"""The one place that touches sqlcipher3, which is untyped: a typed connection, and its errors as ours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, cast

from sqlcipher3 import dbapi2

from startalk_desktop.store.errors import (
    StoreClosed,
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreTooNew,
    StoreUnreachable,
    WrongKey,
)

KEY_BYTES = 32
PAGE_BYTES = 4096
_BUSY_TIMEOUT_S = 5.0
_CACHE_KIB = 8192

Row = tuple[Any, ...]
SqlValue = None | int | float | str | bytes

DatabaseError: type[Exception] = dbapi2.Error
"""What the library raises for anything; `translated` turns it into a `StoreError`."""


class Cursor(Protocol):
    """The part of a DB-API cursor (PEP 249) that is used."""

    @property
    def rowcount(self) -> int:
        """How many rows were changed."""
        ...

    @property
    def lastrowid(self) -> int:
        """The row that was inserted last."""
        ...

    def fetchone(self) -> Row | None:
        """The next row, or None."""
        ...

    def fetchall(self) -> list[Row]:
        """The rows that are left."""
        ...

    def __iter__(self) -> Iterator[Row]: ...


class Connection(Protocol):
    """The part of a DB-API connection that is used; in autocommit, transactions are begun in SQL."""

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction was begun and has not ended."""
        ...

    def execute(self, sql: str, parameters: Sequence[SqlValue] = ..., /) -> Cursor:
        """Run one statement."""
        ...

    def executemany(self, sql: str, parameters: Iterable[Sequence[SqlValue]], /) -> Cursor:
        """Run one statement for each of `parameters`."""
        ...

    def interrupt(self) -> None:
        """Break off what another thread runs on this connection."""
        ...

    def close(self) -> None:
        """Close the file."""
        ...


def connect(path: Path, key: bytes, *, is_reader: bool = False) -> Connection:
    """Open the encrypted database at `path`, creating it where there is none.

    The key is used raw: there is no derivation to wait for, and opening takes well under a millisecond.
    `cipher_memory_security` stays off: it wipes and locks every buffer of SQLite's, several times the cost of a
    query, against an attacker who can read this process's memory and so finds the same words in the window.

    Raises:
        WrongKey: the key is not this database's.
        StoreDamaged: the file is cut off.
        StoreUnreachable: the file can't be opened.
    """
    if len(key) != KEY_BYTES:
        raise ValueError(f"a database key has {KEY_BYTES} bytes, not {len(key)}")
    with translated(path):
        connection = cast(
            "Connection",
            dbapi2.connect(
                str(path), timeout=_BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
            ),
        )
        try:
            # Its log goes to the terminal, and names files; the errors raised say the same.
            connection.execute("PRAGMA cipher_log_level = NONE")
            connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            connection.execute(f"PRAGMA cipher_page_size = {PAGE_BYTES}")
            connection.execute("PRAGMA temp_store = MEMORY")
            connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            if is_reader:
                connection.execute("PRAGMA query_only = ON")
            else:
                connection.execute("PRAGMA journal_mode = WAL").fetchone()
                connection.execute("PRAGMA synchronous = NORMAL")
                connection.execute("PRAGMA secure_delete = ON")
        except BaseException:
            connection.close()
            raise
    return connection


@contextmanager
def transaction(connection: Connection) -> Iterator[None]:
    """Run the body in one write transaction: all of it is kept, or, where it raises, nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Raise the library's environment errors as `StoreError`; errors that only a bug can cause pass unchanged."""
    try:
        yield
    except dbapi2.Error as error:
        if (known := _environment_error(error, path)) is None:
            raise
        raise known from error


def _environment_error(error: Exception, path: Path) -> StoreError | None:
    code = str(getattr(error, "sqlite_errorname", ""))
    code = "_".join(code.split("_")[:2])  # SQLITE_IOERR_READ is one of SQLITE_IOERR
    match code:
        case "SQLITE_NOTADB":
            if path.stat().st_size % PAGE_BYTES:
                return StoreDamaged("the database file is cut off")
            return WrongKey("the key does not open the database")
        case "SQLITE_CORRUPT":
            return StoreDamaged("the database file is damaged")
        case "SQLITE_FULL":
            return StoreFull("the disk is full; free some space and try again")
        case "SQLITE_INTERRUPT":
            return StoreClosed("the store was closed")
        case "SQLITE_BUSY" | "SQLITE_LOCKED":
            return StoreUnreachable(
                "another process holds the database; is the program running twice?"
            )
        case "SQLITE_CANTOPEN" | "SQLITE_READONLY" | "SQLITE_PERM" | "SQLITE_AUTH":
            return StoreUnreachable("the database file can't be opened; check its permissions")
        case "SQLITE_IOERR":
            return StoreUnreachable("the disk reported an error")
    return None


def migrate(connection: Connection, steps: Sequence[str]) -> None:
    """Bring the database to schema ``len(steps)``; step n is SQL that leads from version n to n + 1.

    Each step is one transaction together with its version number, so that a crash leaves a whole version.

    Raises:
        StoreTooNew: the database is of a later version than there are steps.
    """
    row = connection.execute("PRAGMA user_version").fetchone()
    version = int(row[0]) if row else 0
    if version > len(steps):
        raise StoreTooNew(
            f"the database has schema {version}, this program knows up to {len(steps)}: update the program"
        )
    for number, script in enumerate(steps[version:], start=version + 1):
        with transaction(connection):
            for statement in split_statements(script):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")


_COMMENT = re.compile(r"--[^\n]*")


def split_statements(script: str) -> Iterator[str]:
    """The statements of an SQL script, one by one: `executescript` would commit between them."""
    *pieces, rest = _COMMENT.sub("", script).split(";")
    pending = ""
    for piece in pieces:
        # A semicolon within a text or a trigger ends nothing.
        pending += f"{piece};"
        if dbapi2.complete_statement(pending):
            yield pending.strip()
            pending = ""
    if (pending + rest).strip():
        raise ValueError(f"unfinished SQL statement: {(pending + rest).strip()[:80]}")
