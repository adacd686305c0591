"""What people do with messages, seen in both windows: two profiles over the reference server."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from startalk_desktop.core.forwarding import Crossing
from startalk_desktop.model.message import DeliveryState, Message
from startalk_desktop.ui.chat.commands import Command
from startalk_desktop.ui.crossing_dialog import CrossingDialog
from startalk_desktop.ui.forward_dialog import ForwardDialog
from startalk_desktop.viewmodels.switcher_model import SwitcherTarget
from tests.e2e.stage import Desk, colleague, forbid_leaving
from tests.ui.hands import Hands, dialog_of
from tests.ui.waiting import settle, until

ACME, BEICHEN = "acme.example", "beichen.example"


async def _facing(desk: Desk, wangs: Desk) -> None:
    """Lin and Wang look at their conversation, each at a window of their own."""
    await desk.add_company(ACME)
    await wangs.add_company(ACME)
    await desk.open_with(ACME, "wang")
    await wangs.open_with(ACME, "lin")


async def test_reply_edit_react_and_find_are_seen_on_both_sides(
    desk: Desk, wangs_desk: Desk
) -> None:
    await _facing(desk, wangs_desk)
    lin, wang = Hands(desk.window), Hands(wangs_desk.window)
    await wangs_desk.write("早，报价单看过了吗？")
    question = await desk.sees("早，报价单看过了吗？")

    await lin.choose(question, Command.REPLY)
    await desk.write("看了，第三叶写反了。")
    answer = await wangs_desk.sees("看了，第三叶写反了。")
    assert answer.reply is not None
    assert answer.reply.text == "早，报价单看过了吗？"
    assert answer.reply.row == wangs_desk.shown("早，报价单看过了吗？").row  # type: ignore[union-attr]

    own = await desk.sees("看了，第三叶写反了。")
    lin.stand_on(own)
    lin.press(Qt.Key.Key_E)
    field = desk.window.stage.view.composer.text
    field.selectAll()
    await desk.write("看了，第三页写反了。")
    await until(lambda: wangs_desk.again(answer).text == "看了，第三页写反了。", "the edit", 15)
    assert wangs_desk.again(answer).edited_at is not None
    assert wangs_desk.again(answer).reply is not None

    menu = await wang.menu(wangs_desk.again(answer))
    emoji = menu.emoji_buttons[0].text()
    QTest.mouseClick(menu.emoji_buttons[0], Qt.MouseButton.LeftButton)
    await until(lambda: desk.again(own).reactions, "the reaction", 15)
    assert [one.emoji for one in desk.again(own).reactions] == [emoji]
    assert not desk.again(own).reactions[0].is_own

    wangs_desk.window.activateWindow()
    await until(wangs_desk.window.isActiveWindow, "the window has the keyboard")
    QTest.keyClick(wangs_desk.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    finder = wangs_desk.window.stage.view.finder
    finder.bar.field.insert("写反")
    await until(lambda: finder.bar.count.text() == "1 of 1", "the hit")
    assert finder.model is not None
    assert finder.model.place(0)[1] == answer.row


async def test_a_recall_can_be_undone_and_else_leaves_a_tombstone(
    desk: Desk, wangs_desk: Desk
) -> None:
    await _facing(desk, wangs_desk)
    lin = Hands(desk.window)
    await desk.write("发错人了")
    own = await desk.sees("发错人了")
    theirs = await wangs_desk.sees("发错人了")
    await until(lambda: desk.again(own).state >= DeliveryState.DELIVERED, "it is there", 15)

    await lin.choose(desk.again(own), Command.RECALL)
    await until(lambda: desk.again(own).tombstone is not None, "gone here at once")
    toast = desk.window.toast
    await until(lambda: toast.isVisible() and toast.button.isVisible(), "a way back")
    QTest.mouseClick(toast.button, Qt.MouseButton.LeftButton)
    await until(lambda: desk.again(own).text == "发错人了", "back")
    assert wangs_desk.again(theirs).tombstone is None

    await lin.choose(desk.again(own), Command.RECALL)
    await until(lambda: wangs_desk.again(theirs).tombstone is not None, "gone there too", 25)
    assert wangs_desk.again(theirs).text == ""
    assert desk.again(own).tombstone is not None


async def test_from_one_company_into_another_only_after_a_question(desk: Desk) -> None:
    wang = await colleague(desk.server.domain(ACME), "wang")
    zhao = await colleague(desk.server.domain(BEICHEN), "zhao")
    await desk.add_company(ACME)
    await desk.add_company(BEICHEN)
    await wang.say(f"lin@{ACME}", "阶梯价：一千件八折")
    await desk.open_with(ACME, "wang")
    message = await desk.sees("阶梯价：一千件八折")

    guard = await _forward(desk, message)
    assert "Acme" in guard.windowTitle()
    assert "北辰" in guard.sentence.text()
    guard.cancel.click()
    await settle()
    assert zhao.texts == []

    guard = await _forward(desk, message)
    guard.go_on.click()
    await until(lambda: zhao.texts, "it has come", 15)
    assert "阶梯价：一千件八折" in zhao.texts[0]
    await until(lambda: desk.window.toast.text() == "Forwarded to 赵敏", "it is said")


async def test_a_company_can_forbid_that_anything_leaves_it(desk: Desk) -> None:
    wang = await colleague(desk.server.domain(ACME), "wang")
    zhao = await colleague(desk.server.domain(BEICHEN), "zhao")
    await forbid_leaving(desk.server.domain(ACME))
    await desk.add_company(ACME)
    await desk.add_company(BEICHEN)
    source, target = desk.account(ACME), desk.account(BEICHEN)
    assert source is not None
    assert target is not None
    check = desk.startalk.forwarding.check
    await until(lambda: check(source.id, target.id) is Crossing.FORBIDDEN, "the policy is known")
    assert check(target.id, source.id) is Crossing.ASK
    await wang.say(f"lin@{ACME}", "阶梯价：一千件八折")
    await desk.open_with(ACME, "wang")
    guard = await _forward(desk, await desk.sees("阶梯价：一千件八折"))
    assert guard.windowTitle() == "Acme does not allow this"
    assert guard.go_on.isHidden()
    guard.cancel.click()
    await settle()
    assert zhao.texts == []


async def test_what_is_copied_in_one_company_is_not_pasted_into_another_unasked(
    desk: Desk,
) -> None:
    wang = await colleague(desk.server.domain(ACME), "wang")
    await desk.add_company(ACME)
    await desk.add_company(BEICHEN)
    await wang.say(f"lin@{ACME}", "内部：降价到周五")
    await desk.open_with(ACME, "wang")
    message = await desk.sees("内部：降价到周五")
    await Hands(desk.window).choose(message, Command.COPY)
    assert QGuiApplication.clipboard().text() == "内部：降价到周五"
    await desk.open_with(BEICHEN, "zhao")
    field = desk.window.stage.view.composer.text
    field.paste()
    guard = await dialog_of(CrossingDialog)
    guard.cancel.click()
    await settle()
    assert field.toPlainText() == ""


async def _forward(desk: Desk, message: Message) -> CrossingDialog:
    """Forward to 赵敏 at the other company; returns the guard that steps in."""
    await Hands(desk.window).choose(message, Command.FORWARD)
    dialog = await dialog_of(ForwardDialog)
    dialog.field.insert("赵敏")
    model = dialog.list.model()

    def places() -> list[int]:
        targets = [model.target(row) for row in range(model.rowCount())]
        return [row for row, target in enumerate(targets) if _is_zhao(desk, target)]

    await until(places, "found in the tree", 15)
    index = model.index(places()[0], 0)
    place = dialog.list.visualRect(index).center()
    QTest.mouseClick(dialog.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseClick(dialog.forward, Qt.MouseButton.LeftButton)
    return await dialog_of(CrossingDialog)


def _is_zhao(desk: Desk, target: SwitcherTarget) -> bool:
    account = desk.account(BEICHEN)
    return account is not None and (target.account, target.name) == (account.id, "赵敏")
