"""Paging: both ways, bounded, with what comes meanwhile in its place, and failures that can be retried."""

from __future__ import annotations

from startalk_desktop.model.changes import MessagesChanged
from startalk_desktop.model.connection import Offline, Online
from startalk_desktop.model.identity import ConversationId
from startalk_desktop.tasks import TaskScope
from startalk_desktop.viewmodels.conversation import ConversationViewModel
from startalk_desktop.viewmodels.message_pager import PAGE, PastState
from tests.ui.waiting import settle, until
from tests.ui.world import World, long_history


def view_model(world: World, scope: TaskScope, chat: ConversationId) -> ConversationViewModel:
    line = world.startalk.conversations[chat].line
    return ConversationViewModel(world.startalk, line, scope)  # type: ignore[arg-type]


async def test_opening_shows_the_newest_and_nothing_else(world: World, scope: TaskScope) -> None:
    model = view_model(world, scope, long_history(world, 400))
    await model.open()
    assert model.messages.rowCount() == PAGE
    assert model.messages.message(PAGE - 1).text.startswith("399 ")
    assert not model.pager.has_below
    await model.close()


async def test_an_empty_store_is_filled_from_the_archive(world: World, scope: TaskScope) -> None:
    chat = long_history(world, 0, archived=30)
    model = view_model(world, scope, chat)
    await model.open()
    assert model.messages.rowCount() == 30
    await model.close()


async def test_offline_the_past_fails_and_comes_with_the_line(
    world: World, scope: TaskScope
) -> None:
    chat = long_history(world, 10, archived=10)
    world.startalk.accounts.set_state(chat.account, Offline())
    model = view_model(world, scope, chat)
    await model.open()
    model.pager.want_older()
    await until(lambda: model.pager.past is PastState.FAILED, "the archive can't be asked")
    assert model.pager.past_failure is not None
    world.startalk.accounts.set_state(chat.account, Online())
    await until(lambda: model.messages.rowCount() == 20, "it is asked again by itself")
    await model.close()


async def test_around_a_row_pages_down_to_the_end(world: World, scope: TaskScope) -> None:
    chat = long_history(world, 400)
    model = view_model(world, scope, chat)
    target = world.startalk.conversations[chat].messages[100].row
    await model.open(target)
    assert model.messages.row_of(target) is not None
    assert model.pager.has_below
    for _ in range(10):
        model.pager.want_newer()
        await settle()
    assert not model.pager.has_below
    assert model.messages.rowCount() <= 300
    assert model.messages.message(model.messages.rowCount() - 1).text.startswith("399 ")
    await model.close()


async def test_below_the_window_live_messages_wait(world: World, scope: TaskScope) -> None:
    chat = long_history(world, 400)
    model = view_model(world, scope, chat)
    await model.open(world.startalk.conversations[chat].messages[50].row)
    count = model.messages.rowCount()
    said = world.startalk.say(chat, "late")
    await settle()
    assert model.messages.rowCount() == count
    model.jump_to_latest()
    await until(lambda: model.messages.row_of(said.row) is not None, "the end shows it")
    await model.close()


async def test_a_flood_is_taken_in_few_inserts_and_stays_bounded(
    world: World, scope: TaskScope
) -> None:
    chat = long_history(world, 100)
    model = view_model(world, scope, chat)
    await model.open()
    inserts: list[int] = []
    model.messages.rowsInserted.connect(lambda _p, first, last: inserts.append(last - first + 1))
    for number in range(500):
        world.startalk.say(chat, f"flood {number}")
    await until(lambda: model.messages.rowCount() == 300, "the flood is in")
    assert len(inserts) < 10
    assert model.messages.message(299).text == "flood 499"
    await model.close()


async def test_reading_the_past_is_not_trimmed_away_by_what_comes(
    world: World, scope: TaskScope
) -> None:
    chat = long_history(world, 400)
    model = view_model(world, scope, chat)
    await model.open()
    for _ in range(8):
        model.pager.want_older()
        await settle()
    oldest = model.messages.message(0).row
    model.pager.set_following(False)
    for number in range(60):
        world.startalk.say(chat, f"new {number}")
    await settle()
    assert model.messages.message(0).row == oldest
    assert model.messages.rowCount() <= 300
    await model.close()


async def test_history_closing_a_hole_goes_into_its_place(world: World, scope: TaskScope) -> None:
    chat = long_history(world, 60)
    it = world.startalk.conversations[chat]
    hidden = it.messages[30:40]
    del it.messages[30:40]
    model = view_model(world, scope, chat)
    await model.open()
    count = model.messages.rowCount()
    it.messages[30:30] = hidden
    rows = tuple(message.row for message in hidden)
    world.startalk.changes.announce(MessagesChanged(chat, added=rows, is_history=True))
    await until(lambda: model.messages.rowCount() == count + 10, "the hole is closed")
    texts = [model.messages.message(row).text for row in range(model.messages.rowCount())]
    numbers = [int(text.split()[0]) for text in texts]
    assert numbers == sorted(numbers)
    await model.close()


async def test_a_company_locked_while_it_is_read_ends_quietly(
    world: World, scope: TaskScope
) -> None:
    chat = long_history(world, 400)
    model = view_model(world, scope, chat)
    await model.open()
    await world.startalk.accounts.lock(chat.account)
    model.pager.want_older()
    model.jump_to(world.startalk.conversations[chat].messages[5].row)
    model.actions.delete_here([1])
    model.edit_draft("never kept")
    refused: list[str] = []
    model.could_not_send.connect(refused.append)
    model.send("never sent")
    await until(lambda: refused == ["never sent"], "the text comes back")
    assert model.pager.past is PastState.FAILED
    await model.close()
