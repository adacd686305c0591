"""Catching up: newest page first, holes behind it, live messages never taken for more than they prove."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from startalk_desktop.core.event_queue import EventQueue, LiveGap
from startalk_desktop.model.archive import ArchiveQuery
from startalk_desktop.model.changes import ConnectionStateChanged, MessagesChanged
from startalk_desktop.model.connection import CatchingUp, ConnectionState, Online
from startalk_desktop.model.events import MessageAcknowledged, RoomInvitationReceived
from startalk_desktop.model.identity import ConversationId
from startalk_desktop.xmpp.errors import NotConnected
from tests.core.fakes import FakeDomain
from tests.core.world import LI, ME_AT_ACME, WANG, World, until


def archived(domain: FakeDomain) -> list[str]:
    return [message.text for _, message in domain.archive.entries]


async def is_whole(world: World) -> bool:
    """The store knows the own archive from its start to its end as one interval."""
    runtime = world.app.accounts.open_runtimes()[0]
    intervals = await runtime.store.archive.intervals(ME_AT_ACME)
    newest = world.domain().archive.entries[-1][0]
    return len(intervals) == 1 and intervals[0].reaches_start and intervals[0].last_id == newest


async def test_newest_page_first_then_the_rest(world: World) -> None:
    domain = world.domain()
    for number in range(330):
        domain.incoming(WANG, f"{number}")
    account = await world.online()
    first = domain.line.queries[0]
    assert first == ArchiveQuery(ME_AT_ACME, first.limit, before="")

    def states() -> list[ConnectionState]:
        return [c.state for c in world.changes if isinstance(c, ConnectionStateChanged)]

    await until(lambda: states()[-2:] == [CatchingUp(), Online()])
    await until(lambda: is_whole(world))
    texts = await world.texts(ConversationId(account.id, WANG))
    assert texts == archived(domain)
    told = [c for c in world.changes if isinstance(c, MessagesChanged)]
    assert all(change.is_history for change in told), "nothing to notify of"
    assert sorted(row for change in told for row in change.added) == sorted(
        message.row for message in await world.messages(ConversationId(account.id, WANG))
    )


async def test_a_hole_left_by_an_absence_is_closed(world: World) -> None:
    domain = world.domain()
    for number in range(20):
        domain.incoming(WANG, f"before {number}")
    account = await world.online()
    await until(lambda: is_whole(world))
    domain.line.break_line()
    for number in range(300):
        domain.incoming(LI if number % 3 else WANG, f"away {number}", is_live=False)
    domain.line.sign_in()
    domain.incoming(WANG, "live again")
    await until(lambda: is_whole(world))
    found = await world.texts(ConversationId(account.id, WANG))
    found += await world.texts(ConversationId(account.id, LI))
    assert sorted(found) == sorted(archived(domain))


async def test_live_messages_extend_what_is_known(world: World) -> None:
    domain = world.domain()
    domain.incoming(WANG, "old")
    account = await world.online()
    await until(lambda: is_whole(world))
    before = len(domain.line.queries)
    for number in range(30):
        domain.incoming(WANG, f"live {number}")
    await until(lambda: is_whole(world))
    assert len(domain.line.queries) == before
    assert await world.texts(ConversationId(account.id, WANG)) == archived(domain)


async def test_resumption_asks_for_nothing_again(world: World) -> None:
    domain = world.domain()
    domain.incoming(WANG, "old")
    account = await world.online()
    await until(lambda: is_whole(world))
    asked = len(domain.line.queries)
    domain.line.break_line()
    domain.line.sign_in(is_resumed=True)
    await until(lambda: world.app.accounts.state(account.id) == Online())
    assert len(domain.line.queries) == asked


async def test_a_break_while_catching_up_goes_on_after_resumption(world: World) -> None:
    domain = world.domain()
    for number in range(500):
        domain.incoming(WANG, f"{number}")
    account = await world.online()
    domain.line.break_line()
    await until(lambda: world.app.accounts.state(account.id) != Online())
    domain.line.sign_in(is_resumed=True)
    await until(lambda: is_whole(world))
    assert await world.texts(ConversationId(account.id, WANG)) == archived(domain)


async def test_a_domain_without_an_archive_is_online_all_the_same(world: World) -> None:
    domain = world.domain()
    domain.has_archive = False
    account = await world.online()
    domain.incoming(WANG, "live")
    conversation = ConversationId(account.id, WANG)
    await until(lambda: has_texts(world, conversation, ["live"]))
    assert not await world.app.conversation(conversation).fetch_older()


async def has_texts(world: World, conversation: ConversationId, texts: list[str]) -> bool:
    return await world.texts(conversation) == texts


async def test_an_archive_that_answers_late_is_asked_again(world: World) -> None:
    domain = world.domain()
    domain.incoming(WANG, "old")
    domain.signs_in_by_itself = False
    await world.start()
    account = await world.app.accounts.add(ME_AT_ACME, "secret")
    domain.line.failures = 1
    domain.line.sign_in()
    await until(lambda: world.app.accounts.state(account.id) == Online())
    assert len(domain.line.queries) >= 2


async def test_scrolling_up_shares_one_request_and_ends_at_the_start(world: World) -> None:
    domain = world.domain()
    for number in range(200):
        domain.incoming(WANG if number % 2 else LI, f"{number}")
    domain.background_is_slow = True
    account = await world.online()
    handle = world.app.conversation(ConversationId(account.id, WANG))
    asked = with_wang(domain)
    answers = await asyncio.gather(*(handle.fetch_older(20) for _ in range(5)))
    assert len(set(answers)) == 1
    assert with_wang(domain) - asked <= 5
    while await handle.fetch_older(20):
        pass
    assert await world.texts(handle.id) == [f"{n}" for n in range(200) if n % 2]
    assert not await handle.fetch_older(20)


def with_wang(domain: FakeDomain) -> int:
    return sum(query.with_jid == WANG for query in domain.line.queries)


async def test_what_the_archive_has_dropped_is_not_asked_for_again(world: World) -> None:
    domain = world.domain()
    for number in range(60):
        domain.incoming(WANG, f"{number}")
    account = await world.online()
    await until(lambda: is_whole(world))
    domain.line.break_line()
    for number in range(200):
        domain.incoming(WANG, f"away {number}")
    del domain.archive.kept[:230]
    domain.line.sign_in()
    conversation = ConversationId(account.id, WANG)
    kept = [f"{number}" for number in range(60)] + [f"away {n}" for n in range(170, 200)]
    await until(lambda: has_texts(world, conversation, kept))
    tasks = world.app.accounts.runtime(account.id).sync._tasks
    await until(lambda: all(task.done() for task in tasks.values()))
    asked = len(domain.line.queries)
    assert not await world.app.conversation(conversation).fetch_older()
    assert len(domain.line.queries) <= asked + 1


async def test_a_page_that_begins_nowhere_ends_the_search(world: World) -> None:
    domain = world.domain()
    for number in range(300):
        domain.incoming(WANG, f"{number}")
    domain.background_is_slow = True
    account = await world.online()
    handle = world.app.conversation(ConversationId(account.id, WANG))
    assert await handle.fetch_older(20)
    del domain.archive.kept[:260]
    assert not await handle.fetch_older(20)


async def test_scrolling_up_offline_says_so(world: World) -> None:
    domain = world.domain()
    for number in range(200):
        domain.incoming(WANG, f"{number}")
    domain.background_is_slow = True
    account = await world.online()
    domain.line.break_line()
    with pytest.raises(NotConnected):
        await world.app.conversation(ConversationId(account.id, WANG)).fetch_older()


async def test_a_flood_is_bounded_and_nothing_of_it_is_lost(world: World) -> None:
    domain = world.domain()
    domain.incoming(WANG, "before")
    account = await world.online()
    await until(lambda: is_whole(world))
    queue = world.app.accounts.runtime(account.id)._ingest._queue
    limit = queue._count_limit
    for number in range(limit + 500):
        domain.incoming(WANG, f"flood {number}")
        assert len(queue) <= limit + 1
    await until(lambda: is_whole(world), 60)
    store = world.app.accounts.runtime(account.id).store
    found = await store.messages.latest(WANG, 100_000)
    assert sorted(message.text for message in found) == sorted(archived(domain))


@given(
    st.lists(
        st.sampled_from(["live", "away", "long away", "break", "sign_in", "resume", "turn"]),
        max_size=20,
    )
)
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
def test_nothing_is_missing_after_any_absences(steps: list[str]) -> None:
    asyncio.run(_absences(steps))


async def _absences(steps: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder) / "profile")
        try:
            await _absences_in(world, steps)
        finally:
            await world.stop()


async def _absences_in(world: World, steps: list[str]) -> None:
    domain = world.domain()
    domain.incoming(WANG, "first")
    account = await world.online()
    missed = 0  # since the break: a resumed stream brings these
    for number, step in enumerate(steps):
        match step:
            case "live":
                domain.incoming(WANG, f"{number}")
            case "away" | "long away" if not domain.line.is_up:
                for each in range(5 if step == "away" else 120):
                    domain.incoming(WANG, f"{number}.{each}")
                missed += 1
            case "break":
                domain.line.break_line()
            case "sign_in":
                domain.line.break_line()
                domain.line.sign_in()
                missed = 0
            case "resume" if not domain.line.is_up and not missed:
                domain.line.sign_in(is_resumed=True)
            case "turn":
                await asyncio.sleep(0.003)
    if not domain.line.is_up:
        domain.line.sign_in()
    await until(lambda: is_whole(world))
    assert await has_texts(world, ConversationId(account.id, WANG), archived(domain)[-500:])


async def test_the_queue_drops_no_start_and_says_where_it_dropped() -> None:
    queue = EventQueue(count_limit=3, batch_limit=100)
    invitation = RoomInvitationReceived(WANG, LI)
    assert [queue.put(invitation) for _ in range(5)] == [True, True, True, False, False]
    assert queue.put(MessageAcknowledged("x"))
    assert not queue.put(invitation)
    taken = await queue.take()
    assert taken == [*[invitation] * 3, LiveGap(), MessageAcknowledged("x"), LiveGap()]
    assert queue.put(invitation)
