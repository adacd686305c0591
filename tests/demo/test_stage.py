"""The demo's stage as a client sees it: nothing in its rooms is said by a nick alone."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path

from startalk_desktop.core.startalk import Startalk
from startalk_desktop.demo.colleagues import Colleagues
from startalk_desktop.demo.stage import set_stage
from startalk_desktop.demo.world import build_world
from startalk_desktop.model.account import Endpoint
from startalk_desktop.model.identity import ConversationId
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import MessageKind
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
