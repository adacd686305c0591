"""Pictures over the whole window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from startalk_desktop.ui.chat.hits import HitKind
from startalk_desktop.ui.chat.picture_viewer import PictureViewer
from tests.ui.action_screens import open_pictures
from tests.ui.gallery import hit_point
from tests.ui.screens import Studio
from tests.ui.waiting import settle, until


async def _open(studio: Studio) -> PictureViewer:
    """Click the first picture of a message with two."""
    message = await open_pictures(studio)
    view = studio.window.stage.view.messages
    model = studio.window.stage.model
    assert model is not None
    row = model.messages.row_of(message.row)
    assert row is not None
    view.scrollTo(view.model().index(row, 0))
    await settle()
    point = hit_point(view, row, HitKind.PICTURE, 0)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point)
    viewer = studio.window.findChild(PictureViewer)
    assert viewer is not None
    await until(viewer.isVisible, "the picture is shown")
    return viewer


async def test_a_click_shows_it_large_and_keys_go_on(studio: Studio) -> None:
    viewer = await _open(studio)
    assert viewer.geometry() == studio.window.rect()
    assert viewer._place().width() == 720
    QTest.keyClick(viewer, Qt.Key.Key_Left)
    assert viewer.index == 0
    QTest.keyClick(viewer, Qt.Key.Key_Right)
    assert viewer.index == 1
    assert viewer.accessibleName() == "rev-c.png"
    studio.window.resize(1000, 700)
    assert viewer.geometry() == studio.window.rect()
    QTest.keyClick(viewer, Qt.Key.Key_Escape)
    assert not viewer.isVisible()


async def test_it_never_reaches_beyond_a_small_window(studio: Studio) -> None:
    viewer = await _open(studio)
    studio.window.resize(900, 600)
    viewer._pictures.changed.emit()
    assert viewer.rect().toRectF().contains(viewer._place())


@pytest.mark.parametrize("is_beside", [True, False])
async def test_a_click_beside_closes_and_one_on_it_does_not(
    studio: Studio, is_beside: bool
) -> None:
    viewer = await _open(studio)
    point = QPoint(10, viewer.height() - 10) if is_beside else viewer.rect().center()
    QTest.mouseClick(viewer, Qt.MouseButton.LeftButton, pos=point)
    assert viewer.isVisible() is not is_beside


async def test_the_system_shows_it_on_demand(studio: Studio) -> None:
    viewer = await _open(studio)
    asked: list[str] = []
    viewer.opened_outside.disconnect()
    viewer.opened_outside.connect(asked.append)
    QTest.mouseClick(viewer.outside_button, Qt.MouseButton.LeftButton)
    assert asked == ["https://upload.acme.example/rev-b.png"]
    assert not viewer.isVisible()
