"""Creating accounts by the administrator's commands (XEP-0133), and the file of first passwords."""

import csv
import os
import secrets
import stat
from pathlib import Path

import pytest

from startalk_desktop.admin.outcome import ExitCode, Stop
from startalk_desktop.admin.password_file import PasswordFile, new_password
from startalk_desktop.model.jid import Jid
from tests.admin.conftest import Admin, Ran, run
from tests.conformance.person import Account, Cast


async def create(admin: Admin, *options: object) -> Ran:
    table = admin.folder / "staff.csv"
    passwords = admin.folder / "passwords.csv"
    return await run(
        "accounts", "create", table, "--passwords-file", passwords, *admin.signing_in, *options
    )


def written(admin: Admin) -> dict[str, str]:
    rows = list(
        csv.reader((admin.folder / "passwords.csv").read_text(encoding="utf-8").splitlines())
    )
    assert rows[0] == ["address", "password"]
    return dict(rows[1:])  # type: ignore[arg-type]


async def test_accounts_are_created_and_people_sign_in(admin: Admin, cast: Cast) -> None:
    mark = secrets.token_hex(4)
    existing = await cast.account("existing")
    admin.table(
        f"wang{mark},王芳,总部",
        f"小李{mark},小李,总部",
        f"hidden{mark},Hidden,总部",
        f"{existing.address},Existing,总部",
    )
    done = await create(admin, "--yes")
    assert done.code is ExitCode.DONE, done.errors
    assert "3 accounts created, 1 existed" in done.output

    passwords = written(admin)
    domain = admin.server.domain
    assert set(passwords) == {f"{name}{mark}@{domain}" for name in ("wang", "小李", "hidden")}
    assert not any(password in done.output + done.errors for password in passwords.values())
    for address, password in passwords.items():
        person = await cast.connect(Account(address, password))
        assert person.bare == address
    assert (await cast.connect(existing)).bare == existing.address, "its password is as it was"
    if os.name == "posix":
        assert stat.S_IMODE((admin.folder / "passwords.csv").stat().st_mode) == 0o600

    again = await create(admin, "--yes")
    assert "0 accounts created, 4 existed" in again.output
    assert written(admin) == passwords


async def test_nobody_else_creates_accounts(admin: Admin, cast: Cast) -> None:
    somebody = await cast.account("somebody")
    (admin.folder / "password").write_text(somebody.password, encoding="utf-8")
    admin.table(f"new{secrets.token_hex(4)},New,总部")
    refused = await create(admin, "--yes", "--account", somebody.address)
    assert refused.code is ExitCode.NOT_PERMITTED, refused.errors
    assert written(admin) == {}


async def test_a_dry_run_creates_nothing(admin: Admin) -> None:
    admin.table("wang,王芳,总部")
    assert (await create(admin, "--dry-run")).code is ExitCode.DONE
    assert not (admin.folder / "passwords.csv").exists()
    assert (await create(admin)).code is ExitCode.USAGE, "nobody is there to be asked"


WANG = Jid.parse("wang@acme.example")
LI = Jid.parse("li@acme.example")


class TestPasswordFile:
    def test_a_password_is_on_disk_at_once(self, tmp_path: Path) -> None:
        path = tmp_path / "passwords"
        with PasswordFile(path) as passwords:
            passwords.keep(WANG, "one")
            assert "wang@acme.example,one" in path.read_text()

    def test_what_was_not_needed_is_gone_at_the_end(self, tmp_path: Path) -> None:
        path = tmp_path / "passwords"
        with PasswordFile(path) as passwords:
            passwords.keep(WANG, "one")
            passwords.keep(LI, "two")
            passwords.drop(WANG)
        assert path.read_text().split() == ["address,password", "li@acme.example,two"]

    def test_an_earlier_run_is_carried_on(self, tmp_path: Path) -> None:
        path = tmp_path / "passwords"
        with PasswordFile(path) as passwords:
            passwords.keep(WANG, "one")
        with PasswordFile(path) as passwords:
            assert passwords.of(WANG) == "one"
            assert passwords.is_from_before(WANG)
            passwords.drop(WANG)
            passwords.keep(LI, "two")
        assert path.read_text().split()[1:] == ["wang@acme.example,one", "li@acme.example,two"]

    def test_a_file_of_something_else_is_not_touched(self, tmp_path: Path) -> None:
        path = tmp_path / "passwords"
        path.touch(mode=0o600)
        path.write_text("my diary\n")
        with pytest.raises(Stop, match="something else"):
            PasswordFile(path)
        assert path.read_text() == "my diary\n"

    @pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
    def test_a_file_that_others_read_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "passwords"
        path.touch(mode=0o644)
        with pytest.raises(Stop, match="chmod 600"):
            PasswordFile(path)

    @pytest.mark.skipif(os.name != "posix", reason="links are POSIX's")
    def test_a_link_is_not_followed(self, tmp_path: Path) -> None:
        (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
        with pytest.raises(Stop):
            PasswordFile(tmp_path / "link")
        assert not (tmp_path / "elsewhere").exists()

    def test_passwords_differ_and_can_be_typed(self) -> None:
        some = {new_password() for _ in range(100)}
        assert len(some) == 100
        assert all(len(one) == 23 and not set(one) & set("0O1lI") for one in some)
