"""The message model is a faithful Qt model, told in runs, and bounded at the end that is not read."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import Message, Quote
from startalk_desktop.model.read_position import RoomReader
from startalk_desktop.viewmodels.message_window import MAX_ROWS
from startalk_desktop.viewmodels.messages import MessageListModel, MessageRole
from tests.viewmodels.test_message_window import LI, MINUTE, WANG, message


@pytest.fixture
def model() -> MessageListModel:
    made = MessageListModel(lambda sent: f"name of {sent.sender.local}")
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    return made


def rows(model: MessageListModel) -> list[int]:
    return [model.message(row).row for row in range(model.rowCount())]


def test_a_message_that_belongs_in_the_middle_goes_there(model: MessageListModel) -> None:
    model.reset_to([message(1), message(5), message(9)])
    inserted: list[tuple[int, int]] = []
    model.rowsInserted.connect(lambda _parent, first, last: inserted.append((first, last)))
    model.add([message(3), message(4), message(7), message(9)])
    assert rows(model) == [1, 3, 4, 5, 7, 9]
    assert inserted == [(1, 2), (4, 4)]


def test_neighbours_of_an_insert_are_told_as_changed(model: MessageListModel) -> None:
    model.reset_to([message(1), message(5)])
    changed: set[int] = set()
    model.dataChanged.connect(lambda first, _last: changed.add(first.row()))
    model.add([message(3)])
    assert changed == {0, 2}


def test_a_newer_revision_replaces_and_a_moved_message_moves(model: MessageListModel) -> None:
    model.reset_to([message(1), message(2), message(3)])
    model.update([replace(message(2), text="王芳说", revision=2)])
    assert model.message(1).text == "王芳说"
    model.update([replace(message(1), sent_at=10 * MINUTE, revision=2)])
    assert rows(model) == [2, 3, 1]


def test_trimming_keeps_the_end_that_is_read(model: MessageListModel) -> None:
    model.reset_to([message(row) for row in range(MAX_ROWS)])
    model.add([message(row) for row in range(MAX_ROWS, MAX_ROWS + 20)])
    assert model.trim_oldest()
    assert rows(model)[0] == 20
    model.add([message(row) for row in range(20)])
    assert model.trim_newest()
    assert (rows(model)[0], rows(model)[-1]) == (0, MAX_ROWS - 1)
    assert not model.trim_newest()


def test_removing_takes_out_just_that(model: MessageListModel) -> None:
    model.reset_to([message(1), message(2), message(3)])
    model.remove([2, 99])
    assert rows(model) == [1, 3]


def test_the_divider_moves_with_a_signal(model: MessageListModel) -> None:
    model.reset_to([message(1), message(2)])
    model.set_first_unread(2)
    assert model.index(1).data(MessageRole.IS_FIRST_UNREAD)
    model.set_first_unread(None)
    assert not model.index(1).data(MessageRole.IS_FIRST_UNREAD)


def test_days_start_at_the_first_message_of_each(model: MessageListModel) -> None:
    day = 24 * 60
    model.reset_to([message(row) for row in (1, 2, day + 1, day + 2, 3 * day)])
    starts = [bool(model.index(row).data(MessageRole.STARTS_DAY)) for row in range(5)]
    assert starts == [True, False, True, False, True]


def test_assistive_technology_gets_the_describers_words(model: MessageListModel) -> None:
    model.reset_to([message(1)])

    def describe(sent: Message, name: str) -> str:
        return f"{name}: {sent.text}!"

    model.set_describer(describe)
    spoken = model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "name of 王芳: 1!"


def test_an_invalid_index_has_nothing(model: MessageListModel) -> None:
    assert model.data(QModelIndex(), MessageRole.MESSAGE) is None
    assert model.senders() == set()
    model.reset_to([message(1)])
    assert model.senders() == {WANG}


def own(row: int) -> Message:
    return replace(message(row), is_outgoing=True)


def test_readers_are_counted_for_own_messages_and_changes_told(model: MessageListModel) -> None:
    model.reset_to([own(1), own(2), message(3), own(4)])
    changed: set[int] = set()
    model.dataChanged.connect(lambda first, _last: changed.add(first.row()))
    tom = Jid("tom", "acme.example")
    model.set_readers(
        [
            RoomReader(LI, 2 * MINUTE, 2),
            RoomReader(tom, 3 * MINUTE, 3),
            RoomReader(WANG, 4 * MINUTE, 4),
        ]
    )
    assert [model.facts(row).reader_count for row in range(4)] == [2, 2, 0, 0]
    assert [model.index(row).data(MessageRole.READER_COUNT) for row in range(4)] == [2, 2, 0, 0]
    assert changed == {0, 1}
    assert [reader.sender for reader in model.readers_of(2)] == [tom, LI]
    assert model.readers_of(99) == ()
    changed.clear()
    model.set_readers([RoomReader(LI, 2 * MINUTE, 2), RoomReader(tom, 4 * MINUTE, 4)])
    assert changed == {3}


def test_the_author_of_a_quote_is_named_and_counts_as_a_sender(model: MessageListModel) -> None:
    answer = replace(message(1), reply=Quote("x", 9, Jid("room", "rooms.example", "小李"), LI))
    hearsay = replace(message(2), reply=Quote("x"))
    model.reset_to([answer, hearsay])
    assert [model.facts(row).quote_name for row in range(2)] == ["li", ""]
    assert model.senders() == {WANG, LI}
    model.set_address_namer(lambda jid: f"name of {jid}")
    assert model.facts(0).quote_name == "name of li@acme.example"
