"""The demo's stage as a client sees it: nothing in its rooms is said by a nick alone."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path

from startalk_desktop.core.startalk import Startalk
from startalk_desktop.demo.colleagues import Colleagues
from startalk_desktop.demo.stage import domain_config, set_stage
from startalk_desktop.demo.world import build_world
from startalk_desktop.model.account import Endpoint
from startalk_desktop.model.identity import ConversationId
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import MessageKind
from startalk_desktop.model.presence import Availability
from startalk_desktop.refserver import DomainConfig, ReferenceServer, ServerConfig
from startalk_desktop.store.keys import MemoryVault
from tests.core.world import until

PASSWORD = "demo"


async def test_who_said_what_in_its_rooms_is_known(tmp_path: Path) -> None:
    companies = build_world(datetime.now(UTC))
    company = min(companies, key=lambda one: sum(1 for _ in one.people))
    domains = (DomainConfig(company.domain, title=company.name),)
    async with ReferenceServer(ServerConfig(domains=domains)) as server:
        domain = server.domain(company.domain)
        await set_stage(domain, company, PASSWORD)
        await Colleagues(domain, company, random.Random(1)).come_to_work()
        startalk = await Startalk.open(tmp_path, MemoryVault())
        account = await startalk.accounts.add(
            Jid(company.user.login, company.domain),
            PASSWORD,
            endpoint=Endpoint("127.0.0.1", server.port),
            extra_ca_pem=server.ca_file.read_text("ascii"),
        )
        room = company.rooms[0]
        peer = Jid(room.name, f"conference.{company.domain}")
        handle = startalk.conversation(ConversationId(account.id, peer))
        await until(lambda: bool(handle.own_nick()), 30)

        async def said() -> bool:
            return len([one for one in await handle.latest() if one.text]) >= 20

        await until(said, 30)
        messages = [one for one in await handle.latest() if one.kind is MessageKind.TEXT]
        ids = {one.sender_real_jid: one.occupant_id for one in messages if not one.is_outgoing}
        assert None not in ids
        assert "" not in ids.values()
        assert len(set(ids.values())) == len(ids)
        # They are the ids of those who are there now.
        there = {one.real_jid: one.occupant_id for one in handle.occupants()}
        assert ids.items() <= there.items()
        await startalk.close()


async def test_somebody_of_a_linked_company_is_there_and_answers(tmp_path: Path) -> None:
    companies = [one for one in build_world(datetime.now(UTC)) if one.links]
    configs = tuple(domain_config(company, companies) for company in companies)
    async with ReferenceServer(ServerConfig(domains=configs)) as server:
        for company in companies:
            domain = server.domain(company.domain)
            await set_stage(domain, company, PASSWORD)
            await Colleagues(domain, company, random.Random(1)).come_to_work()
        company = next(one for one in companies if one.links[0].chats)
        (link,) = company.links
        person = Jid(link.chats[0].colleague.login, link.partner)
        startalk = await Startalk.open(tmp_path, MemoryVault())
        account = await startalk.accounts.add(
            Jid(company.user.login, company.domain),
            PASSWORD,
            endpoint=Endpoint("127.0.0.1", server.port),
            extra_ca_pem=server.ca_file.read_text("ascii"),
        )
        directory = startalk.directory
        await until(
            lambda: directory.presence(account.id, person).availability > Availability.OFFLINE, 30
        )

        async def sits() -> bool:
            return len(await directory.path_to(account.id, person)) >= 2

        await until(sits, 30)  # below the partner, in a unit that is open
        assert await directory.path_to(account.id, Jid(company.user.login, link.partner)) == ()
        handle = startalk.conversation(ConversationId(account.id, person))

        async def has_history() -> bool:
            return len(await handle.latest()) == len(link.chats[0].messages)

        await until(has_history, 30)
        await handle.send("Over there?")

        async def is_answered() -> bool:
            return [one.is_outgoing for one in await handle.latest(2)] == [True, False]

        await until(is_answered, 30)
        await startalk.close()
