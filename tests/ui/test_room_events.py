"""Who comes and goes in a room, and what else happens there, as the conversation shows it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from startalk_desktop.model.changes import RoomChanged
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import MessageKind
from startalk_desktop.model.room import Affiliation, RoomEvent, RoomEventKind
from startalk_desktop.ui.chat.event_texts import event_text
from startalk_desktop.viewmodels.conversation import SendMode
from startalk_desktop.viewmodels.messages import MessageRole
from tests.ui.fakes import MINUTE
from tests.ui.room_screens import come_and_go, own_the_launch, put_out
from tests.ui.screens import Studio
from tests.ui.waiting import settle, until


def folds(studio: Studio) -> list[int]:
    """The model rows that are no messages."""
    model = studio.window.stage.model
    assert model is not None
    messages = model.messages
    return [row for row in range(messages.rowCount()) if messages.message(row).row < 0]


def spoken(studio: Studio, row: int) -> str:
    model = studio.window.stage.model
    assert model is not None
    return str(model.messages.index(row).data(Qt.ItemDataRole.AccessibleTextRole))


async def test_comings_and_goings_are_one_row_that_opens_by_a_click(studio: Studio) -> None:
    own_the_launch(studio.world)  # the directory knows them all
    come_and_go(studio.world)
    await studio.open(studio.world.launch)
    await until(lambda: folds(studio), "a row for them")
    assert len(folds(studio)) == 1
    row = folds(studio)[0]
    assert spoken(studio, row).startswith("张伟 and 3 others joined  ·  Tom Becker and ")
    view = studio.window.stage.view.messages
    view.scrollTo(view.model().index(row, 0))
    closed = view.layout_of(row).bubble.height()
    bubble = view.layout_of(row).bubble.translated(view.row_corner(row))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=bubble.center().toPoint())
    await settle()
    assert view.layout_of(row).bubble.height() > 4 * closed
    assert spoken(studio, row).count("\n") == 6
    assert "陈洁 joined" in spoken(studio, row)
    view.setCurrentIndex(view.model().index(row, 0))
    QTest.keyClick(view, Qt.Key.Key_Return)
    await settle()
    assert view.layout_of(row).bubble.height() == closed


async def test_a_message_between_parts_the_rows_and_more_joins_the_last(studio: Studio) -> None:
    world = studio.world
    it = world.startalk.conversations[world.launch]
    await studio.open(world.launch)
    last = it.messages[-1].sent_at

    def joins(at: int, who: str) -> None:
        it.room.events.append(RoomEvent(at, RoomEventKind.JOINED, who))
        world.startalk.changes.announce(RoomChanged(world.launch))

    joins(last + 1, "one")
    await until(lambda: len(folds(studio)) == 1, "a row")
    world.startalk.say(
        world.launch, "Hello", at=last + 2, sender=world.launch.peer.with_resource("Tom Becker")
    )
    joins(last + 3, "two")
    await until(lambda: len(folds(studio)) == 2, "another row")
    joins(last + 4, "three")
    await until(lambda: "three" in spoken(studio, folds(studio)[1]), "it joins the last")
    assert len(folds(studio)) == 2
    assert spoken(studio, folds(studio)[0]) == "one joined"


async def test_a_row_that_is_no_message_has_no_menu_and_is_not_read(studio: Studio) -> None:
    world = studio.world
    it = world.startalk.conversations[world.launch]
    await studio.open(world.launch)
    assert it.line.unread_count > 0 or it.line.first_unread_row is None
    it.room.events.append(RoomEvent(it.messages[-1].sent_at + 1, RoomEventKind.JOINED, "one"))
    world.startalk.changes.announce(RoomChanged(world.launch))
    await until(lambda: folds(studio), "a row")
    view = studio.window.stage.view.messages
    asked = []
    view.menu_asked.connect(lambda *what: asked.append(what))
    view.setFocus()
    view.setCurrentIndex(view.model().index(folds(studio)[0], 0))
    QTest.keyClick(view, Qt.Key.Key_Menu)
    await until(lambda: it.line.unread_count == 0, "what stands above it is read")
    assert asked == []
    model = studio.window.stage.model
    assert model is not None
    assert model.messages.newest is not None
    assert model.messages.newest.row == it.messages[-1].row


async def test_what_matters_has_a_line_in_words_here_and_in_the_list(studio: Studio) -> None:
    own_the_launch(studio.world)
    come_and_go(studio.world)
    await studio.open(studio.world.launch)
    model = studio.window.stage.model
    assert model is not None
    told = [
        spoken(studio, row)
        for row in range(model.messages.rowCount())
        if model.messages.message(row).event is not None
    ]
    assert told[0].startswith("Alice Chen made 张伟 an admin, ")
    removed = "Alice Chen removed Peter Novák from the room. Reason: works on the next release now"
    assert told[1].startswith(removed)
    row = studio.window.inbox_model.row_of(studio.world.launch)
    assert row is not None
    delegate = studio.window.inbox.delegate
    line = studio.window.inbox_model.conversation(row)
    assert delegate._words(line, studio.window.inbox_model.index(row))[2] == removed


async def test_a_reason_or_name_of_any_length_stays_in_one_line(studio: Studio) -> None:
    event = RoomEvent(
        1, RoomEventKind.BANNED, "x" * 5_000, "y" * 5_000, "a\nb\n" * 5_000, is_own=False
    )
    words = event_text(event, event.who)
    assert "\n" not in words
    assert len(words) < 700


async def test_being_removed_is_said_where_one_would_write_and_rejoin_lets_write(
    studio: Studio,
) -> None:
    world = studio.world
    await studio.open(world.launch)
    view = studio.window.stage.view
    assert view.composer.isVisible()
    assert not view.gate.isVisible()
    put_out(world, RoomEventKind.KICKED, "please read the rules")
    await until(view.gate.isVisible, "the gate")
    assert not view.composer.isVisible()
    await until(lambda: "Alice Chen removed you" in view.gate.text.text(), "who did it")
    assert view.gate.text.text().endswith("Reason: please read the rules")
    QTest.mouseClick(view.gate.button, Qt.MouseButton.LeftButton)
    await until(view.composer.isVisible, "one may write again")
    assert world.startalk.rooms.joined == [world.launch.peer]
    assert not view.gate.isVisible()


@pytest.mark.parametrize(
    ("kind", "alternative", "button"),
    [
        (RoomEventKind.BANNED, None, ""),
        (RoomEventKind.DESTROYED, None, ""),
        (RoomEventKind.DESTROYED, Jid("retro", "rooms.acme.example"), "Go there"),
        (RoomEventKind.REMOVED, None, "Rejoin"),
    ],
)
async def test_a_way_back_is_offered_where_there_is_one(
    studio: Studio, kind: RoomEventKind, alternative: Jid | None, button: str
) -> None:
    await studio.open(studio.world.launch)
    put_out(studio.world, kind, "because", alternative=alternative)
    gate = studio.window.stage.view.gate
    await until(lambda: "because" in gate.text.text(), "the gate says why")
    assert (gate.button.text() if gate.button.isVisible() else "") == button
    if alternative is not None:
        assert str(alternative) in gate.text.text()
        QTest.mouseClick(gate.button, Qt.MouseButton.LeftButton)
        await until(lambda: studio.world.startalk.rooms.joined == [alternative], "we go there")


async def test_there_is_no_way_back_into_a_room_that_is_gone(studio: Studio) -> None:
    """It was closed while we were away, and nobody told us."""
    world = studio.world
    await studio.open(world.launch)
    world.startalk.conversations[world.launch].room.failure = Failure(FailureCode.RECIPIENT_UNKNOWN)
    world.startalk.update_line(world.launch, is_joined=False)
    gate = studio.window.stage.view.gate
    await until(gate.isVisible, "the gate")
    assert gate.text.text() == "You are not in this room. There is no such room (any more)."
    assert not gate.button.isVisible()


async def test_our_own_rise_is_told_to_us(studio: Studio) -> None:
    world = studio.world
    event = RoomEvent(
        0,
        RoomEventKind.AFFILIATION,
        "王芳",
        "Alice Chen",
        is_own=True,
        affiliation=Affiliation.OWNER,
    )
    when = world.now - MINUTE
    world.startalk.say(
        world.launch, "", kind=MessageKind.EVENT, sender=world.launch.peer, at=when,
        event=replace(event, at=when), is_quiet=True,
    )  # fmt: skip
    await studio.open(world.launch)
    model = studio.window.stage.model
    assert model is not None
    last = model.messages.rowCount() - 1
    assert spoken(studio, last).startswith("Alice Chen made you an owner")
    assert model.messages.index(last).data(MessageRole.SENDER_NAME) == "王芳"


async def test_a_break_shuts_nothing_and_what_is_written_waits(studio: Studio) -> None:
    world = studio.world
    await studio.open(world.launch)
    model = studio.window.stage.model
    assert model is not None
    room = world.startalk.conversations[world.launch].room
    room.failure = Failure(FailureCode.CONNECTION_LOST)
    world.startalk.changes.announce(RoomChanged(world.launch))
    await until(lambda: model.standing.mode is SendMode.QUEUED, "it is kept until we are back")
    await settle()
    assert studio.window.stage.view.composer.isVisible()
    assert studio.window.stage.view.composer.text.isEnabled()
    assert not studio.window.stage.view.gate.isVisible()
