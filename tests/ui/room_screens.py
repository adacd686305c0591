"""The screens of rooms: making them, asking people in, their members, settings and ends."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from startalk_desktop.model.changes import RoomChanged
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.identity import ConversationId, ConversationKind
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import MessageKind
from startalk_desktop.model.presence import Availability
from startalk_desktop.model.room import (
    Affiliation,
    Occupant,
    Role,
    RoomEvent,
    RoomEventKind,
    RoomInfo,
    RoomInvitation,
    RoomSettings,
)
from startalk_desktop.ui.banned_dialog import BannedDialog
from startalk_desktop.ui.create_room_dialog import CreateRoomDialog
from startalk_desktop.ui.invite_dialog import InviteDialog
from startalk_desktop.ui.member_menu import MemberMenu
from startalk_desktop.ui.room_settings_dialog import RoomSettingsDialog
from startalk_desktop.ui.ruling_dialog import RulingDialog
from tests.ui.fakes import MINUTE
from tests.ui.hands import dialog_of
from tests.ui.waiting import settle, until
from tests.ui.world import World

if TYPE_CHECKING:
    from tests.ui.screens import Studio

_SECOND = 1_000_000


def own_the_launch(world: World, affiliation: Affiliation = Affiliation.OWNER) -> None:
    """We rule the room of the launch, which is private, has more members than are there, and two admins."""
    it = world.startalk.conversations[world.launch]
    role = Role.PARTICIPANT if affiliation is Affiliation.MEMBER else Role.MODERATOR
    it.occupants = tuple(
        replace(one, affiliation=affiliation, role=role)
        if one.is_self
        else replace(one, affiliation=Affiliation.ADMIN, role=Role.MODERATOR)
        if one.nick == "张伟"
        else one
        for one in it.occupants
    )
    it.room.info = RoomInfo(
        world.launch.peer, "Launch week", "Everything until Thursday", is_members_only=True,
        is_persistent=True, has_archive=True, has_card=True,
    )  # fmt: skip
    it.room.settings = replace(
        RoomSettings.private("Launch week"), description="Everything until Thursday"
    )
    people = (
        ("chen.jie", "陈洁", Availability.AVAILABLE), ("liu.yang", "刘洋", Availability.OFFLINE),
        ("peter.novak", "Peter Novák", Availability.AWAY), ("ouyang.nana", "欧阳娜娜", Availability.OFFLINE),
        ("sarah.kim", "Sarah Kim", Availability.AVAILABLE),
    )  # fmt: skip
    for local, name, availability in people:
        jid = Jid(local, "acme.example")
        world.startalk.directory.put(world.acme.id, jid, name, availability)
        it.room.listed[jid] = Affiliation.MEMBER
    world.startalk.changes.announce(RoomChanged(world.launch))


def nick_room(world: World) -> ConversationId:
    """A public room in which people go by nicks, one of which looks like another."""
    room = world.startalk.begin(
        world.acme.id, "lounge@rooms.acme.example", "Lounge", ConversationKind.ROOM
    )
    it = world.startalk.conversations[room]
    it.room.info = RoomInfo(room.peer, "Lounge", "Anything but work", is_anonymous=True)
    it.subject = "Anything but work"
    own = world.acme.jid
    it.occupants = (
        Occupant("Paula", Affiliation.OWNER, Role.MODERATOR),
        Occupant("王芳", Affiliation.NONE, Role.PARTICIPANT, own, is_self=True),
        Occupant("Tom Becker", Affiliation.MEMBER, Role.PARTICIPANT),
        Occupant("Тom Becker", Affiliation.NONE, Role.PARTICIPANT),
        Occupant("snowman", Affiliation.NONE, Role.VISITOR),
    )
    for ago, nick, text in (
        (30, "Paula", "Who is in for table tennis at six?"),
        (21, "Tom Becker", "Me! Room 4 is free."),
        (9, "Тom Becker", "Could you send me the guest password again? Mine is gone."),
        (8, "snowman", "⛄"),
    ):
        world.startalk.say(
            room, text, sender=room.peer.with_resource(nick), at=world.now - ago * MINUTE,
            is_quiet=True,
        )  # fmt: skip
    return room


def come_and_go(world: World) -> None:
    """People come and go in the room of the launch; somebody is promoted and somebody removed."""
    it = world.startalk.conversations[world.launch]
    start = world.now - 20 * MINUTE

    def jid(local: str) -> Jid:
        return Jid(local, "acme.example")

    kinds = RoomEventKind
    happened = (
        (kinds.JOINED, "张伟", "zhang.wei"), (kinds.JOINED, "陈洁", "chen.jie"),
        (kinds.JOINED, "刘洋", "liu.yang"), (kinds.JOINED, "Sarah Kim", "sarah.kim"),
        (kinds.LEFT, "Tom Becker", "tom.becker"), (kinds.LEFT, "Peter", "peter.novak"),
    )  # fmt: skip
    it.room.events = [
        RoomEvent(start + number * 9 * _SECOND, kind, who, jid=jid(local))
        for number, (kind, who, local) in enumerate(happened)
    ]
    for at, event in (
        (17, RoomEvent(
            0, kinds.AFFILIATION, "张伟", "Alice Chen", jid=jid("zhang.wei"), affiliation=Affiliation.ADMIN,
        )),
        (16, RoomEvent(0, kinds.REMOVED, "Peter", "Alice Chen", "works on the next release now", jid("peter.novak"))),
    ):  # fmt: skip
        when = world.now - at * MINUTE
        world.startalk.say(
            world.launch, "", kind=MessageKind.EVENT, sender=world.launch.peer, at=when,
            event=replace(event, at=when), is_quiet=True,
        )  # fmt: skip
    world.startalk.changes.announce(RoomChanged(world.launch))


def put_out(world: World, kind: RoomEventKind, reason: str = "", **more: object) -> None:
    """We are put out of the room of the launch."""
    it = world.startalk.conversations[world.launch]
    it.occupants, it.room.info = (), None
    it.room.failure = Failure(FailureCode.NOT_ALLOWED, reason)
    event = RoomEvent(world.now, kind, "王芳", "Alice Chen", reason, is_own=True, **more)  # type: ignore[arg-type]
    world.startalk.say(
        world.launch, "", kind=MessageKind.EVENT, sender=world.launch.peer, at=world.now,
        event=event, is_quiet=True,
    )  # fmt: skip
    world.startalk.changes.announce(RoomChanged(world.launch))
    world.startalk.touch(world.launch)


def invite_us(world: World, local: str = "zhang.wei", **more: object) -> None:
    """We are asked into a room of Acme's."""
    room = Jid("boards", "rooms.acme.example")
    world.startalk.rooms.infos[room] = RoomInfo(
        room, "Board revision C", "Layout, parts, suppliers", occupant_count=7, is_members_only=True
    )
    reason = "We need your eye on the enclosure before it goes out."
    inviter = Jid(local, "acme.example")
    invitation = RoomInvitation(room, inviter, world.now, reason, is_direct=True)
    world.startalk.rooms.invite(world.acme.id, invitation)


async def room_create(studio: Studio) -> None:
    await studio.open(studio.world.li)
    studio.window.actions_of.create_room()
    dialog = await dialog_of(CreateRoomDialog)
    dialog.begin_with(studio.world.acme.id)
    dialog.name.setText("Board revision C")
    QTest.keyClicks(dialog.picker.field, "c")
    model = dialog._model.people
    await until(lambda: model.text == "c" and model.rowCount() > 0, "found")
    await asyncio.sleep(0.1)
    for row in range(2):
        dialog.picker._toggle(model.index(row, 0))
    await settle()
    studio.subject = dialog


async def room_create_public(studio: Studio) -> None:
    await room_create(studio)
    dialog = studio.subject
    assert isinstance(dialog, CreateRoomDialog)
    dialog.public.setChecked(True)
    dialog._on_failed(
        Failure(FailureCode.NOT_ALLOWED, "only staff may make rooms here", "rooms.acme.example")
    )
    await settle()


async def room_invite(studio: Studio) -> None:
    own_the_launch(studio.world)
    await studio.open(studio.world.launch)
    studio.window.stage.toggle_members()
    await settle()
    studio.window.stage.members.add_button.click()
    dialog = await dialog_of(InviteDialog)
    QTest.keyClicks(dialog.picker.field, "e")
    await asyncio.sleep(0.2)
    studio.subject = dialog


async def room_members(studio: Studio) -> None:
    own_the_launch(studio.world)
    ban_some(studio.world)
    await studio.open(studio.world.launch)
    studio.window.stage.toggle_members()
    members = studio.window.stage.members
    await until(lambda: members.model is not None and members.model.is_loaded, "members")
    await settle()


async def room_small(studio: Studio) -> None:
    studio.window.resize(900, 600)
    invite_us(studio.world)
    await room_members(studio)


async def room_member_menu(studio: Studio) -> None:
    await room_members(studio)
    members = studio.window.stage.members
    assert members.model is not None
    row = members.model.row_of("Tom Becker")
    assert row is not None
    index = members.model.index(row, 0)
    members.list.setCurrentIndex(index)
    at = members.list.viewport().mapToGlobal(members.list.visualRect(index).center())
    members.list.menu_asked.emit(index, at)
    await settle()
    menus = [one for one in studio.window.findChildren(MemberMenu) if one.isVisible()]
    studio.subject = menus[0]


async def room_nicks(studio: Studio) -> None:
    room = nick_room(studio.world)
    await studio.open(room)
    studio.window.stage.toggle_members()
    members = studio.window.stage.members
    await until(lambda: members.model is not None and members.model.is_loaded, "members")
    await asyncio.sleep(0.2)


async def room_events(studio: Studio) -> None:
    own_the_launch(studio.world)
    come_and_go(studio.world)
    await studio.open(studio.world.launch)
    await asyncio.sleep(0.3)


async def room_events_open(studio: Studio) -> None:
    await room_events(studio)
    model = studio.window.stage.model
    assert model is not None
    row = next(
        row for row in range(model.messages.rowCount()) if model.messages.message(row).row < 0
    )
    studio.window.stage.view.messages.fold_chosen.emit(model.messages.message(row).row)
    await settle()


async def room_removed(studio: Studio) -> None:
    put_out(studio.world, RoomEventKind.KICKED, "please read the rules first")
    await studio.open(studio.world.launch)
    await asyncio.sleep(0.2)


async def room_closed(studio: Studio) -> None:
    put_out(
        studio.world, RoomEventKind.DESTROYED, "the launch is over",
        alternative=Jid("retro", "rooms.acme.example"),
    )  # fmt: skip
    await studio.open(studio.world.launch)
    await asyncio.sleep(0.2)


async def room_settings(studio: Studio) -> None:
    own_the_launch(studio.world)
    await studio.open(studio.world.launch)
    line = studio.world.startalk.conversations[studio.world.launch].line
    studio.window.stage.rooms.show_settings(line)
    dialog = await dialog_of(RoomSettingsDialog)
    await until(dialog.private.isVisible, "what is set")
    await settle()
    studio.subject = dialog


def ban_some(world: World) -> None:
    """Somebody from elsewhere, with the reason, and a colleague."""
    world.startalk.conversations[world.launch].room.banned = {
        Jid(
            "deals", "cheap-parts.example"
        ): "Advertised parts in every thread, also after two warnings",
        Jid("liu.yang", "acme.example"): "",
        Jid("ou.yang", "acme.example"): "发布周结束后再进来",
    }


async def room_banned(studio: Studio) -> None:
    own_the_launch(studio.world)
    ban_some(studio.world)
    await studio.open(studio.world.launch)
    studio.window.stage.rooms.show_banned(
        studio.world.startalk.conversations[studio.world.launch].line
    )
    dialog = await dialog_of(BannedDialog)
    await until(lambda: dialog.list.model().rowCount() == 3, "who is banned")
    dialog.list.setCurrentIndex(dialog.list.model().index(0, 0))
    await settle()
    studio.subject = dialog


async def room_lift_ban(studio: Studio) -> None:
    await room_banned(studio)
    dialog = studio.subject
    assert isinstance(dialog, BannedDialog)
    dialog.lift.click()
    question = await dialog_of(RulingDialog)
    studio.world.startalk.conversations[studio.world.launch].room.refusal = Failure(
        FailureCode.NOT_ALLOWED, "Only owners may do that"
    )
    question.accept_button.click()
    await until(question.problem.isVisible, "the refusal")
    await settle()
    studio.subject = question


async def room_nobody_banned(studio: Studio) -> None:
    own_the_launch(studio.world)
    await studio.open(studio.world.launch)
    studio.window.stage.rooms.show_banned(
        studio.world.startalk.conversations[studio.world.launch].line
    )
    dialog = await dialog_of(BannedDialog)
    await until(dialog.nobody.isVisible, "nobody")
    await settle()
    studio.subject = dialog


async def room_invitation_hearsay(studio: Studio) -> None:
    await studio.open(studio.world.li)
    room = Jid("board-room", "rooms.cheap-parts.example")
    invitation = RoomInvitation(
        room, Jid("zhang.wei", "acme.example"), studio.world.now, "Urgent, please join right now"
    )
    studio.world.startalk.rooms.invite(studio.world.acme.id, invitation)
    invite_us(studio.world)
    await asyncio.sleep(0.1)


async def room_destroy(studio: Studio) -> None:
    own_the_launch(studio.world)
    await studio.open(studio.world.launch)
    line = studio.world.startalk.conversations[studio.world.launch].line
    studio.window.stage.rooms.destroy(line)
    await asyncio.sleep(0.1)
    studio.subject = _modal()


async def room_invitation(studio: Studio) -> None:
    await studio.open(studio.world.li)
    invite_us(studio.world)
    await asyncio.sleep(0.1)


async def room_menu(studio: Studio) -> None:
    own_the_launch(studio.world)
    await studio.open(studio.world.launch)
    studio.window.actions_of.show_open_menu(studio.window.mapToGlobal(QPoint(700, 80)))
    await settle()
    studio.subject = QApplication.activePopupWidget()


ROOM_SCREENS: dict[str, Callable[[Studio], Awaitable[None]]] = {
    screen.__name__.replace("_", "-"): screen
    for screen in (
        room_create, room_create_public, room_invite, room_members, room_small, room_member_menu, room_nicks,
        room_events, room_events_open, room_removed, room_closed, room_settings, room_destroy,
        room_banned, room_lift_ban, room_nobody_banned, room_invitation, room_invitation_hearsay, room_menu,
    )
}  # fmt: skip


def _modal() -> QWidget:
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    return dialog
