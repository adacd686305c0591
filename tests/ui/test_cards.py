"""Cards: what they show and hide, remarks, blocking; and the own one, with its picture."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from startalk_desktop.model.card import Card
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.ui.own_card_dialog import OwnCardDialog
from startalk_desktop.ui.person_card import PersonCard
from startalk_desktop.ui.widgets.ask_dialog import AskDialog
from startalk_desktop.ui.widgets.icon_button import IconButton
from startalk_desktop.viewmodels.avatars import decode
from startalk_desktop.viewmodels.own_card import AVATAR_SIDE, read_picture
from tests.ui.day_screens import png, portrait
from tests.ui.hands import click_in_menu, dialog_of
from tests.ui.screens import Studio
from tests.ui.waiting import settle, until

_LEFT = Qt.MouseButton.LeftButton


async def open_card(studio: Studio) -> PersonCard:
    world = studio.world
    world.startalk.cards.cards[world.beichen.id, world.li.peer] = Card(note="周二在客户那边")
    world.startalk.cards.shared[world.beichen.id, world.li.peer] = (world.design,)
    studio.window.actions_of.show_card(world.beichen.id, world.li.peer)
    card = await dialog_of(PersonCard)
    await until(lambda: "周二在客户那边" in words(card), "the card is read")
    return card


def words(card: PersonCard) -> list[str]:
    kinds = (*card.rows.findChildren(QLabel), *card.rows.findChildren(QPushButton))
    return [one.text() for one in kinds if one.isVisible()]


def button(card: PersonCard, name: str) -> QPushButton:
    return next(
        one
        for one in card.rows.findChildren(QPushButton)
        if name in (one.text(), one.accessibleName()) and one.isVisible()
    )


async def test_a_card_shows_unit_title_and_shared_rooms(studio: Studio) -> None:
    card = await open_card(studio)
    shown = words(card)
    assert "北辰设计 › 设计部" in shown
    assert "li.na@beichen.example" in shown
    assert card._title.text() == "交互设计师"
    QTest.mouseClick(button(card, "设计评审"), _LEFT)
    await until(
        lambda: (
            studio.window.stage.model is not None
            and studio.window.stage.model.id == studio.world.design
        ),
        "the shared room is open",
    )


async def test_a_phone_number_is_shown_when_asked_for(studio: Studio) -> None:
    card = await open_card(studio)
    number = "+86 21 5555 0142"
    assert not any(number in one for one in words(card))
    QTest.mouseClick(button(card, "Show the phone number"), _LEFT)
    await until(lambda: number in words(card), "it is shown")
    copy = next(
        one
        for one in card.rows.findChildren(IconButton)
        if number in one.accessibleName() and one.isVisible()
    )
    QTest.mouseClick(copy, _LEFT)
    assert QApplication.clipboard().text() == number


async def test_a_remark_from_the_card_becomes_the_name(studio: Studio) -> None:
    card = await open_card(studio)
    QTest.mouseClick(button(card, "Change the remark name"), _LEFT)
    dialog = await dialog_of(AskDialog)
    dialog.field.insert("小李")  # as an input method does
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    await until(lambda: card.name_label.text() == "小李", "the card says it")
    assert "李娜" in words(card)


async def test_a_person_is_unblocked_on_their_card(studio: Studio) -> None:
    world = studio.world
    await world.startalk.blocking.block(world.beichen.id, world.li.peer)
    card = await open_card(studio)
    assert card._blocked.isVisible()
    QTest.mouseClick(card.more_button, _LEFT)
    await click_in_menu("Unblock")
    await until(lambda: not card._blocked.isVisible(), "unblocked")


# the own card


async def open_own(studio: Studio) -> OwnCardDialog:
    world = studio.world
    world.startalk.cards.cards[world.acme.id, world.acme.jid] = Card(
        nickname="Fang", url="https://x"
    )
    studio.window.actions_of.show_card(world.acme.id, world.acme.jid)
    card = await dialog_of(PersonCard)
    assert not card.write_button.isVisible()
    QTest.mouseClick(card.edit_button, _LEFT)
    dialog = await dialog_of(OwnCardDialog)
    await until(lambda: dialog.nickname.text() == "Fang", "it is read")
    return dialog


async def test_the_own_card_is_edited_and_saved(studio: Studio) -> None:
    dialog = await open_own(studio)
    QTest.keyClicks(dialog.title, "Product manager")
    QTest.keyClicks(dialog.phones, "138 0013 8000, +86 21 1")
    QTest.mouseClick(dialog.save_button, _LEFT)
    world = studio.world
    cards = world.startalk.cards.cards
    await until(lambda: cards[world.acme.id, world.acme.jid].title, "it is kept")
    kept = cards[world.acme.id, world.acme.jid]
    assert kept == Card(
        nickname="Fang",
        title="Product manager",
        phones=("138 0013 8000", "+86 21 1"),
        url="https://x",
    )
    await until(lambda: QApplication.activeModalWidget() is None, "it closes")
    assert world.acme.id not in world.startalk.cards.own_avatars


async def test_a_refusal_is_said_and_nothing_typed_is_lost(studio: Studio) -> None:
    dialog = await open_own(studio)
    studio.world.startalk.cards.refusal = Failure(FailureCode.NOT_ALLOWED)
    QTest.keyClicks(dialog.title, "CEO")
    QTest.mouseClick(dialog.save_button, _LEFT)
    await until(dialog._hint.isVisible, "it is said")
    assert dialog.title.text() == "CEO"
    assert dialog.save_button.isEnabled()


async def test_a_picture_is_cropped_dragged_zoomed_and_saved(
    studio: Studio, tmp_path: Path
) -> None:
    dialog = await open_own(studio)
    file = tmp_path / "me.png"
    portrait(800, 400).save(str(file))
    dialog._on_file(str(file))
    await until(lambda: dialog.pages.currentIndex() == 1, "the picture is there")
    crop = dialog.crop
    before = crop.cropped(32)
    QTest.mousePress(crop, _LEFT, pos=QPoint(140, 140))
    QTest.mouseMove(crop, QPoint(40, 140))
    QTest.mouseRelease(crop, _LEFT, pos=QPoint(40, 140))
    assert crop._centre.x() > 400
    for _ in range(5):
        QTest.keyClick(crop, Qt.Key.Key_Plus)
    assert crop.zoom > 1.5
    assert dialog.zoom.value() == round(crop.zoom * 100)
    for _ in range(200):
        QTest.keyClick(crop, Qt.Key.Key_Right)
    assert crop._centre.x() == 800 - crop._extent / 2  # never beyond the edge
    assert crop.cropped(32) != before
    QTest.mouseClick(dialog.crop_button, _LEFT)
    QTest.mouseClick(dialog.save_button, _LEFT)
    avatars = studio.world.startalk.cards.own_avatars
    await until(lambda: avatars, "it is kept")
    kept = decode(avatars[studio.world.acme.id])
    assert kept is not None
    assert QImage.fromData(avatars[studio.world.acme.id]).width() == AVATAR_SIDE


async def test_the_picture_is_taken_away(studio: Studio) -> None:
    world = studio.world
    world.startalk.cards.own_avatars[world.acme.id] = png(portrait())
    dialog = await open_own(studio)
    await until(dialog.remove_button.isVisible, "there is one")
    QTest.mouseClick(dialog.remove_button, _LEFT)
    QTest.mouseClick(dialog.save_button, _LEFT)
    await until(lambda: world.startalk.cards.own_avatars[world.acme.id] == b"", "it is gone")
    await settle()


async def test_a_file_that_is_no_picture_is_refused(studio: Studio, tmp_path: Path) -> None:
    file = tmp_path / "me.png"
    file.write_bytes(b"\x89PNG\r\n\x1a\nnothing of the kind")
    assert await read_picture(file) is None
    dialog = await open_own(studio)
    dialog._on_file(str(file))
    await until(dialog._hint.isVisible, "it is said")
    assert dialog.pages.currentIndex() == 0
