"""Staff out of a real directory: TLS, paging, managers, and what a wrong password or authority says."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from startalk_desktop.admin.entry_reader import EntryReader
from startalk_desktop.admin.ldap_source import LdapQuery, read_ldap, splits_paths_at
from startalk_desktop.admin.outcome import ExitCode, Stop
from startalk_desktop.admin.staff import Problems
from tests.admin.conftest import run
from tests.servers.certificates import CertificateAuthority
from tests.servers.slapd import READER, READER_PASSWORD, SUFFIX, RunningSlapd, running_slapd

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Debian's slapd")

BASE = f"ou=people,{SUFFIX}"
PEOPLE = 1_200
"""More than two pages, and more than the server gives without paging."""


def entry(dn: str, kind: str, **values: str) -> str:
    lines = [f"dn:: {_coded(dn)}", f"objectClass: {kind}"]
    return "\n".join([*lines, *(f"{key}:: {_coded(value)}" for key, value in values.items())])


def _coded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def ldif() -> str:
    unit = "organizationalUnit"
    entries = [
        entry(SUFFIX, "domain", dc="acme"),
        entry(BASE, unit, ou="people"),
        entry(f"ou=研发,{BASE}", unit, ou="研发"),
        entry(f"ou=R\\2CD,ou=研发,{BASE}", unit, ou="R,D"),
    ]
    boss = f"uid=p0,ou=研发,{BASE}"
    for number in range(PEOPLE):
        place = "ou=研发" if number == 0 else "ou=R\\2CD,ou=研发"
        values = {
            "uid": f"p{number}", "cn": f"P {number}", "sn": "P", "displayName": f"王{number}",
            "title": "工程师", "mail": f"p{number}@acme.example",
        }  # fmt: skip
        if number:
            values["manager"] = boss.upper().replace("UID", "uid")
        entries.append(entry(f"uid=p{number},{place},{BASE}", "inetOrgPerson", **values))
    return "\n\n".join(entries) + "\n"


@pytest.fixture(scope="module")
def slapd() -> Iterator[RunningSlapd]:
    with running_slapd(ldif()) as running:
        yield running


def query(url: str, ca_file: Path, password: str = READER_PASSWORD) -> LdapQuery:
    return LdapQuery(url, BASE, READER, password, ca_file=ca_file)


@pytest.mark.parametrize("is_direct", [True, False], ids=["ldaps", "starttls"])
def test_everybody_is_read_page_by_page(slapd: RunningSlapd, is_direct: bool) -> None:
    asked = query(slapd.tls_url if is_direct else slapd.url, slapd.ca_file)
    problems = Problems()
    entries = read_ldap(asked, EntryReader("acme.example", problems, splits_paths_at(asked, "/")))
    assert list(problems.lines()) == []
    by_name = {one.jid.local: one for one in entries}
    assert len(by_name) == PEOPLE
    boss, other = by_name["p0"], by_name["p1199"]
    assert (boss.name, boss.path, boss.manager) == ("王0", ("研发",), None)
    assert (other.path, other.title, other.manager) == (("研发", "R,D"), "工程师", boss.jid)


async def test_the_command_line_checks_a_real_directory(
    slapd: RunningSlapd, tmp_path: Path
) -> None:
    password = tmp_path / "password"
    password.touch(mode=0o600)
    password.write_text(READER_PASSWORD, encoding="utf-8")
    ran = await run(
        "org", "check", "--domain", "acme.example", "--ldap", slapd.url, "--ldap-base", BASE,
        "--ldap-bind-dn", READER, "--ldap-password-file", password,
        "--ldap-ca-file", slapd.ca_file,
    )  # fmt: skip
    assert ran.code is ExitCode.DONE, ran.errors
    assert f"{PEOPLE} people in 2 units" in ran.output


def test_a_wrong_password_and_a_strange_authority_end_the_run(
    slapd: RunningSlapd, tmp_path: Path
) -> None:
    strange = CertificateAuthority(tmp_path).ca_file
    for asked in (
        query(slapd.tls_url, slapd.ca_file, "wrong"),
        query(slapd.tls_url, strange),
        query(slapd.url, strange),
    ):
        with pytest.raises(Stop) as stopped:
            read_ldap(asked, EntryReader("acme.example", Problems()))
        assert stopped.value.code is ExitCode.NOT_CONNECTED
        assert READER_PASSWORD not in str(stopped.value)
