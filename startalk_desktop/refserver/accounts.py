"""The accounts of a domain and their credentials: salted hashes only (RFC 5802), never a password."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from scramp import ScramMechanism

from .database import Database, Documents
from .jid import normalise_local

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


@dataclass(slots=True)
class Account:
    """What is kept of one account; without credentials nobody can sign in to it."""

    name: str = ""
    credentials: dict[str, Credential] = field(default_factory=dict)  # by mechanism


class Accounts:
    """Who has an address on the domain."""

    def __init__(self, database: Database, iterations: int) -> None:
        self._iterations = iterations
        self._accounts = Documents(database, "account", Account)
        self._unknown_key = database.secret("unknown")

    def exists(self, local: str) -> bool:
        """The normalised local part has an account, be it made by another process since the start."""
        if local not in self._accounts:
            self._accounts.reload(local)
        return local in self._accounts

    @property
    def names(self) -> list[str]:
        """The local parts of all accounts."""
        return list(self._accounts)

    def display_name(self, local: str) -> str:
        """The person's name as the administrator wrote it, or ''."""
        return self._accounts.get(local, Account()).name

    def create(self, local: str, password: str | None = None, name: str = "") -> None:
        """Create or rename an account; without a password nobody can sign in to it."""
        self.create_many([(local, name)])
        if password is not None:
            self.set_password(local, password)

    def create_many(self, people: Iterable[tuple[str, str]]) -> None:
        """Create accounts of (local part, name) without passwords, thousands in one transaction."""
        accounts = {}
        for local, name in people:
            account = accounts[normalise_local(local)] = self._of(local)
            account.name = name
        self._accounts.put_many(accounts)

    def set_password(self, local: str, password: str) -> None:
        """Let the account sign in with `password`; the account must exist."""
        account = self._of(local)
        for name in SCRAM_MECHANISMS:
            salt = secrets.token_bytes(16)
            account.credentials[name] = Credential.derive(password, name, salt, self._iterations)
        self._accounts.put(normalise_local(local), account)

    def credential(self, local: str, mechanism: str) -> Credential | None:
        """What checks the account's password; None if it has none."""
        self._accounts.reload(local)
        return self._accounts.get(local, Account()).credentials.get(mechanism)

    def decoy(self, local: str, mechanism: str) -> Credential:
        """A credential that no password fits, the same each time, for names that don't exist.

        So a stranger can't learn from the salt which accounts there are (RFC 5802 section 5.1).
        """
        salt = hmac.digest(self._unknown_key, f"{mechanism}:{local}".encode(), "sha256")[:16]
        return Credential(salt, b"", b"", self._iterations)

    def _of(self, local: str) -> Account:
        return self._accounts.get(normalise_local(local), Account())
