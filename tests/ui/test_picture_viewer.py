"""Pictures over the whole window: one after the other, larger and smaller, copied and saved."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from startalk_desktop.model.message import SharedFile
from startalk_desktop.ui.chat.hits import HitKind
from startalk_desktop.ui.chat.picture_viewer import PictureViewer
from startalk_desktop.ui.chat.zoom_pan import ZoomPan
from startalk_desktop.ui.clipboard import source_of
from startalk_desktop.ui.file_choosing import SaveDialog
from startalk_desktop.ui.forward_dialog import ForwardDialog
from tests.ui.action_screens import open_pictures
from tests.ui.gallery import hit_point, picture
from tests.ui.hands import dialog_of
from tests.ui.screens import Studio
from tests.ui.waiting import settle, until


async def _open(studio: Studio, index: int = 0) -> PictureViewer:
    """Click a picture of a message with two."""
    message = await open_pictures(studio)
    view = studio.window.stage.view.messages
    model = studio.window.stage.model
    assert model is not None
    row = model.messages.row_of(message.row)
    assert row is not None
    view.scrollTo(view.model().index(row, 0))
    await settle()
    point = hit_point(view, row, HitKind.PICTURE, index)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point)
    viewer = studio.window.stage.view.viewer
    assert viewer is not None
    await until(viewer.isVisible, "the picture is shown")
    await until(lambda: viewer.place.rect.width() > 1, "it is here")
    await settle()
    return viewer


def _wheel(viewer: PictureViewer, at: QPointF, angle: int) -> None:
    event = QWheelEvent(
        at, viewer.mapToGlobal(at), QPoint(), QPoint(0, angle), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(viewer, event)


async def test_a_click_shows_it_large_and_keys_go_on(studio: Studio) -> None:
    viewer = await _open(studio)
    assert viewer.geometry() == studio.window.rect()
    await until(lambda: viewer.place.rect.width() == 720, "at its own size")
    assert viewer.accessibleName() == "rev-b.png"
    QTest.keyClick(viewer, Qt.Key.Key_Left)
    assert viewer.accessibleName() == "rev-b.png"
    QTest.keyClick(viewer, Qt.Key.Key_Right)
    assert viewer.accessibleName() == "rev-c.png"
    assert not viewer.bar.on_button.isVisible()
    studio.window.resize(1000, 700)
    assert viewer.geometry() == studio.window.rect()
    QTest.mouseClick(viewer.bar.back_button, Qt.MouseButton.LeftButton)
    assert viewer.accessibleName() == "rev-b.png"
    QTest.keyClick(viewer, Qt.Key.Key_Escape)
    assert not viewer.isVisible()


async def test_it_goes_on_through_all_of_the_conversation(studio: Studio) -> None:
    world = studio.world
    for number in range(70):
        url = f"https://upload.acme.example/old-{number}.png"
        world.startalk.deeds.pictures[url] = picture(60, 40)
        _say_picture(studio, url, f"old-{number}.png")
    viewer = await _open(studio)
    _say_picture(studio, "https://upload.acme.example/later.png", "later.png")
    roll = viewer.roll
    assert roll is not None
    await until(lambda: roll.neighbour(-1) is not None, "the earlier ones are known")
    for _ in range(70):
        QTest.keyClick(viewer, Qt.Key.Key_Left)
        await settle()
    assert viewer.accessibleName() == "old-0.png"
    await until(lambda: roll.is_whole, "all are known")
    assert roll.count == 72  # what came after it was opened is not among them
    QTest.keyClick(viewer, Qt.Key.Key_Left)
    assert viewer.accessibleName() == "old-0.png"


def _say_picture(studio: Studio, url: str, name: str) -> None:
    studio.world.startalk.say(
        studio.world.launch, "", files=(SharedFile(url, name, "image/png"),), is_quiet=True
    )


async def test_it_never_reaches_beyond_a_small_window(studio: Studio) -> None:
    viewer = await _open(studio)
    studio.window.resize(900, 600)
    viewer.zoom_by(0.1)
    assert viewer.rect().toRectF().contains(viewer.place.rect)


@pytest.mark.parametrize("is_beside", [True, False])
async def test_a_click_beside_closes_and_one_on_it_does_not(
    studio: Studio, is_beside: bool
) -> None:
    viewer = await _open(studio)
    point = QPoint(10, viewer.height() - 10) if is_beside else viewer.rect().center()
    QTest.mouseClick(viewer, Qt.MouseButton.LeftButton, pos=point)
    assert viewer.isVisible() is not is_beside


async def test_the_wheel_zooms_where_the_mouse_is_and_the_picture_can_be_moved(
    studio: Studio,
) -> None:
    viewer = await _open(studio)
    await until(lambda: viewer.place.rect.width() == 720, "at its own size")
    before = viewer.place.rect
    at = before.topLeft() + QPointF(180, 120)
    _wheel(viewer, at, 600)
    after = viewer.place.rect
    assert after.width() > 1.5 * before.width()
    share = (at - after.topLeft()).x() / after.width()
    assert share == pytest.approx(0.25, abs=0.01)
    middle = viewer.rect().center()
    QTest.mousePress(viewer, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(viewer, middle + QPoint(0, 30))
    QTest.mouseMove(viewer, middle + QPoint(0, 60))
    QTest.mouseRelease(viewer, Qt.MouseButton.LeftButton, pos=middle + QPoint(0, 60))
    assert viewer.isVisible()
    assert viewer.place.rect.top() > after.top()
    _wheel(viewer, at, -4000)
    assert viewer.place.is_fitted


async def test_keys_and_a_double_click_zoom(studio: Studio) -> None:
    viewer = await _open(studio)
    await until(lambda: viewer.place.rect.width() == 720, "at its own size")
    QTest.keyClick(viewer, Qt.Key.Key_Plus)
    await until(lambda: viewer.place.scale == pytest.approx(1.25), "larger")
    top = viewer.place.rect.top()
    QTest.keyClick(viewer, Qt.Key.Key_0)
    await until(lambda: viewer.place.is_fitted, "as it fits")
    QTest.mouseDClick(viewer, Qt.MouseButton.LeftButton, pos=viewer.rect().center())
    await until(lambda: viewer.place.scale == pytest.approx(2.0), "twice")
    assert viewer.place.rect.top() < top
    QTest.keyClick(viewer, Qt.Key.Key_Up)
    QTest.keyClick(viewer, Qt.Key.Key_Right)
    assert viewer.accessibleName() == "rev-c.png"
    assert viewer.place.is_fitted


async def test_the_system_shows_it_on_demand(studio: Studio, tmp_path: Path) -> None:
    studio.world.startalk.post.folder = tmp_path
    opened: list[Path] = []
    studio.window.stage.file_commands.launch = lambda path: bool(opened.append(path)) or True
    viewer = await _open(studio)
    QTest.mouseClick(viewer.bar.outside_button, Qt.MouseButton.LeftButton)
    await until(lambda: opened, "it is opened")
    assert opened == [tmp_path / "rev-b.png"]


async def test_it_is_copied_with_its_company_and_saved(studio: Studio, tmp_path: Path) -> None:
    viewer = await _open(studio)
    QTest.keyClick(viewer, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    clipboard = QGuiApplication.clipboard()
    await until(lambda: clipboard.mimeData() and clipboard.mimeData().hasImage(), "it is copied")
    assert clipboard.image().width() == 720
    assert source_of(clipboard.mimeData()) == studio.world.acme.id
    QTest.keyClick(viewer, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    dialog = await dialog_of(SaveDialog)
    field = dialog.findChild(QLineEdit, "fileNameEdit")
    assert field.text() == "rev-b.png"
    field.setText(str(tmp_path / "mine.png"))
    dialog.accept()
    await until(lambda: (tmp_path / "mine.png").exists(), "it is saved")


async def test_it_is_forwarded_with_its_message(studio: Studio) -> None:
    viewer = await _open(studio)
    QTest.mouseClick(viewer.bar.forward_button, Qt.MouseButton.LeftButton)
    await dialog_of(ForwardDialog)
    assert not viewer.isVisible()


def test_a_small_picture_is_fitted_at_its_own_size_and_a_large_one_into_the_room() -> None:
    place = ZoomPan()
    place.fit_into(QRectF(0, 50, 1000, 500))
    place.show(QSizeF(100, 50))
    assert place.rect == QRectF(450, 275, 100, 50)
    place.show(QSizeF(4000, 1000))
    assert place.rect == QRectF(0, 175, 1000, 250)
    assert place.most >= 8.0


def test_a_zoomed_picture_leaves_no_gap_and_keeps_its_place_when_it_sharpens() -> None:
    place = ZoomPan()
    place.fit_into(QRectF(0, 0, 1000, 500))
    place.show(QSizeF(1000, 500))
    place.zoom(2.0, QPointF(0, 0))
    assert place.rect == QRectF(0, 0, 2000, 1000)
    place.pan(QPointF(500, 500))
    assert place.rect.topLeft() == QPointF(0, 0)
    place.pan(QPointF(-9000, -9000))
    assert place.rect.bottomRight() == QPointF(1000, 500)
    before = place.rect
    place.sharpen(QSizeF(4000, 2000))
    assert place.rect == before
    place.zoom(0.01, QPointF())
    assert place.is_fitted
