"""Searching for people of the domain, as clients ask for it."""

from __future__ import annotations

import pytest

from startalk_desktop.refserver import namespaces as ns
from startalk_desktop.refserver.domain import Domain
from tests.refserver.client import Client, ServerError

HOST = "search.acme.example"


def asked(**values: str) -> str:
    fields = "".join(
        f"<field var='{name}'><value>{value}</value></field>" for name, value in values.items()
    )
    form = f"<x xmlns='{ns.DATA_FORMS}' type='submit'>{fields}</x>"
    return f"<query xmlns='{ns.SEARCH}'>{form}</query>"


async def found(client: Client, **values: str) -> list[dict[str, str]]:
    answer = await client.ask("set", HOST, asked(**values))
    value = f"{{{ns.DATA_FORMS}}}value"
    return [
        {field.get("var", ""): field.findtext(value, "") for field in item}
        for item in answer.iter(f"{{{ns.DATA_FORMS}}}item")
    ]


async def test_people_are_found_by_account_and_card(domain: Domain) -> None:
    domain.accounts.create("wang", name="王芳")
    li = await Client.sign_in(domain, "li")
    card = "<FN>Li Lei</FN><EMAIL><USERID>Lei@acme.example</USERID></EMAIL>"
    await li.ask("set", None, f"<vCard xmlns='{ns.VCARD}'>{card}</vCard>")
    fields = await li.ask("get", HOST, f"<query xmlns='{ns.SEARCH}'/>")
    assert fields.findtext(f"{{{ns.SEARCH}}}instructions")
    assert await found(li, fn="王*") == [
        {"jid": "wang@acme.example", "fn": "王芳", "user": "wang", "email": ""}
    ]
    assert [one["jid"] for one in await found(li, fn="li lei")] == ["li@acme.example"]
    assert [one["fn"] for one in await found(li, email="LEI@*", user="li")] == ["Li Lei"]
    assert await found(li, fn="li", user="li") == [], "all that is asked for has to fit"
    assert {one["user"] for one in await found(li, user="*")} == {"wang", "li"}


async def test_a_question_without_words_is_refused(domain: Domain) -> None:
    li = await Client.sign_in(domain, "li")
    for query in (asked(), asked(fn=""), f"<query xmlns='{ns.SEARCH}'/>"):
        with pytest.raises(ServerError) as refused:
            await li.ask("set", HOST, query)
        assert "not-acceptable" in refused.value.conditions
