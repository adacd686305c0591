"""Nodes at the pubsub service: who may do what, and who is told."""

from __future__ import annotations

import pytest

from startalk_desktop.refserver import namespaces as ns
from startalk_desktop.refserver.domain import Domain
from startalk_desktop.refserver.jid import Jid
from startalk_desktop.refserver.pubsub_store import PubSubStore
from startalk_desktop.refserver.stanza import Element
from tests.refserver.client import Client, ServerError

HOST = "pubsub.acme.example"
ORG = "urn:startalk:org:1"
P = {"p": ns.PUBSUB, "e": ns.PUBSUB_EVENT, "o": ns.PUBSUB_OWNER, "x": ns.DATA_FORMS, "r": ns.RSM}


async def pubsub(client: Client, kind: str, inside: str, namespace: str = ns.PUBSUB) -> Element:
    return await client.ask(kind, HOST, f"<pubsub xmlns='{namespace}'>{inside}</pubsub>")


def options(**settings: str) -> str:
    fields = "".join(
        f"<field var='pubsub#{name}'><value>{value}</value></field>"
        for name, value in settings.items()
    )
    return f"<x xmlns='{ns.DATA_FORMS}' type='submit'>{fields}</x>"


async def create(client: Client, **settings: str) -> None:
    form = options(**settings)
    await pubsub(client, "set", f"<create node='{ORG}'/><configure>{form}</configure>")


async def publish(client: Client, id_: str, name: str = "研发部", extra: str = "") -> None:
    unit = f"<unit xmlns='{ORG}' id='{id_}' name='{name}'/>"
    item = f"<publish node='{ORG}'><item id='{id_}'>{unit}</item></publish>"
    await pubsub(client, "set", item + extra)


async def item_ids(client: Client, inside: str = "") -> list[str]:
    found = await pubsub(client, "get", f"<items node='{ORG}'>{inside}</items>")
    return [item.get("id", "") for item in found.iterfind("p:items/p:item", P)]


async def subscribe(client: Client) -> None:
    await client.send("<presence/>")
    await pubsub(client, "set", f"<subscribe node='{ORG}' jid='{client.bare}'/>")


def refusal(caught: pytest.ExceptionInfo[ServerError]) -> list[str]:
    return caught.value.conditions


@pytest.fixture
async def fang(domain: Domain) -> Client:
    return await Client.sign_in(domain, "王芳")


@pytest.fixture
async def wei(domain: Domain) -> Client:
    return await Client.sign_in(domain, "李伟")


async def test_subscribers_are_told_of_items_and_their_end(fang: Client, wei: Client) -> None:
    await create(fang)
    await subscribe(wei)
    await publish(fang, "rd")
    [told] = wei.take("message")
    assert (told.get("from"), told.get("type")) == (HOST, "headline")
    unit = told.find(f"e:event/e:items/e:item/{{{ORG}}}unit", P)
    assert unit is not None
    assert unit.get("name") == "研发部"
    await pubsub(fang, "set", f"<retract node='{ORG}'><item id='rd'/></retract>")
    [told] = wei.take("message")
    retract = told.find("e:event/e:items/e:retract", P)
    assert retract is not None
    assert retract.get("id") == "rd"
    await pubsub(wei, "set", f"<unsubscribe node='{ORG}' jid='{wei.bare}'/>")
    await publish(fang, "rd")
    assert not wei.take("message")


async def test_a_late_subscriber_gets_the_last_item(fang: Client, wei: Client) -> None:
    await create(fang)
    await publish(fang, "hq")
    await publish(fang, "rd")
    await subscribe(wei)
    [told] = wei.take("message")
    item = told.find("e:event/e:items/e:item", P)
    assert item is not None
    assert item.get("id") == "rd"


async def test_items_by_id_and_by_number(fang: Client, wei: Client) -> None:
    await create(fang, max_items="max")
    for number in range(12):
        await publish(fang, f"u{number}")
    assert await item_ids(wei, "<item id='u3'/><item id='none'/><item id='u1'/>") == ["u1", "u3"]
    found = await pubsub(wei, "get", f"<items node='{ORG}' max_items='2'/>")
    ids = [item.get("id") for item in found.iterfind("p:items/p:item", P)]
    assert ids == ["u10", "u11"]
    assert await item_ids(wei) == [f"u{number}" for number in range(12)]


async def test_a_node_keeps_its_newest_items(fang: Client) -> None:
    await create(fang, max_items="2")
    for id_ in ("a", "b", "c", "b"):
        await publish(fang, id_)
    assert await item_ids(fang) == ["c", "b"]


async def test_a_whitelist_is_kept_by_its_owner(fang: Client, wei: Client) -> None:
    await create(fang, access_model="whitelist")
    await publish(fang, "rd")
    with pytest.raises(ServerError) as caught:
        await item_ids(wei)
    assert refusal(caught)[:1] == ["not-allowed"]
    assert "closed-node" in refusal(caught)
    with pytest.raises(ServerError):
        await subscribe(wei)

    async def affiliate(affiliation: str) -> None:
        entry = f"<affiliation jid='{wei.bare}' affiliation='{affiliation}'/>"
        inside = f"<affiliations node='{ORG}'>{entry}</affiliations>"
        await pubsub(fang, "set", inside, ns.PUBSUB_OWNER)

    await affiliate("member")
    assert await item_ids(wei) == ["rd"]
    await subscribe(wei)
    wei.take("message")
    with pytest.raises(ServerError) as caught:
        await publish(wei, "rd")
    assert "forbidden" in refusal(caught)
    await affiliate("publisher")
    await publish(wei, "rd")
    wei.take("message")
    await affiliate("none")
    await publish(fang, "rd")
    assert not wei.take("message")


@pytest.mark.parametrize(
    "inside",
    [
        f"<delete node='{ORG}'/>",
        f"<configure node='{ORG}'/>",
        f"<affiliations node='{ORG}'><affiliation jid='李伟@acme.example' affiliation='owner'/>"
        "</affiliations>",
    ],
)
async def test_only_owners_rule(fang: Client, wei: Client, inside: str) -> None:
    await create(fang)
    with pytest.raises(ServerError) as caught:
        await pubsub(wei, "set", inside, ns.PUBSUB_OWNER)
    assert "forbidden" in refusal(caught)


async def test_a_node_keeps_an_owner(fang: Client) -> None:
    await create(fang)
    entry = f"<affiliation jid='{fang.bare}' affiliation='none'/>"
    inside = f"<affiliations node='{ORG}'>{entry}</affiliations>"
    with pytest.raises(ServerError) as caught:
        await pubsub(fang, "set", inside, ns.PUBSUB_OWNER)
    assert "not-acceptable" in refusal(caught)


async def test_publish_options_are_preconditions_and_make_new_nodes(fang: Client) -> None:
    wanted = (
        f"<publish-options>{options(access_model='whitelist', max_items='5')}</publish-options>"
    )
    await publish(fang, "a", extra=wanted)
    await publish(fang, "b", extra=wanted)
    assert await item_ids(fang) == ["a", "b"]
    other = f"<publish-options>{options(access_model='open')}</publish-options>"
    with pytest.raises(ServerError) as caught:
        await publish(fang, "c", extra=other)
    assert refusal(caught)[0] == "conflict"
    assert "precondition-not-met" in refusal(caught)


async def test_configuration_is_changed_and_checked(fang: Client) -> None:
    await create(fang)

    async def configure(**settings: str) -> None:
        inside = f"<configure node='{ORG}'>{options(**settings)}</configure>"
        await pubsub(fang, "set", inside, ns.PUBSUB_OWNER)

    for id_ in "abc":
        await publish(fang, id_)
    await configure(max_items="2", unknown="1")
    assert await item_ids(fang) == ["b", "c"]
    for wrong in ({"max_items": "-1"}, {"access_model": "secret"}, {"max_items": "99999999"}):
        with pytest.raises(ServerError) as caught:
            await configure(**wrong)
        assert "not-acceptable" in refusal(caught)


async def test_too_much_at_once_is_refused(fang: Client) -> None:
    await create(fang, max_items="max")
    for number in range(25):
        await publish(fang, f"u{number}", "长" * 60_000)
    with pytest.raises(ServerError) as caught:
        await item_ids(fang)
    assert "policy-violation" in refusal(caught)
    assert await item_ids(fang, "<item id='u3'/>") == ["u3"]


async def test_deleting_tells_subscribers_and_leaves_nothing(fang: Client, wei: Client) -> None:
    await create(fang)
    await publish(fang, "rd")
    await subscribe(wei)
    wei.take("message")
    await pubsub(fang, "set", f"<delete node='{ORG}'/>", ns.PUBSUB_OWNER)
    assert wei.take("message")[-1].find("e:event/e:delete", P) is not None
    await create(wei)
    assert await item_ids(fang) == []


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        (f"<publish node='{ORG}'><item/></publish>", "payload-required"),
        (f"<publish node='{ORG}'><item><a/><b/></item></publish>", "invalid-payload"),
        (f"<publish node='{ORG}'/>", "item-required"),
        ("<publish><item><a/></item></publish>", "nodeid-required"),
        ("<subscribe node='urn:startalk:org:1' jid='x@acme.example'/>", "invalid-jid"),
        ("<subscribe node='none' jid='王芳@acme.example'/>", "item-not-found"),
        ("<invent/>", "feature-not-implemented"),
    ],
)
async def test_bad_requests_are_named(fang: Client, inside: str, expected: str) -> None:
    await create(fang)
    with pytest.raises(ServerError) as caught:
        await pubsub(fang, "set", inside)
    assert expected in refusal(caught)


async def test_disco_lists_nodes_that_may_be_seen(fang: Client, wei: Client) -> None:
    await create(fang, access_model="whitelist")
    query = "<query xmlns='http://jabber.org/protocol/disco#items'/>"
    [listed] = await fang.ask("get", HOST, query)
    assert listed.get("node") == ORG
    assert len(await wei.ask("get", HOST, query)) == 0


async def test_nodes_outlive_the_server(domain: Domain, fang: Client, wei: Client) -> None:
    await create(fang, max_items="7")
    await subscribe(wei)
    await publish(fang, "rd")
    [node] = PubSubStore(domain.database).nodes(Jid.parse(HOST))
    assert (node.name, node.config.max_items) == (ORG, 7)
    assert node.affiliations == {Jid.parse(fang.bare): "owner"}
    assert list(node.subscribers) == [Jid.parse(wei.bare)]
