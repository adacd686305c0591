"""The '@ me' filter, the list of mentions, and muted conversations."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from tests.ui.action_screens import mention_us
from tests.ui.hands import click_in_menu
from tests.ui.screens import Studio
from tests.ui.waiting import settle, until


def _click(widget: object) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)  # type: ignore[call-overload]


async def test_the_filter_shows_where_one_is_named(studio: Studio) -> None:
    mention_us(studio.world)
    sidebar, model = studio.window.sidebar, studio.window.inbox_model
    everything = model.rowCount()
    await settle()
    _click(sidebar.filter.mentions_chip)
    await until(lambda: model.rowCount() == 2, "two")
    assert {model.conversation(row).id for row in range(2)} == {
        studio.world.launch,
        studio.world.design,
    }
    place = studio.window.inbox.visualRect(model.index(model.row_of(studio.world.launch))).center()
    QTest.mouseClick(studio.window.inbox.viewport(), Qt.MouseButton.LeftButton, pos=place)
    line = studio.world.startalk.conversations[studio.world.launch]
    await until(lambda: line.line.mention_count == 0, "read")
    await settle()
    assert (
        model.row_of(studio.world.launch) is not None
    )  # it does not jump away from under the mouse
    _click(sidebar.filter.all_chip)
    await until(lambda: model.rowCount() == everything, "all again")
    _click(sidebar.filter.mentions_chip)
    await until(lambda: model.rowCount() == 1, "only what is unread still")


async def test_without_mentions_the_filter_says_so(studio: Studio) -> None:
    _click(studio.window.sidebar.filter.mentions_chip)
    empty = studio.window.sidebar._empty
    await until(empty.isVisible, "nothing")
    assert empty._title.text() == "No unread mentions"
    _click(studio.window.sidebar.filter.all_chip)
    await until(studio.window.inbox.isVisible, "all")


async def test_every_mention_is_listed_and_leads_there(studio: Studio) -> None:
    mention_us(studio.world)
    sidebar = studio.window.sidebar
    _click(sidebar.filter.mentions_chip)
    _click(sidebar.filter.list_button)
    pane = studio.window.mentions
    await until(lambda: pane.list.isVisible() and pane.list.model().rowCount() == 2, "both")
    index = pane.list.model().index(0, 0)
    place = pane.list.visualRect(index).center()
    QTest.mouseClick(pane.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    view = studio.window.stage.view.messages
    row = studio.world.startalk.conversations[studio.world.launch].messages[-2].row
    await until(lambda: view._highlight_row == row, "the newest mention is shown")
    message = studio.world.startalk.say(studio.world.li, "@王芳 看一下", is_mention=True)
    await until(lambda: pane.list.model().rowCount() == 3, "one more has come")
    assert pane.list.model().place(0) == (studio.world.li, message.row)
    QTest.keyClick(pane, Qt.Key.Key_Escape)
    assert studio.window.inbox.isVisible()
    assert sidebar.filter.isVisible()


async def test_the_list_of_mentions_follows_the_chosen_company(studio: Studio) -> None:
    mention_us(studio.world)
    studio.window.sidebar.show_mentions()
    model = studio.window.mentions.list.model()
    await until(lambda: model.rowCount() == 2, "both")
    studio.window.rail.choose(studio.world.beichen.id)
    await until(lambda: model.rowCount() == 1, "one company's")


@pytest.mark.parametrize("is_open", [True, False])
async def test_mute_and_unmute_in_the_menu(studio: Studio, is_open: bool) -> None:
    room = studio.world.launch
    line = studio.world.startalk.conversations[room]
    mark = studio.window.stage.view.header._muted
    await studio.open(room)
    for words, is_muted in (
        (("Mute (mentions still notify)", "For an hour"), True),
        (("Unmute\tCtrl+M",), False),
    ):
        if is_open:
            _click(studio.window.stage.view.header.menu_button)
        else:
            at = studio.window.mapToGlobal(studio.window.rect().center())
            studio.window.actions_of.show_conversation_menu(line.line, at)
        for word in words:
            await click_in_menu(word)
        await until(lambda is_muted=is_muted: line.line.is_muted is is_muted, str(words))
        await until(lambda is_muted=is_muted: mark.isVisible() is is_muted, "the header shows it")


async def test_the_menu_of_the_open_conversation_moves_in_it(studio: Studio) -> None:
    mention_us(studio.world)
    await studio.open(studio.world.li)
    _click(studio.window.stage.view.header.menu_button)
    await until(lambda: isinstance(QApplication.activePopupWidget(), QMenu), "the menu")
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    action = next(one for one in menu.actions() if one.text().startswith("Find in this"))
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
    assert studio.window.stage.view.finder.is_open
