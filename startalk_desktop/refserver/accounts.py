"""The accounts of a domain and their credentials: salted hashes only (RFC 5802), never a password."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable
from typing import NamedTuple

from scramp import ScramMechanism

from startalk_desktop.refserver.database import Database
from startalk_desktop.refserver.jid import normalise_local

_SCHEMA = """
CREATE TABLE IF NOT EXISTS account (
    local TEXT PRIMARY KEY,
    name TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS credential (
    local TEXT NOT NULL REFERENCES account (local) ON DELETE CASCADE,
    mechanism TEXT NOT NULL,
    salt BLOB NOT NULL,
    stored_key BLOB NOT NULL,
    server_key BLOB NOT NULL,
    iterations INTEGER NOT NULL,
    PRIMARY KEY (local, mechanism)
) WITHOUT ROWID;
"""
SCRAM_MECHANISMS = ("SCRAM-SHA-256", "SCRAM-SHA-1")  # the best first


class Credential(NamedTuple):
    """What SCRAM needs to check a password without knowing it, in the order of `scramp`."""

    salt: bytes
    stored_key: bytes
    server_key: bytes
    iterations: int

    @classmethod
    def derive(cls, password: str, mechanism: str, salt: bytes, iterations: int) -> Credential:
        """RFC 5802 section 3."""
        return cls(*ScramMechanism(mechanism).make_auth_info(password, iterations, salt))


class Accounts:
    """Who has an address on the domain."""

    def __init__(self, database: Database, iterations: int) -> None:
        self._database = database
        self._iterations = iterations
        database.script(_SCHEMA)
        self._names: dict[str, str] = {
            row["local"]: row["name"] for row in database.query("SELECT local, name FROM account")
        }
        self._unknown_key = database.secret("unknown")

    def exists(self, local: str) -> bool:
        """The normalised local part has an account, be it made by another process since the start."""
        if local not in self._names:
            row = self._database.query_one("SELECT name FROM account WHERE local = ?", local)
            if row is None:
                return False
            self._names[local] = row["name"]
        return True

    @property
    def names(self) -> list[str]:
        """The local parts of all accounts."""
        return list(self._names)

    def display_name(self, local: str) -> str:
        """The person's name as the administrator wrote it, or ''."""
        return self._names.get(local, "")

    def create(self, local: str, password: str | None = None, name: str = "") -> None:
        """Create or rename an account; without a password nobody can sign in to it."""
        self.create_many([(local, name)])
        if password is not None:
            self.set_password(local, password)

    def create_many(self, people: Iterable[tuple[str, str]]) -> None:
        """Create accounts of (local part, name) without passwords, thousands in one transaction."""
        rows = [(normalise_local(local), name) for local, name in people]
        self._database.execute_many(
            "INSERT INTO account (local, name) VALUES (?, ?)"
            " ON CONFLICT (local) DO UPDATE SET name = excluded.name",
            rows,
        )
        self._names.update(rows)

    def set_password(self, local: str, password: str) -> None:
        """Let the account sign in with `password`; the account must exist."""
        rows = []
        for name in SCRAM_MECHANISMS:
            made = Credential.derive(password, name, secrets.token_bytes(16), self._iterations)
            rows.append((normalise_local(local), name, *made))
        self._database.execute_many(
            "INSERT OR REPLACE INTO credential VALUES (?, ?, ?, ?, ?, ?)", rows
        )

    def credential(self, local: str, mechanism: str) -> Credential | None:
        """What checks the account's password; None if it has none."""
        row = self._database.query_one(
            "SELECT salt, stored_key, server_key, iterations FROM credential"
            " WHERE local = ? AND mechanism = ?",
            local,
            mechanism,
        )
        return Credential(*row) if row else None

    def decoy(self, local: str, mechanism: str) -> Credential:
        """A credential that no password fits, the same each time, for names that don't exist.

        So a stranger can't learn from the salt which accounts there are (RFC 5802 section 5.1).
        """
        salt = hmac.digest(self._unknown_key, f"{mechanism}:{local}".encode(), "sha256")[:16]
        return Credential(salt, b"", b"", self._iterations)
