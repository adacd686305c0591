"""What a person does to one message: menu, keys, toolbar, dialogs, and what is said when it can't be done."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from startalk_desktop.core.errors import RefusalCode
from startalk_desktop.model.changes import ActionFailed
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.identity import ConversationId, now
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import (
    ActionKind,
    DeliveryState,
    Message,
    MessageSource,
    MessageVersion,
)
from startalk_desktop.model.policy import DomainPolicy
from startalk_desktop.model.read_position import RoomReader
from startalk_desktop.model.room import Affiliation, Occupant, Role
from startalk_desktop.ui.action_texts import failed_action_text, refusal_text
from startalk_desktop.ui.chat.commands import Command
from startalk_desktop.ui.chat.details_dialog import DetailsDialog
from startalk_desktop.ui.chat.history_dialog import HistoryDialog
from startalk_desktop.ui.chat.readers_dialog import ReadersDialog
from startalk_desktop.ui.clipboard import source_of
from startalk_desktop.ui.emoji.picker import EmojiPicker
from startalk_desktop.ui.file_choosing import SaveDialog
from startalk_desktop.ui.widgets.ask_dialog import AskDialog
from tests.ui.action_fakes import set_readers
from tests.ui.hands import Hands, dialog_of
from tests.ui.screens import Studio
from tests.ui.waiting import settle, until


@pytest.fixture
def hands(studio: Studio) -> Hands:
    return Hands(studio.window)


def _messages(studio: Studio, chat: ConversationId) -> list[Message]:
    return studio.world.startalk.conversations[chat].messages


def _foreign(studio: Studio, chat: ConversationId) -> Message:
    return [one for one in _messages(studio, chat) if not one.is_outgoing][-1]


async def _say(studio: Studio, chat: ConversationId, text: str) -> Message:
    """Something of ours, just now."""
    model = studio.window.stage.model
    assert model is not None
    message = studio.world.startalk.say(
        chat, text, at=now(), is_outgoing=True, state=DeliveryState.SENT
    )
    await until(lambda: model.messages.row_of(message.row) is not None, "it is shown")
    await settle()
    return message


async def test_the_menu_offers_what_may_be_done(studio: Studio, hands: Hands) -> None:
    await studio.open(studio.world.li)
    own = await _say(studio, studio.world.li, "马上看")
    menu = await hands.menu(own)
    assert {Command.REPLY, Command.EDIT, Command.FORWARD, Command.RECALL, Command.DELETE} <= set(
        menu.commands
    )
    assert not {Command.MODERATE, Command.READERS, Command.HISTORY} & set(menu.commands)
    assert "(2:00 left)" in menu.commands[Command.RECALL].text()
    assert menu.commands[Command.REPLY].text().endswith("\tR")
    menu.close()
    foreign = await hands.menu(_foreign(studio, studio.world.li))
    assert not {Command.EDIT, Command.RECALL, Command.MODERATE} & set(foreign.commands)
    foreign.close()


async def test_what_is_too_old_is_not_offered_to_be_recalled(studio: Studio, hands: Hands) -> None:
    hour_ago = now() - 3_600_000_000
    old = studio.world.startalk.say(studio.world.li, "好", at=hour_ago, is_outgoing=True)
    await studio.open(studio.world.li)
    menu = await hands.menu(old)
    assert Command.RECALL not in menu.commands
    menu.close()
    unlimited = DomainPolicy(recall_seconds=None)
    studio.world.startalk.deeds.policies[studio.world.beichen.id] = unlimited
    menu = await hands.menu(old)
    assert menu.commands[Command.RECALL].text() == "Recall for everyone\tShift+Del"
    menu.close()


async def test_reply_by_menu_and_by_key(studio: Studio, hands: Hands) -> None:
    await studio.open(studio.world.li)
    foreign = _foreign(studio, studio.world.li)
    await hands.choose(foreign, Command.REPLY)
    composer = studio.window.stage.view.composer
    assert composer.bar.isVisible()
    QTest.keyClicks(composer.text, "OK")
    QTest.keyClick(composer.text, Qt.Key.Key_Return)
    await until(lambda: _messages(studio, studio.world.li)[-1].text == "OK", "it is sent")
    answer = _messages(studio, studio.world.li)[-1]
    assert answer.reply is not None
    assert answer.reply.row == foreign.row
    assert not composer.bar.isVisible()
    await settle()
    hands.stand_on(foreign)
    hands.press(Qt.Key.Key_R)
    assert composer.bar.isVisible()
    assert studio.window.focusWidget() is composer.text


async def test_edit_by_key_changes_the_message(studio: Studio, hands: Hands) -> None:
    await studio.open(studio.world.li)
    own = await _say(studio, studio.world.li, "看玩了")
    hands.stand_on(own)
    hands.press(Qt.Key.Key_E)
    composer = studio.window.stage.view.composer
    assert composer.text.toPlainText() == "看玩了"
    composer.text.selectAll()
    QTest.keyClicks(composer.text, "done")
    QTest.keyClick(composer.text, Qt.Key.Key_Return)
    await until(lambda: hands.shown(own).text == "done", "the new text is shown")
    assert hands.shown(own).edited_at is not None


async def test_a_letter_that_is_no_command_goes_to_the_composer(
    studio: Studio, hands: Hands
) -> None:
    await studio.open(studio.world.li)
    composer = studio.window.stage.view.composer
    hands.stand_on(_foreign(studio, studio.world.li))
    hands.press(Qt.Key.Key_E)  # somebody else's message can't be edited, so it is just a letter
    assert composer.text.toPlainText() == "e"
    hands.view.setFocus()
    hands.view.setCurrentIndex(hands.view.model().index(-1, -1))
    hands.press(Qt.Key.Key_R)
    assert composer.text.toPlainText() == "er"


async def test_a_recall_shows_at_once_and_can_be_undone(studio: Studio, hands: Hands) -> None:
    await studio.open(studio.world.li)
    own = await _say(studio, studio.world.li, "发错了")
    hands.stand_on(own)
    hands.press(Qt.Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    await until(lambda: hands.shown(own).tombstone is not None, "the tombstone")
    toast = studio.window.toast
    await until(lambda: toast.isVisible() and toast.button.isVisible(), "a way back")
    QTest.mouseClick(toast.button, Qt.MouseButton.LeftButton)
    await until(lambda: hands.shown(own).text == "发错了", "it is back")
    assert hands.shown(own).tombstone is None
    await hands.choose(own, Command.RECALL)
    await until(lambda: hands.shown(own).tombstone is not None, "gone again")
    hands.view.undo_recall_asked.emit(own.row)
    await until(lambda: hands.shown(own).tombstone is None, "undone where it stands")


async def test_an_undo_that_comes_too_late_is_said(studio: Studio, hands: Hands) -> None:
    await studio.open(studio.world.li)
    own = await _say(studio, studio.world.li, "发错了")
    await hands.choose(own, Command.RECALL)
    toast = studio.window.toast
    await until(toast.isVisible, "a way back")
    studio.world.startalk.deeds.withdrawn.clear()
    QTest.mouseClick(toast.button, Qt.MouseButton.LeftButton)
    await until(lambda: "Too late" in toast.text(), "the word")


async def test_delete_here_by_key(studio: Studio, hands: Hands) -> None:
    await studio.open(studio.world.li)
    foreign = _foreign(studio, studio.world.li)
    hands.stand_on(foreign)
    hands.press(Qt.Key.Key_Delete)
    await until(lambda: foreign not in _messages(studio, studio.world.li), "it is gone here")


async def test_react_by_the_row_in_the_menu_and_take_it_back(studio: Studio, hands: Hands) -> None:
    await studio.open(studio.world.li)
    foreign = _foreign(studio, studio.world.li)
    menu = await hands.menu(foreign)
    first = menu.emoji_buttons[0].text()
    QTest.mouseClick(menu.emoji_buttons[0], Qt.MouseButton.LeftButton)
    await until(lambda: hands.shown(foreign).reactions, "the chip is there")
    assert hands.shown(foreign).reactions[0].emoji == first
    assert hands.shown(foreign).reactions[0].is_own
    hands.view.reaction_chosen.emit(foreign.row, first)
    await until(lambda: not hands.shown(foreign).reactions, "and taken back by its chip")


async def test_more_emoji_open_the_picker(studio: Studio, hands: Hands) -> None:
    await studio.open(studio.world.li)
    foreign = _foreign(studio, studio.world.li)
    menu = await hands.menu(foreign)
    QTest.mouseClick(menu.emoji_buttons[-1], Qt.MouseButton.LeftButton)
    pickers = studio.window.findChildren(EmojiPicker)
    await until(lambda: any(one.isVisible() for one in pickers), "the picker")
    picker = next(one for one in pickers if one.isVisible())
    QTest.keyClicks(picker.search.field, "rocket")
    QTest.keyClick(picker.search.field, Qt.Key.Key_Return)
    await until(lambda: hands.shown(foreign).reactions, "the chip")
    assert hands.shown(foreign).reactions[0].emoji == "🚀"


async def test_the_toolbar_beside_a_message_reacts_and_answers(
    studio: Studio, hands: Hands
) -> None:
    await studio.open(studio.world.li)
    foreign = _foreign(studio, studio.world.li)
    QTest.mouseMove(hands.view.viewport(), hands.place_of(foreign))
    await until(hands.view.toolbar.isVisible, "the toolbar")
    QTest.mouseClick(hands.view.toolbar.button("reply"), Qt.MouseButton.LeftButton)
    assert studio.window.stage.view.composer.bar.isVisible()
    QTest.mouseMove(hands.view.viewport(), hands.place_of(foreign))
    await until(hands.view.toolbar.isVisible, "the toolbar again")
    QTest.mouseClick(hands.view.toolbar.button("react"), Qt.MouseButton.LeftButton)
    strips = [one.frequent for one in studio.window.findChildren(EmojiPicker)]
    await until(lambda: any(strip.isVisible() for strip in strips), "a few emoji")
    strip = next(strip for strip in strips if strip.isVisible())
    place = strip.rect_of(1).center().toPoint()
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=place)
    await until(lambda: hands.shown(foreign).reactions, "the chip")


async def test_copying_marks_of_which_company_it_is(studio: Studio, hands: Hands) -> None:
    await studio.open(studio.world.li)
    foreign = _foreign(studio, studio.world.li)
    await hands.choose(foreign, Command.COPY)
    content = QGuiApplication.clipboard().mimeData()
    assert content.text() == foreign.text
    assert source_of(content) == studio.world.beichen.id
    QGuiApplication.clipboard().clear()
    hands.view.select_message(hands.row_of(foreign))
    hands.press(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    content = QGuiApplication.clipboard().mimeData()
    assert content.text() == foreign.text
    assert source_of(content) == studio.world.beichen.id


async def test_code_is_copied_without_its_fences(studio: Studio, hands: Hands) -> None:
    await studio.open(studio.world.li)
    own = await _say(studio, studio.world.li, "try\n```\nmake demo\nmake test\n```\nand tell me")
    menu = await hands.menu(own)
    action = next(one for one in menu.actions() if one.text() == "Copy code")
    await hands.click(menu, action)
    assert QGuiApplication.clipboard().text() == "make demo\nmake test"


async def test_a_message_is_saved_where_it_was_chosen(
    studio: Studio, hands: Hands, tmp_path: Path
) -> None:
    await studio.open(studio.world.li)
    foreign = _foreign(studio, studio.world.li)
    await hands.choose(foreign, Command.SAVE)
    dialog = await dialog_of(SaveDialog)
    target = tmp_path / "note.txt"
    field = dialog.findChild(QLineEdit, "fileNameEdit")
    assert field.text() == "李娜.txt"
    field.setText(str(tmp_path / "note"))  # the ending is added
    dialog.accept()
    await until(target.exists, "the file")
    await until(lambda: "note.txt" in studio.window.toast.text(), "it is said")
    assert target.read_text(encoding="utf-8") == foreign.text + "\n"


async def test_a_file_that_cannot_be_written_is_said(
    studio: Studio, hands: Hands, tmp_path: Path
) -> None:
    await studio.open(studio.world.li)
    folder = tmp_path / "folder"
    folder.mkdir()
    await hands.choose(_foreign(studio, studio.world.li), Command.SAVE)
    dialog = await dialog_of(SaveDialog)
    dialog.setDirectory(str(folder))
    dialog.selectFile("note.txt")
    folder.rename(tmp_path / "moved")
    dialog.done(SaveDialog.DialogCode.Accepted)
    await until(lambda: "could not be saved" in studio.window.toast.text(), "the word")


async def test_the_details_can_be_copied(studio: Studio, hands: Hands) -> None:
    await studio.open(studio.world.launch)
    own = await _say(studio, studio.world.launch, "merged")
    studio.world.startalk.change(
        studio.world.launch, own.row, stanza_id="s-17", origin_id="o-4", source=MessageSource.CARBON
    )
    await until(lambda: hands.shown(own).stanza_id == "s-17", "told")
    await hands.choose(own, Command.DETAILS)
    dialog = await dialog_of(DetailsDialog)
    known = dict(dialog.details)
    assert known["Archive's id"] == "s-17"
    assert known["State"] == "sent"
    assert known["Came"] == "from another device of yours"
    assert known["Company"] == "Acme Robotics · wang.fang@acme.example"
    assert "Reason" not in known
    dialog.copy_button.click()
    assert "Sender's id: o-4" in QGuiApplication.clipboard().text()
    dialog.reject()
    await settle()


async def test_the_details_have_the_servers_words_for_what_could_not_cross(
    studio: Studio, hands: Hands
) -> None:
    await studio.open(studio.world.li)
    own = await _say(studio, studio.world.li, "refused")
    words = "Acme has not opened a link to Beta"
    failure = Failure(FailureCode.NO_LINK, words, "li@beta.example")
    studio.world.startalk.change(
        studio.world.li, own.row, state=DeliveryState.FAILED, failure=failure
    )
    await until(lambda: hands.shown(own).failure is not None, "told")
    await hands.choose(own, Command.DETAILS)
    dialog = await dialog_of(DetailsDialog)
    known = dict(dialog.details)
    assert "no link to the other company" in known["Reason"]
    assert (known["Answer"], known["In the name of"]) == (f"“{words}”", "li@beta.example")
    assert "Detail" not in known
    dialog.reject()
    await settle()


async def test_the_history_of_an_edited_message(studio: Studio, hands: Hands) -> None:
    await studio.open(studio.world.li)
    own = await _say(studio, studio.world.li, "third")
    studio.world.startalk.change(studio.world.li, own.row, edited_at=own.sent_at + 2)
    await until(lambda: hands.shown(own).edited_at, "edited")
    await hands.choose(own, Command.HISTORY)
    dialog = await dialog_of(HistoryDialog)
    await until(lambda: dialog.is_empty, "nothing is known of before")
    dialog.reject()
    await settle()
    studio.world.startalk.deeds.versions[own.row] = [
        MessageVersion("first", own.sent_at),
        MessageVersion("second", own.sent_at + 1),
    ]
    hands.view.versions_asked.emit(own.row)  # 'edited' beside the time was clicked
    dialog = await dialog_of(HistoryDialog)
    await until(lambda: dialog.texts == ["third", "second", "first"], "newest on top")
    dialog.reject()
    await settle()


async def test_who_has_read_it_and_who_has_not(studio: Studio, hands: Hands) -> None:
    world, room = studio.world, studio.world.launch
    await studio.open(room)
    own = await _say(studio, room, "please test")
    last = _messages(studio, room)[-1]
    alice = RoomReader(Jid("alice.chen", "acme.example"), last.sent_at, last.row)
    behind = RoomReader(Jid("zhang.wei", "acme.example"), own.sent_at - 1, 1)
    set_readers(world.startalk, room, alice, behind)
    await hands.choose(own, Command.READERS)
    dialog = await dialog_of(ReadersDialog)
    await until(lambda: not dialog.is_loading, "read")
    assert dialog.read.names == ["Alice Chen"]
    assert dialog.waiting.names == ["Tom Becker", "张伟"]
    dialog.reject()
    await settle()


async def test_a_moderator_removes_with_a_reason(studio: Studio, hands: Hands) -> None:
    world, room = studio.world, studio.world.launch
    it = world.startalk.conversations[room]
    own = Occupant("王芳", Affiliation.ADMIN, Role.MODERATOR, world.acme.jid, is_self=True)
    it.occupants = (own, *(one for one in it.occupants if not one.is_self))
    await studio.open(room)
    foreign = _foreign(studio, room)
    await hands.choose(foreign, Command.MODERATE)
    dialog = await dialog_of(AskDialog)
    QTest.keyClicks(dialog.field, "off topic")
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    await until(lambda: world.startalk.deeds.moderated == [(foreign.row, "off topic")], "removed")
    await until(lambda: hands.shown(foreign).tombstone is not None, "the tombstone")


async def test_a_refusal_is_said_in_words(studio: Studio, hands: Hands) -> None:
    await studio.open(studio.world.li)
    own = await _say(studio, studio.world.li, "发错了")
    menu = await hands.menu(own)
    studio.world.startalk.deeds.refusal = RefusalCode.TOO_LATE
    await hands.click(menu, menu.commands[Command.RECALL])
    await until(lambda: "too late" in studio.window.toast.text(), "the word")
    assert hands.shown(own).tombstone is None


async def test_an_action_that_did_not_get_through_is_said(studio: Studio, hands: Hands) -> None:
    await studio.open(studio.world.li)
    failure = Failure(FailureCode.NOT_ALLOWED)
    row = _messages(studio, studio.world.li)[-1].row
    changes = studio.world.startalk.changes
    changes.announce(ActionFailed(studio.world.launch, row, ActionKind.EDIT, failure))
    changes.announce(ActionFailed(studio.world.li, row, ActionKind.REACT, failure))
    await until(studio.window.toast.isVisible, "the word")
    assert studio.window.toast.text().startswith("The reaction did not get through.")


@pytest.mark.parametrize("code", list(RefusalCode))
def test_every_refusal_has_words(code: RefusalCode) -> None:
    assert len(refusal_text(code)) > 20


@pytest.mark.parametrize("action", list(ActionKind))
def test_every_failed_action_has_words(action: ActionKind) -> None:
    chat = ConversationId("account0", Jid("a", "b.example"))  # type: ignore[arg-type]
    failed = ActionFailed(chat, 1, action, Failure(FailureCode.SERVER_ERROR))
    assert failed_action_text(failed).count(".") == 2


async def test_a_failed_message_offers_to_be_sent_again(studio: Studio, hands: Hands) -> None:
    await studio.open(studio.world.alice)
    failed = _messages(studio, studio.world.alice)[-1]
    await hands.choose(failed, Command.RETRY)
    await until(lambda: hands.shown(failed).state is DeliveryState.QUEUED, "on its way again")
