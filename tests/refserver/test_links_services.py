"""What crosses a link between two servers beside messages, and that nothing of it does without one."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from startalk_desktop.refserver import namespaces as ns
from startalk_desktop.refserver.jid import Jid
from startalk_desktop.refserver.room_state import RoomConfig
from startalk_desktop.refserver.rooms import Rooms
from startalk_desktop.refserver.stanza import Element, child, child_text, serialise
from tests.refserver.client import Client, ServerError
from tests.refserver.linked import ACME, BETA, Pair, bodies, linked, presence_of, until

PUBSUB, ROOM = f"pubsub.{BETA}", f"联合@conference.{BETA}"
ITEM = "<item id='index'><index xmlns='urn:startalk:org:1' name='Beta'/></item>"


@pytest.fixture
async def pair(tmp_path: Path) -> AsyncIterator[Pair]:
    """Two linked servers."""
    async with linked(tmp_path) as made:
        yield made


async def read(client: Client, node: str) -> Element:
    """Fetch the items of a node of Beta."""
    request = f"<pubsub xmlns='{ns.PUBSUB}'><items node='{node}'/></pubsub>"
    return await client.ask("get", PUBSUB, request)


async def publish(client: Client, node: str) -> None:
    request = f"<pubsub xmlns='{ns.PUBSUB}'><publish node='{node}'>{ITEM}</publish></pubsub>"
    await client.ask("set", PUBSUB, request)


async def befriend(fang: Client, li: Client) -> None:
    """Let both see each other's presence."""
    for asker, asked in ((fang, li), (li, fang)):
        await asker.send(f"<presence to='{asked.bare}' type='subscribe'/>")
        await asked.expect(presence_of(asker.bare, "subscribe"))
        await asked.send(f"<presence to='{asker.bare}' type='subscribed'/>")
        await asker.expect(presence_of(asked.jid))


async def test_a_receipt_comes_back(pair: Pair) -> None:
    fang, li = await pair.person("王芳", ACME), await pair.person("李", BETA)
    asks = f"<request xmlns='{ns.RECEIPTS}'/>"
    await fang.send(f"<message to='{li.bare}' type='chat' id='7'><body>x</body>{asks}</message>")
    heard = await li.expect(bodies("x"))
    receipt = f"<received xmlns='{ns.RECEIPTS}' id='7'/>"
    await li.send(f"<message to='{heard.get('from')}'>{receipt}</message>")
    told = await fang.expect(lambda each: child(each, ns.RECEIPTS, "received") is not None)
    assert told[0].get("id") == "7"
    assert told.get("from") == li.jid


async def test_friends_see_each_other_come_and_go(pair: Pair) -> None:
    fang, li = await pair.person("王芳", ACME), await pair.person("李", BETA)
    await befriend(fang, li)
    await li.send("<presence><show>away</show></presence>")
    seen = await fang.expect(presence_of(li.jid))
    assert seen.findtext(f"{{{ns.CLIENT}}}show") == "away"
    await li.session.close()
    await fang.expect(presence_of(li.jid, "unavailable"))


async def test_a_cut_lets_friends_disappear(pair: Pair) -> None:
    fang, li = await pair.person("王芳", ACME), await pair.person("李", BETA)
    await befriend(fang, li)
    await pair.link(ACME, cut=True)
    await fang.expect(presence_of(li.bare, "unavailable"))


async def test_directed_presence_reaches_whom_it_names(pair: Pair) -> None:
    fang, li = await pair.person("王芳", ACME), await pair.person("李", BETA)
    await fang.send(f"<presence to='{li.jid}'/>")
    await li.expect(presence_of(fang.jid))
    await fang.session.close()
    await li.expect(presence_of(fang.jid, "unavailable"))


async def test_a_guest_sees_a_card(pair: Pair) -> None:
    fang, li = await pair.person("王芳", ACME), await pair.person("李", BETA)
    await li.ask("set", None, f"<vCard xmlns='{ns.VCARD}'><FN>李</FN></vCard>")
    card = await fang.ask("get", li.bare, f"<vCard xmlns='{ns.VCARD}'/>")
    assert card.findtext(f"{{{ns.VCARD}}}FN") == "李"


async def test_a_guest_reads_the_linked_tree_and_nothing_else(pair: Pair) -> None:
    fang, li = await pair.person("王芳", ACME), await pair.person("李", BETA)
    for node in (ns.ORG, ns.ORG_LINKED):
        await publish(li, node)
    assert b"Beta" in serialise(await read(fang, ns.ORG_LINKED))
    for node in (ns.ORG, ns.LINKS, "no-such-node"):
        with pytest.raises(ServerError) as caught:
            await read(fang, node)
        assert caught.value.conditions[0] == "item-not-found"
    listed = await fang.ask("get", PUBSUB, f"<query xmlns='{ns.DISCO_ITEMS}'/>")
    assert [each.get("node") for each in listed] == [ns.ORG_LINKED]


async def test_a_guest_can_not_find_out_which_nodes_there_are(pair: Pair) -> None:
    fang, li = await pair.person("王芳", ACME), await pair.person("李", BETA)
    await publish(li, ns.ORG)
    requests = (
        ("set", ns.PUBSUB, f"<subscribe node='{{}}' jid='{fang.bare}'/>"),
        ("set", ns.PUBSUB, f"<unsubscribe node='{{}}' jid='{fang.bare}'/>"),
        ("set", ns.PUBSUB, "<retract node='{}'><item id='index'/></retract>"),
        ("set", ns.PUBSUB, "<create node='{}'/>"),
        ("set", ns.PUBSUB, f"<publish node='{{}}'>{ITEM}</publish>"),
        ("get", ns.PUBSUB_OWNER, "<configure node='{}'/>"),
        ("get", ns.PUBSUB_OWNER, "<affiliations node='{}'/>"),
        ("set", ns.PUBSUB_OWNER, "<delete node='{}'/>"),
    )
    for kind, namespace, request in requests:
        answers = []
        for node in (ns.ORG, ns.LINKS, "no-such-node"):
            asked = f"<pubsub xmlns='{namespace}'>{request.format(node)}</pubsub>"
            with pytest.raises(ServerError) as caught:
                await fang.ask(kind, PUBSUB, asked)
            answers.append(caught.value.conditions)
        assert answers[0] == answers[1] == answers[2], request


async def test_a_partner_can_not_fill_a_node_with_followers(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("startalk_desktop.refserver.pubsub._MOST_SUBSCRIBERS", 1)
    fang, li = await pair.person("王芳", ACME), await pair.person("李", BETA)
    await publish(li, ns.ORG_LINKED)
    request = f"<pubsub xmlns='{ns.PUBSUB}'><subscribe node='{ns.ORG_LINKED}' jid='{{}}'/></pubsub>"
    for _ in range(2):
        await fang.ask("set", PUBSUB, request.format(fang.bare))
    with pytest.raises(ServerError) as caught:
        await fang.ask("set", PUBSUB, request.format(fang.jid))
    assert caught.value.conditions[0] == "resource-constraint"
    await li.ask("set", PUBSUB, request.format(li.bare))


async def test_a_guest_reads_nobodys_archive_and_no_contacts(pair: Pair) -> None:
    fang, li = await pair.person("王芳", ACME), await pair.person("李", BETA)
    own = await pair.person("同事", BETA)
    await own.send(f"<message to='{li.bare}' type='chat'><body>geheim</body></message>")
    await li.expect(bodies("geheim"))
    for kind, what in (
        ("set", f"<query xmlns='{ns.MAM}'/>"),
        ("get", f"<query xmlns='{ns.ROSTER}'/>"),
    ):
        with pytest.raises(ServerError):
            await fang.ask(kind, li.bare, what)
    assert not fang.take("message")


async def test_own_people_read_who_is_linked(pair: Pair) -> None:
    li = await pair.person("李", BETA)
    linked_ones = (await read(li, ns.LINKS)).iter(f"{{{ns.LINKS}}}domain")
    assert [dict(each.items()) for each in linked_ones] == [{"jid": ACME, "name": "Acme"}]
    request = f"<pubsub xmlns='{ns.PUBSUB}'><subscribe node='{ns.LINKS}' jid='{li.bare}'/></pubsub>"
    await li.ask("set", PUBSUB, request)
    assert not li.take("message")  # who subscribes has just asked
    await pair.link(BETA, cut=True)
    event = await li.expect(lambda each: child(each, ns.PUBSUB_EVENT, "event") is not None)
    assert not list(event.iter(f"{{{ns.LINKS}}}domain"))


async def enter(pair: Pair) -> tuple[Client, Client]:
    """李 and a guest, 王芳, in a room of Beta."""
    fang, li = await pair.person("王芳", ACME), await pair.person("李", BETA)
    rooms = pair.beta.domain(BETA).components[f"conference.{BETA}"]
    assert isinstance(rooms, Rooms)
    rooms.create("联合", RoomConfig(is_persistent=True), {Jid("李", BETA): "owner"})
    for client, nick in ((li, "李"), (fang, "芳")):
        await client.send(f"<presence to='{ROOM}/{nick}'><x xmlns='{ns.MUC}'/></presence>")
        await li.expect(presence_of(f"{ROOM}/{nick}"))
    return fang, li


async def test_a_guest_speaks_in_a_room_and_reads_its_archive(pair: Pair) -> None:
    fang, li = await enter(pair)
    await fang.expect(presence_of(f"{ROOM}/芳"))
    await fang.send(f"<message to='{ROOM}' type='groupchat'><body>你好</body></message>")
    assert (await li.expect(bodies("你好"))).get("from") == f"{ROOM}/芳"
    await fang.expect(bodies("你好"))
    await fang.ask("set", ROOM, f"<query xmlns='{ns.MAM}' queryid='q'/>")
    found = await fang.expect(lambda each: child(each, ns.MAM, "result") is not None)
    assert found.get("from") == ROOM


async def test_a_cut_takes_guests_out_of_a_room(pair: Pair) -> None:
    fang, li = await enter(pair)
    await fang.expect(presence_of(f"{ROOM}/芳"))
    await pair.link(BETA, cut=True)
    await li.send(f"<message to='{ROOM}' type='groupchat'><body>allein</body></message>")
    await li.expect(presence_of(f"{ROOM}/芳", "unavailable"))


async def test_a_file_crosses_with_its_address(pair: Pair) -> None:
    fang, li = await pair.person("王芳", ACME), await pair.person("李", BETA)
    asked = f"<request xmlns='{ns.UPLOAD}' filename='plan.txt' size='4'/>"
    slot = await fang.ask("get", f"upload.{ACME}", asked)
    put, get = (each.get("url", "") for each in slot)
    trust = ssl.create_default_context(cafile=pair.acme.ca_file)
    async with aiohttp.ClientSession() as session:
        async with session.put(put, data=b"plan", ssl=trust) as stored:
            assert stored.status == 201
        await fang.send(f"<message to='{li.bare}' type='chat'><body>{get}</body></message>")
        told = await li.expect(bodies(get))
        async with session.get(child_text(told, ns.CLIENT, "body"), ssl=trust) as file:
            assert await file.read() == b"plan"


async def test_without_a_link_nothing_crosses(pair: Pair) -> None:
    """Neither messages, presence, archive, org, cards, files nor whether there is such an address."""
    fang, li = await enter(pair)
    await publish(li, ns.ORG_LINKED)
    await pair.unlink(BETA)
    await until(lambda: not pair.acme.links.open_streams)
    for each in (fang, li):
        each.arrived.clear()
    requests = (
        f"<query xmlns='{ns.MAM}'/>",
        f"<pubsub xmlns='{ns.PUBSUB}'><items node='{ns.ORG_LINKED}'/></pubsub>",
        f"<vCard xmlns='{ns.VCARD}'/>",
        f"<query xmlns='{ns.DISCO_INFO}'/>",
        f"<query xmlns='{ns.DISCO_ITEMS}'/>",
        f"<request xmlns='{ns.UPLOAD}' filename='a' size='1'/>",
    )
    targets = (li.bare, li.jid, f"nobody@{BETA}", BETA, PUBSUB, ROOM, f"upload.{BETA}")
    stanzas = [f"<message to='{to}'><body>x</body></message>" for to in targets]
    stanzas += [f"<presence to='{to}'/>" for to in targets]
    stanzas += [f"<presence to='{to}' type='subscribe'/>" for to in targets]
    stanzas += [
        f"<iq to='{to}' type='get' id='i'>{what}</iq>" for to in targets for what in requests
    ]
    for stanza in stanzas:
        await fang.send(stanza)
        answer = await fang.expect(lambda each: each.get("type") == "error")
        error = answer.iterfind(f"{{{ns.CLIENT}}}error/*")
        assert [(each.tag, each.text) for each in error] == [
            (f"{{{ns.STANZA_ERRORS}}}remote-server-not-found", None),
            (f"{{{ns.STANZA_ERRORS}}}text", "Beta has not opened a link to Acme"),
            (f"{{{ns.LINKS}}}not-linked", None),
        ], stanza
        assert not fang.arrived
    assert not li.arrived
    await li.send(f"<message to='{fang.bare}'><body>x</body></message>")
    await li.expect(lambda each: each.get("type") == "error")
    assert not fang.arrived
