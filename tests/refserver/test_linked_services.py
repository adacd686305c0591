"""The services of a linked domain, used from the other one."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from startalk_desktop.refserver import namespaces as ns
from startalk_desktop.refserver.config import DomainConfig, LinkConfig, ServerConfig
from startalk_desktop.refserver.jid import Jid
from startalk_desktop.refserver.room_state import RoomConfig
from startalk_desktop.refserver.rooms import Rooms
from startalk_desktop.refserver.roster import RosterItem
from startalk_desktop.refserver.server import ReferenceServer
from tests.refserver.client import Client, ServerError

ACME, BETA = "acme.example", "beta.example"
ROOM, HOST = f"联合@conference.{BETA}", f"pubsub.{BETA}"


@pytest.fixture
async def people() -> AsyncIterator[tuple[Client, Client]]:
    """王芳 of the one domain, and 李伟 of the other, who owns a room and a node there."""
    domains = (DomainConfig(ACME, links=(BETA,)), DomainConfig(BETA, links=(ACME,)))
    async with ReferenceServer(ServerConfig(domains)) as server:
        beta = server.domain(BETA)
        fang = await Client.sign_in(server.domain(ACME), "王芳")
        wei = await Client.sign_in(beta, "李伟")
        rooms = beta.components[f"conference.{BETA}"]
        assert isinstance(rooms, Rooms)
        rooms.create("联合", RoomConfig(is_persistent=True), {Jid("李伟", BETA): "owner"})
        yield fang, wei


async def test_a_guest_joins_speaks_and_reads_the_archive(people: tuple[Client, Client]) -> None:
    fang, wei = people
    for client, nick in ((wei, "伟"), (fang, "芳")):
        join = f"<presence to='{ROOM}/{nick}'><x xmlns='{ns.MUC}'/></presence>"
        await client.send(join)
    wei.take("message")
    await fang.send(f"<message to='{ROOM}' type='groupchat'><body>你好</body></message>")
    assert wei.take("message")[-1].get("from") == f"{ROOM}/芳"
    fang.take("message")
    await fang.ask("set", ROOM, f"<query xmlns='{ns.MAM}'/>")
    assert len(fang.take("message")) == 1
    await fang.session.close()
    assert wei.take("presence")[-1].get("type") == "unavailable"


async def test_a_guest_may_not_make_rooms_nodes_or_uploads(people: tuple[Client, Client]) -> None:
    fang, _wei = people
    await fang.send(f"<presence to='new@conference.{BETA}/芳'><x xmlns='{ns.MUC}'/></presence>")
    assert fang.take("presence")[-1].get("type") == "error"
    requests = [
        ("set", HOST, f"<pubsub xmlns='{ns.PUBSUB}'><create node='{ns.ORG_LINKED}'/></pubsub>"),
        ("get", f"upload.{BETA}", f"<request xmlns='{ns.UPLOAD}' filename='a' size='1'/>"),
    ]
    for kind, to, payload in requests:
        with pytest.raises(ServerError) as caught:
            await fang.ask(kind, to, payload)
        assert "forbidden" in caught.value.conditions


async def test_a_guest_follows_a_node(people: tuple[Client, Client]) -> None:
    fang, wei = people

    async def publish(id_: str) -> None:
        item = (
            f"<publish node='{ns.ORG_LINKED}'><item id='{id_}'><a xmlns='urn:a'/></item></publish>"
        )
        await wei.ask("set", HOST, f"<pubsub xmlns='{ns.PUBSUB}'>{item}</pubsub>")

    await publish("1")
    await fang.send("<presence/>")
    subscription = f"<subscribe node='{ns.ORG_LINKED}' jid='{fang.bare}'/>"
    await fang.ask("set", HOST, f"<pubsub xmlns='{ns.PUBSUB}'>{subscription}</pubsub>")
    await publish("2")
    told = [
        next(each.iter(f"{{{ns.PUBSUB_EVENT}}}item")).get("id") for each in fang.take("message")
    ]
    assert told == ["1", "2"]


async def test_the_server_ends_while_people_see_each_other_over_a_link() -> None:
    domains = (
        DomainConfig(ACME, links=(LinkConfig(BETA, units=("rd",), people=("王芳",)),)),
        DomainConfig(BETA, links=(LinkConfig(ACME, units=("rd",), people=("李伟",)),)),
    )
    async with ReferenceServer(ServerConfig(domains)) as server:
        pairs = ((ACME, "王芳", Jid("李伟", BETA)), (BETA, "李伟", Jid("王芳", ACME)))
        people = []
        for name, local, friend in pairs:
            people.append(await Client.sign_in(server.domain(name), local))
            # There is a tree, so that who is reached is looked up.
            tree = f"<index xmlns='{ns.ORG}' name='Acme'/>"
            item = f"<publish node='{ns.ORG}'><item id='index'>{tree}</item></publish>"
            request = f"<pubsub xmlns='{ns.PUBSUB}'>{item}</pubsub>"
            await people[-1].ask("set", f"pubsub.{name}", request)
            for other in (friend, Jid("somebody", friend.domain)):
                server.domain(name).roster.save(local, RosterItem(other, "", True, True))
        for one in people:
            await one.send("<presence/>")
        assert any(each.get("from") == people[1].jid for each in people[0].take("presence"))
    # Whoever ends first is seen to go by the other, whose domain was not closed before.
    assert any(each.get("type") == "unavailable" for each in people[1].take("presence"))
