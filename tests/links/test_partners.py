"""A reference server linked with Prosody and with ejabberd: what crosses in both directions."""

import ssl
from collections.abc import AsyncIterator
from xml.etree import ElementTree

import aiohttp
import pytest
from slixmpp import JID
from slixmpp.exceptions import IqError

from startalk_desktop.refserver import ReferenceServer
from startalk_desktop.refserver import namespaces as ns
from startalk_desktop.refserver.jid import Jid
from startalk_desktop.refserver.room_state import RoomConfig
from startalk_desktop.refserver.rooms import Rooms
from startalk_desktop.refserver.stanza import child, child_text, serialise
from tests.conformance import pubsub
from tests.conformance.person import Cast
from tests.conformance.rooms import create_room
from tests.conformance.test_upload import request_slot
from tests.refserver.client import Client, ServerError
from tests.refserver.linked import bodies, presence_of, until
from tests.servers.federation import ACME, PROSODY, LinkedProsody
from tests.servers.running import RunningServer, ServerKind


@pytest.fixture
async def cast(partner: RunningServer) -> AsyncIterator[Cast]:
    """The people of the partner."""
    async with Cast(partner) as people:
        yield people


@pytest.fixture
async def fang(acme: ReferenceServer) -> Client:
    """Somebody of Acme, available."""
    client = await Client.sign_in(acme.domain(ACME), "王芳")
    await client.send("<presence/>")
    return client


async def test_messages_cross(cast: Cast, fang: Client) -> None:
    li = await cast.online("li")
    await fang.send(f"<message to='{li.bare}' type='chat'><body>你好</body></message>")
    await li.expect_message("你好", from_=fang.jid)
    li.chat(fang.bare, "再见")
    assert (await fang.expect(bodies("再见"))).get("from") == li.jid


async def test_a_receipt_comes_back(cast: Cast, fang: Client) -> None:
    li = await cast.online("li")
    asks = f"<request xmlns='{ns.RECEIPTS}'/>"
    await fang.send(f"<message to='{li.bare}' type='chat' id='7'><body>x</body>{asks}</message>")
    heard = await li.expect_message("x")
    receipt = li.client.make_message(mto=heard["from"], mtype="chat")
    receipt.append(ElementTree.Element(f"{{{ns.RECEIPTS}}}received", {"id": "7"}))
    receipt.send()
    told = await fang.expect(lambda each: child(each, ns.RECEIPTS, "received") is not None)
    assert told.get("from") == li.jid


async def test_friends_see_each_other(cast: Cast, fang: Client) -> None:
    li = await cast.online("li")
    await fang.send(f"<presence to='{li.bare}' type='subscribe'/>")
    await li.expect_presence("subscribe", from_=fang.bare)
    li.client.send_presence_subscription(pto=fang.bare, ptype="subscribed")
    await fang.expect(presence_of(str(li.jid)))
    li.client.send_presence_subscription(pto=fang.bare, ptype="subscribe")
    await fang.expect(presence_of(li.bare, "subscribe"))
    await fang.send(f"<presence to='{li.bare}' type='subscribed'/>")
    await li.expect_presence(from_=fang.jid)
    await fang.session.close()
    await li.expect_presence("unavailable", from_=fang.jid)


async def test_a_guest_of_ours_speaks_in_their_room(cast: Cast, fang: Client) -> None:
    li = await cast.online("li")
    room = f"projekt-{li.account.local}@conference.{li.account.domain}"
    await create_room(li, JID(room), "li")
    await fang.send(f"<presence to='{room}/芳'><x xmlns='{ns.MUC}'/></presence>")
    await fang.expect(presence_of(f"{room}/芳"))
    await fang.send(f"<message to='{room}' type='groupchat'><body>你好</body></message>")
    await li.expect_message("你好", from_=f"{room}/芳")
    li.chat(room, "欢迎", "groupchat")
    await fang.expect(bodies("欢迎"))


async def test_a_guest_of_theirs_speaks_in_our_room(
    cast: Cast, fang: Client, acme: ReferenceServer
) -> None:
    room, li = f"联合@conference.{ACME}", await cast.online("li")
    rooms = acme.domain(ACME).components[f"conference.{ACME}"]
    assert isinstance(rooms, Rooms)
    rooms.create("联合", RoomConfig(is_persistent=True), {Jid.parse(fang.bare): "owner"})
    await fang.send(f"<presence to='{room}/芳'><x xmlns='{ns.MUC}'/></presence>")
    join = li.client.make_presence(pto=f"{room}/Li")
    join.append(ElementTree.Element(f"{{{ns.MUC}}}x"))
    join.send()
    await li.expect_presence(from_=f"{room}/Li")
    li.chat(room, "你好", "groupchat")
    assert (await fang.expect(bodies("你好"))).get("from") == f"{room}/Li"


async def test_the_linked_part_of_the_tree_is_read_and_nothing_else(
    cast: Cast, fang: Client
) -> None:
    boss = await cast.admin()
    service = f"pubsub.{boss.account.domain}"
    payload = ElementTree.fromstring("<index xmlns='urn:startalk:org:1' name='Partner'/>")
    closed = {"access_model": "whitelist"}  # as it has to be on ejabberd: docs/servers.md
    is_closed = cast.server.kind is ServerKind.EJABBERD
    await pubsub.create_node(boss, service, ns.ORG, closed if is_closed else {})
    await pubsub.create_node(boss, service, ns.ORG_LINKED, {})
    for node in (ns.ORG, ns.ORG_LINKED):
        await boss["xep_0060"].publish(service, node, id="index", payload=payload)
    request = f"<pubsub xmlns='{ns.PUBSUB}'><items node='{{}}'/></pubsub>"
    assert b"Partner" in serialise(await fang.ask("get", service, request.format(ns.ORG_LINKED)))
    with pytest.raises(ServerError):
        await fang.ask("get", service, request.format(ns.ORG))


async def test_their_people_read_ours(cast: Cast, fang: Client) -> None:
    li, service = await cast.online("li"), f"pubsub.{ACME}"
    for node in (ns.ORG, ns.ORG_LINKED):
        item = "<item id='index'><index xmlns='urn:startalk:org:1' name='Acme'/></item>"
        published = f"<pubsub xmlns='{ns.PUBSUB}'><publish node='{node}'>{item}</publish></pubsub>"
        await fang.ask("set", service, published)
    found = await li["xep_0060"].get_items(service, ns.ORG_LINKED)
    assert b"Acme" in ElementTree.tostring(found.xml)
    with pytest.raises(IqError) as caught:
        await li["xep_0060"].get_items(service, ns.ORG)
    assert caught.value.condition == "item-not-found"


async def test_a_file_of_theirs_can_be_fetched(cast: Cast, fang: Client) -> None:
    li = await cast.online("li")
    upload = f"upload.{li.account.domain}"
    slot = await request_slot(li, upload, "plan.txt", 4, "text/plain")
    trust = ssl.create_default_context(cafile=cast.server.ca_file)
    trust.check_hostname = False  # at 127.0.0.1
    async with aiohttp.ClientSession() as session:
        headers = {"Content-Type": "text/plain", **slot.headers}
        async with session.put(slot.put_url, data=b"plan", ssl=trust, headers=headers) as stored:
            assert stored.status == 201
        li.chat(fang.bare, slot.get_url)
        told = await fang.expect(bodies(slot.get_url))
        async with session.get(child_text(told, ns.CLIENT, "body"), ssl=trust) as file:
            assert await file.read() == b"plan"


@pytest.mark.prosody
async def test_prosody_and_we_acknowledge_what_comes(
    linked_prosody: LinkedProsody, acme: ReferenceServer
) -> None:
    """Stanzas on their way while a stream breaks are given back, on either side (XEP-0198)."""
    fang = await Client.sign_in(acme.domain(ACME), "王芳")
    await fang.send("<presence/>")
    async with Cast(linked_prosody) as people:
        li = await people.online("li")
        await fang.send(f"<message to='{li.bare}' type='chat'><body>你好</body></message>")
        await li.expect_message("你好")
        li.chat(fang.bare, "再见")
        await fang.expect(bodies("再见"))
        route, (stream,) = acme.links._routes[ACME, PROSODY], acme.links._incoming
        assert route._stream is not None
        await until(lambda: not route._stream._doubtful)
        await until(lambda: stream._handled is not None)
        stream.connection.stall()
        li.chat(fang.bare, "一")
        li.chat(fang.bare, "二")
        await li.settle()  # so that it has gone out of Prosody
        stream.connection.abort()
        for _ in range(2):
            bounced = await li.expect_message(type="error", from_=fang.bare)
            assert bounced["error"]["condition"]
