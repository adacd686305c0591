"""What a person's hands do to the open conversation: clicks, keys and menus on messages."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget
from shiboken6 import isValid

from startalk_desktop.model.message import Message
from startalk_desktop.ui.chat.commands import Command
from startalk_desktop.ui.chat.message_menu import MessageMenu
from startalk_desktop.ui.chat.selectable_view import SelectableMessageView
from startalk_desktop.ui.main_window import MainWindow
from tests.ui.waiting import settle, until

DialogT = TypeVar("DialogT", bound=QDialog)


class Hands:
    """Over one window."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window

    @property
    def view(self) -> SelectableMessageView:
        return self.window.stage.view.messages

    def row_of(self, message: Message) -> int:
        model = self.window.stage.model
        assert model is not None
        row = model.messages.row_of(message.row)
        assert row is not None
        return row

    def shown(self, message: Message) -> Message:
        """The message as the view has it now."""
        return self.view.message_at(self.row_of(message))

    def place_of(self, message: Message) -> QPoint:
        """A point in the message's bubble, brought into sight."""
        row = self.row_of(message)
        self.view.scrollTo(self.view.model().index(row, 0))
        bubble = self.view.layout_of(row).bubble.translated(self.view.row_corner(row))
        return bubble.center().toPoint()

    def stand_on(self, message: Message) -> None:
        """Go to the message by keyboard."""
        self.view.setFocus(Qt.FocusReason.TabFocusReason)
        self.view.setCurrentIndex(self.view.model().index(self.row_of(message), 0))

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
        QTest.keyClick(self.view, key, modifier or Qt.KeyboardModifier.NoModifier)

    async def menu(self, message: Message) -> MessageMenu:
        """Click the message with the right button."""
        point = self.place_of(message)
        reason = QContextMenuEvent.Reason.Mouse
        viewport = self.view.viewport()
        event = QContextMenuEvent(reason, point, viewport.mapToGlobal(point))
        QApplication.sendEvent(viewport, event)
        await until(self._menus, "the menu is open")
        return self._menus()[-1]

    async def choose(self, message: Message, command: Command) -> None:
        """Choose a command in the message's menu, by its place."""
        menu = await self.menu(message)
        await self.click(menu, menu.commands[command])

    async def click(self, menu: QMenu, action: QAction) -> None:
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
        await settle()

    def _menus(self) -> list[MessageMenu]:
        return [one for one in self.view.findChildren(MessageMenu) if one.isVisible()]


def is_gone(widget: QWidget) -> bool:
    """Whether it is not on screen any more, or is not at all."""
    return not isValid(widget) or not widget.isVisible()


async def dialog_of(kind: type[DialogT]) -> DialogT:
    """The open dialog, once it is of that kind."""
    await until(lambda: isinstance(QApplication.activeModalWidget(), kind), f"{kind.__name__}")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, kind)
    return dialog


async def click_in_menu(words: str) -> None:
    """Click what reads `words` in the menu that is open, or in its open submenu."""
    await until(lambda: isinstance(QApplication.activePopupWidget(), QMenu), "the menu is open")
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    action = next((one for one in menu.actions() if one.text() == words), None)
    assert action is not None, (words, [one.text() for one in menu.actions()])
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
    if action.menu() is not None:
        await until(action.menu().isVisible, f"{words} opens")
    await settle()
