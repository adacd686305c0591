"""Files into a conversation: by button, drop and paste; looked at first; limits told; companies kept apart."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pillow_heif
import pytest
import pytest_asyncio
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from startalk_desktop.core.errors import FileRefused
from startalk_desktop.core.outbox import MAX_TEXT_BYTES
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.files import FileLimits
from startalk_desktop.model.message import DeliveryState, SharedFile
from startalk_desktop.model.policy import DomainPolicy, LeavePolicy
from startalk_desktop.model.transfer import TransferDirection, TransferState
from startalk_desktop.ui.chat.attach_dialog import AttachDialog
from startalk_desktop.ui.chat.composer import Composer
from startalk_desktop.ui.clipboard import mark_source
from startalk_desktop.ui.crossing_dialog import CrossingDialog
from startalk_desktop.ui.file_choosing import OpenDialog
from startalk_desktop.viewmodels.attachments import Attachments, Trouble
from tests.ui.file_fakes import Post, begin, change, set_limits
from tests.ui.gallery import picture
from tests.ui.hands import dialog_of
from tests.ui.screens import Studio
from tests.ui.waiting import settle, until

LEFT = Qt.MouseButton.LeftButton


class Desk:
    """The open conversation, and files at hand."""

    def __init__(self, studio: Studio, folder: Path) -> None:
        self.studio = studio
        self.world = studio.world
        self.folder = folder

    @property
    def post(self) -> Post:
        return self.world.startalk.post

    @property
    def composer(self) -> Composer:
        return self.studio.window.stage.view.composer

    @property
    def attachments(self) -> Attachments:
        model = self.studio.window.stage.model
        assert model is not None
        return model.attachments

    def file(self, name: str, content: bytes = b"words") -> Path:
        path = self.folder / name
        path.write_bytes(content)
        return path

    def content(self, *paths: Path) -> QMimeData:
        content = QMimeData()
        content.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        return content

    def drag(self, content: QMimeData) -> None:
        """Drag `content` over the messages."""
        event = QDragEnterEvent(
            QPoint(200, 200), Qt.DropAction.CopyAction, content, LEFT,
            Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        QApplication.sendEvent(self.studio.window.stage.view, event)

    def drop(self, content: QMimeData) -> None:
        """Drag it there, and let go."""
        self.drag(content)
        event = QDropEvent(
            QPointF(200, 200), Qt.DropAction.CopyAction, content, LEFT,
            Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        overlay = self.studio.window.stage.view.overlay
        target = overlay if overlay.isVisible() else self.studio.window.stage.view
        QApplication.sendEvent(target, event)

    async def dialog(self) -> AttachDialog:
        """The open dialog, with all looked at."""
        found = await dialog_of(AttachDialog)
        items = self.attachments
        await until(
            lambda: items.items and all(one.size is not None or one.trouble for one in items.items),
            "all are looked at",
        )
        await until(lambda: found.is_settled, "and shown")
        return found

    async def gone(self) -> None:
        await until(lambda: QApplication.activeModalWidget() is None, "the dialog is closed")
        await settle()


@pytest_asyncio.fixture
async def desk(studio: Studio, tmp_path: Path) -> AsyncIterator[Desk]:
    await studio.open(studio.world.launch)
    yield Desk(studio, tmp_path)


async def test_the_button_asks_which_files_and_shows_them_first(desk: Desk) -> None:
    path = desk.file("notes.pdf", b"x" * 2048)
    QTest.mouseClick(desk.composer.attach_button, LEFT)
    chooser = await dialog_of(OpenDialog)
    chooser.findChild(QLineEdit, "fileNameEdit").setText(str(path))
    chooser.accept()
    dialog = await desk.dialog()
    assert desk.post.sent == []
    assert [line.facts.text() for line in dialog.lines] == ["2.0 kB"]
    QTest.mouseClick(dialog.send_button, LEFT)
    await desk.gone()
    (((file,), caption, reply_to),) = desk.post.sent
    assert (file.path, file.name, file.media_type) == (path, "notes.pdf", "application/pdf")
    assert (caption, reply_to) == ("", None)


async def test_what_is_dropped_says_to_whom_it_would_go_and_in_whose_name(desk: Desk) -> None:
    content = desk.content(desk.file("a.txt"))
    desk.drag(content)
    overlay = desk.studio.window.stage.view.overlay
    assert overlay.words == "Drop to send to Launch week\nas wang.fang@acme.example · Acme Robotics"
    assert overlay.geometry() == desk.studio.window.stage.view.rect()
    desk.drop(content)
    assert not overlay.isVisible()
    dialog = await desk.dialog()
    assert "Launch week" in dialog.heading.text()
    dialog.reject()
    await desk.gone()
    assert desk.post.sent == []


async def test_a_text_that_is_dragged_over_the_messages_is_none_of_its_business(desk: Desk) -> None:
    content = QMimeData()
    content.setText("just words")
    desk.drag(content)
    assert not desk.studio.window.stage.view.overlay.isVisible()


async def test_nothing_can_be_dropped_where_nothing_can_be_sent(desk: Desk) -> None:
    desk.world.startalk.update_line(desk.world.launch, is_joined=False)
    await until(lambda: not desk.composer.attach_button.isEnabled(), "not in the room")
    desk.drop(desk.content(desk.file("a.txt")))
    assert not desk.studio.window.stage.view.overlay.isVisible()
    await settle()
    assert QApplication.activeModalWidget() is None


async def test_a_screenshot_is_pasted_and_sent_with_what_was_written(desk: Desk) -> None:
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(QColor("#336699"))
    QGuiApplication.clipboard().setImage(image)
    desk.composer.text.insertPlainText("Look at this")
    desk.composer.text.paste()
    dialog = await desk.dialog()
    assert dialog.caption.toPlainText() == "Look at this"
    QTest.keyClicks(dialog.caption, "!")
    QTest.keyClick(dialog.caption, Qt.Key.Key_Return)
    await desk.gone()
    (((file,), caption, _),) = desk.post.sent
    assert caption == "Look at this!"
    assert file.media_type == "image/png"
    assert QImage.fromData(file.content or b"").size() == image.size()
    assert desk.composer.text.toPlainText() == ""
    QGuiApplication.clipboard().clear()


async def test_words_copied_from_an_office_program_stay_words(desk: Desk) -> None:
    content = QMimeData()
    content.setText("42")
    content.setImageData(QImage(4, 4, QImage.Format.Format_RGB32))
    desk.composer.text.insertFromMimeData(content)
    assert desk.composer.text.toPlainText() == "42"
    assert QApplication.activeModalWidget() is None


async def test_metadata_is_stripped_unless_that_is_switched_off(desk: Desk) -> None:
    photo = desk.file("photo.png", picture(40, 30))
    for is_off in (False, True):
        desk.drop(desk.content(photo))
        dialog = await desk.dialog()
        assert dialog.strip.isChecked()
        if is_off:
            QTest.mouseClick(dialog.strip, LEFT)
        QTest.mouseClick(dialog.send_button, LEFT)
        await desk.gone()
    assert [files[0].strips_metadata for files, _, _ in desk.post.sent] == [True, False]


async def test_one_that_is_too_large_is_told_and_left_out(desk: Desk) -> None:
    set_limits(desk.world.startalk, desk.world.acme.id, FileLimits(1024))
    folder = desk.folder / "folder"
    folder.mkdir()
    paths = (
        desk.file("big.bin", bytes(4096)),
        desk.file("empty.txt", b""),
        desk.file("ok.txt"),
        folder,
    )
    desk.drop(desk.content(*paths, desk.folder / "gone.txt"))
    dialog = await desk.dialog()
    troubles = [item.trouble for item in desk.attachments.items]
    assert troubles == [Trouble.TOO_LARGE, Trouble.EMPTY, None, Trouble.FOLDER, Trouble.UNREADABLE]
    words = [line.facts.text() for line in dialog.lines]
    assert words[0] == "Too large for the server of Acme Robotics: it takes up to 1.0 kB"
    assert words[2] == "5 bytes"
    QTest.mouseClick(dialog.send_button, LEFT)
    await desk.gone()
    assert [[file.name for file in files] for files, _, _ in desk.post.sent] == [["ok.txt"]]


async def test_nothing_but_what_can_not_be_sent_can_not_be_sent(desk: Desk) -> None:
    desk.drop(desk.content(desk.file("empty.txt", b"")))
    dialog = await desk.dialog()
    assert not dialog.send_button.isEnabled()
    desk.attachments.remove(desk.attachments.items[0].number)
    await desk.gone()


async def test_single_ones_are_taken_out_and_more_dropped_in(desk: Desk) -> None:
    photos = [desk.file(f"{number}.png", picture(40, 30)) for number in range(3)]
    desk.drop(desk.content(*photos))
    dialog = await desk.dialog()
    content = desk.content(desk.file("more.txt"))
    event = QDropEvent(
        QPointF(20, 20), Qt.DropAction.CopyAction, content, LEFT, Qt.KeyboardModifier.NoModifier
    )  # fmt: skip
    enter = QDragEnterEvent(
        QPoint(20, 20), Qt.DropAction.CopyAction, content, LEFT, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(dialog, enter)
    QApplication.sendEvent(dialog, event)
    await until(lambda: len(desk.attachments.items) == 4, "one more")
    await until(lambda: desk.attachments.can_send and dialog.is_settled, "it is looked at")
    second = desk.attachments.items[1].number
    QTest.mouseClick(dialog.grid._buttons[second], LEFT)
    QTest.mouseClick(dialog.send_button, LEFT)
    await desk.gone()
    ((files, _, _),) = desk.post.sent
    assert [file.name for file in files] == ["0.png", "2.png", "more.txt"]


async def test_too_many_are_cut_and_told(desk: Desk) -> None:
    paths = [desk.file(f"{number}.txt") for number in range(103)]
    desk.drop(desk.content(*paths))
    dialog = await desk.dialog()
    assert len(desk.attachments.items) == 100
    assert "3" in dialog.hint.words


async def test_files_answer_the_message_that_is_answered(desk: Desk) -> None:
    model = desk.studio.window.stage.model
    assert model is not None
    answered = desk.world.startalk.conversations[desk.world.launch].messages[-1]
    model.composing.reply_to(answered)
    desk.drop(desk.content(desk.file("a.txt")))
    dialog = await desk.dialog()
    QTest.mouseClick(dialog.send_button, LEFT)
    await desk.gone()
    assert desk.post.sent[0][2] == answered.row
    assert not desk.composer.bar.isVisible()


async def test_what_is_given_up_leaves_the_words_in_the_composer(desk: Desk) -> None:
    desk.drop(desk.content(desk.file("a.txt")))
    dialog = await desk.dialog()
    QTest.keyClicks(dialog.caption, "never mind")
    QTest.keyClick(dialog.caption, Qt.Key.Key_Escape)
    await desk.gone()
    assert desk.composer.text.toPlainText() == "never mind"
    assert desk.post.sent == []
    assert desk.attachments.items == []


async def test_one_that_is_refused_in_the_end_is_marked_and_the_rest_can_go(desk: Desk) -> None:
    failure = Failure(FailureCode.FILE_UNREADABLE)
    desk.post.refusal = FileRefused("photo.png", failure)
    desk.drop(desk.content(desk.file("photo.png", picture(40, 30)), desk.file("ok.txt")))
    dialog = await desk.dialog()
    QTest.mouseClick(dialog.send_button, LEFT)
    await until(lambda: len(desk.attachments.sendable) == 1 and dialog.is_settled, "one is marked")
    assert dialog.isVisible()
    assert "can't be read" in dialog.lines[0].facts.text()
    desk.post.refusal = None
    QTest.mouseClick(dialog.send_button, LEFT)
    await desk.gone()
    assert [file.name for file in desk.post.sent[0][0]] == ["ok.txt"]


async def test_a_caption_that_no_message_carries_is_told(desk: Desk) -> None:
    desk.drop(desk.content(desk.file("a.txt")))
    dialog = await desk.dialog()
    dialog.caption.insertPlainText("长" * MAX_TEXT_BYTES)
    QTest.mouseClick(dialog.send_button, LEFT)
    await settle()
    assert "caption is longer" in dialog.hint.words
    assert desk.post.sent == []
    dialog.reject()
    await desk.gone()


async def test_heic_is_looked_at_and_what_keeps_its_metadata_says_so(desk: Desk) -> None:
    pillow_heif.register_heif_opener()
    heic = desk.folder / "IMG_1.HEIC"
    Image.new("RGB", (640, 400), "teal").save(heic, "HEIF")
    desk.drop(desk.content(heic, desk.file("talk.avi"), desk.file("scan.tiff")))
    dialog = await desk.dialog()
    shown = [item.preview is not None for item in desk.attachments.items]
    assert shown == [True, False, False]
    assert dialog.strip.isVisible()
    facts = [line.facts.text() for line in dialog.lines]
    assert ["keeps its location" in text for text in facts] == [True, False]
    dialog.reject()
    await desk.gone()


async def test_a_film_alone_has_the_choice_and_a_document_has_not(desk: Desk) -> None:
    for name, has_choice in (("a.MOV", True), ("b.pdf", False), ("c.mkv", True), ("d.avi", False)):
        desk.drop(desk.content(desk.file(name)))
        dialog = await desk.dialog()
        assert dialog.strip.isVisible() is has_choice
        dialog.reject()
        await desk.gone()


async def test_leaving_the_conversation_sends_nothing(desk: Desk) -> None:
    desk.drop(desk.content(desk.file("a.txt")))
    await desk.dialog()
    await desk.studio.open(desk.world.li)
    await desk.gone()
    assert desk.post.sent == []


class TestBetweenCompanies:
    async def test_a_file_of_another_company_is_asked_for(self, desk: Desk) -> None:
        content = desk.content(desk.file("secret.pdf"))
        mark_source(content, desk.world.globex.id)
        for is_let in (False, True):
            desk.drop(content)
            question = await dialog_of(CrossingDialog)
            (question.go_on if is_let else question.cancel).click()
            await settle()
            assert not isinstance(QApplication.activeModalWidget(), CrossingDialog)
            assert bool(desk.attachments.items) is is_let
        dialog = await desk.dialog()
        assert [item.file.name for item in desk.attachments.items] == ["secret.pdf"]
        dialog.reject()
        await desk.gone()

    async def test_a_company_that_forbids_it_lets_no_file_go(self, desk: Desk) -> None:
        policy = DomainPolicy(leaving=LeavePolicy.FORBID)
        desk.world.startalk.deeds.policies[desk.world.globex.id] = policy
        content = QMimeData()
        content.setImageData(QImage(4, 4, QImage.Format.Format_RGB32))
        mark_source(content, desk.world.globex.id)
        desk.composer.text.insertFromMimeData(content)
        question = await dialog_of(CrossingDialog)
        assert not question.go_on.isVisible()
        question.cancel.click()
        await desk.gone()
        assert desk.attachments.items == []

    async def test_a_copy_that_was_dragged_out_is_still_the_companys(self, desk: Desk) -> None:
        """From the folder of copies it comes as any file does, without a mark."""
        copies = desk.folder / "copies"
        copies.mkdir()
        desk.world.startalk.deeds.copies[desk.world.globex.id] = copies
        dragged = desk.content(desk.file("own.txt"), desk.file("copies/secret.pdf"))
        for is_let in (False, True):
            desk.drop(dragged)
            question = await dialog_of(CrossingDialog)
            (question.go_on if is_let else question.cancel).click()
            await settle()
            assert bool(desk.attachments.items) is is_let
        dialog = await desk.dialog()
        dialog.reject()
        await desk.gone()
        desk.world.startalk.deeds.policies[desk.world.globex.id] = DomainPolicy(
            leaving=LeavePolicy.FORBID
        )
        desk.composer.text.insertFromMimeData(desk.content(copies / "secret.pdf"))
        question = await dialog_of(CrossingDialog)
        assert not question.go_on.isVisible()
        question.cancel.click()
        await desk.gone()
        assert desk.attachments.items == []

    async def test_one_of_the_same_company_just_comes(self, desk: Desk) -> None:
        content = desk.content(desk.file("own.pdf"))
        mark_source(content, desk.world.acme.id)
        desk.drop(content)
        await desk.dialog()


class TestTheService:
    @pytest.mark.parametrize(
        ("code", "words"),
        [
            (FailureCode.UNSUPPORTED, "takes no files"),
            (FailureCode.POLICY, "takes nothing more"),
            (FailureCode.SERVER_ERROR, "has a fault"),
        ],
    )
    async def test_its_matter_is_told_before_and_while_files_wait(
        self, desk: Desk, code: FailureCode, words: str
    ) -> None:
        world, failure = desk.world.startalk, Failure(code)
        assert desk.composer.files_hint.words == ""
        set_limits(world, desk.world.acme.id, FileLimits(None, failure))
        await settle()
        assert words in desk.composer.attach_button.toolTip()
        assert desk.composer.files_hint.words == ""  # nothing waits
        desk.drop(desk.content(desk.file("a.txt")))
        dialog = await desk.dialog()
        assert words in dialog.hint.words
        QTest.mouseClick(dialog.send_button, LEFT)  # it is kept, and goes when it can
        await desk.gone()
        (transfer,) = world.post.transfers.values()
        waiting = change(world, transfer, state=TransferState.WAITING, failure=failure)
        await settle()
        assert words in desk.composer.files_hint.words
        assert desk.composer.text.isEnabled()  # chat goes on
        set_limits(world, desk.world.acme.id, FileLimits())
        change(world, waiting, state=TransferState.RUNNING, failure=None)
        await settle()
        assert desk.composer.files_hint.words == ""

    async def test_that_there_is_no_connection_is_said_once(self, desk: Desk) -> None:
        world = desk.world.startalk
        file = SharedFile("", "a.pdf", "application/pdf", 10)
        own = world.say(
            desk.world.launch, "", is_outgoing=True, state=DeliveryState.QUEUED, files=(file,)
        )
        lost = Failure(FailureCode.CONNECTION_LOST)
        begin(world, own, TransferDirection.UP, state=TransferState.WAITING, failure=lost)
        await settle()
        assert desk.composer.files_hint.words != ""
        await world.accounts.sign_out(desk.world.acme.id)
        await settle()
        assert desk.composer.files_hint.words == ""
        assert desk.composer._note.text() != ""
