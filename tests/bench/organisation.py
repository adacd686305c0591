"""A company of 10,000 people in 800 units, as it is published for the benchmarks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from lxml import etree

from startalk_desktop.model.account import Endpoint
from startalk_desktop.model.events import SessionEvent, SessionStarted
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.org_tree import build_index
from startalk_desktop.model.organisation import Member, UnitContent
from startalk_desktop.tasks import TaskScope
from startalk_desktop.xmpp.org_names import NODE
from startalk_desktop.xmpp.org_writer import index_payload
from startalk_desktop.xmpp.session import AccountSession
from startalk_desktop.xmpp.settings import SessionSettings
from tests.servers.running import RunningServer

UNITS, PEOPLE = 800, 10_000
BATCH = 15
DEPARTMENTS = 31
CHANGED = 40
"""The unit that changes, by its place."""

_NAMES = "王芳 李伟 张敏 曾黎 单雄信 欧阳修 吕行 Anna-Wang 陈思远 仇英".split()


def organisation(domain: str) -> list[UnitContent]:
    """The tree: a head office, departments, and teams; everybody with a title, a number and an address."""
    members: list[list[Member]] = [[] for _ in range(UNITS)]
    for number in range(PEOPLE):
        place = members[number % UNITS]
        name = f"{_NAMES[number % len(_NAMES)]}{number}"
        address = f"person{number}@{domain}"
        phone = f"+86 10 5550 {number:05}"
        place.append(Member(Jid.parse(address), name, "高级工程师", phone, address, len(place)))
    return [
        UnitContent(f"u{n}", _parent(n), f"部门 {n}", tuple(people))
        for n, people in enumerate(members)
    ]


def promoted(units: Sequence[UnitContent], title: str) -> list[UnitContent]:
    """The same tree with somebody in one unit called something else."""
    unit = units[CHANGED]
    first, *others = unit.members
    changed = replace(unit, members=(replace(first, title=title), *others))
    return [*units[:CHANGED], changed, *units[CHANGED + 1 :]]


class Publisher:
    """Somebody who may publish, signed in."""

    def __init__(self, session: AccountSession, domain: str) -> None:
        self._publishing = session.publishing
        self._service = Jid.parse(f"pubsub.{domain}")

    async def publish(self, units: Sequence[UnitContent], whole: Sequence[UnitContent]) -> int:
        """Publish `units`, and then the index of the `whole` tree; returns the index's bytes."""
        await self._publishing.prepare(self._service, NODE, "open", {}, UNITS + 1)
        gate = asyncio.Semaphore(8)

        async def put(unit: UnitContent) -> None:
            async with gate:
                await self._publishing.put_unit(self._service, NODE, unit)

        await asyncio.gather(*map(put, units))
        index = build_index("Acme", "1", whole)
        await self._publishing.put_index(self._service, NODE, index)
        return len(etree.tostring(index_payload(index), encoding="utf-8"))


@asynccontextmanager
async def publisher(
    address: str, password: str, host: str, port: int, ca_file: Path
) -> AsyncIterator[Publisher]:
    """Sign an administrator in for the length of an ``async with``."""
    is_up = asyncio.Event()

    def take(event: SessionEvent) -> None:
        if isinstance(event, SessionStarted):
            is_up.set()

    own = Jid.parse(address)
    ca_pem = await asyncio.to_thread(ca_file.read_text, "ascii")
    settings = SessionSettings(own, password, Endpoint(host, port), extra_ca_pem=ca_pem)
    scope = TaskScope("bench publisher")
    session = AccountSession(settings, take, scope)
    session.start()
    try:
        async with asyncio.timeout(30):
            await is_up.wait()
        yield Publisher(session, own.domain)
    finally:
        await session.close()
        await scope.close()


async def seed(server: RunningServer, password: str) -> None:
    """Publish the tree on `server`, by its administrator."""
    local, _, domain = server.admin_address.partition("@")
    await server.create_account(local, password, domain)
    units = organisation(domain)
    line = (server.admin_address, password, server.host, server.c2s_port, server.ca_file)
    async with publisher(*line) as administrator:
        await administrator.publish(units, units)


def _parent(number: int) -> str:
    if not number:
        return ""
    return "u0" if number <= DEPARTMENTS else f"u{1 + number % DEPARTMENTS}"
