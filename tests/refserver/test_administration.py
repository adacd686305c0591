"""Making accounts by the administrator's command, as clients send it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from startalk_desktop.refserver import namespaces as ns
from startalk_desktop.refserver.administration import ADD_USER
from startalk_desktop.refserver.config import DomainConfig
from startalk_desktop.refserver.database import Database
from startalk_desktop.refserver.domain import Domain
from startalk_desktop.refserver.modules import install_modules
from tests.refserver.client import Client, ServerError

COMMAND = f"<command xmlns='{ns.COMMANDS}' node='{ADD_USER}'"


@pytest.fixture
async def domain() -> AsyncIterator[Domain]:
    made = Domain(DomainConfig("acme.example", admins=("hr",)), Database())
    install_modules(made)
    yield made
    await made.close()


def filled_in(address: str, password: str, again: str | None = None) -> str:
    values = {"accountjid": address, "password": password, "password-verify": again or password}
    fields = "".join(
        f"<field var='{name}'><value>{value}</value></field>" for name, value in values.items()
    )
    form = f"<x xmlns='{ns.DATA_FORMS}' type='submit'>{fields}</x>"
    return f"{COMMAND} action='complete' sessionid='s1'>{form}</command>"


async def test_an_administrator_makes_an_account(domain: Domain) -> None:
    hr = await Client.sign_in(domain, "hr")
    opened = await hr.ask("set", "acme.example", f"{COMMAND} action='execute'/>")
    assert opened.get("status") == "executing"
    assert opened.get("sessionid")
    asked = [field.get("var") for field in opened.iter(f"{{{ns.DATA_FORMS}}}field")]
    assert asked == ["FORM_TYPE", "accountjid", "password", "password-verify"]
    done = await hr.ask("set", "acme.example", filled_in("王芳@acme.example", "secret"))
    assert (done.get("status"), done.get("sessionid")) == ("completed", "s1")
    assert domain.accounts.credential("王芳", "SCRAM-SHA-256") is not None
    with pytest.raises(ServerError) as refused:
        await hr.ask("set", "acme.example", filled_in("王芳@acme.example", "other"))
    assert "conflict" in refused.value.conditions


@pytest.mark.parametrize(
    ("address", "password", "again", "condition"),
    [
        ("new@beta.example", "x", None, "bad-request"),
        ("acme.example", "x", None, "bad-request"),
        ("new@acme.example/desk", "x", None, "bad-request"),
        ("a b@acme.example", "x", None, "jid-malformed"),
        ("new@acme.example", "x", "y", "not-acceptable"),
        ("new@acme.example", "", None, "not-acceptable"),
    ],
)
async def test_what_makes_no_account_is_refused(
    domain: Domain, address: str, password: str, again: str | None, condition: str
) -> None:
    hr = await Client.sign_in(domain, "hr")
    with pytest.raises(ServerError) as refused:
        await hr.ask("set", "acme.example", filled_in(address, password, again))
    assert condition in refused.value.conditions
    assert not domain.accounts.exists("new")


async def test_nobody_else_gives_commands(domain: Domain) -> None:
    li = await Client.sign_in(domain, "li")
    with pytest.raises(ServerError) as refused:
        await li.ask("set", "acme.example", filled_in("new@acme.example", "x"))
    assert "forbidden" in refused.value.conditions
    assert not domain.accounts.exists("new")


async def test_an_unknown_command_and_a_cancelled_one(domain: Domain) -> None:
    hr = await Client.sign_in(domain, "hr")
    with pytest.raises(ServerError) as refused:
        await hr.ask("set", "acme.example", f"<command xmlns='{ns.COMMANDS}' node='x'/>")
    assert "item-not-found" in refused.value.conditions
    ended = await hr.ask("set", "acme.example", f"{COMMAND} action='cancel' sessionid='s1'/>")
    assert ended.get("status") == "canceled"
