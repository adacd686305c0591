"""The screens of the working day: the arranged list, cards, settings, menus, leaving."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QLinearGradient, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from startalk_desktop.model.attention import QuietHours, WorkHours
from startalk_desktop.model.card import Card
from startalk_desktop.model.conversation import FOREVER, InboxFilter
from startalk_desktop.model.identity import ConversationId, now
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.presence import Availability
from startalk_desktop.ui.desktop.tray import Tray
from startalk_desktop.ui.own_card_dialog import OwnCardDialog
from startalk_desktop.ui.settings.settings_dialog import SettingsDialog
from tests.ui.hands import dialog_of
from tests.ui.waiting import settle, until

if TYPE_CHECKING:
    from tests.ui.screens import Studio
    from tests.ui.world import World

HOUR = 3_600_000_000


def arrange(world: World) -> None:
    """Some of the world's conversations, as their owner arranged them."""
    startalk = world.startalk
    zhang = ConversationId(world.acme.id, Jid("zhang.wei", "acme.example"))
    sarah = ConversationId(world.acme.id, Jid("sarah.kim", "acme.example"))
    chen = ConversationId(world.globex.id, Jid("chen.jie", "globex.example"))
    ouyang = ConversationId(world.beichen.id, Jid("ouyang.nana", "beichen.example"))
    supply = ConversationId(world.globex.id, Jid("supply", "chat.globex.example"))
    startalk.update_line(sarah, is_starred=True)
    startalk.update_line(zhang, remark="老张（硬件）", name="老张（硬件）", is_marked_unread=True)
    startalk.update_line(world.design, is_starred=True, mute_until=FOREVER)
    startalk.update_line(supply, mute_until=now() + 2 * HOUR)
    startalk.update_line(chen, is_blocked=True)
    startalk.update_line(ouyang, is_hidden=True)


async def inbox_arranged(studio: Studio) -> None:
    arrange(studio.world)
    await studio.open(studio.world.li)
    await studio.world.startalk.attention.set_do_not_disturb(studio.world.globex.id, FOREVER)
    await settle()


async def inbox_narrow(studio: Studio) -> None:
    arrange(studio.world)
    studio.window.resize(900, 700)
    studio.window.splitter.setSizes([248, 600])
    await studio.open(studio.world.launch)
    QTest.mouseClick(studio.window.sidebar.filter.mentions_chip, Qt.MouseButton.LeftButton)
    await settle()


async def inbox_starred(studio: Studio) -> None:
    arrange(studio.world)
    studio.window.splitter.setSizes([248, 900])
    studio.window.sidebar.filter.choose(InboxFilter.STARRED)
    studio.window.inbox_model.set_filter(InboxFilter.STARRED)
    await settle()


async def inbox_archive_empty(studio: Studio) -> None:
    studio.window.sidebar.filter.choose(InboxFilter.ARCHIVED)
    studio.window.inbox_model.set_filter(InboxFilter.ARCHIVED)
    await settle()


async def filter_menu(studio: Studio) -> None:
    QTest.mouseClick(studio.window.sidebar.filter.more_button, Qt.MouseButton.LeftButton)
    await _menu(studio)


async def conversation_menu(studio: Studio) -> None:
    arrange(studio.world)
    await settle()
    line = studio.world.startalk.conversations[studio.world.li].line
    studio.window.actions_of.show_conversation_menu(line, QPoint(200, 100))
    await _menu(studio)


async def mute_menu(studio: Studio) -> None:
    await conversation_menu(studio)
    menu = studio.subject
    assert isinstance(menu, QMenu)
    mute = next(one for one in menu.actions() if one.menu() is not None)
    menu.setActiveAction(mute)
    QTest.keyClick(menu, Qt.Key.Key_Right)
    await until(lambda: QApplication.activePopupWidget() is not menu, "the inner menu is open")
    await _menu(studio)


async def off_hours(studio: Studio) -> None:
    world = studio.world
    await world.startalk.attention.set_work_hours(world.acme.id, WorkHours(0, 0, frozenset()))
    await world.startalk.accounts.go_offline(world.globex.id)
    studio.window.rail.choose(world.acme.id)
    await studio.open(world.launch)
    await settle()


async def locked_menu(studio: Studio) -> None:
    await studio.world.startalk.accounts.lock(studio.world.acme.id)
    await settle()
    await company_menu(studio)


async def tray_menu(studio: Studio) -> None:
    tray = Tray(studio.window, studio.world.startalk, studio.window.actions_of._theme)  # type: ignore[arg-type]
    tray.menu.popup(QPoint(80, 80))
    await _menu(studio)


async def company_menu(studio: Studio) -> None:
    studio.window.actions_of.companies.show_menu(studio.world.acme.id, QPoint(80, 80))
    await _menu(studio)


async def presence_menu(studio: Studio) -> None:
    await studio.world.startalk.presence.set(None, Availability.AWAY, "在上海出差，周四回来")
    QTest.mouseClick(studio.window.rail.presence_button, Qt.MouseButton.LeftButton)
    await _menu(studio)


async def status(studio: Studio) -> None:
    studio.window.actions_of.companies.do(studio.world.acme.id, "status")
    await settle()
    studio.subject = _dialog()


async def card(studio: Studio) -> None:
    world = studio.world
    peer = world.li.peer
    world.startalk.cards.cards[world.beichen.id, peer] = Card(
        phones=("138 0013 8000",), note="交互设计，周二周四在客户那边。", url="https://lina.example"
    )
    world.startalk.cards.shared[world.beichen.id, peer] = (world.design,)
    world.startalk.directory.avatars[world.beichen.id, peer] = png(portrait())
    await studio.open(world.li)
    studio.window.actions_of.show_card_here(peer)
    await settle(200)
    studio.subject = _dialog()


async def card_blocked(studio: Studio) -> None:
    world = studio.world
    maria = world.alice
    await world.startalk.blocking.block(maria.account, maria.peer)
    world.startalk.update_line(maria, remark="Maria (contracts)", name="Maria (contracts)")
    studio.window.actions_of.show_card(maria.account, maria.peer)
    await settle(200)
    studio.subject = _dialog()


async def own_card(studio: Studio) -> None:
    await _own_card(studio)


async def own_card_crop(studio: Studio) -> None:
    dialog = await _own_card(studio)
    dialog.show_picture(portrait())
    dialog.crop.set_zoom(1.6)
    await settle()


async def remark(studio: Studio) -> None:
    line = studio.world.startalk.conversations[studio.world.li].line
    studio.window.actions_of.arranging.do(line, "remark")
    await settle()
    studio.subject = _dialog()


async def report(studio: Studio) -> None:
    line = studio.world.startalk.conversations[studio.world.alice].line
    studio.window.actions_of.arranging.do(line, "report")
    await settle()
    studio.subject = _dialog()


async def settings(studio: Studio) -> None:
    await _settings(studio)


async def settings_notifications(studio: Studio) -> None:
    attention = studio.world.startalk.attention
    await attention.set_quiet_hours(None, QuietHours(22 * 60, 7 * 60 + 30))
    dialog = await _settings(studio)
    dialog.sections.setCurrentRow(1)
    await settle()


async def settings_company(studio: Studio) -> None:
    world = studio.world
    await world.startalk.attention.set_work_hours(world.globex.id, WorkHours(9 * 60, 18 * 60))
    await world.startalk.blocking.block(world.globex.id, Jid("liu.yang", "globex.example"))
    dialog = await _settings(studio)
    dialog.show_company(world.globex.id)
    await settle()


async def leave(studio: Studio) -> None:
    studio.window.actions_of.leave(studio.world.globex.id)
    await settle()
    studio.subject = _dialog()


async def _own_card(studio: Studio) -> OwnCardDialog:
    world = studio.world
    world.startalk.cards.cards[world.acme.id, world.acme.jid] = Card(
        full_name="王芳", nickname="Fang", title="Product manager", phones=("+86 21 5555 0142",),
        emails=("wang.fang@acme.example",), note="Ask me about launches.",
    )  # fmt: skip
    studio.window.actions_of.edit_own_card(world.acme.id)
    dialog = await dialog_of(OwnCardDialog)
    await until(lambda: dialog.full_name.text() != "", "the card is read")
    studio.subject = dialog
    return dialog


async def _settings(studio: Studio) -> SettingsDialog:
    studio.window.has_tray = True
    studio.window.actions_of.show_settings()
    dialog = await dialog_of(SettingsDialog)
    studio.subject = dialog
    return dialog


async def _menu(studio: Studio) -> None:
    await until(lambda: isinstance(QApplication.activePopupWidget(), QMenu), "the menu is open")
    menu = QApplication.activePopupWidget()
    assert menu is not None
    studio.subject = menu


def _dialog() -> QWidget:
    dialog = QApplication.activeModalWidget()
    if dialog is None:
        raise AssertionError("no dialog is open")
    return dialog


def portrait(width: int = 640, height: int = 480) -> QImage:
    """A picture with something round in it."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    sky = QLinearGradient(0, 0, 0, height)
    sky.setColorAt(0, QColor("#f9c784"))
    sky.setColorAt(1, QColor("#7a5195"))
    painter.fillRect(image.rect(), QBrush(sky))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#2f2235"))
    painter.drawEllipse(QPointF(width / 2, height * 0.95), width * 0.28, height * 0.4)
    painter.setBrush(QColor("#ffe3c2"))
    painter.drawEllipse(QPointF(width / 2, height * 0.42), height * 0.2, height * 0.24)
    painter.end()
    return image


def png(image: QImage) -> bytes:
    """The picture as a file."""
    from startalk_desktop.viewmodels.own_card import to_png

    return to_png(image)


DAY_SCREENS: dict[str, Callable[[Studio], Awaitable[None]]] = {
    screen.__name__.replace("_", "-"): screen
    for screen in (
        inbox_arranged, inbox_narrow, inbox_starred, inbox_archive_empty, filter_menu,
        conversation_menu, mute_menu, company_menu, locked_menu, off_hours, tray_menu,
        presence_menu, status, card, card_blocked, own_card, own_card_crop, remark, report,
        settings, settings_notifications, settings_company, leave,
    )
}  # fmt: skip
