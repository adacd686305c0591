"""Files and pictures from one person's window to another's, through the domain's own upload service."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtTest import QTest

from startalk_desktop.model.message import DeliveryState, Message
from startalk_desktop.ui.chat.attach_dialog import AttachDialog
from startalk_desktop.ui.chat.hits import HitKind
from startalk_desktop.ui.clipboard import mark_source
from startalk_desktop.ui.crossing_dialog import CrossingDialog
from startalk_desktop.viewmodels.files_model import Shelf
from startalk_desktop.viewmodels.pictures import PicturePlace
from tests.e2e.stage import Desk
from tests.ui.gallery import hit_point, picture
from tests.ui.hands import dialog_of
from tests.ui.waiting import settle, until

LEFT = Qt.MouseButton.LeftButton


async def _meet(desk: Desk, wangs_desk: Desk) -> None:
    """Lin and Wang, each with the conversation with the other open."""
    await desk.add_company("acme.example")
    await wangs_desk.add_company("acme.example")
    await desk.open_with("acme.example", "wang")
    await wangs_desk.open_with("acme.example", "lin")


async def _send(desk: Desk, caption: str, *paths: Path) -> None:
    """Drop files, write a caption, press Enter."""
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    desk.window.stage.view.intake.take(content)
    dialog = await dialog_of(AttachDialog)
    model = desk.window.stage.model
    assert model is not None
    await until(lambda: model.attachments.can_send, "all are looked at")
    dialog.caption.insertPlainText(caption)
    QTest.keyClick(dialog.caption, Qt.Key.Key_Return)
    await until(lambda: model.attachments.items == [], "they are handed over")


def _with_file(desk: Desk, name: str) -> Message | None:
    model = desk.window.stage.model
    rows = range(model.messages.rowCount()) if model is not None else ()
    messages = [model.messages.message(row) for row in rows if model is not None]
    return next((one for one in messages if one.files and one.files[0].name == name), None)


async def _sees_file(desk: Desk, name: str) -> Message:
    def found() -> Message | None:
        message = _with_file(desk, name)
        if message is None or not message.files[0].url:
            return None
        return message if message.state is not DeliveryState.QUEUED else None

    await until(found, f"{desk.user} sees {name}", 30)
    message = found()
    assert message is not None
    return message


async def test_a_picture_and_a_file_go_from_window_to_window(
    desk: Desk, wangs_desk: Desk, tmp_path: Path
) -> None:
    await _meet(desk, wangs_desk)
    photo, notes = tmp_path / "stand.png", tmp_path / "notes.txt"
    photo.write_bytes(picture(640, 480))
    notes.write_bytes("发布说明\n".encode() * 500)
    await _send(desk, "今天的展位", photo, notes)
    await _sees_file(desk, "stand.png")
    seen = await _sees_file(wangs_desk, "stand.png")
    assert seen.text == "今天的展位"
    assert (seen.files[0].width, seen.files[0].height) == (640, 480)
    images = wangs_desk.window.stage.pictures.previews
    place = PicturePlace(seen.conversation, seen.row, 0, seen.files[0])
    wangs_desk.window.stage.view.messages.jump_to_end()
    await until(lambda: images.image(place) is not None, "the picture comes by itself", 20)
    file = await _sees_file(wangs_desk, "notes.txt")
    opened: list[Path] = []
    wangs_desk.window.stage.file_commands.launch = lambda path: not opened.append(path)
    view = wangs_desk.window.stage.view.messages
    row = view.model().row_of(file.row)
    view.scrollTo(view.model().index(row, 0))
    await settle()
    point = hit_point(view, row, HitKind.FILE)
    QTest.mouseClick(view.viewport(), LEFT, pos=point)
    await until(lambda: opened, "the file is opened", 20)
    assert opened[0].read_bytes() == notes.read_bytes()


async def test_the_pictures_of_a_conversation_are_on_its_shelf_and_large(
    desk: Desk, wangs_desk: Desk, tmp_path: Path
) -> None:
    await _meet(desk, wangs_desk)
    photos = []
    for number in range(3):
        photo = tmp_path / f"{number}.png"
        photo.write_bytes(picture(320 + number, 240, hue=number))
        photos.append(photo)
    await _send(desk, "", *photos)
    for photo in photos:
        await _sees_file(wangs_desk, photo.name)
    view = wangs_desk.window.stage.view
    view.files.open(Shelf.PICTURES)
    model = view.files.model
    assert model is not None
    await until(lambda: model.rowCount() == 3, "all three are listed")
    first = view.files.view.visualRect(model.index(0))
    QTest.mouseClick(view.files.view.viewport(), LEFT, pos=first.center())
    viewer = view.viewer
    assert viewer is not None
    assert viewer.accessibleName() == "2.png"
    originals = wangs_desk.window.stage.pictures.originals
    for name in ("1.png", "0.png"):
        await until(lambda: viewer.roll is not None and viewer.roll.neighbour(-1), "one before")
        QTest.keyClick(viewer, Qt.Key.Key_Left)
        assert viewer.accessibleName() == name
        assert viewer.roll is not None
        place = viewer.roll.current.place
        await until(lambda p=place: originals.image(p) is not None, "it is here", 20)
        shown = originals.image(place)
        assert shown is not None
        assert shown.width() == 320 + int(name[0])


async def test_what_is_sent_offline_waits_and_goes(
    desk: Desk, wangs_desk: Desk, tmp_path: Path
) -> None:
    await _meet(desk, wangs_desk)
    account = desk.account("acme.example")
    assert account is not None
    await desk.startalk.accounts.sign_out(account.id)
    notes = tmp_path / "later.txt"
    notes.write_text("later")
    await _send(desk, "", notes)
    await until(lambda: _with_file(desk, "later.txt"), "it is in the conversation at once")
    model = desk.window.stage.model
    assert model is not None
    await until(lambda: model.transfers.waiting_up, "it waits")
    await desk.startalk.accounts.sign_in(account.id)
    await _sees_file(wangs_desk, "later.txt")
    await until(lambda: not model.transfers.waiting_up, "nothing waits any more")


async def test_a_file_of_one_company_into_another_is_asked_for(desk: Desk, tmp_path: Path) -> None:
    await desk.add_company("acme.example")
    await desk.add_company("corvus.example")
    await desk.open_with("corvus.example", "wang")
    source = desk.account("acme.example")
    assert source is not None
    secret = tmp_path / "secret.txt"
    secret.write_text("ours")
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(secret))])
    mark_source(content, source.id)
    desk.window.stage.view.intake.take(content)
    question = await dialog_of(CrossingDialog)
    question.cancel.click()
    await settle()
    assert desk.window.stage.view.intake.dialog is None
    model = desk.window.stage.model
    assert model is not None
    assert model.attachments.items == []
