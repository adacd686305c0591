"""Fetching the organisation tree and following it, against real servers."""

import secrets
import xml.etree.ElementTree as ET
from collections.abc import AsyncIterator

import pytest

from startalk_desktop.model.events import (
    OrgIndexChanged,
    OrgTreeAnnounced,
    OrgTreeWithdrawn,
    OrgUnitChanged,
)
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.organisation import Member, OrgIndex, UnitContent, UnitHead
from startalk_desktop.xmpp.errors import TreeUnreadable
from startalk_desktop.xmpp.organisation import BATCH
from tests.conformance.person import Cast, Person
from tests.conformance.pubsub import create_node, delete_node, publish
from tests.xmpp.desk import Desks

NODE = "urn:startalk:org:1"
CONFIG = {"persist_items": "1", "max_items": "1000", "access_model": "open", "notify_delete": "1"}


def index(revision: str, *units: str) -> ET.Element:
    return ET.fromstring(
        f"<index xmlns='{NODE}' name='Acme' revision='{revision}'>{''.join(units)}</index>"
    )


def unit(unit_id: str, *members: str) -> ET.Element:
    return ET.fromstring(
        f"<unit xmlns='{NODE}' id='{unit_id}' parent='hq' name='单位 {unit_id}'>{''.join(members)}</unit>"
    )


@pytest.fixture
async def hr(cast: Cast) -> AsyncIterator[Person]:
    """The administrator, who has made the node; it goes with the test."""
    admin = await cast.admin()
    service = cast.server.addresses().pubsub
    await create_node(admin, service, NODE, CONFIG)
    yield admin
    await delete_node(admin, service, NODE)


async def test_a_domain_without_a_tree_has_none(desks: Desks) -> None:
    wang = await desks.online("wang")
    assert await wang.session.organisation.fetch_index() is None


async def test_the_tree_is_fetched_in_batches(desks: Desks, cast: Cast, hr: Person) -> None:
    service = cast.server.addresses().pubsub
    ids = [f"unit-{number}" for number in range(BATCH + 3)]
    heads = [
        f"<unit id='{unit_id}' name='单位 {unit_id}' order='3' hash='h' count='1'/>"
        for unit_id in ids
    ]
    await publish(hr, service, NODE, index("42", *heads), "index")
    domain = cast.server.domain
    member = f"<member jid='wang@{domain}' name='王芳' title='总监 &amp; CTO' order='1'/>"
    for unit_id in ids:
        await publish(hr, service, NODE, unit(unit_id, member), unit_id)

    wang = await desks.online("wang")
    fetched = await wang.session.organisation.fetch_index()
    assert isinstance(fetched, OrgIndex)
    assert (fetched.name, fetched.revision) == ("Acme", "42")
    assert fetched.units[0] == UnitHead("unit-0", "", "单位 unit-0", 3, "h", 1)
    assert [head.id for head in fetched.units] == ids
    units = await wang.session.organisation.fetch_units([*ids, "no-such-unit"])
    assert {content.id for content in units} == set(ids)
    assert units[0].members == (Member(Jid("wang", domain), "王芳", "总监 & CTO", order=1),)
    assert await wang.session.organisation.fetch_units([]) == ()


async def test_changes_are_announced(desks: Desks, cast: Cast, hr: Person) -> None:
    service = cast.server.addresses().pubsub
    await publish(hr, service, NODE, index("1"), "index")
    wang = await desks.online("wang")
    assert await wang.session.organisation.fetch_index() is not None
    await publish(hr, service, NODE, unit("rd"), "rd")
    assert (await wang.expect(OrgUnitChanged)).unit == UnitContent("rd", "hq", "单位 rd", ())
    await publish(hr, service, NODE, index("2", "<unit id='rd' name='研发'/>"), "index")
    changed = await wang.expect(OrgIndexChanged, lambda event: event.index.revision == "2")
    assert [head.id for head in changed.index.units] == ["rd"]


async def test_changes_without_payloads_are_announced(desks: Desks, cast: Cast) -> None:
    """As the program's own publisher has it: else each change would send the whole index to everybody."""
    hr = await cast.admin()
    service = cast.server.addresses().pubsub
    await create_node(hr, service, NODE, {**CONFIG, "deliver_payloads": "0"})
    try:
        await publish(hr, service, NODE, index("1"), "index")
        wang = await desks.online("wang")
        assert await wang.session.organisation.fetch_index() is not None
        await publish(hr, service, NODE, unit("rd"), "rd")
        await publish(hr, service, NODE, index("2", "<unit id='rd' name='研发'/>"), "index")
        await wang.expect(OrgTreeAnnounced)
        assert wang.seen(OrgUnitChanged) == []
        fetched = await wang.session.organisation.fetch_index()
        assert fetched is not None
        assert fetched.revision == "2"
    finally:
        await delete_node(hr, service, NODE)


async def test_an_index_too_long_to_be_read_in_one_go_is_asked_for(
    desks: Desks, cast: Cast, hr: Person
) -> None:
    service = cast.server.addresses().pubsub
    await publish(hr, service, NODE, index("1"), "index")
    wang = await desks.online("wang")
    await wang.session.organisation.fetch_index()
    heads = [f"<unit id='u{number}'/>" for number in range(1_000)]
    await publish(hr, service, NODE, index("2", *heads), "index")
    await wang.expect(OrgTreeAnnounced)
    fetched = await wang.session.organisation.fetch_index()
    assert fetched is not None
    assert len(fetched.units) == 1_000


async def test_a_tree_that_is_taken_away_is_told(desks: Desks, cast: Cast, hr: Person) -> None:
    service = cast.server.addresses().pubsub
    await publish(hr, service, NODE, index("1"), "index")
    wang = await desks.online("wang")
    await wang.session.organisation.fetch_index()
    await delete_node(hr, service, NODE)
    await wang.expect(OrgTreeWithdrawn)
    await create_node(hr, service, NODE, CONFIG)


async def test_something_else_in_the_place_of_the_tree_is_refused(
    desks: Desks, cast: Cast, hr: Person
) -> None:
    service = cast.server.addresses().pubsub
    await publish(hr, service, NODE, ET.fromstring("<index xmlns='urn:other'/>"), "index")
    wang = await desks.online("wang")
    with pytest.raises(TreeUnreadable):
        await wang.session.organisation.fetch_index()


async def test_an_event_by_somebody_else_changes_nothing(
    desks: Desks, cast: Cast, hr: Person
) -> None:
    service = cast.server.addresses().pubsub
    await publish(hr, service, NODE, index("1"), "index")
    wang = await desks.online("wang")
    await wang.session.organisation.fetch_index()
    mallory = await cast.connect("mallory")
    mallory.client.send_raw(
        f"<message to='{wang.full}'><event xmlns='http://jabber.org/protocol/pubsub#event'>"
        f"<items node='{NODE}'><item id='index'><index xmlns='{NODE}' name='Evil' revision='666'/></item>"
        "</items></event></message>"
    )
    mark = secrets.token_hex(4)
    mallory.chat(str(wang.full), mark)
    await wang.expect_message(mark)
    assert all(event.index.name == "Acme" for event in wang.seen(OrgIndexChanged))
