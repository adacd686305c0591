"""Vaults: the keyring, the passphrase's file, and memory."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import keyring.errors
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.chainer import ChainerBackend

from startalk_desktop.store.errors import (
    KeyringLocked,
    KeyVaultError,
    NoKeyring,
    VaultDamaged,
    WrongPassphrase,
)
from startalk_desktop.store.keys import KeyringVault, KeyVault, MemoryVault
from startalk_desktop.store.passphrase_vault import Argon2Cost, PassphraseVault

CHEAP = Argon2Cost(memory_kib=64, passes=1, lanes=1)


class PlayedKeyring:
    """A keyring in memory that notes who calls it, and can be locked.

    It is no subclass of the library's backends: those register themselves for the whole process.
    """

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], str] = {}
        self.threads: set[str] = set()
        self.is_locked = False

    @property
    def priority(self) -> float:
        return 5

    def _enter(self) -> None:
        self.threads.add(threading.current_thread().name)
        if self.is_locked:
            raise keyring.errors.KeyringLocked("refused")

    def get_password(self, service: str, username: str) -> str | None:
        self._enter()
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._enter()
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._enter()
        if (service, username) not in self.entries:
            raise keyring.errors.PasswordDeleteError(username)
        del self.entries[service, username]


class PlainTextKeyring(PlayedKeyring):
    @property
    def priority(self) -> float:
        return 0.5


class UnfitKeyring(PlayedKeyring):
    @property
    def priority(self) -> float:
        raise RuntimeError("no session bus")


def chain(links: list[PlayedKeyring]) -> ChainerBackend:
    played = type("PlayedChain", (ChainerBackend,), {"backends": links, "priority": 10})
    # It has registered itself.
    KeyringBackend._classes.discard(played)
    return played()


def list_beside(path: Path) -> list[Path]:
    return [other for other in path.parent.iterdir() if other != path]


@pytest.fixture(params=["memory", "keyring", "passphrase"])
async def vault(request: pytest.FixtureRequest, tmp_path: Path) -> KeyVault:
    match request.param:
        case "memory":
            return MemoryVault()
        case "keyring":
            return await KeyringVault.open(PlayedKeyring())
        case _:
            return await PassphraseVault.make(tmp_path / "v" / "vault", "口令 1", CHEAP)


class TestEveryVault:
    async def test_keys(self, vault: KeyVault) -> None:
        assert await vault.load("a") is None
        key = await vault.create("a")
        assert len(key) == 32
        assert await vault.load("a") == key
        assert await vault.create("b") != key
        await vault.destroy("a")
        await vault.destroy("a")
        assert await vault.load("a") is None
        assert await vault.load("b") is not None

    async def test_secrets_are_apart_from_keys(self, vault: KeyVault) -> None:
        await vault.create("a")
        assert await vault.load_secret("a") is None
        await vault.save_secret("a", "密码 pässword")
        assert await vault.load_secret("a") == "密码 pässword"
        await vault.save_secret("a", "other")
        await vault.destroy_secret("a")
        await vault.destroy_secret("a")
        assert await vault.load_secret("a") is None
        assert await vault.load("a") is not None


class TestKeyring:
    async def test_it_is_never_called_on_the_loops_thread(self) -> None:
        played = PlayedKeyring()
        vault = await KeyringVault.open(played)
        await vault.create("a")
        await vault.destroy("a")
        assert threading.current_thread().name not in played.threads

    @pytest.mark.parametrize("unsafe", [PlainTextKeyring, UnfitKeyring])
    async def test_an_unsafe_backend_is_refused(self, unsafe: type[PlayedKeyring]) -> None:
        with pytest.raises(NoKeyring):
            await KeyringVault.open(unsafe())

    async def test_a_chain_is_not_handed_on(self) -> None:
        safe = PlayedKeyring()
        vault = await KeyringVault.open(chain([UnfitKeyring(), safe, PlainTextKeyring()]))
        await vault.create("a")
        assert len(safe.entries) == 1
        with pytest.raises(NoKeyring):
            await KeyringVault.open(chain([PlainTextKeyring()]))

    async def test_a_locked_keyring_says_so(self) -> None:
        played = PlayedKeyring()
        vault = await KeyringVault.open(played)
        await vault.create("a")
        played.is_locked = True
        for call in (
            vault.load("a"),
            vault.create("b"),
            vault.destroy("a"),
            vault.save_secret("a", "x"),
        ):
            with pytest.raises(KeyringLocked):
                await call

    @pytest.mark.parametrize("entry", ["not base64!", "AAAA", ""])
    async def test_a_changed_entry_is_no_key(self, entry: str) -> None:
        played = PlayedKeyring()
        vault = await KeyringVault.open(played)
        await vault.create("a")
        for name in played.entries:
            played.entries[name] = entry
        with pytest.raises(VaultDamaged):
            await vault.load("a")


class TestPassphrase:
    async def test_what_was_kept_is_there_after_unlocking(self, tmp_path: Path) -> None:
        path = tmp_path / "v" / "vault"
        assert not await PassphraseVault.exists(path)
        vault = await PassphraseVault.make(path, "口令 1", CHEAP)
        key = await vault.create("a")
        await vault.save_secret("a", "s3cret")
        assert await PassphraseVault.exists(path)
        again = await PassphraseVault.unlock(path, "口令 1")
        assert await again.load("a") == key
        assert await again.load_secret("a") == "s3cret"
        await again.destroy("a")
        assert await (await PassphraseVault.unlock(path, "口令 1")).load("a") is None

    async def test_a_wrong_passphrase(self, tmp_path: Path) -> None:
        await PassphraseVault.make(tmp_path / "vault", "口令", CHEAP)
        with pytest.raises(WrongPassphrase):
            await PassphraseVault.unlock(tmp_path / "vault", "口今")
        with pytest.raises(ValueError, match="passphrase"):
            await PassphraseVault.make(tmp_path / "other", "")

    async def test_a_vault_is_not_made_over_another(self, tmp_path: Path) -> None:
        await PassphraseVault.make(tmp_path / "vault", "口令", CHEAP)
        with pytest.raises(KeyVaultError, match="unlock"):
            await PassphraseVault.make(tmp_path / "vault", "other", CHEAP)

    async def test_any_changed_byte_is_noticed(self, tmp_path: Path) -> None:
        path = tmp_path / "vault"
        await PassphraseVault.make(path, "口令", CHEAP)
        content = path.read_bytes()
        for position in range(len(content)):
            changed = bytearray(content)
            changed[position] ^= 0x80
            path.write_bytes(changed)
            # The header's cost is bounded, so that a changed one can't exhaust the machine.
            with pytest.raises((WrongPassphrase, VaultDamaged)):
                await PassphraseVault.unlock(path, "口令")
        path.write_bytes(content[:20])
        with pytest.raises(VaultDamaged):
            await PassphraseVault.unlock(path, "口令")

    async def test_a_failed_save_changes_nothing(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = tmp_path / "vault"
        vault = await PassphraseVault.make(path, "口令", CHEAP)
        key = await vault.create("a")

        def refuse(*_: object) -> None:
            raise OSError("no space left on device")

        with monkeypatch.context() as patch:
            patch.setattr("startalk_desktop.store.files.os.fsync", refuse)
            with pytest.raises(KeyVaultError, match="disk"):
                await vault.destroy("a")
        assert await vault.load("a") == key
        assert await (await PassphraseVault.unlock(path, "口令")).load("a") == key
        assert not list_beside(path)

    async def test_nothing_of_the_content_is_in_the_file(self, tmp_path: Path) -> None:
        path = tmp_path / "vault"
        vault = await PassphraseVault.make(path, "口令", CHEAP)
        key = await vault.create("account-7")
        await vault.save_secret("account-7", "s3cret-password")
        content = path.read_bytes()
        for trace in (key, b"s3cret", b"account-7", "口令".encode()):
            assert trace not in content

    @pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
    async def test_only_this_user_may_read(self, tmp_path: Path) -> None:
        path = tmp_path / "v" / "vault"
        await PassphraseVault.make(path, "口令", CHEAP)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700

    def test_the_default_cost_is_a_serious_one(self) -> None:
        cost = Argon2Cost()
        # OWASP's floor for Argon2id is 19 MiB and two passes; RFC 9106 recommends 64 MiB and three.
        assert cost.memory_kib >= 64 * 1024
        assert cost.passes >= 3
