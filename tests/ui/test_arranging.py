"""The conversation list: pins, stars, silence, the archive, remarks, filters; by menu and by keys."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton

from startalk_desktop.model.conversation import FOREVER, Conversation, InboxFilter, NotifyLevel
from startalk_desktop.model.identity import ConversationId, now
from startalk_desktop.model.reporting import ReportReason
from startalk_desktop.ui.moments import tomorrow_morning
from startalk_desktop.ui.report_dialog import ReportDialog
from startalk_desktop.ui.widgets.ask_dialog import AskDialog
from startalk_desktop.ui.widgets.dialog import ConfirmDialog
from tests.ui.day_screens import arrange
from tests.ui.hands import click_in_menu, dialog_of
from tests.ui.screens import Studio
from tests.ui.waiting import settle, until

HOUR = 3_600_000_000
_CTRL = Qt.KeyboardModifier.ControlModifier


def line_of(studio: Studio, conversation: ConversationId) -> Conversation:
    return studio.world.startalk.conversations[conversation].line


def stand_on(studio: Studio, conversation: ConversationId) -> None:
    row = studio.window.inbox_model.row_of(conversation)
    assert row is not None
    studio.window.inbox.setFocus(Qt.FocusReason.TabFocusReason)
    studio.window.inbox.setCurrentIndex(studio.window.inbox_model.index(row))


async def open_menu(studio: Studio, conversation: ConversationId) -> None:
    inbox = studio.window.inbox
    row = studio.window.inbox_model.row_of(conversation)
    assert row is not None
    point = inbox.visualRect(studio.window.inbox_model.index(row)).center()
    reason = QContextMenuEvent.Reason.Mouse
    event = QContextMenuEvent(reason, point, inbox.viewport().mapToGlobal(point))
    QApplication.sendEvent(inbox.viewport(), event)
    await until(lambda: isinstance(QApplication.activePopupWidget(), QMenu), "the menu")


@pytest.mark.parametrize(
    ("words", "is_done"),
    [
        (("Pin to the top\tCtrl+P",), lambda line: line.is_pinned),
        (("Star\tCtrl+D",), lambda line: line.is_starred),
        (("Mark as read\tCtrl+U",), lambda line: not line.is_unread),
        (("Archive\tDel",), lambda line: line.is_hidden),
        (
            ("Mute (mentions still notify)", "Until I unmute it"),
            lambda line: line.mute_until == FOREVER,
        ),
        (
            ("Mute (mentions still notify)", "For an hour"),
            lambda line: now() + HOUR * 0.99 < line.mute_until <= now() + HOUR,
        ),
        (
            ("Mute (mentions still notify)", "Until tomorrow"),
            lambda line: line.mute_until == tomorrow_morning(now()),
        ),
        (("Notify me of", "Nothing"), lambda line: line.notify is NotifyLevel.NONE),
    ],
)
async def test_the_menu_arranges(
    studio: Studio, words: tuple[str, ...], is_done: Callable[[Conversation], bool]
) -> None:
    room = studio.world.launch
    await open_menu(studio, room)
    for word in words:
        await click_in_menu(word)
    await until(lambda: is_done(line_of(studio, room)), str(words))


@pytest.mark.parametrize(
    ("key", "modifier", "is_on"),
    [
        (Qt.Key.Key_P, _CTRL, lambda line: line.is_pinned),
        (Qt.Key.Key_D, _CTRL, lambda line: line.is_starred),
        (Qt.Key.Key_M, _CTRL, lambda line: line.mute_until == FOREVER),
        (Qt.Key.Key_U, _CTRL, lambda line: not line.is_unread),
    ],
)
async def test_a_key_switches_on_and_off(
    studio: Studio,
    key: Qt.Key,
    modifier: Qt.KeyboardModifier,
    is_on: Callable[[Conversation], bool],
) -> None:
    room = studio.world.launch
    stand_on(studio, room)
    QTest.keyClick(studio.window.inbox, key, modifier)
    await until(lambda: is_on(line_of(studio, room)), "on")
    await settle()
    stand_on(studio, room)
    QTest.keyClick(studio.window.inbox, key, modifier)
    await until(lambda: not is_on(line_of(studio, room)), "off")


async def test_the_menu_key_opens_the_menu_of_the_current_line(studio: Studio) -> None:
    stand_on(studio, studio.world.launch)
    inbox = studio.window.inbox
    reason = QContextMenuEvent.Reason.Keyboard
    QApplication.sendEvent(
        inbox.viewport(), QContextMenuEvent(reason, QPoint(1, 1), inbox.mapToGlobal(QPoint(1, 1)))
    )
    await click_in_menu("Star\tCtrl+D")
    await until(lambda: line_of(studio, studio.world.launch).is_starred, "that line's")


async def test_archived_away_and_brought_back_by_the_toast(studio: Studio) -> None:
    await studio.open(studio.world.launch)
    stand_on(studio, studio.world.launch)
    QTest.keyClick(studio.window.inbox, Qt.Key.Key_Delete)
    model = studio.window.inbox_model
    await until(lambda: model.row_of(studio.world.launch) is None, "it is away")
    assert studio.window.stage.model is None
    QTest.mouseClick(studio.window.toast.button, Qt.MouseButton.LeftButton)
    await until(lambda: model.row_of(studio.world.launch) is not None, "it is back")


async def test_marked_unread_it_is_closed_and_stays_so(studio: Studio) -> None:
    await studio.open(studio.world.li)
    await open_menu(studio, studio.world.li)
    await click_in_menu("Mark as unread\tCtrl+U")
    await until(lambda: line_of(studio, studio.world.li).is_marked_unread, "marked")
    assert studio.window.stage.model is None
    studio.window.activateWindow()
    await studio.open(studio.world.li)
    await until(lambda: not line_of(studio, studio.world.li).is_unread, "looked at, it is read")


async def test_a_remark_is_given_and_taken_back(studio: Studio) -> None:
    for text, name in (("小李", "小李"), ("", "李娜")):
        studio.window.activateWindow()
        await until(studio.window.isActiveWindow, "the window is active")
        stand_on(studio, studio.world.li)
        await until(studio.window.inbox.hasFocus, "the list has the focus")
        QTest.keyClick(studio.window.inbox, Qt.Key.Key_F2)
        dialog = await dialog_of(AskDialog)
        assert "李娜" in dialog.windowTitle()
        dialog.field.selectAll()
        QTest.keyClick(dialog.field, Qt.Key.Key_Backspace)
        dialog.field.insert(text)  # as an input method does
        QTest.keyClick(dialog.field, Qt.Key.Key_Return)
        await until(lambda name=name: line_of(studio, studio.world.li).name == name, name)
        await until(lambda: QApplication.activeModalWidget() is None, "closed")
        await settle()


async def test_blocking_asks_and_can_be_taken_back(studio: Studio) -> None:
    blocking, peer = studio.world.startalk.blocking, studio.world.li
    await open_menu(studio, peer)
    await click_in_menu("Block…")
    dialog = await dialog_of(ConfirmDialog)
    accept = next(one for one in dialog.findChildren(QPushButton) if one.text() == "Block")
    QTest.mouseClick(accept, Qt.MouseButton.LeftButton)
    await until(lambda: blocking.is_blocked(peer.account, peer.peer), "blocked")
    await until(lambda: line_of(studio, peer).is_blocked, "and it shows")
    await settle()
    await open_menu(studio, peer)
    await click_in_menu("Unblock")
    await until(lambda: not blocking.is_blocked(peer.account, peer.peer), "not any more")


@pytest.mark.parametrize("takes_reports", [True, False])
async def test_reporting_says_why_and_what_came_of_it(studio: Studio, takes_reports: bool) -> None:
    day = studio.world.startalk.day
    day.takes_reports = takes_reports
    await open_menu(studio, studio.world.li)
    await click_in_menu("Report…")
    dialog = await dialog_of(ReportDialog)
    QTest.mouseClick(dialog.abuse, Qt.MouseButton.LeftButton, pos=QPoint(8, 12))
    QTest.keyClicks(dialog.words, "every night")
    QTest.mouseClick(dialog.report, Qt.MouseButton.LeftButton)
    await until(lambda: day.reports, "reported")
    conversation, rows, reason, text = day.reports[0]
    incoming = [
        one.row
        for one in studio.world.startalk.conversations[conversation].messages
        if not one.is_outgoing
    ]
    assert (conversation, list(rows)) == (studio.world.li, incoming)
    assert (reason, text) == (ReportReason.ABUSE, "every night")
    await until(lambda: ("takes no" in studio.window.toast.text()) is not takes_reports, "said")


# filters


@pytest.mark.parametrize("chosen", list(InboxFilter))
async def test_every_filter_lists_what_it_says(studio: Studio, chosen: InboxFilter) -> None:
    arrange(studio.world)
    bar, model = studio.window.sidebar.filter, studio.window.inbox_model
    names = {
        InboxFilter.PEOPLE: "People",
        InboxFilter.ROOMS: "Rooms",
        InboxFilter.STARRED: "Starred",
        InboxFilter.ARCHIVED: "Archived",
    }
    if chosen in bar.chips:
        QTest.mouseClick(bar.chips[chosen], Qt.MouseButton.LeftButton)
    else:
        QTest.mouseClick(bar.more_button, Qt.MouseButton.LeftButton)
        await click_in_menu(names[chosen])
        assert bar.other_chip.isVisible()
    lines = [one.line for one in studio.world.startalk.conversations.values()]
    wanted = {line.id for line in lines if chosen.has(line)}
    await until(
        lambda: {model.conversation(row).id for row in range(model.rowCount())} == wanted,
        chosen.value,
    )
    empty = studio.window.sidebar._empty
    await until(lambda: empty.isVisible() is not bool(wanted), "what stands where nothing is")


async def test_the_chip_of_a_filter_from_the_menu_shows_all_again(studio: Studio) -> None:
    bar, model = studio.window.sidebar.filter, studio.window.inbox_model
    everything = model.rowCount()
    QTest.mouseClick(bar.more_button, Qt.MouseButton.LeftButton)
    await click_in_menu("Rooms")
    await until(lambda: model.rowCount() == 3, "the rooms")
    QTest.mouseClick(bar.other_chip, Qt.MouseButton.LeftButton)
    await until(lambda: model.rowCount() == everything, "all")
    assert bar.all_chip.isChecked()
    assert not bar.other_chip.isVisible()


async def test_a_new_message_brings_an_archived_conversation_into_sight(studio: Studio) -> None:
    model = studio.window.inbox_model
    startalk = studio.world.startalk
    startalk.update_line(studio.world.li, is_hidden=True)
    await until(lambda: model.row_of(studio.world.li) is None, "away")
    startalk.update_line(studio.world.li, is_hidden=False)
    startalk.say(studio.world.li, "在吗？")
    await until(lambda: model.row_of(studio.world.li) is not None, "back")


async def test_the_bar_fits_the_narrowest_sidebar(studio: Studio) -> None:
    studio.window.splitter.setSizes([248, 900])
    await settle()
    bar = studio.window.sidebar.filter
    assert bar.width() <= 248
    for one in InboxFilter:
        bar.choose(one)
        await settle()
        assert bar.minimumSizeHint().width() <= 248, one
        assert bar.more_button.geometry().right() <= bar.width()
