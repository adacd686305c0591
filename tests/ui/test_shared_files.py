"""Files and pictures in their bubbles: how they get on, grids, opening, saving, dragging, warnings."""

from __future__ import annotations

from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QDrag, QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.message import DeliveryState, Message, Reaction, SharedFile
from startalk_desktop.model.transfer import TransferDirection, TransferState
from startalk_desktop.ui.chat.album_layout import arrange
from startalk_desktop.ui.chat.commands import Command, FileCommand
from startalk_desktop.ui.chat.hits import HitKind
from startalk_desktop.ui.chat.message_menu import MessageMenu
from startalk_desktop.ui.chat.picture_part import PicturePart
from startalk_desktop.ui.clipboard import source_of
from startalk_desktop.ui.file_choosing import SaveDialog
from startalk_desktop.ui.widgets.dialog import ConfirmDialog
from tests.ui.file_fakes import Post, begin, change
from tests.ui.file_screens import Album
from tests.ui.gallery import hit_point
from tests.ui.hands import Hands, dialog_of
from tests.ui.screens import Studio
from tests.ui.waiting import settle, until

LEFT = Qt.MouseButton.LeftButton
PDF = SharedFile("https://upload.acme.example/f/n.pdf", "notes.pdf", "application/pdf", 5_000_000)


class Bench(Hands):
    """The room with files in it, and what is done to them."""

    def __init__(self, studio: Studio, folder: Path) -> None:
        super().__init__(studio.window)
        self.studio = studio
        self.startalk = studio.world.startalk
        self.album = Album(studio.world, studio.world.launch)
        self.album.clock = studio.world.now
        self.post.folder = folder
        self.launched: list[Path] = []
        self.revealed: list[Path] = []
        commands = studio.window.stage.file_commands
        commands.launch = lambda path: not self.launched.append(path)
        commands.reveal = lambda path: not self.revealed.append(path)

    @property
    def post(self) -> Post:
        return self.startalk.post

    async def open(self) -> None:
        await self.studio.open(self.studio.world.launch)
        self.view.jump_to_end()
        await settle()

    async def click_on(self, message: Message, kind: HitKind, value: object = None) -> None:
        await self.paint(message)
        point = hit_point(self.view, self.row_of(message), kind, value)
        QTest.mouseClick(self.view.viewport(), LEFT, pos=point)
        await settle()

    async def paint(self, message: Message) -> None:
        """What can be clicked may depend on what is shown."""
        self.view.scrollTo(self.view.model().index(self.row_of(message), 0))
        await settle()
        self.view.viewport().repaint()

    def hits(self, message: Message) -> set[HitKind]:
        layout = self.view.layout_of(self.row_of(message))
        found = set()
        for y in range(0, round(layout.height), 4):
            for x in range(0, self.view.viewport().width(), 8):
                hit = layout.hit(QPointF(x, y))
                if hit is not None:
                    found.add(hit.kind)
        return found

    async def click_action(self, menu: MessageMenu, command: FileCommand) -> None:
        action = menu.file_commands[command]
        QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())
        await settle()

    def toast(self) -> str:
        return self.studio.window.toast.text()


@pytest_asyncio.fixture
async def bench(studio: Studio, tmp_path: Path) -> Bench:
    return Bench(studio, tmp_path)


class TestOnTheWay:
    async def test_a_click_on_the_ring_stops_what_is_sent(self, bench: Bench) -> None:
        file = SharedFile("", "a.zip", "application/zip", 9_000)
        own = bench.album.say(own=True, files=(file,), state=DeliveryState.QUEUED)
        begin(bench.startalk, own, TransferDirection.UP, done=3_000)
        await bench.open()
        await bench.click_on(own, HitKind.TRANSFER)
        assert bench.post.transfers == {}
        model = bench.studio.window.stage.model
        assert model is not None
        await until(lambda: model.messages.row_of(own.row) is None, "the message is gone, too")

    async def test_one_that_failed_says_why_and_goes_again(self, bench: Bench) -> None:
        file = SharedFile("", "a.zip", "application/zip", 9_000)
        failure = Failure(FailureCode.NOT_ALLOWED)
        own = bench.album.say(own=True, files=(file,), state=DeliveryState.FAILED, failure=failure)
        failed = begin(
            bench.startalk, own, TransferDirection.UP, state=TransferState.FAILED, failure=failure
        )
        await bench.open()
        await bench.paint(own)
        point = hit_point(bench.view, bench.row_of(own), HitKind.TRANSFER)
        assert "does not take it from you" in bench.view.tooltip_at(QPointF(point))
        spoken = bench.view.model().index(bench.row_of(own), 0)
        assert "sending" in spoken.data(Qt.ItemDataRole.AccessibleTextRole)
        await bench.click_on(own, HitKind.TRANSFER)
        assert bench.post.transfers[failed.id].state is TransferState.RUNNING

    async def test_a_picture_that_is_not_here_is_fetched_and_can_be_stopped(
        self, bench: Bench
    ) -> None:
        message = bench.album.say(files=(bench.album.file((300, 200), here=False),))
        await bench.open()
        await bench.paint(message)
        images = bench.studio.window.stage.pictures.previews
        await until(lambda: HitKind.SHOW_PICTURE in bench.hits(message), "it is offered")
        await until(lambda: not images._coming, "nothing is fetched")
        await bench.click_on(message, HitKind.SHOW_PICTURE)
        assert bench.post.asked == [("download", message.row, 0)]
        await bench.click_on(message, HitKind.TRANSFER)
        assert bench.post.transfers == {}
        await bench.click_on(message, HitKind.SHOW_PICTURE)
        (transfer,) = bench.post.transfers.values()
        bench.startalk.deeds.pictures[message.files[0].url] = bench.album.file((3, 2)).thumbnail
        change(bench.startalk, transfer, state=TransferState.DONE)
        await bench.paint(message)
        await until(lambda: HitKind.PICTURE in bench.hits(message), "it is shown")

    async def test_a_transfer_that_began_before_is_shown_at_once(self, bench: Bench) -> None:
        message = bench.album.say(files=(PDF,))
        begin(bench.startalk, message, TransferDirection.DOWN, done=1_000_000)
        await bench.open()
        await bench.paint(message)
        assert HitKind.TRANSFER in bench.hits(message)

    async def test_a_frame_with_many_on_the_way_costs_no_layout(self, bench: Bench) -> None:
        messages = [bench.album.say(files=(PDF,)) for _ in range(8)]
        transfers = [begin(bench.startalk, one, TransferDirection.DOWN) for one in messages]
        await bench.open()
        before = bench.view.layout_of(bench.row_of(messages[-1]))
        for done in range(0, 5_000_000, 500_000):
            for transfer in transfers:
                change(bench.startalk, transfer, done=done)
        bench.view.viewport().repaint()
        assert bench.view.layout_of(bench.row_of(messages[-1])) is before


class TestGrids:
    async def test_pictures_of_one_go_stand_in_one_grid_and_open_their_own(
        self, bench: Bench
    ) -> None:
        messages = bench.album.pictures(4, "Four of them")
        await bench.open()
        carrier = messages[0]  # it has the words
        assert [bench.view.layout_of(bench.row_of(one)).height for one in messages[1:]] == [0, 0, 0]
        parts = [part for _, part in bench.view.layout_of(bench.row_of(carrier)).parts]
        assert isinstance(parts[0], PicturePart)
        assert len(parts[0].tiles) == 4
        await bench.paint(carrier)
        row = bench.row_of(carrier)
        await until(lambda: HitKind.PICTURE in bench.hits(carrier), "they are here")
        await settle()
        bench.view.viewport().repaint()
        corner = bench.view.layout_of(row).parts[0][0] + bench.view.row_corner(row)
        third = parts[0].tiles[2].rect.translated(corner).center().toPoint()
        QTest.mouseClick(bench.view.viewport(), LEFT, pos=third)
        viewer = bench.studio.window.stage.view.viewer
        assert viewer is not None
        await until(viewer.isVisible, "it is shown")
        assert viewer.roll is not None
        assert viewer.roll.current.message.row == messages[2].row

    async def test_the_menu_is_about_the_picture_under_the_mouse(self, bench: Bench) -> None:
        messages = bench.album.pictures(2)
        await bench.open()
        carrier = messages[1]
        await bench.paint(carrier)
        await until(lambda: HitKind.PICTURE in bench.hits(carrier), "they are here")
        layout = bench.view.layout_of(bench.row_of(carrier))
        part = layout.parts[0][1]
        assert isinstance(part, PicturePart)
        at = layout.parts[0][0] + bench.view.row_corner(bench.row_of(carrier))
        first = part.tiles[0].rect.translated(at).center()
        hit = bench.view.hit_at(first)
        assert hit is not None
        assert bench.view._message_of(hit, bench.row_of(carrier)).row == messages[0].row

    async def test_a_reaction_or_choosing_takes_them_apart(self, bench: Bench) -> None:
        messages = bench.album.pictures(3)
        await bench.open()
        assert bench.view.layout_of(bench.row_of(messages[0])).height == 0
        bench.view.set_selecting(True)
        await settle()
        assert bench.view.layout_of(bench.row_of(messages[0])).height > 0
        bench.view.set_selecting(False)
        await settle()
        assert bench.view.layout_of(bench.row_of(messages[0])).height == 0
        bench.startalk.change(
            bench.studio.world.launch, messages[1].row, reactions=(Reaction("👍", (), True),)
        )
        await settle()
        heights = [bench.view.layout_of(bench.row_of(one)).height for one in messages]
        assert all(height > 0 for height in heights)

    async def test_keys_step_over_what_another_shows(self, bench: Bench) -> None:
        before = bench.album.say("before")
        messages = bench.album.pictures(3)
        bench.album.say("after")
        await bench.open()
        bench.stand_on(messages[2])
        bench.press(Qt.Key.Key_Up)
        assert bench.view.message_at(bench.view.currentIndex().row()).row == before.row

    async def test_others_words_time_and_persons_stay_apart(self, bench: Bench) -> None:
        first = bench.album.pictures(1)[0]
        own = bench.album.pictures(1, own=True)[0]
        later = bench.album.pictures(1)[0]
        spoken = bench.album.say("and this?", files=(bench.album.file((30, 20)),), gap=0)
        await bench.open()
        for message in (first, own, later, spoken):
            assert bench.view.layout_of(bench.row_of(message)).height > 0

    async def test_several_pictures_of_one_message_are_a_grid(self, bench: Bench) -> None:
        files = tuple(bench.album.file((400, 300)) for _ in range(3))
        message = bench.album.say("", files=files)
        await bench.open()
        parts = [part for _, part in bench.view.layout_of(bench.row_of(message)).parts]
        assert [type(part) for part in parts] == [PicturePart]
        assert parts[0].size.width() <= 400

    @given(
        st.lists(st.floats(0.02, 50.0), min_size=1, max_size=10),
        st.floats(240, 420),
    )
    def test_a_grid_loses_no_picture_and_nothing_overlaps(
        self, ratios: list[float], width: float
    ) -> None:
        rects = arrange(ratios, width)
        assert len(rects) == len(ratios)
        for number, rect in enumerate(rects):
            assert rect.left() >= 0
            assert rect.right() <= width + 0.01
            assert rect.width() > 20
            assert 30 < rect.height() <= 260
            assert not any(rect.intersects(other) for other in rects[:number])


class TestOpening:
    async def test_a_click_opens_a_copy(self, bench: Bench) -> None:
        message = bench.album.say(files=(PDF,))
        await bench.open()
        await bench.click_on(message, HitKind.FILE)
        await until(lambda: bench.launched, "it is opened")
        assert bench.launched[0].name == "notes.pdf"
        assert QApplication.activeModalWidget() is None

    @pytest.mark.parametrize(("name", "content"), [("setup.exe", b""), ("photo.jpg", b"MZ\x90")])
    async def test_what_could_run_is_asked_about(
        self, bench: Bench, name: str, content: bytes
    ) -> None:
        file = SharedFile("https://upload.acme.example/f/s", name, "application/pdf", 10)
        message = bench.album.say(files=(file,))
        bench.post.contents[message.row, 0] = content
        await bench.open()
        await bench.click_on(message, HitKind.FILE)
        question = await dialog_of(ConfirmDialog)
        assert name in question.windowTitle()
        question.reject()
        await settle()
        assert bench.launched == []
        await bench.click_on(message, HitKind.FILE)
        (await dialog_of(ConfirmDialog)).accept()
        await until(lambda: bench.launched, "it is opened all the same")

    async def test_one_that_can_not_be_had_says_why(self, bench: Bench) -> None:
        message = bench.album.say(files=(PDF,))
        bench.post.failure = Failure(FailureCode.FILE_DAMAGED)
        await bench.open()
        await bench.click_on(message, HitKind.FILE)
        await until(lambda: "not the file that was sent" in bench.toast(), "the word")
        bench.post.failure, bench.post.folder = None, None
        await bench.click_on(message, HitKind.FILE)
        await until(lambda: "No space left" in bench.toast(), "the other word")
        assert bench.launched == []

    async def test_it_is_saved_under_its_name_and_shown_where_it_is(
        self, bench: Bench, tmp_path: Path
    ) -> None:
        name = "..\\evil/\u202efdp.exe"
        message = bench.album.say(files=(SharedFile(PDF.url, name, "application/pdf", 10),))
        await bench.open()
        menu = await bench.menu(message)
        assert Command.SAVE not in menu.commands
        await bench.click_action(menu, FileCommand.SAVE)
        dialog = await dialog_of(SaveDialog)
        field = dialog.findChild(QLineEdit, "fileNameEdit")
        assert field.text() == "fdp.exe"
        field.setText(str(tmp_path / "mine.pdf"))
        dialog.accept()
        await until(lambda: (tmp_path / "mine.pdf").exists(), "it is saved")
        await until(lambda: "mine.pdf" in bench.toast(), "it is said")
        bench.studio.window.toast.button.click()
        assert bench.revealed == [tmp_path / "mine.pdf"]
        menu = await bench.menu(message)
        await bench.click_action(menu, FileCommand.FOLDER)
        await until(lambda: len(bench.revealed) == 2, "shown again")
        assert bench.revealed[1] == tmp_path / "mine.pdf"

    async def test_it_is_dragged_out_as_a_file_that_knows_its_company(
        self, bench: Bench, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        message = bench.album.say(files=(PDF,))
        await bench.open()
        await bench.paint(message)
        dragged: list[tuple[list[str], object]] = []

        def run(drag: QDrag) -> None:
            urls = [url.toLocalFile() for url in drag.mimeData().urls()]
            dragged.append((urls, source_of(drag.mimeData())))

        bench.studio.window.stage.file_commands.run_drag = run
        monkeypatch.setattr(QGuiApplication, "mouseButtons", staticmethod(lambda: LEFT))
        point = hit_point(bench.view, bench.row_of(message), HitKind.FILE)
        QTest.mousePress(bench.view.viewport(), LEFT, pos=point)
        for step in (3, 12, 40):
            _move(bench, point + QPoint(step, step))
        QTest.mouseRelease(bench.view.viewport(), LEFT, pos=point + QPoint(40, 40))
        await until(lambda: dragged, "it is dragged")
        ((paths, source),) = dragged
        assert [Path(path).name for path in paths] == ["notes.pdf"]
        assert source == bench.studio.world.acme.id
        assert not bench.view.has_selection
        assert bench.launched == []


def _move(bench: Bench, point: QPoint) -> None:
    viewport = bench.view.viewport()
    event = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(point), QPointF(viewport.mapToGlobal(point)), LEFT, LEFT,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(viewport, event)
