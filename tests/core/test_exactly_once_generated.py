"""Any mixture of sending, breaking at any point, signing in again, and restarting: neither lost nor doubled."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from startalk_desktop.model.connection import Online
from startalk_desktop.model.identity import ConversationId
from startalk_desktop.model.message import DeliveryState
from tests.core.world import LI, WANG, World, until

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("send"), st.sampled_from([WANG, LI])),
        st.tuples(st.just("incoming"), st.sampled_from([WANG, LI])),
        st.tuples(
            st.sampled_from(
                ["lose_acknowledgements", "lose_all", "break", "sign_in", "restart", "turn"]
            ),
            st.none(),
        ),
    ),
    min_size=3,
    max_size=25,
)


@given(STEPS)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
def test_every_message_arrives_once_and_in_order(steps: list[tuple]) -> None:
    asyncio.run(play(steps))


async def play(steps: list[tuple]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder) / "profile")
        try:
            await play_in(world, steps)
        finally:
            await world.stop()


async def play_in(world: World, steps: list[tuple]) -> None:
    account = await world.online()
    domain = world.domain()
    written: dict = {WANG: [], LI: []}
    for what, peer in steps:
        match what:
            case "send":
                text = f"{len(written[peer])}"
                written[peer].append(text)
                await world.app.conversation(ConversationId(account.id, peer)).send(text)
            case "incoming":
                domain.incoming(peer, f"in {len(domain.archive.entries)}")
            case "lose_acknowledgements":
                domain.line.is_acknowledging = False
            case "lose_all":
                domain.line.reaches_server = False
            case "break":
                domain.line.break_line()
            case "sign_in":
                domain.line.break_line()
                domain.line.sign_in()
            case "restart":
                await world.stop()
                await world.start()
            case "turn":
                await asyncio.sleep(0.005)
    domain.line.break_line()
    domain.line.sign_in()
    await until(lambda: world.app.accounts.state(account.id) == Online())
    for peer, texts in written.items():
        conversation = ConversationId(account.id, peer)

        async def is_settled(conversation: ConversationId = conversation) -> bool:
            own = [m for m in await world.messages(conversation) if m.is_outgoing]
            return all(m.state is DeliveryState.SENT for m in own)

        await until(is_settled)
        arrived = [message.text for message in domain.received if message.peer == peer]
        assert arrived == texts, "what the peer got"
        archived = [m.text for _, m in domain.archive.entries if m.peer == peer and m.is_outgoing]
        assert archived == texts, "what the archive has"
        kept = [m.text for m in await world.messages(conversation) if m.is_outgoing]
        assert kept == texts, "what we have"
