"""A partner's tree on the wire: published by the partner's administrator, read through the own domain's server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.identity import ConversationId
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.linked import is_partner
from startalk_desktop.model.org_tree import build_index
from startalk_desktop.model.organisation import Member, UnitContent
from startalk_desktop.xmpp.org_names import LINKED_NODE
from tests.conformance.person import Account as Credentials
from tests.core.live import ACME, GAMMA, PASSWORD, Desks
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


@pytest.mark.usefixtures("partner")
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


async def test_a_message_that_cant_cross_says_why(
    reference_server: RunningReference, tmp_path: Path
) -> None:
    desks = Desks(reference_server.c2s_port, reference_server.ca_file, tmp_path)
    try:
        desk = await desks.desk()
        address = await reference_server.create_account("writer", PASSWORD)
        account, stranger = await desk.add(Jid.parse(address)), Jid("li", GAMMA)
        await desk.online(account)
        await desk.app.conversation(ConversationId(account.id, stranger)).send("你好")
        failures: list[Failure | None] = []

        async def is_refused() -> bool:
            failures[:] = [one.failure for one in await desk.messages(account, stranger)]
            return any(failures)

        await until(is_refused, 20)
        words = f"{ACME} has not opened a link to {GAMMA}"
        assert failures == [Failure(FailureCode.NO_LINK, words, str(stranger))]
    finally:
        await desks.close()
