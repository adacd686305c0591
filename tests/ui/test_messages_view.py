"""Messages on screen: links, selection across bubbles, layout that is kept, and the time that a frame takes."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from startalk_desktop.model.message import DeliveryState, Mention
from startalk_desktop.ui.chat.bubble_layout import BubbleLayouter, Circumstances
from startalk_desktop.ui.chat.links import LinkFinder, is_openable, plain_target
from startalk_desktop.ui.chat.text_block import len16, slice16
from startalk_desktop.ui.chat.text_selection import word_at
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.ui.widgets.avatar import initials
from startalk_desktop.viewmodels.message_window import GroupPosition
from tests.ui.gallery import Gallery, PictureShelf, text_point
from tests.ui.screens import Studio
from tests.ui.waiting import settle, until
from tests.ui.world import long_history
from tests.viewmodels.test_message_window import LI, message

FRAME = 0.016


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("see https://a.example/x?y=1.", ["https://a.example/x?y=1"]),
        ("看https://a.example/x，谢谢", ["https://a.example/x"]),
        ("请看：https://a.example/路径", ["https://a.example/"]),
        ("write to wang@acme.com", ["mailto:wang@acme.com"]),
        ("xmpp:li@b.example?join", ["xmpp:li@b.example?join"]),
        ("www.acme.com", ["http://www.acme.com"]),
        ("javascript:alert(1) file:///etc/passwd ftp://a.example/x //a.example", []),
        ("http://exa\u202emple.com", []),
        ("no link, really", []),
    ],
)
def test_links_are_found_and_only_of_schemes_that_may_open(text: str, targets: list[str]) -> None:
    found = LinkFinder().find(text)
    assert [link.target for link in found] == targets
    for link in found:
        assert text[link.start : link.end] in link.target


def test_a_look_alike_host_shows_its_wire_form() -> None:
    assert plain_target("http://аpple.com/") == "http://xn--pple-43d.com/"


@pytest.mark.parametrize(
    "target", ["", "javascript:x", "https://", "file:///x", "data:text/html,x"]
)
def test_nothing_else_is_opened(target: str) -> None:
    assert not is_openable(target)


def test_positions_count_as_qt_counts() -> None:
    text = "a🙂王芳"
    assert len16(text) == 5
    assert slice16(text, 1, 3) == "🙂"
    assert word_at("hello 王芳, ok", 7) == (6, 8)
    assert word_at("🙂 word", 4) == (3, 7)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("王芳", "王芳"),
        ("欧阳娜娜", "娜娜"),
        ("Alice Chen", "AC"),
        ("wang.fang", "WF"),
        ("bob", "B"),
        ("上海国际智能机器人制造股份有限公司", "制造"),
        ("北京环球供应链服务集团", "服务"),
        ("北辰设计集团有限公司", "设计"),
        ("公司", "公司"),
        ("王芳 (Fang Wang)", "王芳"),
        ("", "?"),
        ("  ", "?"),
        ("(guest)", "("),
    ],
)
def test_initials(name: str, expected: str) -> None:
    assert initials(name) == expected


async def test_text_is_selected_across_messages_and_copied_with_names(studio: Studio) -> None:
    await studio.open(studio.world.li)
    view = studio.window.stage.view.messages
    await settle()
    start, end = text_point(view, 3, 0), text_point(view, 4, 2)
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(view.viewport(), end)
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=end)
    text = view.selected_text()
    assert view.message_at(3).text in text
    assert "王芳, " in text
    assert "李娜, " in text
    assert text.endswith("收到")
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == text


async def test_a_double_click_selects_a_word(studio: Studio) -> None:
    await studio.open(studio.world.alice)
    view = studio.window.stage.view.messages
    await settle()
    row = view.model().rowCount() - 1
    point = text_point(view, row, 2)
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point + QPoint(2, 0))
    assert view.selected_text() == "Here"


async def test_a_link_opens_by_click_and_nothing_else_does(studio: Studio) -> None:
    await studio.open(studio.world.li)
    view = studio.window.stage.view.messages
    view.link_chosen.disconnect()
    opened: list[str] = []
    view.link_chosen.connect(opened.append)
    await settle()
    _, block = view.layout_of(5).texts[0]
    link = block.spots[0]
    QTest.mouseClick(
        view.viewport(), Qt.MouseButton.LeftButton, pos=text_point(view, 5, link.start + 3)
    )
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=text_point(view, 5, 2))
    assert opened == ["https://share.beichen.example/home/v3?theme=dark"]


async def test_a_failed_message_can_be_sent_again(studio: Studio) -> None:
    await studio.open(studio.world.alice)
    view = studio.window.stage.view.messages
    await settle()
    row = view.model().rowCount() - 1
    failure = view.layout_of(row).failure
    assert failure is not None
    asked: list[object] = []
    view.failed_chosen.connect(lambda message, _at: asked.append(message))
    point = (view.row_corner(row) + failure.center()).toPoint()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert asked == [view.message_at(row)]
    model = studio.window.stage.model
    assert model is not None
    model.actions.retry(view.message_at(row).row)
    await until(lambda: view.message_at(row).state is DeliveryState.QUEUED, "it is queued again")
    await settle()
    assert view.layout_of(row).failure is None


async def test_the_keyboard_walks_over_messages_and_types_into_the_composer(studio: Studio) -> None:
    await studio.open(studio.world.li)
    view = studio.window.stage.view.messages
    view.setFocus(Qt.FocusReason.TabFocusReason)
    await settle()
    last = view.model().rowCount() - 1
    assert view.currentIndex().row() == last
    QTest.keyClick(view, Qt.Key.Key_Up)
    assert view.currentIndex().row() == last - 1
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.currentIndex().row() == 0
    QTest.keyClick(view, Qt.Key.Key_A)
    composer = studio.window.stage.view.composer
    assert composer.text.toPlainText() == "a"


async def test_rows_are_described_to_assistive_technology(studio: Studio) -> None:
    await studio.open(studio.world.alice)
    view = studio.window.stage.view.messages
    model = view.model()
    spoken = [
        model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)
        for row in range(model.rowCount())
    ]
    assert spoken[0].startswith("Maria Santos: Hi Fang")
    assert spoken[-1].endswith(", Not sent: the server has a fault.")


async def test_the_view_keeps_the_end_when_it_is_resized(studio: Studio) -> None:
    await studio.open(long_history(studio.world, 200))
    view = studio.window.stage.view.messages
    await settle()
    for width in (900, 1500, 1000):
        studio.window.resize(width, 700)
        await settle()
        assert view.is_at_end
        assert view.verticalScrollBar().value() == view.verticalScrollBar().maximum()


async def test_an_oversized_message_is_shown_in_part_and_blocks_nothing(studio: Studio) -> None:
    chat = long_history(studio.world, 5)
    await studio.open(chat)
    begin = time.perf_counter()
    studio.world.startalk.say(chat, "很长的消息 https://a.example/ " * 20_000)
    view = studio.window.stage.view.messages
    await until(lambda: view.model().rowCount() == 6)
    await settle()
    assert len(view.layout_of(5).texts[0][1].layout.text()) <= 20_000
    assert time.perf_counter() - begin < 2.0


async def test_a_frame_of_every_kind_of_message_fits_too(studio: Studio) -> None:
    gallery = Gallery(studio.world)
    shelf = PictureShelf(studio.scope)
    view = studio.window.stage.view.messages
    view.set_pictures(shelf.images, shelf.thumbnails)
    while len(studio.world.startalk.conversations[gallery.room].messages) < 300:
        gallery.styles()
        gallery.answers()
        gallery.files()
        gallery.endings()
    await studio.open(gallery.room)
    for _ in range(8):
        view.verticalScrollBar().setValue(0)
        await settle()
    assert view.model().rowCount() == 300
    bar = view.verticalScrollBar()
    frames = []
    for step in range(60):
        bar.setValue(bar.maximum() * step // 60)
        begin = time.process_time()
        view.viewport().repaint()
        frames.append(time.process_time() - begin)
    frames.sort()
    assert frames[30] < FRAME


@pytest.mark.parametrize(
    "unit",
    ["*a* ", "*_~a~_* ", "> a\n", "\n", "```\na\n```\n", ">>>>>>>>a\n", "`x` ", "*a _b* ", "🎉", "王芳 ",
     '[obj type="tel" value="123"] ', "@li "],
)  # fmt: skip
def test_no_text_takes_longer_to_show_than_a_plain_one_of_some_frames(
    theme: Theme, times: TimeTexts, unit: str
) -> None:
    layouter = BubbleLayouter(theme, times)
    layouter.prepare()
    mentions = tuple(Mention(LI, 4 * number, 4 * number + 3) for number in range(5000))
    spent = []
    for row in range(3):
        hostile = replace(message(row), text=(unit * 20_000)[:20_000], mentions=mentions)
        circumstances = Circumstances(
            row, 1, 900, GroupPosition.SINGLE, False, False, False, "", style=1
        )
        begin = time.process_time()
        layouter.layout(hostile, circumstances)
        spent.append(time.process_time() - begin)
    assert min(spent) < 4 * FRAME


async def test_a_frame_with_300_rows_fits_the_screens_refresh(studio: Studio) -> None:
    chat = long_history(studio.world, 600)
    await studio.open(chat)
    view = studio.window.stage.view.messages
    model = studio.window.stage.model
    assert model is not None
    for _ in range(8):
        view.verticalScrollBar().setValue(0)
        await settle()
    assert view.model().rowCount() == 300
    frames = []
    bar = view.verticalScrollBar()
    for step in range(60):
        bar.setValue(bar.maximum() * step // 60)
        begin = time.process_time()
        view.viewport().repaint()
        frames.append(time.process_time() - begin)
    frames.sort()
    appends = []
    for number in range(20):
        studio.world.startalk.say(chat, f"more {number}")
        message = studio.world.startalk.conversations[chat].messages[-1]
        begin = time.process_time()
        model.messages.add([message])
        view.doItemsLayout()
        appends.append(time.process_time() - begin)
    appends.sort()
    assert frames[30] < FRAME
    assert appends[10] < FRAME
