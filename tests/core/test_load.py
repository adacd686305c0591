"""A large archive and a large company leave the loop free."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from startalk_desktop.model.identity import ConversationId
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.organisation import Member, OrgIndex, UnitContent, UnitHead
from startalk_desktop.tasks import TaskScope
from tests.core.test_sync import is_whole
from tests.core.world import WANG, World, until

FRAME = 0.016


@asynccontextmanager
async def stalls() -> AsyncIterator[list[float]]:
    """How late the loop was, each time it was asked to be there in a millisecond."""
    found: list[float] = []

    async def watch() -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(0.001)
            found.append(time.perf_counter() - began - 0.001)

    scope = TaskScope("stalls")
    scope.start(watch(), "watch")
    try:
        yield found
    finally:
        await scope.close()


async def test_ten_thousand_archived_messages(world: World) -> None:
    domain = world.domain()
    peers = [Jid.parse(f"p{number}@acme.example") for number in range(50)]
    for number in range(10_000):
        domain.incoming(
            peers[number % 50], f"第{number}条 message about the quarterly report {number}"
        )
    async with stalls() as late:
        account = await world.online()
        await until(lambda: is_whole(world), 90)
    found = await world.app.conversation(ConversationId(account.id, peers[0])).latest(1_000)
    assert len(found) == 200
    assert world.app.inbox.unread_count() == 0, "what was there before this machine is not news"
    late.sort()
    # Other tests run beside this one, and their garbage is collected here: the odd late turn is theirs, many are
    # ours. The longest turn is `sync.stall_max` of the benchmarks, in a process of its own.
    assert late[int(len(late) * 0.99)] < FRAME


async def test_a_company_of_thousands(world: World) -> None:
    domain = world.domain()
    heads = tuple(UnitHead(f"u{n}", "", f"部门{n}", n, f"h{n}", 65) for n in range(100))
    domain.index = OrgIndex("Acme", "1", heads)
    domain.units = {
        head.id: UnitContent(
            head.id,
            "",
            head.name,
            tuple(Member(Jid(f"{head.id}-{n}", "acme.example"), f"王芳{n}") for n in range(65)),
        )
        for head in heads
    }
    async with stalls() as late:
        account = await world.online()
        await until(lambda: is_complete(world), 60)
    assert world.app.directory.company(account.id).people_count == 6_500
    late.sort()
    assert late[int(len(late) * 0.99)] < FRAME


async def is_complete(world: World) -> bool:
    return bool(await world.app.directory.find_people("u99-64", 1))


async def test_live_messages_at_speed(world: World) -> None:
    account = await world.online()
    domain = world.domain()
    async with stalls() as late:
        for number in range(4_000):
            domain.incoming(WANG, f"{number}")
            if number % 40 == 0:
                await asyncio.sleep(0)
        await world.app.accounts.runtime(account.id)._ingest.idle()
    found = await world.app.accounts.runtime(account.id).store.messages.latest(WANG, 10_000)
    assert [message.text for message in found] == [f"{number}" for number in range(4_000)]
    late.sort()
    assert late[int(len(late) * 0.99)] < 3 * FRAME
