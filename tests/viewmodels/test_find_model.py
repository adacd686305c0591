"""Finding in one conversation: pages, questions that overtake each other, and moving among the hits."""

from __future__ import annotations

from startalk_desktop.model.jid import Jid
from startalk_desktop.store.search_query import SearchKind
from startalk_desktop.tasks import TaskScope
from startalk_desktop.viewmodels.conversation import ConversationViewModel
from startalk_desktop.viewmodels.find_model import FindModel
from startalk_desktop.viewmodels.hits_model import SearchRole
from tests.ui.waiting import until
from tests.ui.world import World, long_history


def _finder(world: World, scope: TaskScope, chat: object) -> FindModel:
    line = world.startalk.conversations[chat].line  # type: ignore[index]
    conversation = ConversationViewModel(world.startalk, line, scope)  # type: ignore[arg-type]
    return conversation.new_find(conversation)


async def test_nothing_asked_is_nothing_found(world: World, scope: TaskScope) -> None:
    model = _finder(world, scope, world.launch)
    model.ask(text="   ")
    assert model.question.is_empty
    assert model.is_settled
    model.ask(text="freeze")
    await until(lambda: model.is_settled and model.rowCount() > 0, "found")
    model.ask(text="")
    await until(lambda: model.is_settled, "asked for nothing again")
    assert model.rowCount() == 0
    assert model.current == -1


async def test_one_stands_on_the_newest_hit_first(world: World, scope: TaskScope) -> None:
    model = _finder(world, scope, world.launch)
    places: list[int] = []
    model.current_changed.connect(places.append)
    model.ask(text="the")
    await until(lambda: model.rowCount() > 2, "found")
    model.older()
    model.newer()
    model.newer()  # there is none newer
    first, second = model.place(0)[1], model.place(1)[1]
    assert first > second
    assert places == [first, second, first]
    assert model.current == 0


async def test_the_last_question_counts(world: World, scope: TaskScope) -> None:
    model = _finder(world, scope, world.launch)
    settled: list[int] = []
    model.settled.connect(lambda: settled.append(model.rowCount()))
    for text in ("t", "th", "the", "zzz"):
        model.ask(text=text)
    await until(lambda: model.is_settled, "answered")
    assert settled == [0]


async def test_filters_go_to_the_conversation(world: World, scope: TaskScope) -> None:
    model = _finder(world, scope, world.launch)
    model.ask(sender=Jid("tom.becker", "acme.example"))
    await until(lambda: model.rowCount() == 3, "what Tom said")
    names = {model.index(row, 0).data(SearchRole.TITLE) for row in range(3)}
    assert names == {"Tom Becker"}
    model.ask(kinds=SearchKind.LINKS)
    await until(lambda: model.rowCount() == 1, "what Tom linked")
    at = model.index(0, 0).data(SearchRole.SENT_AT)
    model.ask(until=at)
    await until(lambda: model.rowCount() == 0, "`until` is exclusive")
    model.ask(until=at + 1, since=at)
    await until(lambda: model.rowCount() == 1, "`since` is not")


async def test_pages_follow_each_other_without_a_gap(world: World, scope: TaskScope) -> None:
    chat = long_history(world, 240)
    model = _finder(world, scope, chat)
    model.ask(sender=world.acme.jid)
    rows = [one.row for one in world.startalk.conversations[chat].messages if one.is_outgoing]
    await until(lambda: model.rowCount() == len(rows), "they fit a page")
    assert not model.has_more
    model.ask(sender=None, since=1)
    await until(lambda: model.rowCount() == 100 and model.has_more, "a page")
    for known in (100, 200):
        model.go_to(known - 1)
        model.older()
        await until(lambda known=known: model.current == known, "the next page")
    found = [model.place(row)[1] for row in range(model.rowCount())]
    messages = world.startalk.conversations[chat].messages
    assert found == [message.row for message in reversed(messages)]
    assert not model.has_more


async def test_a_locked_company_finds_nothing(world: World, scope: TaskScope) -> None:
    model = _finder(world, scope, world.launch)
    await world.startalk.accounts.lock(world.acme.id)
    model.ask(text="the")
    await until(lambda: model.is_settled, "answered")
    assert model.rowCount() == 0
