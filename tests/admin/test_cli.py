"""The command line itself: exit codes of a real process, help, passwords, and what is never shown."""

import asyncio
import os
import sys
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend

from startalk_desktop.admin import org_command
from startalk_desktop.admin.cli import parse
from startalk_desktop.admin.outcome import ExitCode, Stop
from startalk_desktop.admin.passwords import (
    SERVICE,
    account_password,
    keep_password,
    read_secret,
)
from startalk_desktop.admin.terminal import Terminal
from startalk_desktop.model.account import Endpoint
from startalk_desktop.model.jid import Jid
from tests.admin.conftest import run

HR = Jid.parse("hr@acme.example")


async def process(*arguments: object) -> tuple[int, str, str]:
    """Run it as a script does."""
    running = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "startalk_desktop.admin",
        *map(str, arguments),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    output, errors = await running.communicate()
    assert running.returncode is not None
    return running.returncode, output.decode(), errors.decode()


async def test_exit_codes_of_a_process(tmp_path: Path) -> None:
    table = tmp_path / "staff.csv"
    table.write_text("address,name,unit\nwang,王芳,总部/研发\n", encoding="utf-8")
    check = ("org", "check", table, "--domain", "acme.example")
    assert await process(*check) == (0, "1 person in 2 units, 0 hidden: no problems\n", "")

    table.write_text("address,name,unit\nwang,,总部/研发\n", encoding="utf-8")
    code, output, errors = await process(*check)
    assert (code, output) == (1, "")
    assert errors.startswith(f"{table}:2:2: there is no name")

    assert (await process("org", "publish"))[0] == 2
    missing = tmp_path / "missing.csv"
    assert (await process("org", "check", missing, "--domain", "acme.example"))[0] == 2


async def test_a_bug_is_no_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(_options: object, _domain: str) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(org_command, "read_staff", fail)
    ran = await run("org", "check", tmp_path / "staff.csv", "--domain", "acme.example")
    assert ran.code is ExitCode.BUG
    assert "ZeroDivisionError" in ran.errors


async def test_a_server_that_is_not_there_is_3(tmp_path: Path) -> None:
    table, password = tmp_path / "staff.csv", tmp_path / "password"
    table.write_text("address,name,unit\nwang,王芳,总部\n", encoding="utf-8")
    password.touch(mode=0o600)
    password.write_text("secret word\n")
    line = ("--account", HR, "--server", "127.0.0.1:1", "--password-file", password)
    code, output, errors = await process("org", "publish", table, "--yes", *line)
    assert code == 3
    assert "nobody listens there" in errors
    assert "secret" not in output + errors


@pytest.mark.parametrize(
    "command", [(), ("org", "publish"), ("org", "check"), ("accounts", "create"), ("password",)]
)
def test_help_is_worth_reading(
    command: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        parse([*command, "--help"])
    assert ended.value.code == 0
    text = capsys.readouterr().out
    assert "Exit codes" in text
    assert "address,name,unit" in text


@pytest.mark.parametrize(
    ("text", "endpoint"),
    [
        ("xmpp.acme.example", Endpoint("xmpp.acme.example", 5222)),
        ("127.0.0.1:5223", Endpoint("127.0.0.1", 5223)),
        ("[::1]:5222", Endpoint("::1", 5222)),
        ("[::1]", Endpoint("::1", 5222)),
    ],
)
def test_a_server_is_read(text: str, endpoint: Endpoint) -> None:
    assert parse(["password", "--account", str(HR), "--server", text]).server == endpoint


@pytest.mark.parametrize("bad", ["host:", "host:x", ":5222", "host:99999"])
def test_a_server_that_is_none_is_refused(bad: str) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(["password", "--account", str(HR), "--server", bad])
    assert ended.value.code == ExitCode.USAGE


class Keys(KeyringBackend):
    """A keyring in memory."""

    priority = 5  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> Keys:
    made = Keys()
    monkeypatch.setattr(keyring.core, "_keyring_backend", made)
    return made


class Nobody(Terminal):
    """A terminal without a person."""

    @property
    def has_person(self) -> bool:
        return False


async def test_the_keyring_is_looked_into(keys: Keys) -> None:
    with pytest.raises(Stop, match="--password-file"):
        await account_password(HR, None, Nobody())
    await keep_password(HR, "secret")
    assert keys.kept == {(SERVICE, str(HR)): "secret"}
    assert await account_password(HR, None, Nobody()) == "secret"


async def test_a_keyring_that_keeps_nothing_safe_is_refused(
    keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Keys, "priority", 0.5)
    with pytest.raises(Stop, match="no keyring that is safe"):
        await keep_password(HR, "secret")
    assert keys.kept == {}


def test_a_password_file_that_others_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "password"
    path.touch(mode=0o600)
    path.write_text("geheim 密码\nsecond line\n", encoding="utf-8")
    assert read_secret(path, "password") == "geheim 密码"
    if os.name == "posix":
        path.chmod(0o640)
        with pytest.raises(Stop, match="chmod 600"):
            read_secret(path, "password")
        path.chmod(0o600)
    path.write_text("\n")
    with pytest.raises(Stop, match="no password on the first line"):
        read_secret(path, "password")
    with pytest.raises(Stop):
        read_secret(tmp_path / "missing", "password")
