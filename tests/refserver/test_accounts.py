import time
from pathlib import Path

import pytest

from startalk_desktop.refserver.accounts import Accounts
from startalk_desktop.refserver.database import Database
from startalk_desktop.refserver.jid import InvalidJidError


def test_only_hashes_are_on_disk(tmp_path: Path) -> None:
    database = Database(tmp_path / "acme.sqlite")
    Accounts(database, iterations=4096).create("王芳", "correct horse 密码")
    database.close()
    for file in tmp_path.iterdir():
        content = file.read_bytes()
        assert b"correct horse" not in content
        assert "密码".encode() not in content


def test_thousands_are_created_at_once() -> None:
    accounts = Accounts(Database(), iterations=4096)
    began = time.perf_counter()
    accounts.create_many((f"staff{number}", f"王芳 {number}") for number in range(6_500))
    assert time.perf_counter() - began < 1.0
    assert len(accounts.names) == 6_500
    assert accounts.display_name("staff42") == "王芳 42"
    assert accounts.credential("staff42", "SCRAM-SHA-256") is None, "nobody can sign in to it yet"


def test_accounts_survive_a_restart_and_names_change(tmp_path: Path) -> None:
    path = tmp_path / "acme.sqlite"
    first = Database(path)
    Accounts(first, 4096).create("wang", "secret", name="王芳")
    first.close()
    accounts = Accounts(Database(path), 4096)
    assert accounts.exists("wang")
    assert accounts.credential("wang", "SCRAM-SHA-1") is not None
    accounts.create("wang", name="王方")
    assert accounts.display_name("wang") == "王方"
    assert accounts.credential("wang", "SCRAM-SHA-1") is not None, "renaming keeps the password"


def test_account_of_another_process_is_found(tmp_path: Path) -> None:
    path = tmp_path / "acme.sqlite"
    accounts = Accounts(Database(path), 4096)
    assert not accounts.exists("li")
    Accounts(Database(path), 4096).create("li", "secret")
    assert accounts.exists("li")


def test_impossible_name_is_refused() -> None:
    with pytest.raises(InvalidJidError):
        Accounts(Database(), 4096).create("a b")
