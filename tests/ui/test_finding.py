"""Finding in the open conversation, and going to days, to the first unread and to mentions."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from startalk_desktop.model.identity import ConversationId
from startalk_desktop.store.search_query import SearchKind
from startalk_desktop.ui.chat.calendar_popup import CalendarPopup, day_of, start_of
from startalk_desktop.ui.chat.find_bar import FindBar
from startalk_desktop.ui.sidebar.sidebar import Page
from startalk_desktop.viewmodels.find_model import FindModel
from tests.ui.fakes import DAY, MINUTE
from tests.ui.hands import Hands
from tests.ui.screens import Studio
from tests.ui.waiting import settle, until
from tests.ui.world import long_history


@pytest.fixture
def hands(studio: Studio) -> Hands:
    return Hands(studio.window)


def _bar(studio: Studio) -> FindBar:
    return studio.window.stage.view.finder.bar


async def _find(studio: Studio, text: str) -> FindModel:
    """Ctrl+F and type."""
    QTest.keyClick(studio.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    _bar(studio).field.insert(text)
    model = studio.window.stage.view.finder.model
    assert model is not None
    await until(lambda: model.is_settled, "found")
    return model


async def _choose_in_menu(studio: Studio, text: str) -> None:
    await until(lambda: isinstance(QApplication.activePopupWidget(), QMenu), "the menu")
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    action = next(one for one in menu.actions() if one.text() == text)
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
    await settle()


async def _calendar(studio: Studio) -> CalendarPopup:
    def found() -> list[CalendarPopup]:
        return [one for one in studio.window.findChildren(CalendarPopup) if one.isVisible()]

    await until(found, "a calendar")
    return found()[0]


async def test_find_counts_jumps_and_goes_both_ways(studio: Studio, hands: Hands) -> None:
    await studio.open(studio.world.launch)
    model = await _find(studio, "the")
    bar = _bar(studio)
    count = model.rowCount()
    assert count > 3
    assert bar.count.text() == f"1 of {count}"
    QTest.keyClick(bar.field, Qt.Key.Key_Return)
    assert bar.count.text() == f"2 of {count}"
    row = model.place(1)[1]
    await until(lambda: hands.view._highlight_row == row, "the hit is brought into sight")
    QTest.mouseClick(bar.newer_button, Qt.MouseButton.LeftButton)
    assert bar.count.text() == f"1 of {count}"
    assert not bar.newer_button.isEnabled()
    for _ in range(count):
        QTest.mouseClick(bar.older_button, Qt.MouseButton.LeftButton)
    assert bar.count.text() == f"{count} of {count}"
    assert not bar.older_button.isEnabled()


async def test_hits_are_listed_where_there_is_room(studio: Studio) -> None:
    studio.window.resize(1400, 800)
    await studio.open(studio.world.launch)
    model = await _find(studio, "the")
    finder = studio.window.stage.view.finder
    await until(finder.list.isVisible, "the list")
    place = finder.list.visualRect(model.index(2)).center()
    QTest.mouseClick(finder.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert model.current == 2
    studio.window.resize(900, 700)
    await until(lambda: not finder.list.isVisible(), "no room")


async def test_escape_closes_and_the_composer_has_the_keyboard(studio: Studio) -> None:
    await studio.open(studio.world.launch)
    await _find(studio, "the")
    QTest.keyClick(_bar(studio).field, Qt.Key.Key_Escape)
    assert not _bar(studio).isVisible()
    view = studio.window.stage.view
    assert not view.finder.is_open
    assert studio.window.focusWidget() is view.composer.text
    model = await _find(studio, "zzz")
    assert model.rowCount() == 0
    assert _bar(studio).count.text() == "Nothing found"
    await studio.open(studio.world.li)
    assert not _bar(studio).isVisible()


async def test_filters_narrow_by_sender_kind_and_time(studio: Studio) -> None:
    await studio.open(studio.world.launch)
    model = await _find(studio, "")
    bar = _bar(studio)
    assert model.rowCount() == 0
    QTest.mouseClick(bar.sender_chip, Qt.MouseButton.LeftButton)
    await _choose_in_menu(studio, "Tom Becker")
    await until(lambda: model.rowCount() == 3, "what Tom said")
    assert bar.sender_chip.text().startswith("From: Tom Becker")
    QTest.mouseClick(bar.kind_chip, Qt.MouseButton.LeftButton)
    await _choose_in_menu(studio, "Links")
    await until(lambda: model.rowCount() == 1, "what Tom linked")
    QTest.mouseClick(bar.time_chip, Qt.MouseButton.LeftButton)
    await _choose_in_menu(studio, "Today")
    await until(lambda: model.is_settled and model.rowCount() == 0, "that was yesterday")
    assert model.question.kinds is SearchKind.LINKS
    QTest.mouseClick(bar.sender_chip, Qt.MouseButton.LeftButton)
    await _choose_in_menu(studio, "Anybody")
    await until(lambda: model.rowCount() == 1, "today's link is Zhang's")


async def test_a_range_of_days_is_picked_in_calendars(studio: Studio) -> None:
    chat = long_history(studio.world, 60)
    world = studio.world.startalk
    for number, message in enumerate(world.conversations[chat].messages):
        world.change(chat, message.row, sent_at=studio.world.now - (60 - number) * DAY)
    await studio.open(chat)
    model = await _find(studio, "")
    bar = _bar(studio)
    today = QDate.currentDate()
    for words, days in (("From a day on…", 9), ("Up to a day…", 5)):
        QTest.mouseClick(bar.time_chip, Qt.MouseButton.LeftButton)
        await _choose_in_menu(studio, words)
        popup = await _calendar(studio)
        day = today.addDays(-days)
        while (popup.days.day.month(), popup.days.day.year()) != (day.month(), day.year()):
            QTest.mouseClick(popup._earlier, Qt.MouseButton.LeftButton)
        place = popup.days.cell_of(day)
        QTest.mouseClick(popup.days, Qt.MouseButton.LeftButton, pos=place)
    await until(lambda: model.is_settled and model.rowCount() == 5, "five days")
    assert "–" in bar.time_chip.text()


async def test_more_hits_are_read_where_the_first_end(studio: Studio) -> None:
    chat = long_history(studio.world, 230)
    await studio.open(chat)
    model = await _find(studio, " ")
    bar = _bar(studio)
    bar.field.setText("1")
    await until(lambda: model.is_settled and model.has_more, "a page")
    assert bar.count.text() == "1 of 100+"
    model.go_to(99)
    QTest.keyClick(bar.field, Qt.Key.Key_Return)
    await until(lambda: model.rowCount() > 100 and model.current == 100, "the next page")


async def test_ctrl_f_searches_everything_where_nothing_is_open(studio: Studio) -> None:
    QTest.keyClick(studio.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert studio.window.sidebar.page is Page.SEARCH
    await studio.open(studio.world.li)
    studio.window.show_page(Page.CHATS)
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(studio.window, Qt.Key.Key_F, both)
    assert studio.window.sidebar.page is Page.SEARCH
    assert not studio.window.stage.view.finder.is_open


async def test_a_day_is_picked_and_gone_to(studio: Studio, hands: Hands) -> None:
    chat = long_history(studio.world, 400)
    messages = studio.world.startalk.conversations[chat].messages
    await studio.open(chat)
    target = messages[20]
    day = day_of(target.sent_at)
    first = next(one for one in messages if one.sent_at >= start_of(day))
    pill = hands.view.layout_of(0).day
    assert pill is not None
    hands.view.verticalScrollBar().setValue(0)
    await settle()
    at = (pill.translated(hands.view.row_corner(0))).center().toPoint()
    QTest.mouseClick(hands.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    popup = await _calendar(studio)
    popup.days.set_day(day)
    QTest.keyClick(popup.days, Qt.Key.Key_Return)
    model = studio.window.stage.model
    assert model is not None
    await until(lambda: model.messages.row_of(first.row) is not None, "that day is loaded")
    await until(lambda: hands.view._highlight_row == first.row, "and shown")


async def test_the_future_cannot_be_picked(studio: Studio) -> None:
    await studio.open(studio.world.li)
    studio.window.stage.view.pick_day(studio.window.mapToGlobal(QPoint(400, 200)))
    popup = await _calendar(studio)
    today = QDate.currentDate()
    popup.days.set_day(today.addDays(3))
    assert popup.days.day == today
    picked: list[QDate] = []
    popup.chosen.connect(picked.append)
    tomorrow = popup.days.cell_of(today.addDays(1))
    QTest.mouseClick(popup.days, Qt.MouseButton.LeftButton, pos=tomorrow)
    assert picked == []
    QTest.keyClick(popup.days, Qt.Key.Key_Up)
    assert popup.days.day == today.addDays(-7)
    QTest.keyClick(popup.days, Qt.Key.Key_PageUp)
    assert popup.days.day == today.addDays(-7).addMonths(-1)
    QTest.keyClick(popup.days, Qt.Key.Key_Escape)
    assert not popup.isVisible()
    assert studio.window.focusWidget() is studio.window.stage.view.composer.text


async def test_the_pill_leads_to_where_reading_stopped(studio: Studio, hands: Hands) -> None:
    chat, rows = _unread(studio)
    await studio.open(chat, rows[95])
    floats = studio.window.stage.view.floats
    await until(floats.unread_pill.isVisible, "what is unread begins above")
    QTest.mouseClick(floats.unread_pill, Qt.MouseButton.LeftButton)
    first = hands.row_of(studio.world.startalk.conversations[chat].messages[60])
    await until(
        lambda: 0 <= hands.view.row_corner(first).y() < hands.view.height(), "it is in sight"
    )
    assert not floats.unread_pill.isVisible()


async def test_opened_where_reading_stopped_there_is_no_pill(studio: Studio) -> None:
    chat, _ = _unread(studio)
    await studio.open(chat)
    await settle()
    assert not studio.window.stage.view.floats.unread_pill.isVisible()


async def test_the_at_button_leads_to_mentions(studio: Studio, hands: Hands) -> None:
    chat, rows = _unread(studio)
    await studio.open(chat, rows[95])
    floats = studio.window.stage.view.floats
    await until(floats.mention_button.isVisible, "there are mentions")
    assert floats.mention_button.count == 2
    assert floats.mention_button.geometry().bottom() <= floats.jump_button.geometry().top()
    QTest.mouseClick(floats.mention_button, Qt.MouseButton.LeftButton)
    await until(lambda: hands.view._highlight_row == rows[118], "the first of them")
    await until(lambda: not floats.mention_button.isVisible(), "it is read")


def _unread(studio: Studio) -> tuple[ConversationId, list[int]]:
    """A long conversation of which half is unread, with two mentions near its end."""
    chat = long_history(studio.world, 120)
    rows = [one.row for one in studio.world.startalk.conversations[chat].messages]
    studio.world.startalk.update_line(
        chat,
        unread_count=60,
        mention_count=2,
        first_unread_row=rows[60],
        first_mention_row=rows[118],
        last_activity=studio.world.now + MINUTE,
    )
    return chat, rows
