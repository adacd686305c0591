"""Staff out of a directory that ldap3 plays itself."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import ldap3
import pytest

from startalk_desktop.admin.entry_reader import EntryReader
from startalk_desktop.admin.ldap_source import (
    DEFAULT_ATTRIBUTES,
    LdapQuery,
    read_entries,
    read_ldap,
    splits_paths_at,
)
from startalk_desktop.admin.outcome import ExitCode, Stop
from startalk_desktop.admin.sources import mapping
from startalk_desktop.admin.staff import Problems, StaffEntry
from startalk_desktop.model.jid import Jid
from tests.admin.conftest import run

BASE = "ou=people,dc=acme,dc=example"
QUERY = LdapQuery("ldaps://ldap.acme.example", BASE, filter="(objectClass=person)")


@pytest.fixture
def directory() -> Iterator[Any]:
    """A bound connection to an empty directory."""
    connection = ldap3.Connection(
        ldap3.Server("played"), client_strategy=ldap3.MOCK_SYNC, raise_exceptions=True
    )
    connection.strategy.add_entry(
        "cn=admin,dc=acme,dc=example",
        {"userPassword": "secret", "objectClass": "top", "sn": "admin"},
    )
    connection.rebind("cn=admin,dc=acme,dc=example", "secret")
    yield connection
    connection.unbind()


def add(directory: Any, dn: str, **attributes: object) -> None:
    directory.strategy.add_entry(dn, {"objectClass": ["person"], "sn": "x", **attributes})


def read(directory: Any, query: LdapQuery = QUERY) -> tuple[list[StaffEntry], list[str]]:
    problems = Problems()
    reader = EntryReader("acme.example", problems, splits_paths_at(query, "/"))
    entries = read_entries(directory, query, reader)
    return entries, list(problems.lines())


def test_units_are_those_of_the_entrys_name(directory: Any) -> None:
    add(
        directory,
        f"uid=wang,ou=A/B Testing,ou=R\\2CD,ou=\\E7\\A0\\94\\, x,{BASE}",
        uid="wang",
        cn="Wang Fang",
        displayName="王芳",
        title="总监",
        telephoneNumber="+86 10 5550 0100",
        mail="wang@acme.example",
    )
    (entry,), problems = read(directory)
    assert problems == []
    assert (str(entry.jid), entry.name) == ("wang@acme.example", "王芳")
    assert entry.path == ("研, x", "R,D", "A/B Testing")
    assert (entry.title, entry.phone, entry.email) == (
        "总监",
        "+86 10 5550 0100",
        "wang@acme.example",
    )


def test_an_attribute_with_several_values_is_several_units(directory: Any) -> None:
    add(
        directory,
        f"cn=wang,{BASE}",
        cn="王芳",
        sAMAccountName="Wang",
        department=["总部/研发", "总部/测试"],
    )
    assert mapping("Unit = department") == ("unit", "department")
    query = replace(
        QUERY, attributes=MappingProxyType({**DEFAULT_ATTRIBUTES, "unit": ("department",)})
    )
    entries, problems = read(directory, query)
    assert problems == []
    assert [entry.path for entry in entries] == [("总部", "研发"), ("总部", "测试")]
    assert {str(entry.jid) for entry in entries} == {"wang@acme.example"}


def test_a_manager_is_named_by_their_entry(directory: Any) -> None:
    add(directory, f"uid=li,ou=RD,{BASE}", uid="li", cn="李伟", manager="uid=away,dc=other")
    add(
        directory,
        f"uid=wang,ou=RD,{BASE}",
        uid="wang",
        cn="王芳",
        manager=f"UID=Li, OU=rd,{BASE}",
    )
    entries, problems = read(directory)
    assert problems == []
    managers = {entry.jid.local: entry.manager for entry in entries}
    assert managers == {"li": None, "wang": Jid("li", "acme.example")}


def test_computers_are_no_people(directory: Any) -> None:
    add(
        directory,
        f"cn=PC1,ou=RD,{BASE}",
        sAMAccountName="PC1$",
        cn="PC1",
        objectClass=["person", "Computer"],
    )
    add(directory, f"cn=wang,ou=RD,{BASE}", sAMAccountName="wang", cn="王芳")
    entries, problems = read(directory)
    assert problems == []
    assert [entry.name for entry in entries] == ["王芳"]


def test_only_the_base_and_the_filter_count(directory: Any) -> None:
    add(directory, f"uid=wang,ou=RD,{BASE}", uid="wang", cn="王芳")
    add(directory, "uid=out,ou=other,dc=acme,dc=example", uid="out", cn="Out")
    directory.strategy.add_entry(
        f"cn=printer,ou=RD,{BASE}", {"objectClass": ["device"], "sn": "x", "cn": "printer"}
    )
    entries, problems = read(directory)
    assert problems == []
    assert [entry.name for entry in entries] == ["王芳"]


def test_who_is_in_no_unit_is_told_with_the_entrys_name(directory: Any) -> None:
    add(directory, f"uid=wang,{BASE}", uid="wang", cn="王芳")
    entries, problems = read(directory)
    assert entries == []
    assert len(problems) == 1
    assert problems[0].startswith(f"ldap entry uid=wang,{BASE}: ")


def test_a_directory_that_does_not_answer_ends_the_run() -> None:
    query = replace(QUERY, url="ldaps://127.0.0.1:1")
    with pytest.raises(Stop) as stopped:
        read_ldap(query, EntryReader("acme.example", Problems()))
    assert stopped.value.code is ExitCode.NOT_CONNECTED


def test_without_ldap3_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ldap3", None)
    with pytest.raises(Stop, match=r"startalk-desktop\[ldap\]"):
        read_ldap(QUERY, EntryReader("acme.example", Problems()))


@pytest.mark.parametrize(
    "options",
    [
        ("--ldap", "ldaps://x"),
        ("--ldap", "http://x", "--ldap-base", BASE),
        ("--ldap", "ldaps://x", "--ldap-base", BASE, "--ldap-bind-dn", "cn=admin"),
        ("staff.csv", "--ldap", "ldaps://x", "--ldap-base", BASE),
        (),
    ],
)
async def test_options_that_make_no_sense_are_refused(options: tuple[str, ...]) -> None:
    ran = await run("org", "check", "--domain", "acme.example", *options)
    assert ran.code is ExitCode.USAGE
