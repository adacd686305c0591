"""The window of messages keeps order, uniqueness and grouping, whatever comes in whatever order."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from startalk_desktop.model.identity import AccountId, ConversationId
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import DeliveryState, Message, MessageKind
from startalk_desktop.viewmodels.message_window import (
    MAX_ROWS,
    GroupPosition,
    MessageWindow,
    cursor_of,
)

WANG = Jid("王芳", "acme.example")
LI = Jid("li", "acme.example")
MINUTE = 60_000_000


def message(row: int, at: int | None = None, sender: Jid = WANG) -> Message:
    return Message(
        row=row,
        conversation=ConversationId(AccountId("a"), LI),
        kind=MessageKind.TEXT,
        sender=sender,
        sender_real_jid=None,
        is_outgoing=False,
        text=str(row),
        sent_at=at if at is not None else row * MINUTE,
        state=DeliveryState.RECEIVED,
        revision=1,
    )


@given(
    st.lists(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 9)), max_size=12), max_size=8)
)
def test_inserting_runs_keeps_order_and_uniqueness(batches: list[list[tuple[int, int]]]) -> None:
    window = MessageWindow()
    times: dict[int, int] = {}
    for batch in batches:
        added = [message(row, times.setdefault(row, at)) for row, at in batch]
        shift = 0
        for index, run in window.placed(added):
            window.insert(index + shift, run)
            shift += len(run)
    rows = [window[index].row for index in range(len(window))]
    places = [cursor_of(window[index]) for index in range(len(window))]
    assert sorted(rows) == sorted(times)
    assert places == sorted(places)
    assert all(window.index_of(row) == index for index, row in enumerate(rows))


def test_a_run_of_one_sender_groups_and_another_sender_breaks_it() -> None:
    window = MessageWindow()
    window.replace_all([message(1), message(2), message(3), message(4, sender=LI), message(30)])
    assert [window.group_at(index) for index in range(5)] == [
        GroupPosition.FIRST,
        GroupPosition.MIDDLE,
        GroupPosition.LAST,
        GroupPosition.SINGLE,
        GroupPosition.SINGLE,
    ]


def test_a_change_of_topic_groups_with_nothing() -> None:
    window = MessageWindow()
    topic = replace(message(2), kind=MessageKind.SUBJECT)
    window.replace_all([message(1), topic, message(3)])
    assert {window.group_at(index) for index in range(3)} == {GroupPosition.SINGLE}


def test_a_fresh_window_is_bounded_at_the_newest() -> None:
    window = MessageWindow()
    window.replace_all([message(row) for row in range(MAX_ROWS + 50)])
    assert len(window) == MAX_ROWS
    assert window.first is not None
    assert window.first.row == 50
    assert not window.has(49)
