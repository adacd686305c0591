"""Leaving a company: key first, then files."""

from __future__ import annotations

from pathlib import Path

import pytest

from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.store.erase import erase, erase_files
from startalk_desktop.store.errors import KeyVaultError, StoreUnreachable
from startalk_desktop.store.keys import MemoryVault
from tests.store.building import ACCOUNT, received


async def test_key_secret_and_files_go(tmp_path: Path) -> None:
    vault = MemoryVault()
    folder = tmp_path / "account"
    other = tmp_path / "other"
    other.mkdir()
    store = await AccountStore.open(folder / "a.db", await vault.create("a"), ACCOUNT)
    await vault.save_secret("a", "s3cret")
    await store.messages.record([received()])
    await store.close()
    (folder / "a.db-wal").write_bytes(b"left by a crash")
    (folder / "link").symlink_to(other)
    (other / "kept").touch()
    await erase(vault, "a", folder)
    assert await vault.load("a") is None
    assert await vault.load_secret("a") is None
    assert not folder.exists()
    assert (other / "kept").exists()
    await erase(vault, "a", folder)


async def test_files_are_overwritten_before_they_are_deleted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second name of the same file shows what was left on the disk."""
    folder = tmp_path / "account"
    folder.mkdir()
    (folder / "a.db").write_bytes(b"secret" * 1000)
    second_name = tmp_path / "second"
    second_name.hardlink_to(folder / "a.db")
    await erase_files(folder)
    assert b"secret" not in second_name.read_bytes()
    assert second_name.stat().st_size == 6000


async def test_where_the_key_stays_nothing_else_is_done(tmp_path: Path) -> None:
    class StubbornVault(MemoryVault):
        async def destroy(self, name: str) -> None:
            raise KeyVaultError("locked")

    (tmp_path / "account").mkdir()
    vault = StubbornVault()
    await vault.save_secret("a", "s3cret")
    with pytest.raises(KeyVaultError):
        await erase(vault, "a", tmp_path / "account")
    assert (tmp_path / "account").exists()
    assert await vault.load_secret("a") == "s3cret"


async def test_a_file_that_cannot_be_deleted_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "account"
    folder.mkdir()
    (folder / "a.db").write_bytes(b"x")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError("in use")

    monkeypatch.setattr("startalk_desktop.store.files._overwrite", refuse)
    with pytest.raises(StoreUnreachable, match="by hand"):
        await erase_files(folder)
