"""The emoji picker, by mouse and by keys."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from startalk_desktop.ui.emoji.picker import EmojiPicker
from startalk_desktop.ui.emoji.shelf import EmojiShelf
from startalk_desktop.ui.layout_store import ForgetfulLayoutStore
from startalk_desktop.ui.theme import Theme
from startalk_desktop.viewmodels.emoji_catalogue import SkinTone

Key = Qt.Key


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    made = QMainWindow()
    made.resize(900, 640)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    QApplication.processEvents()
    return made


@pytest.fixture
def store() -> ForgetfulLayoutStore:
    return ForgetfulLayoutStore()


@pytest.fixture
def picker(theme: Theme, window: QMainWindow, store: ForgetfulLayoutStore) -> EmojiPicker:
    return EmojiPicker(theme, EmojiShelf(store), window)


@pytest.fixture
def chosen(picker: EmojiPicker) -> list[str]:
    found: list[str] = []
    picker.chosen.connect(found.append)
    return found


def open_it(picker: EmojiPicker, *, is_compact: bool = False) -> None:
    window = picker.parentWidget()
    assert window is not None
    picker.open_at(window.mapToGlobal(QPoint(700, 600)), is_compact=is_compact)


def press(picker: EmojiPicker, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(picker.search.field, key)


def test_typing_searches_and_enter_takes_the_best(picker: EmojiPicker, chosen: list[str]) -> None:
    open_it(picker)
    assert picker.search.field.hasFocus()
    QTest.keyClicks(picker.search.field, "rocket")
    press(picker, Key.Key_Return)
    assert chosen == ["🚀"]
    assert picker.isHidden()


def test_chinese_searches_too(picker: EmojiPicker, chosen: list[str]) -> None:
    open_it(picker)
    picker.search.field.setText("点赞")
    press(picker, Key.Key_Return)
    assert chosen == ["👍"]


def test_arrows_walk_through_sections(picker: EmojiPicker, chosen: list[str]) -> None:
    picker._shelf.note_used("🎉")
    open_it(picker)
    press(picker, Key.Key_Down)
    assert picker.grid.current is not None
    assert picker.grid.current.text == "🎉"
    press(picker, Key.Key_Down)
    assert picker.grid.current.text == "😀"
    press(picker, Key.Key_Right, Key.Key_Right, Key.Key_Left, Key.Key_Down, Key.Key_Up)
    assert picker.grid.current.text == "😃"
    press(picker, Key.Key_Left, Key.Key_Left)
    assert picker.grid.current.text == "🎉"
    press(picker, Key.Key_Return)
    assert chosen == ["🎉"]


def test_every_emoji_can_be_reached_by_keys(picker: EmojiPicker) -> None:
    open_it(picker)
    picker.search.field.setText("flag")
    seen = set()
    for _ in range(200):
        assert picker.grid.current is not None
        seen.add(picker.grid.current.text)
        press(picker, Key.Key_Right)
    assert seen == {cell.text for cell in picker.grid._sections[0].cells}


def test_escape_closes_and_gives_the_focus_back(
    picker: EmojiPicker, window: QMainWindow, chosen: list[str]
) -> None:
    field = QWidget(window)
    field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    field.show()
    field.setFocus()
    open_it(picker)
    press(picker, Key.Key_Escape)
    assert picker.isHidden()
    assert field.hasFocus()
    assert chosen == []


def test_a_click_takes_and_one_beside_closes(picker: EmojiPicker, chosen: list[str]) -> None:
    open_it(picker)
    place = picker.grid.rect_of(0, 2).center()
    QTest.mouseClick(picker.grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen == ["😄"]
    open_it(picker)
    QTest.mouseClick(picker, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert picker.isHidden()


def test_categories_jump(picker: EmojiPicker) -> None:
    open_it(picker)
    flags = picker.categories._buttons[-1]
    QTest.mouseClick(flags, Qt.MouseButton.LeftButton)
    bar = picker.grid.verticalScrollBar()
    assert bar.value() > bar.maximum() // 2
    assert flags.isChecked()


def test_a_tone_is_chosen_for_once(picker: EmojiPicker, chosen: list[str]) -> None:
    open_it(picker)
    picker.search.field.setText("thumbsup")
    place = picker.grid.rect_of(0, 0).center()
    viewport = picker.grid.viewport()
    QGuiApplication.sendEvent(
        viewport,
        QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, viewport.mapToGlobal(place)),
    )
    assert picker.tones.isVisible()
    QTest.keyClick(picker.tones, Key.Key_Right)
    QTest.keyClick(picker.tones, Key.Key_Return)
    assert chosen == ["👍🏻"]
    assert picker._shelf.tone is SkinTone.NONE


async def test_a_long_press_offers_tones(
    picker: EmojiPicker, qtbot: QtBot, chosen: list[str]
) -> None:
    open_it(picker)
    picker.search.field.setText("thumbsup")
    picker.grid._press.setInterval(1)
    place = picker.grid.rect_of(0, 0).center()
    with qtbot.waitSignal(picker.grid.tones_asked):
        QTest.mousePress(picker.grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseRelease(picker.grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert picker.tones.isVisible()
    assert chosen == []
    QTest.mouseClick(
        picker.tones, Qt.MouseButton.LeftButton, pos=picker.tones.rect_of(5).center().toPoint()
    )
    assert chosen == ["👍🏿"]


def test_the_usual_tone_is_remembered(
    picker: EmojiPicker, store: ForgetfulLayoutStore, chosen: list[str]
) -> None:
    open_it(picker)
    QTest.mouseClick(picker.search.tone_button, Qt.MouseButton.LeftButton)
    for _ in range(3):
        QTest.keyClick(picker.tones, Key.Key_Right)
    QTest.keyClick(picker.tones, Key.Key_Return)
    assert not picker.tones.isVisible()
    picker.search.field.setText("thumbsup")
    press(picker, Key.Key_Return)
    assert chosen == ["👍🏽"]
    assert EmojiShelf(store).tone is SkinTone.MEDIUM


def test_the_frequent_six_and_more(picker: EmojiPicker, chosen: list[str]) -> None:
    for text in ("🚀", "🚀", "🐛"):
        picker._shelf.note_used(text)
    open_it(picker, is_compact=True)
    assert picker.frequent.texts == ("🚀", "🐛", "👍", "❤️", "😂", "🎉")
    QTest.keyClick(picker.frequent, Key.Key_Right)
    QTest.keyClick(picker.frequent, Key.Key_Return)
    assert chosen == ["🐛"]
    open_it(picker, is_compact=True)
    QTest.mouseClick(
        picker.frequent,
        Qt.MouseButton.LeftButton,
        pos=picker.frequent.rect_of(6).center().toPoint(),
    )
    assert picker.card.isVisible()
    assert picker.search.field.hasFocus()


def test_typing_in_the_row_searches_everything(picker: EmojiPicker) -> None:
    open_it(picker, is_compact=True)
    QTest.keyClick(picker.frequent, Key.Key_T)
    assert picker.card.isVisible()
    assert picker.search.field.text() == "t"


def test_it_stays_in_the_window(picker: EmojiPicker, window: QMainWindow) -> None:
    for x, y in ((0, 0), (899, 639), (450, 10), (-50, 700)):
        picker.open_at(window.mapToGlobal(QPoint(x, y)))
        assert picker.rect().contains(picker.card.geometry()), (x, y)
        picker.dismiss()


def test_only_what_is_in_sight_is_painted(picker: EmojiPicker, window: QMainWindow) -> None:
    """1,900 emoji are one view: few widgets, and pictures of the visible ones only."""
    open_it(picker)
    picker.grab()
    visible = picker.grid.columns * (picker.grid.viewport().height() // 38 + 2)
    assert 0 < len(picker._glyphs) <= visible + 2
    assert len(picker.findChildren(QWidget)) < 60


def test_the_grid_finds_what_is_under_a_point(picker: EmojiPicker) -> None:
    open_it(picker)
    grid = picker.grid
    assert grid._place_at(QPoint(10, 5)) is None  # a title
    assert grid._place_at(grid.rect_of(0, 3).center()) == (0, 3)
    assert grid._place_at(QPointF(5_000, 40).toPoint()) is None


def test_what_is_used_is_kept_newest_first(store: ForgetfulLayoutStore) -> None:
    shelf = EmojiShelf(store)
    for text in ("👍", "🎉", "👍", "🐛"):
        shelf.note_used(text)
    again = EmojiShelf(store)
    assert again.recent(9) == ["🐛", "👍", "🎉"]
    assert again.frequent(2) == ["👍", "🐛"]


@pytest.mark.parametrize("kept", [b"", b"{}", b"[1]", b'[["\xff", 2]]', b"[[1, []]]", b"null"])
def test_a_damaged_memory_is_none(store: ForgetfulLayoutStore, kept: bytes) -> None:
    store.kept = {"emoji.used": kept, "emoji.tone": kept}
    shelf = EmojiShelf(store)
    assert shelf.recent(9) == []
    assert shelf.tone is SkinTone.NONE


def test_the_memory_is_bounded(store: ForgetfulLayoutStore) -> None:
    shelf = EmojiShelf(store)
    for number in range(200):
        shelf.note_used(chr(0x1F400 + number))
    assert len(json.loads(store.kept["emoji.used"])) == 48
