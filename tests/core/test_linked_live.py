"""What a partner shows of its tree is followed across a link between two servers, and is gone with the link."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from startalk_desktop.core import linked_sync
from startalk_desktop.model.account import Account
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.linked import is_partner
from startalk_desktop.refserver import namespaces as ns
from tests.core.live import PASSWORD, Desk, Desks
from tests.core.world import until
from tests.refserver.client import Client
from tests.refserver.linked import ACME, BETA, Pair, linked

PUBSUB = f"pubsub.{BETA}"


@dataclass
class Company:
    """Somebody of Acme at a desk, and who publishes at Beta."""

    pair: Pair
    publisher: Client
    desk: Desk
    account: Account

    async def publish(self, name: str, revision: int) -> None:
        """Show one unit with one person of that name."""
        unit = f"<unit xmlns='{ns.ORG}' id='rd'><member jid='x@{BETA}' name='{name}'/></unit>"
        head = f"<unit id='rd' parent='' name='R' hash='{revision}' count='1'/>"
        index = f"<index xmlns='{ns.ORG}' name='Beta'>{head}</index>"
        for node in (ns.ORG_LINKED, ns.ORG):  # of the second nothing may be heard
            for id_, item in (("rd", unit), ("index", index)):
                what = f"<publish node='{node}'><item id='{id_}'>{item}</item></publish>"
                request = f"<pubsub xmlns='{ns.PUBSUB}'>{what}</pubsub>"
                await self.publisher.ask("set", PUBSUB, request)

    async def shows(self, name: str) -> bool:
        hits = await self.desk.app.directory.find_people(name)
        return [hit.person.name for hit in hits] == [name]

    async def partners(self) -> list[str]:
        top = await self.desk.app.directory.root(self.account.id)
        return [unit.name for unit in top if is_partner(unit.id)]

    @property
    def followers(self) -> list[str]:
        service = self.pair.beta.domain(BETA).components[PUBSUB]
        node = service._linked_node()  # type: ignore[attr-defined]
        return [str(each) for each in node.subscribers]


@pytest.fixture
async def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Company]:
    """Both are linked; Beta shows Maria."""
    monkeypatch.setattr(linked_sync, "_LEAST_SECONDS", 0.0)
    async with linked(tmp_path) as pair:
        pair.acme.domain(ACME).accounts.create("andy", PASSWORD)
        desks = Desks(pair.acme.port, pair.acme.ca_file, tmp_path)
        try:
            desk = await desks.desk()
            publisher = await Client.sign_in(pair.beta.domain(BETA), "hr")
            account = await desk.add(Jid("andy", ACME))
            made = Company(pair, publisher, desk, account)
            await made.publish("Maria", 1)
            await desk.online(account)
            await until(lambda: made.shows("Maria"), 20)
            yield made
        finally:
            await desks.close()


async def test_a_partners_change_is_shown_without_signing_in_anew(company: Company) -> None:
    assert company.followers == [f"andy@{ACME}"]
    await company.publish("Joana", 2)
    await until(lambda: company.shows("Joana"), 20)
    assert not await company.shows("Maria")


@pytest.mark.parametrize("how", ["we", "they", "narrowed"])
async def test_what_was_shown_is_gone_with_the_link(company: Company, how: str) -> None:
    pair = company.pair
    if how == "we":
        await pair.link(ACME, cut=True)
    elif how == "they":
        await pair.link(BETA, cut=True)
    else:
        await pair.link(ACME, people=("somebody",))

    async def is_gone() -> bool:
        return not await company.desk.app.directory.find_people("Maria")

    await until(is_gone, 20)
    assert await company.partners() == ([] if how == "we" else ["Beta"])
    await company.publish("Joana", 2)
    if how == "they":
        assert company.followers == []
        await pair.link(BETA)
    else:  # an event is refused, so that no more are sent

        async def follows_nobody() -> bool:
            return company.followers == []

        await until(follows_nobody, 20)
        await pair.link(ACME)
        await until(lambda: company.shows("Joana"), 20)
