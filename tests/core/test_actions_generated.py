"""Any mixture of writing, editing, reacting, recalling, breaking and restarting: others see what we see."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from startalk_desktop.core import actions
from startalk_desktop.core.conversation import ConversationHandle
from startalk_desktop.core.errors import ActionRefused
from startalk_desktop.model.connection import Online
from startalk_desktop.model.identity import ConversationId, now
from startalk_desktop.model.message import ActionKind, DeliveryState, Message
from tests.core.fakes import FakeDomain
from tests.core.world import WANG, World, until

Seen = tuple[str, tuple[str, ...]]
"""Of a message: its text, empty where it was recalled, and our reactions."""

PLACES = st.integers(0, 3)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("send"), PLACES),
        st.tuples(st.sampled_from(["edit", "react", "unreact", "recall", "undo"]), PLACES),
        st.tuples(
            st.sampled_from(
                ["lose_acknowledgements", "lose_all", "break", "sign_in", "restart", "turn"]
            ),
            st.just(0),
        ),
    ),
    min_size=4,
    max_size=25,
)


@given(STEPS)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
def test_others_see_what_we_see(steps: list[tuple[str, int]]) -> None:
    with patch.object(actions, "UNDO_SECONDS", 0.02):
        asyncio.run(play(steps))


async def play(steps: list[tuple[str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder) / "profile")
        try:
            await play_in(world, steps)
        finally:
            await world.stop()


async def play_in(world: World, steps: list[tuple[str, int]]) -> None:
    account = await world.online()
    domain = world.domain()
    domain.archive.clock = now()
    conversation = ConversationId(account.id, WANG)
    for number, (what, place) in enumerate(steps):
        match what:
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
            case _:
                await do(world.app.conversation(conversation), what, place, number)
    domain.line.break_line()
    domain.line.sign_in()
    await until(lambda: world.app.accounts.state(account.id) == Online())
    handle = world.app.conversation(conversation)
    await until(lambda: is_settled(handle))
    ours = [seen(message) for message in await handle.latest(100)]
    assert ours == seen_by_peer(domain)
    await world.stop()
    world.profile = world.profile.with_name("another")
    fresh = await world.online()
    copy = world.app.conversation(ConversationId(fresh.id, WANG))
    await until(lambda: says(copy, ours))


async def do(handle: ConversationHandle, what: str, place: int, number: int) -> None:
    """One thing that a person does; what the rules refuse is not done."""
    if what == "send":
        await handle.send(f"{number}")
        return
    messages = await handle.latest(4)
    if len(messages) <= place:
        return
    row = messages[-1 - place].row
    try:
        match what:
            case "edit":
                await handle.edit(row, f"{number} 改")
            case "react":
                await handle.react(row, "👍", is_on=True)
            case "unreact":
                await handle.react(row, "👍", is_on=False)
            case "recall":
                await handle.recall(row)
            case "undo":
                await handle.undo_recall(row)
    except ActionRefused:
        return


async def is_settled(handle: ConversationHandle) -> bool:
    return all(
        message.pending is None and message.state is DeliveryState.SENT
        for message in await handle.latest(100)
    )


async def says(handle: ConversationHandle, expected: list[Seen]) -> bool:
    return [seen(message) for message in await handle.latest(100)] == expected


def seen(message: Message) -> Seen:
    return message.text, tuple(sorted(one.emoji for one in message.reactions))


def seen_by_peer(domain: FakeDomain) -> list[Seen]:
    """What somebody makes of all that reached the server, in the order in which it did."""
    shown: dict[str, Seen] = {one.origin_id: (one.text, ()) for one in domain.received}
    assert len(shown) == len(domain.received), "a message came twice"
    recalled: set[str] = set()
    for told in domain.told:
        text, reactions = shown[told.target_id]
        match told.action:
            case ActionKind.EDIT:
                text = told.text
            case ActionKind.REACT:
                reactions = tuple(sorted(told.emojis))
            case ActionKind.RECALL:
                recalled.add(told.target_id)
        shown[told.target_id] = (text, reactions)
    return [("", ()) if name in recalled else one for name, one in shown.items()]
