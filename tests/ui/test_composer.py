"""The composer as a person uses it: keys, modes, names, emoji names, long texts, pasting."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest

from startalk_desktop.core.errors import RefusalCode
from startalk_desktop.core.outbox import MAX_TEXT_BYTES
from startalk_desktop.model.failure import FailureCode
from startalk_desktop.model.identity import AccountId
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import Mention, Message
from startalk_desktop.ui.chat.completion_popup import CompletionPopup
from startalk_desktop.ui.chat.composer import Composer
from startalk_desktop.ui.chat.composer_field import ComposerField
from startalk_desktop.ui.clipboard import copy_text, source_of
from startalk_desktop.viewmodels.composing import Composing
from startalk_desktop.viewmodels.written import ComposeKind
from tests.ui.screens import Studio
from tests.ui.waiting import settle, until

Key = Qt.Key


class Desk:
    """The open conversation's composer."""

    def __init__(self, studio: Studio) -> None:
        self.studio = studio
        self.world = studio.world

    @property
    def composer(self) -> Composer:
        return self.studio.window.stage.view.composer

    @property
    def field(self) -> ComposerField:
        return self.composer.text

    @property
    def popup(self) -> CompletionPopup:
        return self.composer.completer.popup

    @property
    def composing(self) -> Composing:
        model = self.studio.window.stage.model
        assert model is not None
        return model.composing

    @property
    def messages(self) -> list[Message]:
        model = self.studio.window.stage.model
        assert model is not None
        return self.world.startalk.conversations[model.id].messages

    @property
    def own(self) -> Message:
        return next(m for m in reversed(self.messages) if m.is_outgoing)

    def type(self, text: str) -> None:
        QTest.keyClicks(self.field, text)

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(self.field, key)

    def titles(self) -> list[str]:
        return [completion.title for completion in self.popup.completions]


@pytest_asyncio.fixture
async def desk(studio: Studio) -> AsyncIterator[Desk]:
    await studio.open(studio.world.launch)
    made = Desk(studio)
    await until(made.field.hasFocus, "the field has the focus")
    yield made


class TestModes:
    async def test_a_reply_shows_its_message_and_escape_ends_it(self, desk: Desk) -> None:
        desk.composing.reply_to(desk.messages[-1])
        assert desk.composer.bar.isVisible()
        assert "Alice Chen" in desk.composer.bar.accessibleName()
        desk.type("on it")
        desk.press(Key.Key_Escape)
        assert not desk.composer.bar.isVisible()
        assert desk.field.toPlainText() == "on it"

    async def test_a_reply_is_sent_as_one(self, desk: Desk) -> None:
        answered = desk.messages[-1]
        desk.composing.reply_to(answered)
        desk.type("yes")
        desk.press(Key.Key_Return)
        await settle()
        assert desk.own.text == "yes"
        assert desk.own.reply is not None
        assert desk.own.reply.row == answered.row
        assert not desk.composer.bar.isVisible()
        assert desk.field.toPlainText() == ""

    async def test_up_in_the_empty_field_edits_the_last_own_message(self, desk: Desk) -> None:
        own = desk.own
        desk.press(Key.Key_Up)
        await settle()
        assert desk.composing.mode.kind is ComposeKind.EDITING
        assert desk.field.toPlainText() == own.text
        assert desk.field.textCursor().atEnd()
        desk.type(" Really.")
        desk.press(Key.Key_Return)
        await settle()
        assert desk.world.startalk.pen.edits == [(own.row, f"{own.text} Really.", ())]
        assert desk.field.toPlainText() == ""
        assert not desk.composer.bar.isVisible()

    async def test_up_in_a_text_is_no_edit(self, desk: Desk) -> None:
        desk.type("hello")
        desk.press(Key.Key_Up)
        await settle()
        assert desk.composing.mode.kind is ComposeKind.WRITING

    async def test_an_edit_to_nothing_is_refused_in_words(self, desk: Desk) -> None:
        desk.press(Key.Key_Up)
        await settle()
        desk.field.selectAll()
        desk.press(Key.Key_Backspace)
        desk.press(Key.Key_Return)
        assert "edited to nothing" in desk.composer.hint.words
        assert desk.composer.bar.isVisible()
        desk.type("a")
        assert desk.composer.hint.words == ""

    async def test_an_edit_that_is_refused_is_said_and_kept(self, desk: Desk) -> None:
        desk.world.startalk.pen.edit_refusal = RefusalCode.NOT_EDITABLE
        desk.press(Key.Key_Up)
        await settle()
        desk.type("!")
        desk.press(Key.Key_Return)
        await settle()
        assert desk.composer.hint.words
        assert desk.field.toPlainText().endswith("!")

    async def test_the_cross_ends_an_edit_and_gives_the_draft_back(self, desk: Desk) -> None:
        desk.type("a draft")
        desk.composing.edit(desk.own)
        QTest.mouseClick(desk.composer.bar._end, Qt.MouseButton.LeftButton)
        assert desk.field.toPlainText() == "a draft"
        assert desk.composing.mode.kind is ComposeKind.WRITING

    async def test_another_conversation_takes_nothing_away(self, desk: Desk) -> None:
        answered = desk.messages[-1]
        desk.composing.reply_to(answered)
        desk.type("half an answer")
        await desk.studio.open(desk.world.li)
        assert desk.field.toPlainText() == ""
        assert not desk.composer.bar.isVisible()
        await desk.studio.open(desk.world.launch)
        await until(desk.composer.bar.isVisible, "the answer is taken up")
        assert desk.field.toPlainText() == "half an answer"
        assert desk.composing.mode.message == answered

    async def test_an_edit_waits_while_another_conversation_is_open(self, desk: Desk) -> None:
        desk.type("a draft")
        desk.composing.edit(desk.own)
        desk.type(" and more")
        text = desk.field.toPlainText()
        await desk.studio.open(desk.world.li)
        await desk.studio.open(desk.world.launch)
        await until(desk.composer.bar.isVisible, "the edit is taken up")
        assert desk.field.toPlainText() == text
        desk.press(Key.Key_Escape)
        assert desk.field.toPlainText() == "a draft"


class TestMentions:
    async def test_pinyin_completes_and_the_name_is_sent_as_a_mention(self, desk: Desk) -> None:
        desk.type("@zw")
        await until(desk.popup.isVisible, "somebody is found")
        assert desk.titles() == ["张伟"]
        desk.press(Key.Key_Return)
        desk.type("please look")
        assert desk.field.toPlainText() == "@张伟 please look"
        assert not desk.popup.isVisible()
        desk.press(Key.Key_Return)
        await settle()
        zhang = Jid("zhang.wei", "acme.example")
        assert desk.own.mentions == (Mention(zhang, 0, 3),)

    async def test_arrows_tab_and_escape(self, desk: Desk) -> None:
        desk.type("hi @")
        await until(desk.popup.isVisible, "everybody is offered")
        assert desk.titles() == ["Alice Chen", "Tom Becker", "张伟"]
        desk.press(Key.Key_Down)
        desk.press(Key.Key_Down)
        desk.press(Key.Key_Up)
        desk.press(Key.Key_Tab)
        assert desk.field.toPlainText() == "hi @Tom Becker "
        desk.type("@")
        await until(desk.popup.isVisible, "everybody is offered")
        desk.press(Key.Key_Escape)
        assert not desk.popup.isVisible()
        desk.type("a")
        assert not desk.popup.isVisible()
        assert desk.composing.mode.kind is ComposeKind.WRITING

    async def test_a_click_completes(self, desk: Desk) -> None:
        desk.type("@")
        await until(desk.popup.isVisible, "everybody is offered")
        rect = desk.popup.list.visualRect(desk.popup.list.model().index(1, 0))
        QTest.mouseClick(desk.popup.list.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
        assert desk.field.toPlainText() == "@Tom Becker "
        assert desk.field.hasFocus()

    async def test_a_broken_name_is_no_mention(self, desk: Desk) -> None:
        desk.type("@tom")
        await until(desk.popup.isVisible, "Tom is found")
        desk.press(Key.Key_Return)
        assert len(desk.field.named()) == 1
        for _ in range(3):
            desk.press(Key.Key_Backspace)
        assert desk.field.named() == ()

    async def test_text_before_a_name_moves_it(self, desk: Desk) -> None:
        desk.type("@tom")
        await until(desk.popup.isVisible, "Tom is found")
        desk.press(Key.Key_Return)
        desk.press(Key.Key_Home)
        desk.type("ok ")
        (mention,) = desk.field.named()
        text = desk.field.toPlainText()
        assert text[mention.start : mention.end] == "@Tom Becker"

    async def test_an_address_offers_nobody(self, desk: Desk) -> None:
        desk.type("@a")
        await until(desk.popup.isVisible, "Alice is found")
        desk.field.clear()
        desk.type("mail tom@a")
        await settle()
        assert not desk.popup.isVisible()

    async def test_with_one_person_only_that_person_is_offered(self, desk: Desk) -> None:
        await desk.studio.open(desk.world.li)
        desk.type("@")
        await settle()
        assert not desk.popup.isVisible()
        desk.type("li")
        await until(desk.popup.isVisible, "she is found")
        assert desk.titles() == ["李娜"]

    async def test_an_input_method_is_left_alone(self, desk: Desk) -> None:
        desk.type("@")
        await until(desk.popup.isVisible, "everybody is offered")
        QGuiApplication.sendEvent(desk.field, QInputMethodEvent("zhang", []))
        assert not desk.popup.isVisible()
        desk.press(Key.Key_Return)
        assert desk.field.toPlainText() == "@"
        event = QInputMethodEvent()
        event.setCommitString("张")
        QGuiApplication.sendEvent(desk.field, event)
        await until(desk.popup.isVisible, "he is found")
        assert desk.titles() == ["张伟"]
        desk.press(Key.Key_Return)
        assert desk.field.toPlainText() == "@张伟 "
        QGuiApplication.sendEvent(desk.field, QInputMethodEvent("ni", []))
        assert len(desk.field.named()) == 1

    async def test_an_edit_keeps_whom_the_message_names(self, desk: Desk) -> None:
        tom = Mention(Jid("tom.becker", "acme.example"), 4, 8)
        desk.world.startalk.change(
            desk.world.launch, desk.own.row, text="🎉 a @Tom", mentions=(tom,)
        )
        desk.press(Key.Key_Up)
        await settle()
        assert desk.field.named() == (tom,)


class TestEmojiNames:
    async def test_a_begun_name_offers_and_enter_takes(self, desk: Desk) -> None:
        desk.type("nice :smi")
        assert desk.titles()[0] == ":smile:"
        desk.press(Key.Key_Return)
        assert desk.field.toPlainText() == "nice 😄"
        assert desk.composer.completer.shelf.recent(1) == ["😄"]

    async def test_a_whole_name_becomes_the_emoji_and_can_be_undone(self, desk: Desk) -> None:
        desk.type("go :tada:")
        assert desk.field.toPlainText() == "go 🎉"
        desk.field.undo()
        assert desk.field.toPlainText() == "go :tada:"

    async def test_chinese_names_find(self, desk: Desk) -> None:
        event = QInputMethodEvent()
        event.setCommitString(":加油")
        QGuiApplication.sendEvent(desk.field, event)
        assert desk.popup.current is not None
        assert desk.popup.current.glyph == "💪"

    async def test_times_and_links_offer_nothing(self, desk: Desk) -> None:
        for text in ("at 10:30", "https://acme.example", "a:smile:", "::", ":s"):
            desk.field.clear()
            desk.type(text)
            assert not desk.popup.isVisible(), text
            assert desk.field.toPlainText() == text


class TestLongTexts:
    async def test_it_is_said_before_and_sent_as_a_file(self, desk: Desk) -> None:
        text = "0123456789" * (MAX_TEXT_BYTES // 10 + 2_000)
        QGuiApplication.clipboard().setText(text)
        desk.field.paste()
        assert desk.field.toPlainText() == text
        assert "message.txt" in desk.composer.hint.words
        assert "80 kB" in desk.composer.hint.words
        desk.press(Key.Key_Return)
        await until(lambda: desk.field.toPlainText() == "", "it has gone")
        assert desk.own.files[0].name == "message.txt"
        assert desk.composer.hint.words == ""

    async def test_a_text_that_no_server_takes_stays(self, desk: Desk) -> None:
        desk.world.startalk.pen.file_failure = FailureCode.UNSUPPORTED
        text = "a" * (MAX_TEXT_BYTES + 1)
        desk.field.insert(text)
        desk.press(Key.Key_Return)
        await until(lambda: "could not be sent as a file" in desk.composer.hint.words, "it is said")
        assert desk.field.toPlainText() == text
        assert not desk.field.isReadOnly()


class TestPasting:
    async def test_text_of_the_same_company_is_pasted_at_once(self, desk: Desk) -> None:
        copy_text("from here", desk.world.acme.id)
        desk.field.paste()
        assert desk.field.toPlainText() == "from here"

    async def test_text_of_another_company_is_asked_for(self, desk: Desk) -> None:
        asked: list[tuple[AccountId, AccountId, str]] = []
        answers = [False, True]

        async def check(source: AccountId, target: AccountId, what: str) -> bool:
            asked.append((source, target, what))
            return answers.pop(0)

        desk.composer.crossing_check = check
        copy_text("a secret", desk.world.globex.id)
        desk.field.paste()
        await settle()
        question = (desk.world.globex.id, desk.world.acme.id, "Copied text: “a secret”")
        assert asked == [question]
        assert desk.field.toPlainText() == ""
        desk.field.paste()
        await settle()
        assert desk.field.toPlainText() == "a secret"

    async def test_without_a_guard_nothing_crosses(self, desk: Desk) -> None:
        copy_text("a secret", desk.world.globex.id)
        desk.field.paste()
        await settle()
        assert desk.field.toPlainText() == ""

    async def test_an_answer_that_comes_too_late_pastes_nowhere(self, desk: Desk) -> None:
        async def check(source: AccountId, target: AccountId, what: str) -> bool:
            await desk.studio.open(desk.world.li)
            return True

        desk.composer.crossing_check = check
        copy_text("a secret", desk.world.globex.id)
        desk.field.paste()
        await until(
            lambda: (
                desk.studio.window.stage.model is not None
                and desk.studio.window.stage.model.id == desk.world.li
            ),
            "the other is open",
        )
        await settle()
        assert desk.field.toPlainText() == ""

    async def test_what_is_copied_from_the_field_is_marked(self, desk: Desk) -> None:
        desk.type("mine")
        desk.field.selectAll()
        desk.field.copy()
        assert source_of(QGuiApplication.clipboard().mimeData()) == desk.world.acme.id

    def test_a_label_of_any_length_is_read_with_care(self) -> None:
        content = QMimeData()
        assert source_of(content) is None
        content.setData("application/x-startalk-source", b"\xff" * 20)
        assert source_of(content) is not None
        content.setData("application/x-startalk-source", b"a" * 100_000)
        assert source_of(content) is None
