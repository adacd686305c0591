"""The screens that pictures are taken of, each brought about as a user would."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from startalk_desktop.model.connection import CertificateInfo, Offline, Refused, WaitingToRetry
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.identity import now
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.presence import Availability
from startalk_desktop.model.room import Affiliation, Occupant, Role, RoomInfo
from startalk_desktop.tasks import TaskScope
from startalk_desktop.ui.chat.hits import HitKind
from startalk_desktop.ui.chat.selectable_view import SelectableMessageView
from startalk_desktop.ui.chat.text_selection import Place, TextSelection
from startalk_desktop.ui.emoji.picker import EmojiPicker
from startalk_desktop.ui.languages import Language
from startalk_desktop.ui.layout_store import ForgetfulLayoutStore
from startalk_desktop.ui.main_window import MainWindow
from startalk_desktop.ui.sidebar.sidebar import Page
from startalk_desktop.ui.sign_in_dialog import SignInDialog
from startalk_desktop.ui.theme import Theme, ThemeMode
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.ui.vault_dialog import PassphraseDialog
from tests.ui.action_screens import ACTION_SCREENS
from tests.ui.clock import it_is_afternoon
from tests.ui.day_screens import DAY_SCREENS
from tests.ui.directory_screens import DIRECTORY_SCREENS
from tests.ui.fakes import DAY
from tests.ui.file_screens import FILE_SCREENS
from tests.ui.gallery import Gallery, PictureShelf, hit_point, text_point
from tests.ui.link_screens import LINK_SCREENS
from tests.ui.nav_screens import NAV_SCREENS
from tests.ui.room_screens import ROOM_SCREENS
from tests.ui.waiting import settle, until
from tests.ui.world import World, long_history

Screen = Callable[["Studio"], Awaitable[None]]


class Studio:
    """A window over a world, and what is taken a picture of (the window, unless a screen says otherwise)."""

    def __init__(self, world: World, window: MainWindow, scope: TaskScope) -> None:
        self.world = world
        self.window = window
        self.scope = scope
        self.subject: QWidget = window

    async def open(self, conversation: object, row: int | None = None) -> None:
        self.window.stage.open(conversation, row)  # type: ignore[arg-type]
        await until(
            lambda: (
                self.window.stage.model is not None
                and self.window.stage.model.id == conversation
                and self.window.stage.model.messages.rowCount() > 0
            ),
            "the conversation is shown",
        )
        await settle()


async def room(studio: Studio) -> None:
    await studio.open(studio.world.launch)
    studio.world.startalk.set_typing(
        studio.world.launch, studio.world.launch.peer.with_resource("张伟")
    )
    await settle()


async def direct(studio: Studio) -> None:
    await studio.open(studio.world.alice)


async def chinese(studio: Studio) -> None:
    await studio.open(studio.world.li)
    studio.window.stage.view.composer.text.insertPlainText(
        "今晚我看一下对照图，\n有问题明天早会说。"
    )
    studio.window.rail.choose(studio.world.beichen.id)
    await settle()


async def members(studio: Studio) -> None:
    await studio.open(studio.world.launch)
    studio.window.stage.toggle_members()
    panel = studio.window.stage.members
    await until(lambda: panel.model is not None and panel.model.is_loaded, "the members")
    await settle()


async def troubles(studio: Studio) -> None:
    accounts = studio.world.startalk.accounts
    await studio.open(studio.world.alice)
    accounts.set_state(
        studio.world.globex.id,
        WaitingToRetry(now() + 12_400_000, Failure(FailureCode.CONNECTION_LOST), 2),
    )
    accounts.set_state(
        studio.world.acme.id, Refused(Failure(FailureCode.PASSWORD, "not-authorized"))
    )
    await settle()


async def scrolled(studio: Studio) -> None:
    chat = long_history(studio.world, 400)
    await studio.open(chat)
    bar = studio.window.stage.view.messages.verticalScrollBar()
    await settle()
    bar.setValue(bar.maximum() - 1400)
    await settle()
    for text in ("在吗？", "Can you call me back?"):
        studio.world.startalk.say(chat, text, is_quiet=True)
    await settle()


async def locked(studio: Studio) -> None:
    await studio.open(studio.world.li)
    await studio.world.startalk.accounts.lock(studio.world.beichen.id)
    await settle()


async def nothing(studio: Studio) -> None:
    await settle()


async def search(studio: Studio) -> None:
    await studio.open(studio.world.launch)
    studio.window.sidebar.show_page(Page.SEARCH)
    studio.window.search.field.setText("截图")
    await asyncio.sleep(0.5)


async def switcher(studio: Studio) -> None:
    await studio.open(studio.world.launch)
    studio.window.switcher.open()
    await asyncio.sleep(0.3)


async def welcome(studio: Studio) -> None:
    for account in studio.world.startalk.accounts.all():
        await studio.world.startalk.accounts.remove(account.id)
    await settle()


async def sign_in(studio: Studio) -> None:
    studio.window.actions_of.add_company()
    await settle()
    studio.subject = _dialog(studio)


async def small(studio: Studio) -> None:
    studio.window.resize(900, 600)
    await room(studio)


async def large(studio: Studio) -> None:
    studio.window.resize(2560, 1440)
    await room(studio)


async def sign_in_failed(studio: Studio) -> None:
    await sign_in(studio)
    dialog = _dialog(studio)
    assert isinstance(dialog, SignInDialog)
    dialog._form_page.address.setText("wang.fang@acme.exmaple")
    dialog._form_page.show_failure(Failure(FailureCode.HOST_UNKNOWN))


async def certificate(studio: Studio) -> None:
    state = Refused(
        Failure(FailureCode.CERTIFICATE_UNTRUSTED),
        CertificateInfo(
            ":".join(f"{(7 * n + 53) % 256:02X}" for n in range(32)),
            "CN=chat.acme.example, O=Acme Robotics",
            "CN=Acme Internal CA",
            ("acme.example", "chat.acme.example"),
            now() - 40 * DAY,
            now() + 325 * DAY,
            is_self_signed=False,
        ),
    )
    studio.world.startalk.accounts.set_state(studio.world.acme.id, state)
    studio.window.actions_of.repair(studio.world.acme.id)
    await settle()
    studio.subject = _dialog(studio)


async def rooms(studio: Studio) -> None:
    conference = "rooms.acme.example"
    studio.world.startalk.inbox.rooms[studio.world.acme.id] = (
        RoomInfo(
            Jid("launch", conference), "Launch week", "Everything until Thursday", occupant_count=14
        ),
        RoomInfo(Jid("rd", conference), "研发中心", "研发中心全体讨论", occupant_count=212),
        RoomInfo(Jid("lunch", conference), "午饭去哪", occupant_count=38),
        RoomInfo(
            Jid("hardware", conference),
            "Hardware",
            "Boards, enclosures, suppliers",
            occupant_count=21,
        ),
    )
    studio.window.actions_of.join_room()
    await asyncio.sleep(0.3)
    studio.subject = _dialog(studio)


async def passphrase(studio: Studio) -> None:
    dialog = PassphraseDialog(is_new=True)
    studio.scope.start(dialog.outcome(), "ask for a passphrase")
    await settle()
    dialog.say(dialog.tr("The two are not the same."))
    studio.subject = dialog


async def selection(studio: Studio) -> None:
    await studio.open(studio.world.li)
    view = studio.window.stage.view.messages
    await settle()
    first, last = view.message_at(3), view.message_at(5)
    view._selection = TextSelection(Place(first.row, 3), Place(last.row, 30))
    view.viewport().update()
    studio.window.toast.say(QCoreApplication.translate("MainWindow", "Copied"))
    await settle()


async def past_failed(studio: Studio) -> None:
    chat = long_history(studio.world, 6, archived=10)
    studio.world.startalk.accounts.set_state(studio.world.acme.id, Offline())
    await studio.open(chat)


async def replying(studio: Studio) -> None:
    await studio.open(studio.world.launch)
    model = studio.window.stage.model
    assert model is not None
    answered = studio.world.startalk.conversations[studio.world.launch].messages[-3]
    model.composing.reply_to(answered)
    studio.window.stage.view.composer.text.insertPlainText("Thank you Tom")
    await settle()


async def editing(studio: Studio) -> None:
    await studio.open(studio.world.li)
    QTest.keyClick(studio.window.stage.view.composer.text, Qt.Key.Key_Up)
    await settle()


async def editing_refused(studio: Studio) -> None:
    await editing(studio)
    field = studio.window.stage.view.composer.text
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    QTest.keyClick(field, Qt.Key.Key_Return)
    await settle()


async def mention(studio: Studio) -> None:
    world = studio.world
    it = world.startalk.conversations[world.launch]
    ou = Jid("ouyang.nana", "acme.example")
    world.startalk.directory.put(world.acme.id, ou, "欧阳娜娜", Availability.AVAILABLE)
    it.occupants = (*it.occupants, Occupant("nana", Affiliation.MEMBER, Role.PARTICIPANT, ou))
    await studio.open(world.launch)
    field = studio.window.stage.view.composer.text
    QTest.keyClicks(field, "@zw")
    await until(lambda: studio.window.stage.view.composer.completer.popup.isVisible(), "found")
    QTest.keyClick(field, Qt.Key.Key_Return)
    QTest.keyClicks(field, "could you and @")
    await asyncio.sleep(0.1)


async def emoji_names(studio: Studio) -> None:
    await studio.open(studio.world.launch)
    QTest.keyClicks(studio.window.stage.view.composer.text, "All green :smi")
    await asyncio.sleep(0.1)


async def emoji(studio: Studio) -> None:
    await studio.open(studio.world.launch)
    composer = studio.window.stage.view.composer
    for used in ("🚀", "👏🏽", "❤️", "🎉", "😄", "👍"):
        composer.completer.shelf.note_used(used)
    QTest.mouseClick(composer.emoji_button, Qt.MouseButton.LeftButton)
    await settle()


async def emoji_search(studio: Studio) -> None:
    await emoji(studio)
    picker = studio.window.findChild(EmojiPicker)
    assert picker is not None
    QTest.keyClicks(picker.search.field, "hand")
    QTest.keyClick(picker.search.field, Qt.Key.Key_Right)
    QTest.keyClick(picker.search.field, Qt.Key.Key_Menu)
    await settle()


async def emoji_row(studio: Studio) -> None:
    await studio.open(studio.world.launch)
    view = studio.window.stage.view
    picker = EmojiPicker(view._theme, view.composer.completer.shelf, view)
    picker.open_at(view.mapToGlobal(QPoint(300, 460)), is_compact=True)
    await settle()


async def long_text(studio: Studio) -> None:
    await studio.open(studio.world.alice)
    composer = studio.window.stage.view.composer
    line = "2026-03-04 11:20:07 relay 7 answered in 41 ms; the packing list follows below.\n"
    composer.text.insertPlainText(line * 1050)
    await settle()


def _gallery(studio: Studio) -> Gallery:
    """A gallery whose pictures and names are there."""
    studio.window.resize(1280, 1000)
    shelf = PictureShelf(studio.scope)
    studio.window.stage.view.messages.set_pictures(shelf.images, shelf.thumbnails)
    return Gallery(studio.world)


async def _show(studio: Studio, gallery: Gallery, *, in_room: bool = True) -> SelectableMessageView:
    await studio.open(gallery.room if in_room else gallery.chat)
    model = studio.window.stage.model
    if model is None:
        raise AssertionError("no conversation is open")
    directory = studio.world.startalk.directory
    model.messages.set_address_namer(lambda jid: directory.name(gallery.account.id, jid))
    if in_room:
        model.messages.set_readers(gallery.readers())
    await settle()
    await asyncio.sleep(0.2)  # pictures are decoded in a thread
    await settle()
    return studio.window.stage.view.messages


async def messages_styles(studio: Studio) -> None:
    gallery = _gallery(studio)
    gallery.styles()
    view = await _show(studio, gallery)
    code = hit_point(view, 1, HitKind.COPY_CODE)
    QTest.mouseMove(view.viewport(), code)
    await settle()


async def messages_answers(studio: Studio) -> None:
    gallery = _gallery(studio)
    gallery.answers()
    view = await _show(studio, gallery)
    QTest.mouseMove(view.viewport(), text_point(view, 5, 3))
    await settle()


async def messages_files(studio: Studio) -> None:
    gallery = _gallery(studio)
    studio.window.resize(1280, 1500)
    gallery.files()
    await _show(studio, gallery)


async def messages_endings(studio: Studio) -> None:
    gallery = _gallery(studio)
    gallery.endings()
    await _show(studio, gallery)


async def messages_direct(studio: Studio) -> None:
    gallery = _gallery(studio)
    studio.window.resize(1280, 1700)
    gallery.styles(in_room=False)
    gallery.files(in_room=False)
    gallery.endings(in_room=False)
    await _show(studio, gallery, in_room=False)


async def messages_selecting(studio: Studio) -> None:
    gallery = _gallery(studio)
    gallery.answers()
    view = await _show(studio, gallery)
    view.set_selecting(True)
    for name in ("asked", "own", "mention"):
        view.toggle_row(gallery.messages[name].row)
    await settle()


async def messages_narrow(studio: Studio) -> None:
    gallery = _gallery(studio)
    studio.window.resize(900, 1000)
    gallery.answers()
    gallery.files()
    await _show(studio, gallery)


SCREENS: dict[str, Screen] = {
    screen.__name__.replace("messages_", "messages-"): screen
    for screen in (
        room, direct, chinese, members, troubles, scrolled, locked, nothing, search,
        switcher, welcome, sign_in, sign_in_failed, certificate, rooms, passphrase,
        selection, past_failed, small, large, replying, editing, editing_refused, mention,
        emoji_names, emoji, emoji_search, emoji_row, long_text, messages_styles,
        messages_answers, messages_files,
        messages_endings, messages_direct, messages_selecting, messages_narrow,
    )
} | ACTION_SCREENS | DAY_SCREENS | DIRECTORY_SCREENS | FILE_SCREENS  # fmt: skip
SCREENS |= LINK_SCREENS | NAV_SCREENS | ROOM_SCREENS


def _dialog(studio: Studio) -> QWidget:
    dialog = QApplication.activeModalWidget()
    if dialog is None:
        raise AssertionError("no dialog is open")
    return dialog


async def paint_screens(
    app: QApplication,
    folder: Path,
    combinations: Sequence[tuple[str, str]],
    scale: str,
    names: Sequence[str] = (),
) -> list[Path]:
    """Paint the screens `names` (all without any) for each theme and language; returns the files."""
    app.setQuitOnLastWindowClosed(False)  # the loop would end with the first window
    written = []
    for theme_name, language_name in combinations:
        language = Language(app, language_name)
        language.install()
        theme = Theme(app, ThemeMode(theme_name))
        theme.apply()
        for name in names or SCREENS:
            path = folder / f"{name}-{theme_name}-{language_name}-{scale}x.png"
            with it_is_afternoon():
                await _paint(theme, TimeTexts(QLocale(language_name)), SCREENS[name], path)
            written.append(path)
        language.remove()
        theme.deleteLater()
    return written


async def _paint(theme: Theme, times: TimeTexts, screen: Screen, path: Path) -> None:
    scope = TaskScope("pictures")
    world = World()
    window = MainWindow(world.startalk, theme, times, ForgetfulLayoutStore(), scope)  # type: ignore[arg-type]
    studio = Studio(world, window, scope)
    window.resize(1280, 800)
    window.show()
    window.activateWindow()
    await until(
        lambda: window.inbox_model.rowCount() == len(world.startalk.conversations),
        "the inbox is read",
    )
    await screen(studio)
    picture = studio.subject.grab()
    if not picture.save(str(path)):
        raise OSError(f"{path} can't be written")
    for dialog in window.findChildren(QWidget):
        if dialog.isWindow() and dialog.isVisible() and dialog is not window:
            dialog.close()
    await settle()
    await window.shut()
    await scope.close()
    window.close()
    window.deleteLater()
    await settle()
