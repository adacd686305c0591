"""Forwarding, and the guard between companies."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from startalk_desktop.model.identity import ConversationId
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.policy import DomainPolicy, LeavePolicy
from startalk_desktop.ui.chat.commands import Command
from startalk_desktop.ui.clipboard import copy_text
from startalk_desktop.ui.crossing_dialog import CrossingDialog
from startalk_desktop.ui.forward_dialog import ForwardDialog
from startalk_desktop.viewmodels.switcher_model import SwitcherRole
from tests.ui.action_screens import open_forward
from tests.ui.hands import Hands, dialog_of
from tests.ui.screens import Studio
from tests.ui.waiting import settle, until


@pytest.fixture
def hands(studio: Studio) -> Hands:
    return Hands(studio.window)


async def _pick(dialog: ForwardDialog, text: str) -> None:
    """Type a name and choose the first who has it, by keyboard."""
    dialog.field.clear()
    dialog.field.insert(text)  # as an input method does
    model = dialog.list.model()
    await until(
        lambda: model.rowCount() and text.casefold() in model.index(0, 0).data().casefold(), text
    )
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)


def _texts(studio: Studio, count: int) -> tuple[str, ...]:
    messages = studio.world.startalk.conversations[studio.world.li].messages
    return tuple(message.text for message in messages[-count:])


async def test_inside_a_company_nothing_is_asked(studio: Studio) -> None:
    texts = _texts(studio, 1)
    dialog = await open_forward(studio, 1)
    assert dialog.merged.isHidden()
    assert not dialog.forward.isEnabled()
    await _pick(dialog, "设计评审")
    assert "wangfang@beichen.example" in dialog._name.text()
    QTest.mouseClick(dialog.forward, Qt.MouseButton.LeftButton)
    deeds = studio.world.startalk.deeds
    await until(lambda: deeds.forwards == [(texts, (studio.world.design,), False)], "forwarded")
    toast = studio.window.toast
    await until(lambda: toast.text() == "Forwarded to 设计评审", "it is said")
    QTest.mouseClick(toast.button, Qt.MouseButton.LeftButton)
    await until(
        lambda: (
            studio.window.stage.model is not None
            and studio.window.stage.model.id == studio.world.design
        ),
        "and shown",
    )


async def test_each_company_is_asked_about_once_and_may_be_refused(studio: Studio) -> None:
    texts = _texts(studio, 2)
    dialog = await open_forward(studio, 2)
    for name in ("Launch", "设计评审", "Sarah", "Maria"):
        await _pick(dialog, name)
    assert "You are asked first" in dialog._name.text()
    dialog.merged.click()
    dialog.forward.click()
    first = await dialog_of(CrossingDialog)
    assert "北辰设计" in first.windowTitle()
    assert "Acme Robotics" in first.sentence.text()
    assert "wang.fang@acme.example" in first.sentence.text()
    first.go_on.click()
    await until(lambda: QApplication.activeModalWidget() is not first, "answered")
    second = await dialog_of(CrossingDialog)
    assert "Globex" in second.sentence.text()
    second.cancel.click()
    sarah = ConversationId(studio.world.acme.id, Jid("sarah.kim", "acme.example"))
    targets = (studio.world.launch, studio.world.design, sarah)
    deeds = studio.world.startalk.deeds
    await until(lambda: deeds.forwards == [(texts, targets, True)], "only where it may go")


async def test_the_safe_answer_is_the_default_and_nothing_is_remembered(studio: Studio) -> None:
    for _ in range(2):
        dialog = await open_forward(studio, 1)
        await _pick(dialog, "Launch")
        QTest.keyClick(dialog.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        guard = await dialog_of(CrossingDialog)
        QTest.keyClick(guard, Qt.Key.Key_Return)
        await until(lambda: QApplication.activeModalWidget() is None, "cancelled")
        await settle()
    assert studio.world.startalk.deeds.forwards == []


async def test_a_company_that_forbids_it_is_named_and_nothing_leaves(studio: Studio) -> None:
    policy = DomainPolicy(leaving=LeavePolicy.FORBID)
    studio.world.startalk.deeds.policies[studio.world.beichen.id] = policy
    dialog = await open_forward(studio, 1)
    await _pick(dialog, "Launch")
    dialog.forward.click()
    guard = await dialog_of(CrossingDialog)
    assert guard.windowTitle() == "北辰设计 does not allow this"
    assert guard.go_on.isHidden()
    guard.cancel.click()
    await settle()
    assert studio.world.startalk.deeds.forwards == []


async def test_somebody_without_a_conversation_gets_one(studio: Studio) -> None:
    world = studio.world
    world.startalk.update_line(world.li, is_pinned=False)
    dialog = await open_forward(studio, 1)
    del world.startalk.conversations[
        ConversationId(world.beichen.id, Jid("ouyang.nana", "beichen.example"))
    ]
    await _pick(dialog, "欧阳")
    dialog.forward.click()
    await until(lambda: world.startalk.deeds.forwards, "forwarded")
    assert world.startalk.deeds.forwards[0][1][0].peer == Jid("ouyang.nana", "beichen.example")


async def test_what_is_chosen_stays_and_can_be_taken_away(studio: Studio) -> None:
    dialog = await open_forward(studio, 1)
    await _pick(dialog, "Launch")
    await _pick(dialog, "Maria")
    assert [target.name for target in dialog.choice.targets] == ["Launch week", "Maria Santos"]
    dialog.picker.removed.emit(dialog.choice.targets[0])
    assert [target.name for target in dialog.choice.targets] == ["Maria Santos"]
    index = dialog.list.currentIndex()
    assert index.data(SwitcherRole.TARGET).name == "Maria Santos"
    place = dialog.list.visualRect(index).center()
    QTest.mouseClick(dialog.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert dialog.choice.targets == ()
    assert not dialog.forward.isEnabled()
    dialog.reject()
    await settle()


async def test_the_chosen_messages_go_as_one_card(studio: Studio, hands: Hands) -> None:
    await studio.open(studio.world.li)
    messages = studio.world.startalk.conversations[studio.world.li].messages
    await hands.choose(messages[0], Command.SELECT)
    hands.view.toggle_row(messages[2].row)
    bar = studio.window.stage.view.choosing.bar
    QTest.mouseClick(bar.buttons[Command.FORWARD_CARD], Qt.MouseButton.LeftButton)
    dialog = await dialog_of(ForwardDialog)
    assert dialog.merged.isChecked()
    await _pick(dialog, "设计评审")
    dialog.forward.click()
    texts = (messages[0].text, messages[2].text)
    deeds = studio.world.startalk.deeds
    await until(lambda: deeds.forwards == [(texts, (studio.world.design,), True)], "one card")


async def test_pasting_from_another_company_asks_too(studio: Studio) -> None:
    await studio.open(studio.world.launch)
    field = studio.window.stage.view.composer.text
    copy_text("内部报价", studio.world.beichen.id)
    field.paste()
    guard = await dialog_of(CrossingDialog)
    guard.cancel.click()
    await settle()
    assert field.toPlainText() == ""
    field.paste()
    guard = await dialog_of(CrossingDialog)
    guard.go_on.click()
    await until(lambda: field.toPlainText() == "内部报价", "it is pasted")
    field.clear()
    QGuiApplication.clipboard().setText("from anywhere")
    field.paste()
    assert field.toPlainText() == "from anywhere"
