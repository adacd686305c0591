"""A vault for machines without a keyring: one file, sealed with a key that Argon2id makes of a passphrase.

The file is ``magic | version | memory (KiB, u32) | passes (u32) | lanes (u32) | salt (16) | nonce (12) | sealed``.
The header is authenticated with the content (AES-256-GCM), a new nonce is drawn at each save, and the file is
replaced as a whole, so that a crash leaves the old one or the new one.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import secrets
import struct
from dataclasses import dataclass
from pathlib import Path

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from startalk_desktop.store.errors import KeyVaultError, VaultDamaged, WrongPassphrase
from startalk_desktop.store.files import make_private_folder, replace_file
from startalk_desktop.store.keys import new_key
from startalk_desktop.store.sqlcipher import KEY_BYTES

_MAGIC = b"STVAULT1"
_HEADER = struct.Struct(">8sIII16s")
_NONCE_BYTES = 12
_MAX_FILE_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Argon2Cost:
    """What guessing one passphrase costs. The default takes about a second of one core, once a start."""

    memory_kib: int = 256 * 1024
    passes: int = 4
    lanes: int = 2


# A vault file names its own cost; one beyond these would only be there to exhaust the machine.
_MAX_COST = Argon2Cost(memory_kib=2 * 1024 * 1024, passes=64, lanes=16)


class PassphraseVault:
    """Built by `create` or `unlock`; holds its content in memory and writes the file at each change."""

    def __init__(self, path: Path, header: bytes, cipher: AESGCM, entries: dict[str, str]) -> None:
        self._path = path
        self._header = header
        self._cipher = cipher
        self._entries = entries
        self._turn = asyncio.Lock()

    @staticmethod
    async def exists(path: Path) -> bool:
        """Whether there is a vault at `path`, to be unlocked rather than made."""
        return await asyncio.to_thread(path.exists)

    @classmethod
    async def make(
        cls, path: Path, passphrase: str, cost: Argon2Cost | None = None
    ) -> PassphraseVault:
        """Make an empty vault at `path`.

        Raises:
            KeyVaultError: there is a vault already, or the file can't be written.
            ValueError: the passphrase is empty.
        """
        if not passphrase:
            raise ValueError("a vault needs a passphrase")
        if await cls.exists(path):
            raise KeyVaultError("there is a vault already; unlock it instead")
        cost = cost or Argon2Cost()
        salt = secrets.token_bytes(16)
        header = _HEADER.pack(_MAGIC, cost.memory_kib, cost.passes, cost.lanes, salt)
        cipher = await asyncio.to_thread(_cipher, passphrase, header)
        vault = cls(path, header, cipher, {})
        await vault._save()
        return vault

    @classmethod
    async def unlock(cls, path: Path, passphrase: str) -> PassphraseVault:
        """Open the vault at `path`.

        Raises:
            WrongPassphrase: the passphrase does not open it (or its sealed content was changed).
            VaultDamaged: the file is no vault.
            KeyVaultError: the file can't be read.
        """

        def read() -> tuple[bytes, AESGCM, dict[str, str]]:
            content = _content_of(path)
            header = content[: _HEADER.size]
            cipher = _cipher(passphrase, header)
            nonce = content[_HEADER.size : _HEADER.size + _NONCE_BYTES]
            try:
                plain = cipher.decrypt(nonce, content[_HEADER.size + _NONCE_BYTES :], header)
            except InvalidTag as error:
                raise WrongPassphrase("the passphrase does not open the vault") from error
            return header, cipher, dict(json.loads(plain))

        return cls(path, *await asyncio.to_thread(read))

    async def load(self, name: str) -> bytes | None:
        """The key of that name, or None."""
        kept = self._entries.get(f"key:{name}")
        return None if kept is None else base64.b64decode(kept)

    async def create(self, name: str) -> bytes:
        """Make and keep a key."""
        key = new_key()
        await self._change(f"key:{name}", base64.b64encode(key).decode("ascii"))
        return key

    async def destroy(self, name: str) -> None:
        """Forget the key."""
        await self._change(f"key:{name}", None)

    async def load_secret(self, name: str) -> str | None:
        """The secret of that name, or None."""
        return self._entries.get(f"secret:{name}")

    async def save_secret(self, name: str, secret: str) -> None:
        """Keep a secret."""
        await self._change(f"secret:{name}", secret)

    async def destroy_secret(self, name: str) -> None:
        """Forget the secret."""
        await self._change(f"secret:{name}", None)

    async def _change(self, name: str, value: str | None) -> None:
        async with self._turn:
            before = dict(self._entries)
            if value is None:
                self._entries.pop(name, None)
            else:
                self._entries[name] = value
            if self._entries == before:
                return
            try:
                await self._save()
            except BaseException:
                self._entries = before
                raise

    async def _save(self) -> None:
        plain = json.dumps(self._entries).encode()

        def save() -> None:
            nonce = os.urandom(_NONCE_BYTES)
            sealed = self._cipher.encrypt(nonce, plain, self._header)
            try:
                make_private_folder(self._path.parent)
                replace_file(self._path, self._header + nonce + sealed)
            except OSError as error:
                raise KeyVaultError("the vault file can't be written; check the disk") from error

        await asyncio.to_thread(save)


def _content_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > _MAX_FILE_BYTES:
            raise VaultDamaged("the vault file is too large to be one of ours")
        content = path.read_bytes()
    except OSError as error:
        raise KeyVaultError("the vault file can't be read; check its permissions") from error
    if len(content) < _HEADER.size + _NONCE_BYTES or not content.startswith(_MAGIC):
        raise VaultDamaged("the vault file is not one of ours")
    return content


def _cipher(passphrase: str, header: bytes) -> AESGCM:
    _, memory_kib, passes, lanes, salt = _HEADER.unpack(header)
    is_sound = (
        8 * lanes <= memory_kib <= _MAX_COST.memory_kib
        and 1 <= passes <= _MAX_COST.passes
        and 1 <= lanes <= _MAX_COST.lanes
    )
    if not is_sound:
        raise VaultDamaged("the vault file is not one of ours")
    key = hash_secret_raw(
        secret=passphrase.encode(),
        salt=salt,
        time_cost=passes,
        memory_cost=memory_kib,
        parallelism=lanes,
        hash_len=KEY_BYTES,
        type=Type.ID,
    )
    return AESGCM(key)
