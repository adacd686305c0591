"""The screens of what a person does to messages, each brought about as a user would."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from startalk_desktop.model.conversation import FOREVER
from startalk_desktop.model.identity import ConversationId
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import (
    Message,
    MessageSource,
    MessageVersion,
    Reaction,
    SharedFile,
)
from startalk_desktop.model.policy import DomainPolicy, LeavePolicy
from startalk_desktop.model.read_position import RoomReader
from startalk_desktop.ui.chat.commands import Command
from startalk_desktop.ui.chat.message_menu import MessageMenu
from startalk_desktop.ui.forward_dialog import ForwardDialog
from startalk_desktop.viewmodels.pictures import PicturePlace
from tests.ui.action_fakes import set_readers
from tests.ui.fakes import HOUR, MINUTE
from tests.ui.gallery import picture
from tests.ui.waiting import settle, until
from tests.ui.world import World, long_history

if TYPE_CHECKING:
    from tests.ui.screens import Studio


async def message_menu(studio: Studio) -> None:
    await studio.open(studio.world.launch)
    world, chat = studio.world, studio.world.launch
    own = [one for one in world.startalk.conversations[chat].messages if one.is_outgoing][-1]
    reactions = (Reaction("👍", (Jid("tom.becker", "acme.example"),), True),)
    world.startalk.deeds.policies[world.acme.id] = DomainPolicy(3 * HOUR // 1_000_000)
    world.startalk.change(chat, own.row, edited_at=own.sent_at + MINUTE, reactions=reactions)
    await settle()
    await _show_menu(studio, own.row)


async def foreign_menu(studio: Studio) -> None:
    await studio.open(studio.world.li)
    await _show_menu(studio, studio.world.startalk.conversations[studio.world.li].messages[-3].row)


async def choosing(studio: Studio) -> None:
    await studio.open(studio.world.li)
    view = studio.window.stage.view
    view.wishes.do(Command.SELECT, [view.messages.message_at(2)])
    for row in (3, 5):
        view.messages.toggle_row(view.messages.message_at(row).row)
    await settle()


async def choosing_small(studio: Studio) -> None:
    studio.window.resize(900, 600)
    await choosing(studio)


async def forward(studio: Studio) -> None:
    dialog = await open_forward(studio, 2)
    dialog.field.setText("a")
    await asyncio.sleep(0.2)
    for row in (0, 3):
        dialog._toggle(dialog.list.model().index(row, 0))
    await settle()
    studio.subject = dialog


async def crossing(studio: Studio) -> None:
    await _cross(studio)


async def crossing_forbidden(studio: Studio) -> None:
    policy = DomainPolicy(leaving=LeavePolicy.FORBID)
    studio.world.startalk.deeds.policies[studio.world.beichen.id] = policy
    await _cross(studio)


async def finding(studio: Studio) -> None:
    await _find(studio, "the")


async def finding_narrow(studio: Studio) -> None:
    studio.window.resize(980, 640)
    await _find(studio, "截图")


async def calendar(studio: Studio) -> None:
    await studio.open(studio.world.launch)
    view = studio.window.stage.view
    view.pick_day(view.mapToGlobal(QPoint(260, 100)))
    await settle()


async def floats(studio: Studio) -> None:
    world = studio.world
    chat = long_history(world, 120)
    messages = world.startalk.conversations[chat].messages
    world.startalk.update_line(
        chat,
        unread_count=12,
        mention_count=2,
        first_unread_row=messages[60].row,
        first_mention_row=messages[118].row,
    )
    await studio.open(chat, messages[95].row)
    await settle()


async def mentions_filter(studio: Studio) -> None:
    mention_us(studio.world)
    await studio.open(studio.world.li)
    studio.window.sidebar.filter.mentions_chip.click()
    await settle()


async def mentions_list(studio: Studio) -> None:
    await mentions_filter(studio)
    studio.window.sidebar.filter.list_button.click()
    await asyncio.sleep(0.2)


async def muted(studio: Studio) -> None:
    world = studio.world
    mention_us(world)
    world.startalk.update_line(world.launch, mute_until=FOREVER)
    supply = ConversationId(world.globex.id, Jid("supply", "chat.globex.example"))
    world.startalk.update_line(supply, mute_until=FOREVER)
    await studio.open(world.launch)
    await settle()


async def edit_history(studio: Studio) -> None:
    world, chat = studio.world, studio.world.launch
    own = [one for one in world.startalk.conversations[chat].messages if one.is_outgoing][-2]
    world.startalk.deeds.versions[own.row] = [
        MessageVersion("The pairing fix is in reveiw.", own.sent_at),
        MessageVersion(
            "The pairing fix is in review, I expect it on Friday.", own.sent_at + MINUTE
        ),
    ]
    world.startalk.change(chat, own.row, edited_at=own.sent_at + 2 * MINUTE)
    await studio.open(chat)
    await _command(studio, Command.HISTORY, own.row)


async def details(studio: Studio) -> None:
    world, chat = studio.world, studio.world.launch
    own = [one for one in world.startalk.conversations[chat].messages if one.is_outgoing][-1]
    world.startalk.change(
        chat, own.row, stanza_id="1721904001883422", origin_id="0f5a6c1e-9d63-4c0e-8a54-6f0b7c2f51aa",
        message_id="0f5a6c1e-9d63-4c0e-8a54-6f0b7c2f51aa", edited_at=own.sent_at + MINUTE,
        source=MessageSource.LIVE,
    )  # fmt: skip
    await studio.open(chat)
    await _command(studio, Command.DETAILS, own.row)


async def readers(studio: Studio) -> None:
    world, chat = studio.world, studio.world.launch
    messages = world.startalk.conversations[chat].messages
    own = [one for one in messages if one.is_outgoing][-1]
    last = messages[-1]
    set_readers(
        world.startalk, chat,
        RoomReader(Jid("alice.chen", "acme.example"), last.sent_at, last.row),
        RoomReader(Jid("zhang.wei", "acme.example"), own.sent_at, own.row),
    )  # fmt: skip
    await studio.open(chat)
    await _command(studio, Command.READERS, own.row)


async def moderation(studio: Studio) -> None:
    chat = studio.world.launch
    await studio.open(chat)
    row = studio.world.startalk.conversations[chat].messages[-1].row
    await _command(studio, Command.MODERATE, row)


async def recalled(studio: Studio) -> None:
    chat = studio.world.li
    await studio.open(chat)
    own = [one for one in studio.world.startalk.conversations[chat].messages if one.is_outgoing]
    view = studio.window.stage.view
    view.wishes.do(Command.RECALL, [own[-1]])
    await until(lambda: studio.window.toast.isVisible(), "the toast")
    await settle()


async def picture_viewer(studio: Studio) -> None:
    message = await open_pictures(studio)
    view = studio.window.stage.view
    view.messages.picture_chosen.emit(message, 0)
    await until(
        lambda: view.viewer is not None and not view.viewer._is_loading(), "the picture is here"
    )
    await settle()


ACTION_SCREENS: dict[str, Callable[[Studio], Awaitable[None]]] = {
    screen.__name__: screen
    for screen in (
        message_menu, foreign_menu, choosing, choosing_small, forward, crossing, crossing_forbidden,
        finding, finding_narrow, calendar, floats, mentions_filter, mentions_list, muted,
        edit_history, details, readers, moderation, recalled, picture_viewer,
    )
}  # fmt: skip


def mention_us(world: World) -> None:
    """Two people name us, in two companies."""
    for chat, number in ((world.launch, -2), (world.design, -1)):
        it = world.startalk.conversations[chat]
        message = it.messages[number]
        world.startalk.change(chat, message.row, is_mention=True)
        world.startalk.update_line(chat, mention_count=1, first_mention_row=message.row)


async def open_forward(studio: Studio, count: int) -> ForwardDialog:
    """Forward the last messages of the conversation with Li Na."""
    await studio.open(studio.world.li)
    view = studio.window.stage.view
    last = view.messages.model().rowCount()
    messages = [view.messages.message_at(row) for row in range(last - count, last)]
    view.wishes.do(Command.FORWARD, messages)
    await until(lambda: isinstance(QApplication.activeModalWidget(), ForwardDialog), "the dialog")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ForwardDialog)
    await until(lambda: dialog.list.model().rowCount() > 0, "people are listed")
    return dialog


async def open_pictures(studio: Studio) -> Message:
    """A message with two pictures of the company, which are here."""
    world = studio.world
    urls = [f"https://upload.acme.example/{name}.png" for name in ("rev-b", "rev-c")]
    for number, url in enumerate(urls):
        world.startalk.deeds.pictures[url] = picture(720 - 160 * number, 480)
    files = tuple(SharedFile(url, url.rpartition("/")[2], "image/png") for url in urls)
    message = world.startalk.say(
        world.launch,
        "",
        files=files,
        is_quiet=True,
        sender=world.launch.peer.with_resource("张伟"),
    )
    await studio.open(world.launch)
    studio.window.stage.view.messages.jump_to_end()
    images = studio.window.stage.pictures.previews
    places = [PicturePlace(world.launch, message.row, n, file) for n, file in enumerate(files)]
    await until(lambda: all(images.image(place) for place in places), "they are here")
    return message


async def _cross(studio: Studio) -> None:
    dialog = await open_forward(studio, 2)
    dialog.field.setText("Launch")
    await until(lambda: dialog.list.model().rowCount() == 1, "found")
    dialog._toggle(dialog.list.model().index(0, 0))
    dialog.forward.click()
    await until(lambda: QApplication.activeModalWidget() not in (None, dialog), "the guard asks")
    await settle()
    studio.subject = _modal()


async def _find(studio: Studio, text: str) -> None:
    await studio.open(studio.world.launch)
    QTest.keyClick(studio.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    bar = studio.window.stage.view.finder.bar
    bar.field.setText(text)
    finder = studio.window.stage.view.finder
    await until(lambda: finder.model is not None and finder.model.rowCount() > 0, "found")
    await settle()


async def _show_menu(studio: Studio, store_row: int) -> None:
    view = studio.window.stage.view
    row = view.messages.model().row_of(store_row)
    index = view.messages.model().index(row, 0)
    at = view.messages.viewport().mapToGlobal(view.messages.visualRect(index).center())
    view.messages.menu_asked.emit(view.messages.message_at(row), None, at)
    await settle()
    studio.subject = next(
        menu for menu in view.messages.findChildren(MessageMenu) if menu.isVisible()
    )


async def _command(studio: Studio, command: Command, store_row: int) -> None:
    view = studio.window.stage.view
    row = view.messages.model().row_of(store_row)
    view.wishes.do(command, [view.messages.message_at(row)])
    await asyncio.sleep(0.2)
    studio.subject = _modal()


def _modal() -> QWidget:
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    return dialog
