"""What was shared in a conversation: pictures, files, links; by month, searched, looked through to the end."""

from __future__ import annotations

from pathlib import Path

import pytest
import pytest_asyncio
from PySide6.QtCore import QDate, QDateTime, QLocale, QPoint, Qt, QTime
from PySide6.QtGui import QContextMenuEvent, QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from startalk_desktop.model.message import Message, SharedFile
from startalk_desktop.ui.chat.commands import FileCommand
from startalk_desktop.ui.files.files_panel import FilesPanel
from startalk_desktop.ui.files.shelf_layout import laid_out
from startalk_desktop.ui.files.shelf_menu import ShelfMenu
from startalk_desktop.ui.forward_dialog import ForwardDialog
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.viewmodels.files_model import Shelf
from tests.ui.file_screens import Album, fill_shelves
from tests.ui.hands import dialog_of
from tests.ui.screens import Studio
from tests.ui.waiting import settle, until

LEFT = Qt.MouseButton.LeftButton


class Shelves:
    def __init__(self, studio: Studio) -> None:
        self.studio = studio
        self.startalk = studio.world.startalk
        self.chat = studio.world.launch

    @property
    def panel(self) -> FilesPanel:
        return self.studio.window.stage.view.files

    async def open(self, shelf: Shelf = Shelf.PICTURES) -> None:
        await self.studio.open(self.chat)
        if self.panel.model is None:
            QTest.mouseClick(self.studio.window.stage.view.header.files_button, LEFT)
        if shelf is not Shelf.PICTURES:
            QTest.mouseClick(self.panel.tabs[shelf], LEFT)
        await self.read()

    async def read(self) -> None:
        model = self.panel.model
        assert model is not None
        await until(lambda: not model.is_reading, "it is read")
        await settle()

    def names(self) -> list[str]:
        model = self.panel.model
        assert model is not None
        return [str(model.index(row).data()) for row in range(model.rowCount())]

    def point(self, row: int) -> QPoint:
        view = self.panel.view
        index = view.model().index(row, 0)
        view.scrollTo(index)
        return view.visualRect(index).center()

    def click(self, row: int) -> None:
        QTest.mouseClick(self.panel.view.viewport(), LEFT, pos=self.point(row))

    async def menu(self, row: int) -> ShelfMenu:
        point, viewport = self.point(row), self.panel.view.viewport()
        reason = QContextMenuEvent.Reason.Mouse
        QApplication.sendEvent(
            viewport, QContextMenuEvent(reason, point, viewport.mapToGlobal(point))
        )
        await settle()
        return next(one for one in self.panel.view.findChildren(ShelfMenu) if one.isVisible())

    async def choose(self, row: int, words: str) -> None:
        menu = await self.menu(row)
        action = next(one for one in menu.actions() if one.text() == words)
        QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())
        await settle()


@pytest_asyncio.fixture
async def shelves(studio: Studio) -> Shelves:
    fill_shelves(studio)
    return Shelves(studio)


async def test_the_button_opens_it_and_each_tab_has_its_own(shelves: Shelves) -> None:
    await shelves.open()
    assert shelves.panel.isVisible()
    assert len(shelves.names()) == 7 + 6 + 5 + 4
    assert all(name.startswith("IMG_") for name in shelves.names())
    await shelves.open(Shelf.FILES)
    assert len(shelves.names()) == 12
    assert shelves.names()[0] == "报价单_第三版.xlsx"
    await shelves.open(Shelf.LINKS)
    assert "https://wiki.acme.example/launch/plan" in shelves.names()
    assert "http://www.acme.com" in shelves.names()
    QTest.mouseClick(shelves.studio.window.stage.view.header.files_button, LEFT)
    assert not shelves.panel.isVisible()
    assert shelves.panel.model is None


async def test_it_is_parted_by_month_newest_first(shelves: Shelves) -> None:
    await shelves.open()
    heads = [words for _, words in shelves.panel.view._layout.heads]
    assert len(heads) in (4, 5)  # thirty days may skip no month, or meet one twice
    first = QDateTime.fromMSecsSinceEpoch(shelves.studio.world.now // 1000 - 2 * 3600 * 1000)
    assert heads[0] == shelves.studio.window.stage.view._times.locale.toString(
        first.date(), "MMMM yyyy"
    )


async def test_a_part_of_a_name_finds_it(shelves: Shelves) -> None:
    await shelves.open(Shelf.FILES)
    QTest.keyClicks(shelves.panel.field, "PLAN")
    await until(lambda: set(shelves.names()) == {"stand-plan.dwg"}, "found")
    assert len(shelves.names()) == 4
    QTest.keyClicks(shelves.panel.field, "xyz")
    await until(lambda: shelves.panel.empty.isVisible(), "nothing")
    assert shelves.panel.empty._title.text() == "Nothing of that name"
    QTest.keyClick(shelves.panel.field, Qt.Key.Key_Escape)
    await until(lambda: len(shelves.names()) == 12, "all again")


async def test_where_nothing_was_shared_that_is_said(shelves: Shelves) -> None:
    shelves.chat = shelves.studio.world.alice
    await shelves.open()
    assert shelves.panel.empty.isVisible()
    assert shelves.panel.empty._title.text() == "No pictures yet"


async def test_it_can_be_looked_through_to_the_end(studio: Studio) -> None:
    album = Album(studio.world, studio.world.launch)
    file = SharedFile("https://upload.acme.example/f/x", "x.png", "image/png", 10, 40, 30)
    for number in range(500):
        studio.world.startalk.say(
            studio.world.launch, "", at=album.clock + number, is_quiet=True,
            files=(SharedFile(f"{file.url}{number}", f"{number}.png", "image/png", 10, 40, 30),),
        )  # fmt: skip
    shelves = Shelves(studio)
    await shelves.open()
    model = shelves.panel.model
    assert model is not None
    assert 100 < model.rowCount() < 300  # the beginning is enough at first
    bar = shelves.panel.view.verticalScrollBar()
    for _ in range(20):
        bar.setValue(bar.maximum())
        await shelves.read()
        if model.rowCount() == 500:
            break
    assert [shelves.names()[0], shelves.names()[-1]] == ["499.png", "0.png"]
    assert not model.has_more


async def test_a_picture_is_shown_large_and_a_file_opened(shelves: Shelves, tmp_path: Path) -> None:
    launched: list[Path] = []
    shelves.startalk.post.folder = tmp_path
    shelves.studio.window.stage.file_commands.launch = lambda path: not launched.append(path)
    await shelves.open()
    name = shelves.names()[1]
    shelves.click(1)
    viewer = shelves.studio.window.stage.view.viewer
    assert viewer is not None
    assert viewer.accessibleName() == name
    viewer.dismiss()
    await shelves.open(Shelf.FILES)
    shelves.click(0)
    await until(lambda: launched, "it is opened")
    assert launched[0].name == "报价单_第三版.xlsx"


async def test_keys_go_through_it_and_enter_opens(shelves: Shelves) -> None:
    await shelves.open()
    view = shelves.panel.view
    QTest.keyClick(shelves.panel.field, Qt.Key.Key_Down)
    assert view.hasFocus()
    columns = view._layout.columns
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.currentIndex().row() == columns
    QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_Up)
    assert view.currentIndex().row() == 1
    QTest.keyClick(view, Qt.Key.Key_End)
    last = view.model().rowCount() - 1
    assert view.currentIndex().row() == last
    assert view.viewport().rect().contains(view.visualRect(view.currentIndex()))
    QTest.keyClick(view, Qt.Key.Key_Home)
    QTest.keyClick(view, Qt.Key.Key_Return)
    viewer = shelves.studio.window.stage.view.viewer
    assert viewer is not None
    assert viewer.isVisible()
    viewer.dismiss()
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert not shelves.panel.isVisible()


async def test_the_menu_leads_to_the_message_and_forwards(shelves: Shelves) -> None:
    await shelves.open(Shelf.FILES)
    model = shelves.panel.model
    assert model is not None
    oldest = model.rowCount() - 1
    row = model.item(oldest).message.row
    asked: list[tuple[object, object, int]] = []
    shelves.panel.command_asked.connect(lambda *told: asked.append(told))
    await shelves.choose(oldest, "Save as…")
    assert [(one[0], one[2]) for one in asked] == [(FileCommand.SAVE, 0)]
    (dialog,) = [one for one in [QApplication.activeModalWidget()] if one is not None]
    dialog.close()
    await settle()
    await shelves.choose(oldest, "Show in conversation")
    view = shelves.studio.window.stage.view.messages
    await until(lambda: view.message_at(view.currentIndex().row()).row == row, "it is shown")
    await shelves.choose(oldest, "Forward…")
    await dialog_of(ForwardDialog)


async def test_a_link_is_opened_and_copied_as_the_companys(
    shelves: Shelves, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", staticmethod(lambda url: opened.append(url.toString()))
    )
    await shelves.open(Shelf.LINKS)
    name = shelves.names()[0]
    shelves.click(0)
    assert opened == [name]
    await shelves.choose(0, "Copy link")
    assert QGuiApplication.clipboard().text() == name


async def test_what_comes_and_goes_meanwhile_is_seen(shelves: Shelves) -> None:
    await shelves.open()
    file = SharedFile("https://upload.acme.example/f/new", "new.png", "image/png", 10, 30, 20)
    new: Message = shelves.startalk.say(shelves.chat, "", files=(file,))
    await until(lambda: shelves.names()[0] == "new.png", "it is on top")
    before = len(shelves.names())
    handle = shelves.startalk.conversation(shelves.chat)
    await handle.delete_here(new.row)
    await until(lambda: len(shelves.names()) == before - 1, "it is gone")
    assert shelves.names()[0] != "new.png"


async def test_another_conversation_shows_its_own(shelves: Shelves) -> None:
    await shelves.open()
    shelves.chat = shelves.studio.world.alice
    await shelves.studio.open(shelves.chat)
    await shelves.read()
    assert shelves.panel.isVisible()
    assert shelves.names() == []


async def test_where_there_is_no_room_it_stands_in_the_messages_place(shelves: Shelves) -> None:
    await shelves.open()
    view = shelves.studio.window.stage.view
    assert view.messages.isVisible()
    shelves.studio.window.resize(900, 640)
    await settle()
    assert not view.messages.isVisible()
    await shelves.choose(0, "Show in conversation")
    assert view.messages.isVisible()
    assert not shelves.panel.is_open


def test_rows_and_squares_stand_below_their_months() -> None:
    months = ["May"] * 5 + ["April"] * 2
    grid = laid_out(months, 336, None)
    assert grid.columns == 3
    assert [words for _, words in grid.heads] == ["May", "April"]
    for number, rect in enumerate(grid.rects):
        assert grid.at(rect.center().x(), rect.center().y()) == number
        assert not any(rect.intersects(other) for other in grid.rects[:number])
    assert grid.rects[5].top() > grid.heads[1][0].top() > grid.rects[4].bottom()
    rows = laid_out(months, 336, 60)
    assert all(rect.height() == 60 for rect in rows.rects)
    assert rows.at(10, rows.heads[1][0].center().y()) == -1
    assert list(rows.between(0, 10_000)) == list(range(7))
    assert laid_out([], 336, None).rects == []


def test_a_month_is_named_with_its_year() -> None:
    moment = QDateTime(QDate(2026, 9, 3), QTime(12, 0)).toMSecsSinceEpoch() * 1000
    assert TimeTexts(QLocale("en_GB")).month(moment) == "September 2026"
