"""The members of a room: groups, search, look-alikes, and what is done to people by the menu."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from startalk_desktop.model.changes import RoomChanged
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.room import (
    Affiliation,
    Role,
    RoomAbilities,
    RoomInfo,
    RoomMember,
)
from startalk_desktop.ui.banned_dialog import BannedDialog
from startalk_desktop.ui.member_menu import MemberDeed, MemberMenu, deeds_for
from startalk_desktop.ui.members_panel import MembersPanel
from startalk_desktop.ui.person_card import PersonCard
from startalk_desktop.ui.room_settings_dialog import RoomSettingsDialog
from startalk_desktop.ui.room_texts import member_tip
from startalk_desktop.ui.ruling_dialog import RulingDialog
from startalk_desktop.viewmodels.banned_model import BannedRole
from startalk_desktop.viewmodels.members_model import MemberRole
from tests.ui.hands import dialog_of, is_gone
from tests.ui.room_screens import nick_room, own_the_launch
from tests.ui.screens import Studio
from tests.ui.waiting import settle, until

TOM = Jid("tom.becker", "acme.example")
OWNER = RoomAbilities(
    can_speak=True, can_kick=True, can_ban=True, can_change_members=True, can_promote=True
)
ADMIN = RoomAbilities(can_speak=True, can_kick=True, can_ban=True, can_change_members=True)


async def panel(studio: Studio) -> MembersPanel:
    """The panel of the open room, by its button."""
    QTest.mouseClick(studio.window.stage.view.header.members_button, Qt.MouseButton.LeftButton)
    members = studio.window.stage.members
    await until(lambda: members.model is not None and members.model.is_loaded, "the members")
    return members


def rows(members: MembersPanel) -> list[str]:
    """Heads in capitals, and names."""
    found = []
    assert members.model is not None
    for row in range(members.model.rowCount()):
        index = members.model.index(row, 0)
        head = index.data(MemberRole.HEAD)
        found.append(
            head.group.name if head is not None else index.data(MemberRole.MEMBER).shown_name
        )
    return found


async def menu_of(studio: Studio, members: MembersPanel, nick: str) -> MemberMenu:
    """Click somebody with the right button."""
    assert members.model is not None
    row = members.model.row_of(nick)
    assert row is not None
    point = members.list.visualRect(members.model.index(row, 0)).center()
    viewport = members.list.viewport()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point, viewport.mapToGlobal(point))
    QApplication.sendEvent(viewport, event)
    await settle()
    return next(one for one in studio.window.findChildren(MemberMenu) if one.isVisible())


async def choose(menu: MemberMenu, deed: MemberDeed) -> None:
    place = menu.actionGeometry(menu.actions_of[deed]).center()
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=place)
    await settle()


async def test_members_stand_in_groups_those_who_are_here_first(studio: Studio) -> None:
    own_the_launch(studio.world)
    await studio.open(studio.world.launch)
    members = await panel(studio)
    assert rows(members) == [
        "OWNERS", "Alice Chen", "王芳", "ADMINS", "张伟", "MEMBERS", "Tom Becker", "陈洁",
        "Peter Novák", "Sarah Kim", "刘洋", "欧阳娜娜",
    ]  # fmt: skip
    assert "9" in members._title.text()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("oyn", ["欧阳娜娜"]),
        ("chenjie", ["陈洁"]),
        ("sarah.kim@", ["Sarah Kim"]),
        ("novak", ["Peter Novák"]),
    ],
)
async def test_a_member_is_found_by_name_pinyin_and_address(
    studio: Studio, typed: str, found: list[str]
) -> None:
    own_the_launch(studio.world)
    await studio.open(studio.world.launch)
    members = await panel(studio)
    QTest.keyClicks(members.field, typed)
    await settle()
    assert rows(members) == ["MEMBERS", *found]
    QTest.keyClick(members.field, Qt.Key.Key_Return)
    assert members.list.hasFocus()
    assert members.list.currentIndex().data(MemberRole.MEMBER).shown_name == found[0]


async def test_a_room_of_nicks_says_so_and_marks_who_looks_like_another(studio: Studio) -> None:
    room = nick_room(studio.world)
    await studio.open(room)
    header = studio.window.stage.view.header
    assert header.nicks.isVisible()
    assert "proves nothing" in header.nicks.toolTip()
    members = await panel(studio)
    assert members.notice.isVisible()
    assert members.notice.text() == header.nicks.toolTip()
    assert members.model is not None
    row = members.model.row_of("Тom Becker")
    real = members.model.row_of("Tom Becker")
    assert row is not None
    assert real is not None
    face = members.list.itemDelegate().face(members.model.index(row, 0))
    assert face.detail == "Not the same as Tom Becker"
    assert "somebody else" in member_tip(members.model.index(row, 0).data(MemberRole.MEMBER))
    assert members.list.itemDelegate().face(members.model.index(real, 0)).detail == ""
    model = studio.window.stage.model
    assert model is not None
    await until(lambda: model.messages.facts(2).looks_like == "Tom Becker", "the message is marked")
    assert model.messages.facts(1).looks_like == ""
    view = studio.window.stage.view.messages
    face = view._looks.face(model.messages.facts(2))
    assert face is not None
    assert view._looks.sender_words(model.messages.facts(2)) == "Тom Becker ⚠"
    assert view.layout_of(2).name is not None
    at = view.row_corner(2) + view.layout_of(2).name.center()
    assert "somebody else" in view.tooltip_at(at)


async def test_a_room_that_shows_people_has_no_such_warning(studio: Studio) -> None:
    own_the_launch(studio.world)
    await studio.open(studio.world.launch)
    assert not studio.window.stage.view.header.nicks.isVisible()
    assert studio.window.stage.view.header._kind.isVisible()
    assert not (await panel(studio)).notice.isVisible()


async def test_a_click_on_a_hidden_sender_shows_them_among_the_members(studio: Studio) -> None:
    room = nick_room(studio.world)
    await studio.open(room)
    studio.window.actions_of.show_card_here(room.peer.with_resource("Paula"))
    members = studio.window.stage.members
    await until(members.isVisible, "the panel")
    await until(lambda: members.list.currentIndex().isValid(), "Paula is there")
    assert members.list.currentIndex().data(MemberRole.MEMBER).nick == "Paula"


async def test_writing_to_a_person_and_to_a_nick(studio: Studio) -> None:
    world = studio.world
    own_the_launch(world)
    await studio.open(world.launch)
    members = await panel(studio)
    await choose(await menu_of(studio, members, "Tom Becker"), MemberDeed.WRITE)
    stage = studio.window.stage
    await until(lambda: stage.model is not None and stage.model.id.peer == TOM, "with Tom")
    room = nick_room(world)
    await studio.open(room)
    members = await panel(studio)
    await choose(await menu_of(studio, members, "snowman"), MemberDeed.WRITE)
    peer = room.peer.with_resource("snowman")
    await until(lambda: stage.model is not None and stage.model.id.peer == peer, "privately")
    assert "hides who this is" in stage.view.header._line.text()


async def test_enter_shows_the_card(studio: Studio) -> None:
    own_the_launch(studio.world)
    await studio.open(studio.world.launch)
    members = await panel(studio)
    assert members.model is not None
    row = members.model.row_of("Tom Becker")
    assert row is not None
    members.list.setCurrentIndex(members.model.index(row, 0))
    members.list.setFocus()
    QTest.keyClick(members.list, Qt.Key.Key_Return)
    await dialog_of(PersonCard)


async def test_an_admin_is_made_at_once_an_owner_after_a_question(studio: Studio) -> None:
    world = studio.world
    own_the_launch(world)
    room = world.startalk.conversations[world.launch].room
    await studio.open(world.launch)
    members = await panel(studio)
    await choose(await menu_of(studio, members, "Tom Becker"), MemberDeed.MAKE_ADMIN)
    await until(lambda: rows(members)[3:6] == ["ADMINS", "Tom Becker", "张伟"], "Tom is an admin")
    assert room.asked[-1] == ("affiliation", TOM, Affiliation.ADMIN, "")
    await choose(await menu_of(studio, members, "Tom Becker"), MemberDeed.MAKE_OWNER)
    dialog = await dialog_of(RulingDialog)
    QTest.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    await until(lambda: room.asked[-1] == ("affiliation", TOM, Affiliation.OWNER, ""), "asked")
    await until(lambda: is_gone(dialog), "done")
    # Down again, which takes a question, too.
    await choose(await menu_of(studio, members, "张伟"), MemberDeed.MAKE_MEMBER)
    dialog = await dialog_of(RulingDialog)
    assert "张伟" in dialog.windowTitle()
    room.refusal = Failure(FailureCode.NOT_ALLOWED, "he founded it", "rooms.acme.example")
    QTest.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    await until(lambda: "he founded it" in dialog.problem.text(), "the reason")
    QTest.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    await until(lambda: "ADMINS" not in rows(members), "he is a member like others")


async def test_removing_tells_why_and_says_a_refusal_where_it_was_asked(studio: Studio) -> None:
    world = studio.world
    own_the_launch(world)
    room = world.startalk.conversations[world.launch].room
    await studio.open(world.launch)
    members = await panel(studio)
    await choose(await menu_of(studio, members, "Tom Becker"), MemberDeed.REMOVE)
    dialog = await dialog_of(RulingDialog)
    words = [label.text() for label in dialog.findChildren(QLabel)]
    assert any(text.startswith(f"{TOM}\n") for text in words), "whom it means, of two of the name"
    QTest.keyClicks(dialog.reason, "moved on")
    room.refusal = Failure(FailureCode.NOT_ALLOWED, "he is an owner", "rooms.acme.example")
    QTest.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    await until(lambda: "he is an owner" in dialog.problem.text(), "the reason")
    await until(dialog.isVisible, "it stays")
    assert dialog.reason.text() == "moved on"
    QTest.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    await until(lambda: "Tom Becker" not in rows(members), "Tom is out")
    assert room.asked[-1] == ("affiliation", TOM, Affiliation.NONE, "moved on")


async def test_a_ban_is_asked_for_by_name_and_address(studio: Studio) -> None:
    world = studio.world
    own_the_launch(world)
    room = world.startalk.conversations[world.launch].room
    await studio.open(world.launch)
    members = await panel(studio)
    await choose(await menu_of(studio, members, "Tom Becker"), MemberDeed.BAN)
    dialog = await dialog_of(RulingDialog)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    await settle()
    assert room.asked == []
    await choose(await menu_of(studio, members, "Tom Becker"), MemberDeed.BAN)
    dialog = await dialog_of(RulingDialog)
    QTest.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    await until(lambda: room.asked[-1:] == [("affiliation", TOM, Affiliation.OUTCAST, "")], "done")


async def test_the_dots_at_the_right_open_the_menu(studio: Studio) -> None:
    own_the_launch(studio.world)
    await studio.open(studio.world.launch)
    members = await panel(studio)
    assert members.model is not None
    row = members.model.row_of("Tom Becker")
    assert row is not None
    rect = members.list.visualRect(members.model.index(row, 0))
    at = QPoint(rect.right() - 20, rect.center().y())
    QTest.mouseClick(members.list.viewport(), Qt.MouseButton.LeftButton, pos=at)
    await settle()
    assert [one for one in studio.window.findChildren(MemberMenu) if one.isVisible()]
    QApplication.sendEvent(members.list.viewport(), QEvent(QEvent.Type.Leave))


def member(affiliation: Affiliation, role: Role = Role.PARTICIPANT, **more: object) -> RoomMember:
    facts: dict[str, object] = {"jid": TOM, "nick": "Tom", "is_here": True, **more}
    return RoomMember(affiliation=affiliation, role=role, **facts)  # type: ignore[arg-type]


def test_only_what_we_may_do_is_offered() -> None:
    looks = {MemberDeed.WRITE, MemberDeed.CARD, MemberDeed.COPY_ADDRESS}
    assert deeds_for(member(Affiliation.MEMBER), RoomAbilities(), None) == looks
    assert deeds_for(member(Affiliation.OWNER), ADMIN, None) == looks
    assert MemberDeed.BAN in deeds_for(member(Affiliation.MEMBER), ADMIN, None)
    assert MemberDeed.MAKE_ADMIN not in deeds_for(member(Affiliation.MEMBER), ADMIN, None)
    assert MemberDeed.MAKE_ADMIN in deeds_for(member(Affiliation.OWNER), OWNER, None)
    assert MemberDeed.MAKE_OWNER not in deeds_for(member(Affiliation.OWNER), OWNER, None)
    own = member(Affiliation.MEMBER, is_self=True)
    assert deeds_for(own, OWNER, None) == looks - {MemberDeed.WRITE}


def test_somebody_unknown_can_be_written_to_and_kicked_but_not_banned() -> None:
    hidden = member(Affiliation.NONE, jid=None)
    moderator = RoomAbilities(can_kick=True, can_ban=True, can_change_members=True)
    assert deeds_for(hidden, moderator, None) == {MemberDeed.WRITE, MemberDeed.REMOVE}


def test_a_moderated_room_offers_to_give_and_take_the_word() -> None:
    info = RoomInfo(Jid("r", "rooms.acme.example"), "R", is_moderated=True)
    assert MemberDeed.SILENCE in deeds_for(member(Affiliation.NONE), ADMIN, info)
    listener = member(Affiliation.NONE, Role.VISITOR)
    assert MemberDeed.LET_SPEAK in deeds_for(listener, ADMIN, info)


async def test_what_is_closed_while_it_is_read_is_just_gone(studio: Studio) -> None:
    own_the_launch(studio.world)
    await studio.open(studio.world.launch)
    stage = studio.window.stage
    for _ in range(3):  # the test's scope lets no task fail
        stage.toggle_members()
        await settle(2)
        stage.toggle_members()
        await settle(2)
    stage.toggle_members()
    await until(lambda: stage.members.model is not None and stage.members.model.is_loaded, "read")


async def test_in_a_narrow_window_the_members_take_the_conversations_place(studio: Studio) -> None:
    own_the_launch(studio.world)
    studio.window.resize(900, 600)
    await studio.open(studio.world.launch)
    members = await panel(studio)
    stage = studio.window.stage
    assert not stage.view.isVisible()
    assert members.geometry().right() <= stage.rect().right()
    studio.window.resize(1200, 780)
    await until(stage.view.isVisible, "there is room for both")
    assert members.isVisible()
    studio.window.resize(900, 600)
    await until(lambda: not stage.view.isVisible(), "there is not")
    QTest.keyClick(members.field, Qt.Key.Key_Escape)
    assert stage.view.isVisible()
    assert not members.isVisible()


# the banned


def ban_two(studio: Studio) -> None:
    room = studio.world.startalk.conversations[studio.world.launch].room
    room.banned = {
        Jid("spam", "evil.example"): "广告 <b>und</b> mehr",
        Jid("liu.yang", "acme.example"): "",
    }


async def test_who_is_banned_is_shown_with_the_reason_and_let_in_again(studio: Studio) -> None:
    own_the_launch(studio.world)
    ban_two(studio)
    room = studio.world.startalk.conversations[studio.world.launch].room
    await studio.open(studio.world.launch)
    members = await panel(studio)
    await until(members.banned.isVisible, "the banned")
    assert members.banned.text() == "Banned (2)"
    QTest.mouseClick(members.banned, Qt.MouseButton.LeftButton)
    dialog = await dialog_of(BannedDialog)
    model = dialog.list.model()
    await until(lambda: model.rowCount() == 2, "they are listed")
    faces = [dialog.list.itemDelegate().face(model.index(row, 0)) for row in range(2)]
    assert [(face.title, face.detail) for face in faces] == [
        ("spam", "spam@evil.example · “广告 <b>und</b> mehr”"),
        ("刘洋", "liu.yang@acme.example"),
    ]
    assert not dialog.lift.isEnabled()
    QTest.mouseClick(
        dialog.list.viewport(),
        Qt.MouseButton.LeftButton,
        pos=dialog.list.visualRect(model.index(1, 0)).center(),
    )
    QTest.mouseClick(dialog.lift, Qt.MouseButton.LeftButton)
    question = await dialog_of(RulingDialog)
    assert "刘洋" in question.windowTitle()
    assert not question.reason.isVisible()
    room.refusal = Failure(FailureCode.NOT_ALLOWED, "only the founder may", "rooms.acme.example")
    QTest.mouseClick(question.accept_button, Qt.MouseButton.LeftButton)
    await until(lambda: "only the founder may" in question.problem.text(), "the reason")
    assert len(room.banned) == 2
    QTest.mouseClick(question.accept_button, Qt.MouseButton.LeftButton)
    await until(lambda: is_gone(question), "done")
    await until(lambda: model.rowCount() == 1, "one is left")
    assert ("affiliation", Jid("liu.yang", "acme.example"), Affiliation.NONE, "") in room.asked
    assert model.index(0, 0).data(BannedRole.PERSON).name == "spam"
    await until(lambda: members.banned.text() == "Banned (1)", "the panel knows")
    QTest.mouseClick(dialog.close_button, Qt.MouseButton.LeftButton)
    await until(lambda: is_gone(dialog), "it is closed")


async def test_by_keyboard_a_ban_can_be_left_as_it_is(studio: Studio) -> None:
    own_the_launch(studio.world, Affiliation.ADMIN)
    ban_two(studio)
    room = studio.world.startalk.conversations[studio.world.launch].room
    await studio.open(studio.world.launch)
    members = await panel(studio)
    await until(members.banned.isVisible, "the banned")
    members.banned.click()
    dialog = await dialog_of(BannedDialog)
    await until(lambda: dialog.list.model().rowCount() == 2, "they are listed")
    dialog._enter_list()
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    question = await dialog_of(RulingDialog)
    QTest.keyClick(question, Qt.Key.Key_Escape)
    await until(lambda: is_gone(question), "given up")
    assert len(room.banned) == 2
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    await until(lambda: is_gone(dialog), "closed")


async def test_the_settings_lead_to_the_banned_and_a_refusal_is_said(studio: Studio) -> None:
    own_the_launch(studio.world)
    room = studio.world.startalk.conversations[studio.world.launch].room
    await studio.open(studio.world.launch)
    studio.window.stage.rooms.show_settings(studio.window.stage.model.conversation)  # type: ignore[union-attr]
    settings = await dialog_of(RoomSettingsDialog)
    await until(lambda: room.asked == [("settings",)], "what is set")
    await settle()
    room.hides_banned = Failure(FailureCode.NOT_ALLOWED, "ask an admin", "rooms.acme.example")
    QTest.mouseClick(settings.banned, Qt.MouseButton.LeftButton)
    dialog = await dialog_of(BannedDialog)
    await until(lambda: "ask an admin" in dialog.nobody._text.text(), "the refusal")
    room.hides_banned = None
    studio.world.startalk.changes.announce(RoomChanged(studio.world.launch))
    await until(lambda: "Nobody is banned" in dialog.nobody._title.text(), "the empty list")


async def test_only_those_who_may_ban_are_shown_who_is(studio: Studio) -> None:
    own_the_launch(studio.world, Affiliation.MEMBER)
    ban_two(studio)
    await studio.open(studio.world.launch)
    members = await panel(studio)
    await settle()
    assert not members.banned.isVisible()
    room = studio.world.startalk.conversations[studio.world.launch].room
    assert room.banned_asked == 0
