"""What a domain answers itself: requests, service discovery, and its own questions."""

from __future__ import annotations

import asyncio

import pytest

from startalk_desktop.refserver import namespaces as ns
from startalk_desktop.refserver.domain import Domain
from startalk_desktop.refserver.iq import IqContext
from startalk_desktop.refserver.stanza import E, Element, StanzaError
from tests.refserver.client import Client, ServerError

PING = f"<ping xmlns='{ns.PING}'/>"


@pytest.fixture
async def wang(domain: Domain) -> Client:
    return await Client.sign_in(domain, "王芳")


@pytest.mark.parametrize("to", ["acme.example", "王芳@acme.example", None])
async def test_ping(wang: Client, to: str | None) -> None:
    assert (await wang.ask("get", to, PING)).get("type") == "result"


async def test_version(wang: Client) -> None:
    version = await wang.ask("get", "acme.example", f"<query xmlns='{ns.VERSION}'/>")
    assert version.findtext(f"{{{ns.VERSION}}}name") == "Startalk reference server"


async def test_domain_lists_its_services(domain: Domain, wang: Client) -> None:
    items = await wang.ask("get", "acme.example", f"<query xmlns='{ns.DISCO_ITEMS}'/>")
    assert {item.get("jid") for item in items} == set(domain.components)
    for host in domain.components:
        info = await wang.ask("get", host, f"<query xmlns='{ns.DISCO_INFO}'/>")
        assert info.find(f"{{{ns.DISCO_INFO}}}identity") is not None


async def test_account_is_described_to_those_who_may_know(domain: Domain, wang: Client) -> None:
    query = f"<query xmlns='{ns.DISCO_INFO}'/>"
    own = await wang.ask("get", None, query)
    assert own.find(f"{{{ns.DISCO_INFO}}}identity[@category='account']") is not None
    domain.accounts.create("li")
    refusals = []
    for to in ("li@acme.example", "nobody@acme.example"):
        with pytest.raises(ServerError) as refused:
            await wang.ask("get", to, query)
        refusals.append(refused.value.conditions)
    assert refusals[0] == refusals[1], "a stranger can't tell who exists"
    domain.roster.befriend("王芳", "li")
    await wang.ask("get", "li@acme.example", query)


@pytest.mark.parametrize(
    ("stanza", "condition"),
    [
        ("<iq type='get' id='1'/>", "bad-request"),
        ("<iq type='get' id='1'><a/><b/></iq>", "bad-request"),
        ("<iq type='ask' id='1'><a/></iq>", "bad-request"),
        ("<iq type='get'><a/></iq>", "bad-request"),
        ("<iq type='get' id='1'><a xmlns='urn:x'/></iq>", "service-unavailable"),
        ("<iq type='get' id='1' to='acme.example'><a xmlns='urn:x'/></iq>", "service-unavailable"),
        (
            "<iq type='get' id='1' to='a@acme.example/b'><a xmlns='urn:x'/></iq>",
            "service-unavailable",
        ),
    ],
)
async def test_wrong_requests_are_answered(wang: Client, stanza: str, condition: str) -> None:
    await wang.send(stanza)
    reply = await wang.expect(lambda each: each.get("type") == "error")
    assert reply.find(f".//{{{ns.STANZA_ERRORS}}}{condition}") is not None


async def test_stray_results_are_dropped(wang: Client) -> None:
    for kind in ("result", "error"):
        await wang.send(f"<iq type='{kind}' id='1' to='acme.example'/>")
        await wang.send(f"<iq type='{kind}' id='1' to='nobody@acme.example/x'/>")
    assert wang.arrived == []


async def test_failing_handler_is_an_error_and_a_line_in_the_log(
    domain: Domain, wang: Client, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(_context: IqContext) -> None:
        raise ZeroDivisionError("a bug")

    domain.host.serve({("get", "urn:x", "a"): fail})
    with pytest.raises(ServerError) as refused:
        await wang.ask("get", "acme.example", "<a xmlns='urn:x'/>")
    assert "internal-server-error" in refused.value.conditions
    assert "a bug" in caplog.text


async def test_domain_can_ask_a_client(domain: Domain, wang: Client) -> None:
    def question(to: str) -> Element:
        attributes = {"from": domain.name, "to": to, "type": "get"}
        return E(ns.CLIENT, "iq", attributes, E(ns.VERSION, "query"))

    async with asyncio.TaskGroup() as group:
        asked = group.create_task(domain.ask(question(wang.jid)))
        request = await wang.expect(lambda each: each.get("type") == "get")
        await wang.send(f"<iq type='result' id='{request.get('id')}' to='{domain.name}'/>")
    assert asked.result().get("from") == wang.jid
    assert (await domain.ask(question("nobody@acme.example/x"))).get("type") == "error"
    with pytest.raises(TimeoutError):
        await domain.ask(question(wang.jid), timeout=0.01)


async def test_application_errors_are_carried(domain: Domain, wang: Client) -> None:
    async def refuse(_context: IqContext) -> None:
        raise StanzaError("forbidden", "不行", application=E("urn:y", "why"))

    domain.account.serve({("set", "urn:x", "a"): refuse})
    await wang.send("<iq type='set' id='1'><a xmlns='urn:x'/></iq>")
    reply = await wang.expect(lambda each: each.get("type") == "error")
    error = reply.find(f"{{{ns.CLIENT}}}error")
    assert error is not None
    assert error.get("type") == "auth"
    assert [child.tag for child in error] == [
        f"{{{ns.STANZA_ERRORS}}}forbidden",
        f"{{{ns.STANZA_ERRORS}}}text",
        "{urn:y}why",
    ]


async def test_scripted_user_needs_an_account(domain: Domain) -> None:
    with pytest.raises(ValueError, match="create it first"):
        await domain.attach_local_user("nobody", "x", lambda stanza: None)


async def test_failed_task_is_logged_with_its_name(
    domain: Domain, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail() -> None:
        raise ZeroDivisionError("a bug")

    task = domain.tasks.start(fail(), "counting")
    await asyncio.wait([task])
    assert "acme.example: counting" in caplog.text
