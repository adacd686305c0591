"""A partner's tree on the wire: published by the partner's administrator, read through the own domain's server."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from startalk_desktop.model.jid import Jid
from startalk_desktop.model.linked import is_partner
from startalk_desktop.model.org_tree import build_index
from startalk_desktop.model.organisation import Member, UnitContent
from startalk_desktop.xmpp.links_reader import NODE as LINKS_NODE
from startalk_desktop.xmpp.org_names import LINKED_NODE
from tests.conformance.person import Account as Credentials
from tests.conformance.person import Cast, Person
from tests.conformance.pubsub import delete_node, publish
from tests.core.live import PASSWORD, Desks
from tests.core.world import until
from tests.servers.reference import RunningReference
from tests.servers.running import BETA
from tests.xmpp.desk import desks_on

MARIA = Member(Jid("maria", BETA), "Maria Santos", "Director")


@pytest.fixture
async def partner(reference_server: RunningReference) -> AsyncIterator[None]:
    """Beta shows one unit with one person to those it is linked to."""
    async with desks_on(reference_server) as sessions:
        address = await reference_server.create_account("hr", PASSWORD, BETA)
        desk = await sessions.online(Credentials(address, PASSWORD))
        publisher, service = desk.session.publishing, Jid.parse(f"pubsub.{BETA}")
        await publisher.prepare(service, LINKED_NODE, "open", {}, 10)
        unit = UnitContent("sales", "", "Sales", (MARIA,))
        await publisher.put_unit(service, LINKED_NODE, unit)
        await publisher.put_index(service, LINKED_NODE, build_index("Beta", "1", [unit]))
        yield


@pytest.fixture
async def links(reference_server: RunningReference) -> AsyncIterator[None]:
    """Acme says that it is linked to Beta."""
    service = reference_server.addresses().pubsub
    async with Cast(reference_server) as cast:
        admin: Person = await cast.admin()
        listed = await admin["xep_0030"].get_items(jid=service)
        is_told = LINKS_NODE in {item[1] for item in listed["disco_items"]["items"]}
        if not is_told:
            told = f"<links xmlns='{LINKS_NODE}'><domain jid='{BETA}' name='Beta'/></links>"
            await publish(admin, service, LINKS_NODE, ET.fromstring(told), "links")
        yield
        if not is_told:
            await delete_node(admin, service, LINKS_NODE)


@pytest.mark.usefixtures("partner", "links")
async def test_what_a_partner_shows_is_read_across_the_link(
    reference_server: RunningReference, tmp_path: Path
) -> None:
    desks = Desks(reference_server.c2s_port, reference_server.ca_file, tmp_path)
    try:
        desk = await desks.desk()
        address = await reference_server.create_account("reader", PASSWORD)
        account = await desk.add(Jid.parse(address))
        await desk.online(account)
        directory = desk.app.directory

        async def is_there() -> bool:
            hits = await directory.find_people("maria")
            return [hit.person.jid for hit in hits] == [MARIA.jid]

        await until(is_there, 20)
        (top,) = [one for one in await directory.root(account.id) if is_partner(one.id)]
        (sales,) = await directory.children(account.id, top.id)
        assert sales.name == "Sales"
        members = await directory.members(account.id, sales.id)
        assert [(one.jid, one.title) for one in members] == [(MARIA.jid, "Director")]
    finally:
        await desks.close()
