"""Choosing several messages, and what is done to all of them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from startalk_desktop.ui.chat.commands import Command
from startalk_desktop.ui.clipboard import source_of
from startalk_desktop.ui.widgets.dialog import ConfirmDialog
from tests.ui.hands import Hands, dialog_of
from tests.ui.screens import Studio
from tests.ui.waiting import settle, until


@pytest.fixture
def hands(studio: Studio) -> Hands:
    return Hands(studio.window)


async def _choose_three(studio: Studio, hands: Hands) -> None:
    """The second, third and fifth message, by menu, by click and by key."""
    await studio.open(studio.world.li)
    messages = studio.world.startalk.conversations[studio.world.li].messages
    await hands.choose(messages[1], Command.SELECT)
    viewport = hands.view.viewport()
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=hands.place_of(messages[2]))
    hands.stand_on(messages[4])
    hands.press(Qt.Key.Key_Space)
    await settle()


async def test_the_bar_takes_the_composers_place_and_counts(studio: Studio, hands: Hands) -> None:
    await _choose_three(studio, hands)
    view = studio.window.stage.view
    assert view.choosing.bar.isVisible()
    assert not view.composer.isVisible()
    assert view.choosing.bar._count.text().startswith("3 ")
    assert all(button.isEnabled() for button in view.choosing.bar.buttons.values())
    hands.press(Qt.Key.Key_Space)
    hands.press(Qt.Key.Key_X)
    assert view.choosing.bar._count.text().startswith("2 ")
    assert view.composer.text.toPlainText() == ""
    hands.press(Qt.Key.Key_Escape)
    await settle()
    assert view.composer.isVisible()
    assert not view.choosing.is_on


async def test_a_single_message_is_no_card(studio: Studio, hands: Hands) -> None:
    await studio.open(studio.world.li)
    hands.stand_on(studio.world.startalk.conversations[studio.world.li].messages[0])
    hands.press(Qt.Key.Key_S)
    buttons = studio.window.stage.view.choosing.bar.buttons
    assert buttons[Command.FORWARD].isEnabled()
    assert not buttons[Command.FORWARD_CARD].isEnabled()
    hands.press(Qt.Key.Key_Space)
    assert not any(button.isEnabled() for button in buttons.values())


@pytest.mark.parametrize("command", [Command.COPY, Command.COPY_NAMED])
async def test_copy_with_and_without_names(studio: Studio, hands: Hands, command: Command) -> None:
    await _choose_three(studio, hands)
    messages = studio.world.startalk.conversations[studio.world.li].messages
    bar = studio.window.stage.view.choosing.bar
    QTest.mouseClick(bar.buttons[command], Qt.MouseButton.LeftButton)
    content = QGuiApplication.clipboard().mimeData()
    paragraphs = content.text().split("\n\n")
    texts = [messages[number].text for number in (1, 2, 4)]
    assert [part.splitlines()[-1] for part in paragraphs] == texts
    if command is Command.COPY_NAMED:
        assert [part.split(" · ")[0] for part in paragraphs] == ["王芳", "李娜", "李娜"]
    assert source_of(content) == studio.world.beichen.id
    assert not studio.window.stage.view.choosing.is_on


async def test_several_are_deleted_only_after_a_question(studio: Studio, hands: Hands) -> None:
    await _choose_three(studio, hands)
    it = studio.world.startalk.conversations[studio.world.li]
    count = len(it.messages)
    hands.press(Qt.Key.Key_Delete)
    dialog = await dialog_of(ConfirmDialog)
    dialog.reject()
    await settle()
    assert len(it.messages) == count
    await _choose_three(studio, hands)
    bar = studio.window.stage.view.choosing.bar
    QTest.mouseClick(bar.buttons[Command.DELETE], Qt.MouseButton.LeftButton)
    dialog = await dialog_of(ConfirmDialog)
    dialog.accept()
    await until(lambda: len(it.messages) == count - 3, "three are gone")


async def test_another_conversation_ends_choosing(studio: Studio, hands: Hands) -> None:
    await _choose_three(studio, hands)
    await studio.open(studio.world.launch)
    view = studio.window.stage.view
    assert not view.choosing.is_on
    assert view.composer.isVisible()
