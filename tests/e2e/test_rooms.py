"""A room's life at two windows over the reference server: made, filled, ruled, renamed, left by one, closed for all."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from startalk_desktop.model.identity import ConversationId
from startalk_desktop.model.message import DeliveryState
from startalk_desktop.model.room import Affiliation
from startalk_desktop.refserver import ReferenceServer
from startalk_desktop.store.keys import MemoryVault
from startalk_desktop.ui.create_room_dialog import CreateRoomDialog
from startalk_desktop.ui.desktop import tray
from startalk_desktop.ui.desktop.tray import Tray
from startalk_desktop.ui.member_menu import MemberDeed, MemberMenu
from startalk_desktop.ui.room_settings_dialog import RoomSettingsDialog
from startalk_desktop.ui.ruling_dialog import RulingDialog
from startalk_desktop.ui.theme import Theme
from startalk_desktop.viewmodels.members_model import MemberRole
from startalk_desktop.viewmodels.rail import RailRole
from tests.e2e.stage import Desk, sitting
from tests.ui.hands import dialog_of, is_gone
from tests.ui.loop import application
from tests.ui.waiting import settle, until

ACME = "acme.example"
LONG = 20.0


async def make_room(desk: Desk, name: str, *people: str) -> ConversationId:
    """By the keyboard, with people found in the directory by pinyin; returns the room, which is open then."""
    desk.window.actions_of.create_room()
    dialog = await dialog_of(CreateRoomDialog)
    QTest.keyClicks(dialog.name, name)
    model = dialog._model.people
    for number, spelled in enumerate(people):
        dialog.picker.field.clear()
        QTest.keyClicks(dialog.picker.field, spelled)
        QTest.keyClick(dialog.picker.field, Qt.Key.Key_Return)  # before the directory has answered
        await until(lambda number=number: len(model.chosen) == number + 1, spelled, LONG)
    QTest.mouseClick(dialog.create_button, Qt.MouseButton.LeftButton)
    await until(lambda: is_gone(dialog), "the room is made", LONG)
    await until(lambda: is_open(desk, name), "it is open", LONG)
    assert desk.window.stage.model is not None
    return desk.window.stage.model.id


def is_open(desk: Desk, name: str) -> bool:
    model = desk.window.stage.model
    return model is not None and desk.window.stage.is_reading and model.conversation.name == name


def told(desk: Desk) -> list[str]:
    """What the open conversation tells besides what was said."""
    model = desk.window.stage.model
    assert model is not None
    messages = model.messages
    return [
        str(messages.index(row).data(Qt.ItemDataRole.AccessibleTextRole))
        for row in range(messages.rowCount())
        if messages.message(row).event is not None
    ]


def standing(desk: Desk) -> dict[str, Affiliation]:
    """Who is listed in the panel, and as what."""
    model = desk.window.stage.members.model
    assert model is not None
    return {one.jid.local: one.affiliation for one in model.members if one.jid is not None}


async def rule(desk: Desk, local: str, deed: MemberDeed) -> None:
    """Choose in the menu of somebody in the panel."""
    members = desk.window.stage.members
    assert members.model is not None
    index = next(
        members.model.index(row, 0)
        for row in range(members.model.rowCount())
        if (one := members.model.index(row, 0).data(MemberRole.MEMBER)) is not None
        and one.jid is not None
        and one.jid.local == local
    )
    point = members.list.visualRect(index).center()
    viewport = members.list.viewport()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point, viewport.mapToGlobal(point))
    QApplication.sendEvent(viewport, event)
    await settle()
    menu = next(one for one in desk.window.findChildren(MemberMenu) if one.isVisible())
    place = menu.actionGeometry(menu.actions_of[deed]).center()
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=place)
    await settle()


async def confirm(reason: str = "", proof: str = "") -> None:
    dialog = await dialog_of(RulingDialog)
    QTest.keyClicks(dialog.proof, proof)
    QTest.keyClicks(dialog.reason, reason)
    QTest.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    await until(lambda: is_gone(dialog), "it is done", LONG)


async def test_a_private_room_from_its_making_to_its_end(desk: Desk, wangs_desk: Desk) -> None:
    await desk.add_company(ACME)
    await wangs_desk.add_company(ACME)
    room = await make_room(desk, "Board C", "wangfang", "zm")

    card = wangs_desk.window.invitation
    await until(lambda: card.title.text() == "林悦 invites you to Board C", "the card", LONG)
    assert f"lin@{ACME}" in card.detail.text()
    assert "Private room" in card.detail.text()
    assert not wangs_desk.startalk.conversation(
        ConversationId(wangs_desk.account(ACME).id, room.peer)  # type: ignore[union-attr]
    ).own_nick()
    QTest.mouseClick(card.join, Qt.MouseButton.LeftButton)
    await until(lambda: is_open(wangs_desk, "Board C"), "Wang is in", LONG)

    await desk.write("第三版的图纸好了")
    await wangs_desk.sees("第三版的图纸好了", LONG)
    await wangs_desk.write("收到，我看看")
    await desk.sees("收到，我看看", LONG)

    QTest.mouseClick(desk.window.stage.view.header.members_button, Qt.MouseButton.LeftButton)
    await until(
        lambda: (
            desk.window.stage.members.model is not None
            and standing(desk)
            == {"lin": Affiliation.OWNER, "wang": Affiliation.MEMBER, "zhao": Affiliation.MEMBER}
        ),
        "all three are members, here or not",
        LONG,
    )
    await rule(desk, "wang", MemberDeed.MAKE_ADMIN)
    await until(lambda: standing(desk)["wang"] is Affiliation.ADMIN, "Wang is an admin", LONG)
    await until(lambda: "made you an admin" in "".join(told(wangs_desk)), "and is told so", LONG)

    desk.window.stage.rooms.show_settings(desk.window.stage.model.conversation)  # type: ignore[union-attr]
    dialog = await dialog_of(RoomSettingsDialog)
    await until(dialog.private.isVisible, "what is set", LONG)
    assert dialog.private.isChecked()
    dialog.name.selectAll()
    QTest.keyClicks(dialog.name, "Board D")
    dialog.topic.selectAll()
    QTest.keyClicks(dialog.topic, "Freeze on Friday")
    QTest.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    await until(lambda: is_gone(dialog), "saved", LONG)
    await until(lambda: is_open(wangs_desk, "Board D"), "Wang sees the name", LONG)
    header = wangs_desk.window.stage.view.header
    await until(lambda: "Freeze on Friday" in header._line.text(), "and the topic", LONG)

    await rule(desk, "zhao", MemberDeed.REMOVE)
    await confirm("another project")
    await until(lambda: "zhao" not in standing(desk), "Zhao is no member any more", LONG)

    desk.window.stage.rooms.destroy(desk.window.stage.model.conversation)  # type: ignore[union-attr]
    await confirm("it is built", "Board D")
    gate = wangs_desk.window.stage.view.gate
    await until(gate.isVisible, "Wang can't write any more", LONG)
    await until(lambda: "it is built" in gate.text.text(), "and reads why", LONG)
    await until(lambda: not gate.button.isVisible(), "there is no way back", LONG)
    await until(lambda: "closed for everybody" in gate.text.text(), "and what happened", LONG)
    own = desk.window.stage.view.gate
    await until(lambda: "closed for everybody" in own.text.text(), "so does who closed it", LONG)
    assert not own.button.isVisible()
    assert desk.shown("收到，我看看") is not None  # what was said stays


async def test_who_is_removed_reads_why_and_is_not_in_any_more(
    desk: Desk, wangs_desk: Desk
) -> None:
    await desk.add_company(ACME)
    await wangs_desk.add_company(ACME)
    await make_room(desk, "Short", "wangfang")
    card = wangs_desk.window.invitation
    await until(card.isVisible, "the card", LONG)
    await until(lambda: "Short" in card.title.text(), "with the name", LONG)
    QTest.mouseClick(card.join, Qt.MouseButton.LeftButton)
    await until(lambda: is_open(wangs_desk, "Short"), "Wang is in", LONG)
    QTest.mouseClick(desk.window.stage.view.header.members_button, Qt.MouseButton.LeftButton)
    await until(lambda: desk.window.stage.members.model is not None, "the panel", LONG)
    await until(lambda: "wang" in standing(desk), "Wang is listed", LONG)
    await rule(desk, "wang", MemberDeed.REMOVE)
    await confirm("only for the board team")
    gate = wangs_desk.window.stage.view.gate
    await until(lambda: "only for the board team" in gate.text.text(), "the reason", LONG)
    await until(lambda: "removed you" in gate.text.text(), "and who did it", LONG)
    assert not wangs_desk.window.stage.view.composer.isVisible()
    QTest.mouseClick(gate.button, Qt.MouseButton.LeftButton)
    await until(
        lambda: "Answer in the name of" in wangs_desk.window.toast.text(), "the room refuses", LONG
    )


# what is unread


class Counted:
    """How much is unread wherever the window and the desktop say so."""

    def __init__(self, desk: Desk, room: ConversationId, badges: list[int]) -> None:
        self._desk = desk
        self._room = room
        self._badges = badges
        self._tray = Tray(desk.window, desk.startalk, Theme(application()))

    def __call__(self) -> dict[str, tuple[int, ...]]:
        """By place: messages, and where it tells them apart, those that name us."""
        window = self._desk.window
        model, rail = window.inbox_model, window.rail_model
        line = model.conversation(model.row_of(self._room))
        account = self._room.account
        company, everything = (
            rail.index(rail.row_of(one)).data(RailRole.UNREAD) for one in (account, None)
        )
        tip = self._tray.icon.toolTip().partition("\n")[2].partition(" ")[0]
        return {
            "list": (line.unread_count, line.mention_count),
            "company": (company,),
            "all": (everything,),
            "tray": (int(tip or 0),),
            "dock": (self._badges[-1],),
        }

    async def are(self, unread: int, mentions: int) -> None:
        counts = {"list": (unread, mentions)}
        counts |= dict.fromkeys(("company", "all", "tray", "dock"), (unread,))
        await until(lambda: self() == counts, f"all say {counts}, not {self()}", LONG)

    def close(self) -> None:
        self._tray.close()


@pytest.fixture
def badges(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What the dock or the taskbar was told, the newest last."""
    told = [0]
    monkeypatch.setattr(tray, "_show_on_dock", told.append)
    return told


async def test_what_is_unread_in_a_room_is_said_alike_everywhere_over_restarts_and_devices(
    server: ReferenceServer, desk: Desk, tmp_path: Path, badges: list[int]
) -> None:
    profile, vault = tmp_path / "wangs", MemoryVault()
    await desk.add_company(ACME)
    async with sitting(server, profile, "wang", vault) as wangs:
        account = await wangs.add_company(ACME)
        room = await make_room(desk, "Board C", "wangfang")
        theirs = ConversationId(account.id, room.peer)
        await wangs.startalk.rooms.join(account.id, room.peer)
        await until(lambda: lists(wangs, theirs), "the room is listed", LONG)
        counted = Counted(wangs, theirs, badges)
        await desk.write("王芳, is it ready?")
        await desk.write("Anybody else?")
        await counted.are(2, 1)
        counted.close()
    await desk.write("I ask again, 王芳")
    await until(lambda: is_sent(desk, "I ask again, 王芳"), "it is at the server", LONG)
    async with (
        sitting(server, profile, "wang", vault) as wangs,
        sitting(server, tmp_path / "laptop", "wang") as laptop,
    ):
        await until(lambda: lists(wangs, theirs), "the room is listed", LONG)
        counted = Counted(wangs, theirs, badges)
        await counted.are(3, 2)
        there = await laptop.add_company(ACME)
        handle = laptop.startalk.conversation(ConversationId(there.id, room.peer))
        await until(lambda: bool(handle.own_nick()), "the laptop is in the room, too", LONG)
        await desk.write("And once more")
        await counted.are(4, 2)
        laptop.window.activateWindow()
        laptop.window.stage.open(handle.id)  # which reads it
        await laptop.sees("And once more", LONG)
        await counted.are(0, 0)
        counted.close()


def lists(desk: Desk, conversation: ConversationId) -> bool:
    model = desk.window.inbox_model
    rows = range(model.rowCount())
    return any(model.conversation(row).id == conversation for row in rows)


def is_sent(desk: Desk, text: str) -> bool:
    message = desk.shown(text)
    return message is not None and message.state is not DeliveryState.QUEUED
