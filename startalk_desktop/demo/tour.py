"""A short visible conversation, driven as a person would drive the window, with a picture of each step.

`make demo` takes it where there is no display.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from startalk_desktop.core.startalk import Startalk
from startalk_desktop.model.connection import Online
from startalk_desktop.model.conversation import Conversation
from startalk_desktop.model.identity import ConversationKind
from startalk_desktop.model.message import DeliveryState
from startalk_desktop.ui.main_window import MainWindow
from startalk_desktop.ui.sidebar.sidebar import Page
from startalk_desktop.ui.theme import Theme, ThemeMode
from startalk_desktop.viewmodels.directory_model import DirectoryRole, NodeKind

_PATIENCE = 60.0  # seconds for one step, on a slow machine
_TICK = 0.02
_COMPANIES = 3
_TOP = QAbstractItemView.ScrollHint.PositionAtTop


class TourError(Exception):
    """A step of the tour did not come about; the message says which."""


class Tour:
    """Goes through the window and writes numbered pictures into `pictures`."""

    def __init__(self, startalk: Startalk, window: MainWindow, pictures: Path) -> None:
        self._startalk = startalk
        self._window = window
        self._pictures = pictures
        self._count = 0

    async def go(self) -> None:
        """Take every step; raises `TourError` where one does not come about."""
        await asyncio.to_thread(self._pictures.mkdir, parents=True, exist_ok=True)
        await self._sign_in()
        await self._talk()
        await self._visit_room()
        await self._look_up_people()
        await self._talk_over_the_link()
        await self._search()
        await self._switch()
        await self._see_the_dark()

    async def _sign_in(self) -> None:
        accounts = self._startalk.accounts

        def is_online() -> bool:
            states = [accounts.state(account.id) for account in accounts.all()]
            return len(states) == _COMPANIES and all(isinstance(s, Online) for s in states)

        await self._until(is_online, "all companies online")
        await self._until(lambda: self._window.inbox_model.rowCount() > 20, "the inbox filled")
        await self._until(
            lambda: all(
                self._startalk.directory.company(account.id).people_count
                for account in accounts.all()
            ),
            "every company's tree known",
        )
        await self._picture("signed-in")

    async def _talk(self) -> None:
        line = self._first(ConversationKind.DIRECT, "yuanhang.example")
        self._window.stage.open(line.id)
        await self._shown(line)
        await self._picture("conversation")
        field = self._type("好的，我下午把更新后的报价发给客户。")
        await self._picture("writing")
        QTest.keyClick(field, Qt.Key.Key_Return)
        await self._answered(line)
        await self._picture("answered")

    def _type(self, text: str) -> QWidget:
        field = self._window.stage.view.composer.text
        field.setFocus()
        field.insertPlainText(text)
        return field

    async def _answered(self, line: Conversation) -> None:
        """Wait until the own message was read and, after it, the colleague's answer has come."""
        conversation = self._startalk.conversation(line.id)
        deadline = asyncio.get_running_loop().time() + _PATIENCE
        while asyncio.get_running_loop().time() < deadline:
            latest = await conversation.latest(2)
            is_answered = [message.is_outgoing for message in latest] == [True, False]
            if is_answered and latest[0].state is DeliveryState.READ:
                break
            await asyncio.sleep(_TICK)
        else:
            raise TourError("nobody read and answered the message")
        model, view = self._window.stage.model, self._window.stage.view.messages
        await self._until(
            lambda: (
                model is not None
                and model.messages.row_of(latest[1].row) == model.messages.rowCount() - 1
            ),
            "the answer shown",
        )
        bar = view.verticalScrollBar()
        await self._until(lambda: bar.value() == bar.maximum(), "the answer in sight")

    async def _visit_room(self) -> None:
        line = self._first(ConversationKind.ROOM, "conference.hexalabs.example")
        self._window.stage.open(line.id)
        await self._shown(line)
        stage = self._window.stage
        await self._until(
            lambda: stage.model is not None and len(stage.model.occupants()) > 3,
            "people in the room",
        )
        stage.toggle_members()
        panel = stage.members
        await self._until(lambda: panel.model is not None and panel.model.is_loaded, "the members")
        await self._picture("room")
        stage.hide_members()

    async def _look_up_people(self) -> None:
        self._window.show_page(Page.DIRECTORY)
        model = self._window.directory.tree_model
        company = self._row(NodeKind.COMPANY, "yuanhang.example")
        model.set_open(company, True)
        await self._until(lambda: model.first_child_row(company) is not None, "the company's units")
        model.set_open(company + 1, True)
        await self._until(lambda: model.first_child_row(company + 1) is not None, "the divisions")
        await self._picture("directory")
        self._window.directory.field.setText("wangfang")
        people = self._window.directory.list.model()
        await self._until(lambda: people.rowCount() > 0, "people found by pinyin")
        await self._picture("people-found")
        self._window.directory.field.clear()

    async def _talk_over_the_link(self) -> None:
        """Somebody of a linked company: where they sit, and that they read and answer."""
        model = self._window.directory.tree_model
        model.set_open(self._row(NodeKind.COMPANY, "yuanhang.example"), False)
        agency = self._row(NodeKind.COMPANY, "brightwell.example")
        model.set_open(agency, True)
        await self._until(lambda: NodeKind.PARTNER in model.kinds(), "the linked company")
        partner = self._row(NodeKind.PARTNER, "hexalabs.example")
        model.set_open(partner, True)
        await self._until(lambda: model.first_child_row(partner) is not None, "its open units")
        model.set_open(partner + 1, True)
        await self._until(lambda: model.first_child_row(partner + 1) is not None, "its people")
        self._window.directory.tree.scrollTo(model.index(partner), _TOP)
        line = self._first(ConversationKind.DIRECT, "hexalabs.example", "brightwell.example")
        self._window.stage.open(line.id)
        await self._shown(line)
        QTest.keyClick(
            self._type("Thanks! Brightwell will have comments by noon."), Qt.Key.Key_Return
        )
        await self._answered(line)
        await self._picture("linked")

    def _row(self, kind: NodeKind, domain: str) -> int:
        """Where a company, or a partner, is in the tree."""
        model, directory = self._window.directory.tree_model, self._startalk.accounts
        for row, each in enumerate(model.kinds()):
            if each is kind:
                told, account = model.told(row), model.index(row).data(DirectoryRole.ACCOUNT)
                if domain in (told.domain, directory.get(account).jid.domain):
                    return row
        raise TourError(f"the directory has no {kind} of {domain}")

    async def _search(self) -> None:
        self._window.show_page(Page.SEARCH)
        self._window.search.field.setText("报价")
        found = self._window.search.list.model()
        await self._until(lambda: found.rowCount() > 0, "messages found")
        await self._picture("search")
        self._window.search.field.clear()
        self._window.show_page(Page.CHATS)

    async def _switch(self) -> None:
        switcher = self._window.switcher
        switcher.open()
        QTest.keyClicks(switcher.field, "li")
        model = switcher.list.model()
        await self._until(lambda: model.rowCount() > 5, "people to jump to")
        await self._picture("switcher")
        switcher.dismiss()

    async def _see_the_dark(self) -> None:
        application = QApplication.instance()
        theme = application.findChild(Theme) if isinstance(application, QObject) else None
        if theme is None:
            raise TourError("the window has no theme")
        theme.set_mode(ThemeMode.DARK)
        await self._picture("dark")

    def _first(self, kind: ConversationKind, domain: str, through: str = "") -> Conversation:
        """The newest conversation with somebody of `domain`, as one of `through`, or else of the domain itself."""
        model = self._window.inbox_model
        own = through or domain.removeprefix("conference.")
        for row in range(model.rowCount()):
            line = model.conversation(row)
            account = self._startalk.accounts.get(line.id.account)
            if (line.kind, line.id.peer.domain, account.jid.domain) == (kind, domain, own):
                return line
        raise TourError(f"the inbox has no {kind} conversation of {domain}")

    async def _shown(self, line: Conversation) -> None:
        stage = self._window.stage

        def is_shown() -> bool:
            model = stage.model
            return model is not None and model.id == line.id and model.messages.rowCount() > 0

        await self._until(is_shown, f"the conversation with {line.name}")

    async def _until(self, condition: Callable[[], bool], what: str) -> None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + _PATIENCE
        while not condition():
            if loop.time() > deadline:
                raise TourError(f"waited {_PATIENCE:.0f} s in vain for: {what}")
            await asyncio.sleep(_TICK)

    async def _picture(self, name: str) -> None:
        """Let what is pending be laid out, and write what the window shows."""
        for _ in range(10):
            await asyncio.sleep(0)
        self._count += 1
        window: QWidget = self._window
        picture = window.grab()
        file = self._pictures / f"{self._count:02}-{name}.png"
        if not picture.save(str(file)):
            raise TourError(f"{file} could not be written")
