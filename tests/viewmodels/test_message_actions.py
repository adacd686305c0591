"""What is done to messages, without a window: tasks, refusals, readers, and going to a time."""

from __future__ import annotations

import pytest

from startalk_desktop.core.abilities import Abilities
from startalk_desktop.core.errors import RefusalCode
from startalk_desktop.core.ports import NotConnected
from startalk_desktop.model.changes import ActionFailed
from startalk_desktop.model.connection import Offline
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import ActionKind, Message
from startalk_desktop.model.read_position import RoomReader
from startalk_desktop.store.errors import StoreError
from startalk_desktop.tasks import TaskScope
from startalk_desktop.viewmodels.conversation import ConversationViewModel
from startalk_desktop.viewmodels.room_readers import reader_lines
from tests.ui.action_fakes import set_readers
from tests.ui.fakes import FakeHandle
from tests.ui.waiting import settle, until
from tests.ui.world import World, long_history


def _open(world: World, scope: TaskScope, chat: object) -> ConversationViewModel:
    line = world.startalk.conversations[chat].line  # type: ignore[index]
    return ConversationViewModel(world.startalk, line, scope)  # type: ignore[arg-type]


def _own(world: World, chat: object) -> Message:
    messages = world.startalk.conversations[chat].messages  # type: ignore[index]
    return [one for one in messages if one.is_outgoing][-1]


async def test_a_recall_is_told_and_so_is_its_undoing(world: World, scope: TaskScope) -> None:
    model = _open(world, scope, world.li)
    told: list[object] = []
    model.actions.recalled.connect(told.append)
    model.actions.recall_undone.connect(told.append)
    row = _own(world, world.li).row
    model.actions.recall(row)
    model.actions.undo_recall(row)
    model.actions.undo_recall(row)
    await until(lambda: len(told) == 3, "told")
    assert told == [row, True, False]


async def test_a_reaction_is_put_and_taken_by_the_same_click(
    world: World, scope: TaskScope
) -> None:
    model = _open(world, scope, world.li)
    await model.open()
    row = model.messages.message(0).row
    for expected in (1, 0):
        found = model.messages.row_of(row)
        assert found is not None
        model.actions.toggle_reaction(model.messages.message(found), "👍")
        await until(
            lambda found=found, expected=expected: (
                len(model.messages.message(found).reactions) == expected
            ),
            "shown",
        )


async def test_what_is_refused_is_told_by_its_code(world: World, scope: TaskScope) -> None:
    model = _open(world, scope, world.li)
    told: list[object] = []
    model.actions.refused.connect(told.append)
    world.startalk.deeds.refusal = RefusalCode.NOT_YOURS
    model.actions.recall(1)
    model.actions.react(1, "👍", is_on=True)
    model.actions.moderate(1, "why")
    await until(lambda: len(told) == 3, "told")
    assert set(told) == {RefusalCode.NOT_YOURS}


@pytest.mark.parametrize(
    ("error", "signal", "expected"),
    [
        (NotConnected(Failure(FailureCode.CONNECTION_LOST)), "request_failed", FailureCode.CONNECTION_LOST),
        (StoreError("no room left"), "store_failed", "no room left"),
    ],
)  # fmt: skip
async def test_what_fails_is_told(
    world: World,
    scope: TaskScope,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    signal: str,
    expected: object,
) -> None:
    async def fail(*_arguments: object) -> None:
        raise error

    monkeypatch.setattr(FakeHandle, "moderate", fail, raising=False)
    model = _open(world, scope, world.launch)
    told: list[object] = []
    getattr(model.actions, signal).connect(told.append)
    model.actions.moderate(1)
    await until(lambda: told, "told")
    assert getattr(told[0], "code", told[0]) == expected


async def test_a_locked_company_allows_nothing_and_fails_nothing(
    world: World, scope: TaskScope
) -> None:
    model = _open(world, scope, world.launch)
    message = _own(world, world.launch)
    await world.startalk.accounts.lock(world.acme.id)
    assert model.actions.abilities(message) == Abilities()
    assert await model.actions.readers() == []
    assert await model.actions.versions(message.row) == []
    model.actions.delete_here([message.row])
    await settle()


async def test_failures_of_other_conversations_are_not_ours(world: World, scope: TaskScope) -> None:
    model = _open(world, scope, world.li)
    told: list[object] = []
    model.actions.failed.connect(told.append)
    failure = Failure(FailureCode.SERVER_ERROR)
    ours = ActionFailed(world.li, 1, ActionKind.EDIT, failure)
    world.startalk.changes.announce(ActionFailed(world.launch, 1, ActionKind.EDIT, failure))
    world.startalk.changes.announce(ours)
    await until(lambda: told, "told")
    assert told == [ours]


async def test_readers_are_counted_at_the_start_and_as_they_read_on(
    world: World, scope: TaskScope
) -> None:
    own = _own(world, world.launch)
    alice = Jid("alice.chen", "acme.example")
    world.startalk.deeds.readers[world.launch] = [RoomReader(alice, own.sent_at, own.row)]
    model = _open(world, scope, world.launch)
    await model.open()
    row = model.messages.row_of(own.row)
    assert row is not None
    await until(lambda: model.messages.facts(row).reader_count == 1, "one")
    tom = RoomReader(Jid("tom.becker", "acme.example"), own.sent_at + 1, own.row + 1)
    set_readers(world.startalk, world.launch, RoomReader(alice, own.sent_at, own.row), tom)
    await until(lambda: model.messages.facts(row).reader_count == 2, "two")


async def test_a_time_before_what_is_here_is_fetched(world: World, scope: TaskScope) -> None:
    chat = long_history(world, 60, archived=400)
    it = world.startalk.conversations[chat]
    target = it.archive[120]
    model = _open(world, scope, chat)
    await model.open()
    shown: list[int] = []
    model.pager.shown.connect(shown.append)
    model.jump_to_time(target.sent_at)
    await until(lambda: shown and shown[-1] == target.row, "it has come and is shown")
    assert model.messages.row_of(target.row) is not None


async def test_offline_the_nearest_that_is_here_is_shown(world: World, scope: TaskScope) -> None:
    chat = long_history(world, 60, archived=100)
    it = world.startalk.conversations[chat]
    model = _open(world, scope, chat)
    await model.open()
    world.startalk.accounts.set_state(world.acme.id, Offline())
    shown: list[int] = []
    model.pager.shown.connect(shown.append)
    model.jump_to_time(it.archive[0].sent_at)
    await until(lambda: shown, "shown")
    await settle()
    assert set(shown) == {it.messages[0].row}


async def test_whoever_jumps_elsewhere_meanwhile_stays_there(
    world: World, scope: TaskScope
) -> None:
    chat = long_history(world, 60, archived=400)
    it = world.startalk.conversations[chat]
    model = _open(world, scope, chat)
    await model.open()
    last = it.messages[-1].row
    shown: list[int] = []
    model.pager.shown.connect(shown.append)
    model.jump_to_time(it.archive[0].sent_at)
    await until(lambda: shown, "the nearest")
    model.jump_to(last)
    await until(lambda: shown[-1] == last, "elsewhere")
    await settle(200)
    assert shown[-1] == last


async def test_readers_leave_out_the_author_and_ourselves(world: World) -> None:
    it = world.startalk.conversations[world.launch]
    message = [one for one in it.messages if one.sender_real_jid is not None][-1]
    author = message.sender_real_jid
    assert author is not None
    readers = [
        RoomReader(author, message.sent_at, message.row),
        RoomReader(Jid("zhang.wei", "acme.example"), message.sent_at + 5, message.row + 1),
        RoomReader(Jid("tom.becker", "acme.example"), message.sent_at, message.row - 1),
        RoomReader(world.launch.peer.with_resource("guest"), message.sent_at, message.row),
    ]
    read, waiting = reader_lines(
        message, readers, it.occupants, world.launch.peer, lambda jid: jid.resource or jid.local
    )
    assert [line.name for line in read] == ["guest", "zhang.wei"]
    assert [line.name for line in waiting] == ["tom.becker"]
    assert all(line.read_up_to is None for line in waiting)
