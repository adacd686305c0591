"""Where the keys of the databases and the passwords of the accounts are kept: never in a file in the clear.

Names are the callers' and say nothing of addresses: they can be read by whoever can list a keyring.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import secrets
from collections.abc import Callable
from typing import Protocol, TypeVar

import keyring
import keyring.errors
from keyring.backends.chainer import ChainerBackend

from startalk_desktop.store.errors import KeyringLocked, NoKeyring, VaultDamaged
from startalk_desktop.store.sqlcipher import KEY_BYTES

ResultT = TypeVar("ResultT")

_SERVICE = "Startalk Desktop"
_SAFE_PRIORITY = (
    1  # what keyring itself recommends; below are plain-text files and backends that do nothing
)


class Keyring(Protocol):
    """The part of a `keyring.backend.KeyringBackend` that is used."""

    @property
    def priority(self) -> float:
        """How fit it is; raises RuntimeError where it can't work at all."""
        ...

    def get_password(self, service: str, username: str) -> str | None:
        """The entry, or None."""
        ...

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep an entry."""
        ...

    def delete_password(self, service: str, username: str) -> None:
        """Delete an entry that is there."""
        ...


class KeyVault(Protocol):
    """Keeps keys (32 random bytes that it makes itself) and secrets (passwords) by name.

    Every method may raise a `KeyVaultError`.
    """

    async def load(self, name: str) -> bytes | None:
        """The key of that name, or None."""
        ...

    async def create(self, name: str) -> bytes:
        """Make a key, keep it in place of any of that name, and return it."""
        ...

    async def destroy(self, name: str) -> None:
        """Forget the key for good: what it encrypts is lost. No error where there is none."""
        ...

    async def load_secret(self, name: str) -> str | None:
        """The secret of that name, or None."""
        ...

    async def save_secret(self, name: str, secret: str) -> None:
        """Keep a secret, in place of any of that name."""
        ...

    async def destroy_secret(self, name: str) -> None:
        """Forget the secret. No error where there is none."""
        ...


class MemoryVault:
    """A vault for demos and tests: what it holds ends with the process."""

    def __init__(self) -> None:
        self._keys: dict[str, bytes] = {}
        self._secrets: dict[str, str] = {}

    async def load(self, name: str) -> bytes | None:
        """The key of that name, or None."""
        return self._keys.get(name)

    async def create(self, name: str) -> bytes:
        """Make and keep a key."""
        self._keys[name] = new_key()
        return self._keys[name]

    async def destroy(self, name: str) -> None:
        """Forget the key."""
        self._keys.pop(name, None)

    async def load_secret(self, name: str) -> str | None:
        """The secret of that name, or None."""
        return self._secrets.get(name)

    async def save_secret(self, name: str, secret: str) -> None:
        """Keep a secret."""
        self._secrets[name] = secret

    async def destroy_secret(self, name: str) -> None:
        """Forget the secret."""
        self._secrets.pop(name, None)


class KeyringVault:
    """The operating system's keyring: Secret Service, Keychain, Credential Locker.

    A keyring blocks, and may ask the user to unlock it, so every call is made in a thread.
    """

    def __init__(self, backend: Keyring) -> None:
        self._backend = backend

    @classmethod
    async def open(cls, backend: Keyring | None = None) -> KeyringVault:
        """The vault over `backend`, or over the best one this machine has.

        Raises:
            NoKeyring: there is none that keeps secrets safe. There is no silent fallback: offer a passphrase.
        """
        found = await asyncio.to_thread(lambda: _safest(backend or keyring.get_keyring()))
        if found is None:
            raise NoKeyring("this machine has no keyring that is safe to use")
        return cls(found)

    async def load(self, name: str) -> bytes | None:
        """The key of that name, or None.

        Raises:
            KeyringLocked: the keyring can't be read now.
            VaultDamaged: what the keyring has is no key of ours.
        """
        kept = await self._call(lambda: self._backend.get_password(_SERVICE, _key_name(name)))
        if kept is None:
            return None
        try:
            key = base64.b64decode(kept, validate=True)
        except (binascii.Error, ValueError) as error:
            raise VaultDamaged("the key in the keyring was changed") from error
        if len(key) != KEY_BYTES:
            raise VaultDamaged("the key in the keyring was changed")
        return key

    async def create(self, name: str) -> bytes:
        """Make and keep a key.

        Raises:
            KeyringLocked: the keyring can't be written now.
        """
        key = new_key()
        kept = base64.b64encode(key).decode("ascii")
        await self._call(lambda: self._backend.set_password(_SERVICE, _key_name(name), kept))
        return key

    async def destroy(self, name: str) -> None:
        """Forget the key.

        Raises:
            KeyringLocked: the keyring can't be written now, so the key is still there.
        """
        await self._delete(_key_name(name))

    async def load_secret(self, name: str) -> str | None:
        """The secret of that name, or None.

        Raises:
            KeyringLocked: the keyring can't be read now.
        """
        return await self._call(lambda: self._backend.get_password(_SERVICE, _secret_name(name)))

    async def save_secret(self, name: str, secret: str) -> None:
        """Keep a secret.

        Raises:
            KeyringLocked: the keyring can't be written now.
        """
        await self._call(lambda: self._backend.set_password(_SERVICE, _secret_name(name), secret))

    async def destroy_secret(self, name: str) -> None:
        """Forget the secret.

        Raises:
            KeyringLocked: the keyring can't be written now.
        """
        await self._delete(_secret_name(name))

    async def _delete(self, name: str) -> None:
        def delete() -> None:
            # Backends differ in what they raise for an absent entry, so it is asked for first.
            if self._backend.get_password(_SERVICE, name) is not None:
                self._backend.delete_password(_SERVICE, name)

        await self._call(delete)

    async def _call(self, work: Callable[[], ResultT]) -> ResultT:
        try:
            return await asyncio.to_thread(work)
        except keyring.errors.NoKeyringError as error:
            raise NoKeyring("the keyring is gone") from error
        except (keyring.errors.KeyringError, OSError, RuntimeError) as error:
            raise KeyringLocked("the keyring did not answer; unlock it and try again") from error


def _safest(backend: Keyring | None) -> Keyring | None:
    """`backend`, or the best one it tries in turn, if it is safe to use.

    A chain could hand a secret on to a plain-text file when its first link fails, so it is not used as such.
    """
    links: list[Keyring | None] = (
        list(backend.backends) if isinstance(backend, ChainerBackend) else [backend]
    )
    return next(
        (link for link in links if link is not None and _priority(link) >= _SAFE_PRIORITY), None
    )


def _priority(backend: Keyring) -> float:
    try:
        return float(backend.priority)
    except (RuntimeError, TypeError, ValueError):
        # How a backend says that it can't work on this machine.
        return -1.0


def new_key() -> bytes:
    """A random key for a database."""
    return secrets.token_bytes(KEY_BYTES)


def _key_name(name: str) -> str:
    return f"key:{name}"


def _secret_name(name: str) -> str:
    return f"secret:{name}"
