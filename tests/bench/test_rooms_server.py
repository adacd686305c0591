"""The bench's server of rooms still fits the reference server: nobody runs the bench at every change."""

from __future__ import annotations

import asyncio

from startalk_desktop.refserver import ReferenceServer
from startalk_desktop.refserver.config import DomainConfig, ServerConfig
from startalk_desktop.refserver.jid import Jid
from startalk_desktop.refserver.rooms import Rooms
from startalk_desktop.refserver.stanza import E, Element
from tests.bench.rooms_server import ACCOUNTS, DOMAIN, FLOW_ROOMS, PEOPLE, seed, speak


async def test_rooms_are_made_and_people_speak_in_them() -> None:
    accounts = dict.fromkeys(ACCOUNTS, "geheim")
    config = ServerConfig(domains=(DomainConfig(DOMAIN, title="Acme", accounts=accounts),))
    async with ReferenceServer(config) as server:
        domain = server.domain(DOMAIN)
        flowing = await seed(domain, 3)
        rooms = domain.components[f"conference.{DOMAIN}"]
        assert isinstance(rooms, Rooms)
        assert len(flowing) == FLOW_ROOMS
        large = rooms._find(Jid("large", f"conference.{DOMAIN}"))
        assert len(large.occupants) == PEOPLE - 1
        heard: asyncio.Queue[str] = asyncio.Queue()

        def on_stanza(stanza: Element) -> None:
            body = stanza.findtext("{jabber:client}body")
            if body:
                heard.put_nowait(body)

        session = await domain.attach_local_user("flow", "desk", on_stanza)
        x = "http://jabber.org/protocol/muc"
        for room in flowing:
            await session.send(
                E("jabber:client", "presence", {"to": f"{room.jid}/flow"}, E(x, "x"))
            )
        domain.tasks.start(speak(rooms, flowing), "speak")
        async with asyncio.timeout(20):
            assert (await heard.get()).endswith("#0")
            assert (await heard.get()).endswith("#1")
