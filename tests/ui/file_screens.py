"""The screens of files and pictures, each brought about as a user would."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.files import FileLimits
from startalk_desktop.model.identity import ConversationId
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import DeliveryState, Message, SharedFile
from startalk_desktop.model.transfer import TransferDirection, TransferState
from startalk_desktop.ui.chat.commands import FileCommand
from startalk_desktop.viewmodels.files_model import Shelf
from tests.ui.fakes import DAY, HOUR, MINUTE
from tests.ui.file_fakes import begin, set_limits
from tests.ui.gallery import picture
from tests.ui.waiting import settle, until
from tests.ui.world import World

if TYPE_CHECKING:
    from tests.ui.screens import Studio

_SIZES = ((900, 600), (600, 800), (1200, 500), (640, 640), (500, 900), (1000, 700), (800, 600))
MEGABYTE = 1024 * 1024


def small(content: bytes) -> bytes:
    """A thumbnail as its sender would make it."""
    image = QImage.fromData(content).scaled(64, 64, Qt.AspectRatioMode.KeepAspectRatio)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPEG", 60)
    return bytes(buffer.data().data())


class Album:
    """Fills a conversation with pictures and files."""

    def __init__(self, world: World, chat: ConversationId) -> None:
        self.world = world
        self.chat = chat
        self.startalk = world.startalk
        self.clock = world.now - 3 * HOUR
        self._number = 0

    def say(self, text: str = "", *, own: bool = False, gap: int = 3, **fields: object) -> Message:
        self.clock += gap * MINUTE
        sender = None
        if self.chat == self.world.launch and not own:
            sender = self.chat.peer.with_resource("张伟")
            fields.setdefault("real", Jid("zhang.wei", "acme.example"))
        state = DeliveryState.READ if own else DeliveryState.RECEIVED
        fields.setdefault("state", state)
        return self.startalk.say(
            self.chat, text, at=self.clock, is_outgoing=own, is_quiet=True, sender=sender,
            **fields,  # type: ignore[arg-type]
        )  # fmt: skip

    def file(self, size: tuple[int, int], *, here: bool = True) -> SharedFile:
        """A picture of the company's own service, of that size in pixels."""
        self._number += 1
        url = f"https://upload.acme.example/f/{self._number}.png"
        content = picture(*size, hue=self._number)
        if here:
            self.startalk.deeds.pictures[url] = content
        return SharedFile(
            url, f"IMG_{4700 + self._number}.png", "image/png", 84_000 * self._number, *size,
            thumbnail=small(content), thumbnail_type="image/jpeg",
        )  # fmt: skip

    def pictures(self, count: int, text: str = "", *, own: bool = False) -> list[Message]:
        """Sent in one go: a message each."""
        made = []
        for number in range(count):
            size = _SIZES[(self._number + count) % len(_SIZES)]
            words = "" if number else text
            made.append(self.say(words, own=own, gap=0 if number else 3, files=(self.file(size),)))
            self.clock += 1_000_000
        return made


async def _shown(studio: Studio, chat: ConversationId) -> None:
    await studio.open(chat)
    studio.window.stage.view.messages.jump_to_end()
    await asyncio.sleep(0.5)
    await settle()


async def pictures_grid(studio: Studio) -> None:
    studio.window.resize(1280, 1500)
    album = Album(studio.world, studio.world.launch)
    album.pictures(1)
    album.pictures(2, own=True)
    album.pictures(3, "The stand in Rotterdam, from all sides.")
    album.pictures(5, own=True)
    album.pictures(7)
    await _shown(studio, studio.world.launch)


async def transfers(studio: Studio) -> None:
    studio.window.resize(1280, 1250)
    album = Album(studio.world, studio.world.launch)
    world = studio.world.startalk
    far = album.say(files=(album.file((800, 560), here=False),))
    begin(world, far, TransferDirection.DOWN, done=31_000)
    pdf = SharedFile(
        "https://upload.acme.example/f/n.pdf",
        "Launch notes 发布说明 2.5.pdf",
        "application/pdf",
        1_254_000,
    )
    film = SharedFile(
        "https://upload.acme.example/f/m.mp4", "Walkthrough.mp4", "video/mp4", 188 * MEGABYTE
    )
    notes = album.say(files=(pdf,))
    world.post.here.add((notes.row, 0))
    coming = album.say(files=(film,), gap=0)
    begin(world, coming, TransferDirection.DOWN, done=71 * MEGABYTE)
    album.say(files=(replace(pdf, name="Not here yet.pdf"),), gap=0)
    own = album.say(
        own=True, files=(replace(album.file((900, 600)), url=""),), state=DeliveryState.QUEUED
    )
    world.post.contents[own.row, 0] = picture(900, 600, hue=4)
    world.post.here.add((own.row, 0))
    begin(world, own, TransferDirection.UP, done=200_000, total=640_000)
    archive = SharedFile("", "measurements-2026-week-30.zip", "application/zip", 412 * MEGABYTE)
    going = album.say(
        "All of last week.", own=True, gap=0, files=(archive,), state=DeliveryState.QUEUED
    )
    begin(world, going, TransferDirection.UP, done=388 * MEGABYTE)
    lost = album.say(own=True, gap=0, files=(replace(archive, name="raw.iso", size=9_000 * MEGABYTE),),
                     state=DeliveryState.FAILED, failure=Failure(FailureCode.TOO_LARGE))  # fmt: skip
    begin(
        world,
        lost,
        TransferDirection.UP,
        state=TransferState.FAILED,
        failure=Failure(FailureCode.TOO_LARGE),
    )
    await _shown(studio, studio.world.launch)


async def attach_pictures(studio: Studio) -> None:
    await studio.open(studio.world.launch)
    studio.window.stage.view.composer.text.insertPlainText(
        "The stand in Rotterdam, from all sides."
    )
    await _attach(studio, ["front.png", "left.png", "right.png", "detail.png"])


async def attach_files(studio: Studio) -> None:
    set_limits(studio.world.startalk, studio.world.globex.id, FileLimits(60_000))
    await studio.open(studio.world.alice)
    await _attach(
        studio, ["stand.png", "Launch notes 发布说明.pdf", "raw.iso", "empty.txt", "keynote.avi"]
    )


async def attach_without_service(studio: Studio) -> None:
    limits = FileLimits(None, Failure(FailureCode.UNSUPPORTED))
    set_limits(studio.world.startalk, studio.world.globex.id, limits)
    await studio.open(studio.world.alice)
    await _attach(studio, ["stand.png"])


async def attach_waiting(studio: Studio) -> None:
    world = studio.world.startalk
    await studio.open(studio.world.launch)
    file = SharedFile("", "Launch notes 2.6.pdf", "application/pdf", 2_254_000)
    own = world.say(
        studio.world.launch, "", is_outgoing=True, state=DeliveryState.QUEUED, files=(file,)
    )
    full = Failure(FailureCode.POLICY)
    set_limits(world, studio.world.acme.id, FileLimits(None, full))
    begin(world, own, TransferDirection.UP, state=TransferState.WAITING, failure=full)
    await settle()
    studio.window.stage.view.messages.jump_to_end()
    await settle()


async def drop(studio: Studio) -> None:
    await studio.open(studio.world.launch)
    view = studio.window.stage.view
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile("/nowhere/a.png")])
    event = QDragEnterEvent(
        QPoint(200, 200), Qt.DropAction.CopyAction, content,
        Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(view, event)
    await settle()


async def viewer(studio: Studio) -> None:
    album = Album(studio.world, studio.world.launch)
    messages = album.pictures(5)
    await _shown(studio, studio.world.launch)
    studio.window.stage.view.messages.picture_chosen.emit(messages[2], 0)
    await asyncio.sleep(0.4)
    await settle()


async def viewer_zoomed(studio: Studio) -> None:
    await viewer(studio)
    shown = studio.window.stage.view.viewer
    assert shown is not None
    shown.place.zoom(3.0, QPointF(shown.rect().center()) + QPointF(120, 40))
    shown.update()
    await asyncio.sleep(0.2)


def fill_shelves(studio: Studio) -> None:
    """Pictures, files and links of some months."""
    world = studio.world
    album = Album(world, world.launch)
    for months in (3, 2, 1, 0):
        album.clock = world.now - months * 30 * DAY - 2 * HOUR
        album.pictures(7 - months)
        for name, kind, size in (
            ("Launch notes 发布说明 2.5.pdf", "application/pdf", 1_254_000),
            ("stand-plan.dwg", "application/acad", 8_254_000),
            ("报价单_第三版.xlsx", "", 86_300),
        ):
            url = f"https://upload.acme.example/f/{months}/{size}"
            said = album.say(files=(SharedFile(url, name, kind or "application/x-x", size),))
            if months % 2:
                world.startalk.post.here.add((said.row, 0))
        album.say("Everything is at https://wiki.acme.example/launch/plan and www.acme.com")
        album.say(f"Numbers: https://reports.acme.example/2026/{months}/weekly?view=all#totals")


async def shelf_pictures(studio: Studio) -> None:
    await _shelf(studio, Shelf.PICTURES)


async def shelf_files(studio: Studio) -> None:
    await _shelf(studio, Shelf.FILES)


async def shelf_links(studio: Studio) -> None:
    await _shelf(studio, Shelf.LINKS)


async def shelf_empty(studio: Studio) -> None:
    await studio.open(studio.world.alice)
    studio.window.stage.view.files.open()
    await asyncio.sleep(0.2)


async def shelf_narrow(studio: Studio) -> None:
    studio.window.resize(900, 640)
    await _shelf(studio, Shelf.PICTURES)


async def executable(studio: Studio) -> None:
    album = Album(studio.world, studio.world.launch)
    file = SharedFile("https://upload.acme.example/f/s", "setup-helper.exe", "", 4_254_000)
    message = album.say(files=(file,))
    studio.world.startalk.post.folder = Path(tempfile.mkdtemp(prefix="startalk-test-"))
    await studio.open(studio.world.launch)
    studio.window.stage.file_commands.do(FileCommand.OPEN, message, 0)
    await until(lambda: QApplication.activeModalWidget() is not None, "the question")
    await settle()
    studio.subject = _modal()


async def _shelf(studio: Studio, shelf: Shelf) -> None:
    fill_shelves(studio)
    await studio.open(studio.world.launch)
    files = studio.window.stage.view.files
    files.open(shelf)
    await until(lambda: files.model is not None and files.model.rowCount() > 4, "they are listed")
    await asyncio.sleep(0.5)
    view = files.view
    QTest.mouseMove(view.viewport(), view.visualRect(view.model().index(1, 0)).center())
    await settle()


async def _attach(studio: Studio, names: list[str]) -> None:
    folder = Path(tempfile.mkdtemp(prefix="startalk-test-"))
    paths = []
    for number, name in enumerate(names):
        path = folder / name
        content = (
            picture(*_SIZES[number], hue=number) if name.endswith(".png") else bytes(9_000 * number)
        )
        if "empty" in name:
            content = b""
        elif name.endswith(".iso"):
            content = bytes(900_000)
        path.write_bytes(content)
        paths.append(path)
    content_dropped = QMimeData()
    content_dropped.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    intake = studio.window.stage.view.intake
    intake.take(content_dropped)
    model = studio.window.stage.model
    await until(lambda: intake.dialog is not None, "the dialog is open")
    assert model is not None
    items = model.attachments
    await until(
        lambda: all(one.size is not None or one.trouble for one in items.items), "all are seen"
    )
    dialog = intake.dialog
    await until(lambda: dialog is not None and dialog.is_settled, "they are shown")
    await settle()
    studio.subject = _modal()


def _modal() -> QWidget:
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    return dialog


FILE_SCREENS: dict[str, Callable[[Studio], Awaitable[None]]] = {
    f"files-{screen.__name__.replace('_', '-')}": screen
    for screen in (
        pictures_grid, transfers, attach_pictures, attach_files, attach_without_service,
        attach_waiting, drop, viewer, viewer_zoomed, shelf_pictures, shelf_files, shelf_links,
        shelf_empty, shelf_narrow, executable,
    )
}  # fmt: skip
