"""Making rooms, asking people in, invitations, settings and ends, by mouse and keyboard."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu

from startalk_desktop.model.changes import RoomTask, RoomTaskFailed
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.room import Affiliation, RoomInfo, RoomInvitation, RoomSettings
from startalk_desktop.ui.create_room_dialog import CreateRoomDialog
from startalk_desktop.ui.invite_dialog import InviteDialog
from startalk_desktop.ui.people_picker import PeoplePicker
from startalk_desktop.ui.room_settings_dialog import RoomSettingsDialog
from startalk_desktop.ui.rooms_dialog import RoomsDialog
from startalk_desktop.ui.ruling_dialog import RulingDialog
from startalk_desktop.ui.window_menus import ConversationMenu
from startalk_desktop.viewmodels.invitations import Invitations
from startalk_desktop.viewmodels.people_choice import ChoiceRole
from startalk_desktop.viewmodels.room_settings import read_avatar
from tests.ui.gallery import picture
from tests.ui.hands import dialog_of, is_gone
from tests.ui.room_screens import invite_us, own_the_launch
from tests.ui.screens import Studio
from tests.ui.waiting import settle, until

_CTRL = Qt.KeyboardModifier.ControlModifier


def type_into(field: QLineEdit, text: str) -> None:
    """By keys, where a keyboard has them; the rest comes as from an input method."""
    if text.isascii():
        QTest.keyClicks(field, text)
    else:
        field.insert(text)


async def pick(picker: PeoplePicker, text: str) -> None:
    """Find somebody by `text` and choose them by Enter."""
    picker.field.clear()
    type_into(picker.field, text)
    model = picker.list.model()
    await until(lambda: model.is_settled and model.rowCount() > 0, f"{text} is found")
    QTest.keyClick(picker.field, Qt.Key.Key_Return)


async def choose(studio: Studio, words: str) -> None:
    """Choose in the open conversation's menu."""
    studio.window.actions_of.show_open_menu(studio.window.mapToGlobal(QPoint(700, 80)))
    await settle()
    menu = next(one for one in studio.window.findChildren(ConversationMenu) if one.isVisible())
    await click(menu, words)


async def click(menu: QMenu, words: str) -> None:
    action = next(one for one in menu.actions() if words in one.text())
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
    await settle()


async def test_a_private_room_is_made_by_the_keyboard_alone(studio: Studio) -> None:
    world = studio.world
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(studio.window, Qt.Key.Key_N, keys)
    dialog = await dialog_of(CreateRoomDialog)
    dialog.begin_with(world.acme.id)
    assert not dialog.create_button.isEnabled()
    QTest.keyClicks(dialog.name, "Board revision C")
    QTest.keyClicks(dialog.topic, "Layout and parts")
    await pick(dialog.picker, "alice")
    await pick(dialog.picker, "tom")
    QTest.keyClick(dialog.picker.field, Qt.Key.Key_Return, _CTRL)
    await until(lambda: world.startalk.rooms.created, "the room is made")
    assert world.startalk.rooms.created == [
        {
            "account": world.acme.id, "name": "Board revision C", "is_public": False,
            "members": (Jid("alice.chen", "acme.example"), Jid("tom.becker", "acme.example")),
            "topic": "Layout and parts", "avatar": None,
        }
    ]  # fmt: skip
    await until(
        lambda: (
            studio.window.stage.model is not None
            and studio.window.stage.model.conversation.name == "Board revision C"
        ),
        "it is open",
    )
    assert is_gone(dialog)


async def test_a_refusal_is_said_with_the_servers_reason_and_nothing_is_lost(
    studio: Studio,
) -> None:
    world = studio.world
    studio.window.actions_of.create_room()
    dialog = await dialog_of(CreateRoomDialog)
    QTest.keyClicks(dialog.name, "Secret")
    dialog.public.click()
    refusal = Failure(FailureCode.NOT_ALLOWED, "only staff may make rooms", "rooms.acme.example")
    world.startalk.rooms.refusal = refusal
    QTest.mouseClick(dialog.create_button, Qt.MouseButton.LeftButton)
    await until(lambda: "only staff may make rooms" in dialog._problem.text(), "the reason")
    assert dialog.isVisible()
    assert dialog.name.text() == "Secret"
    QTest.mouseClick(dialog.create_button, Qt.MouseButton.LeftButton)
    await until(lambda: world.startalk.rooms.created, "the second time it works")
    assert world.startalk.rooms.created[0]["is_public"]


async def test_adding_people_to_a_direct_conversation_makes_a_room_of_all(studio: Studio) -> None:
    world = studio.world
    await studio.open(world.li)
    await choose(studio, "Add people")
    dialog = await dialog_of(CreateRoomDialog)
    assert dialog.company.currentText() == "北辰设计"
    await pick(dialog.picker, "赵")
    assert dialog.name.placeholderText() == "李娜, 赵磊"
    QTest.mouseClick(dialog.create_button, Qt.MouseButton.LeftButton)
    await until(lambda: world.startalk.rooms.created, "the room is made")
    made = world.startalk.rooms.created[0]
    assert made["name"] == "李娜, 赵磊"
    assert made["members"] == (world.li.peer, Jid("zhao.lei", "beichen.example"))


async def test_chips_go_by_backspace_and_by_a_click(studio: Studio) -> None:
    studio.window.actions_of.create_room()
    dialog = await dialog_of(CreateRoomDialog)
    dialog.begin_with(studio.world.acme.id)
    for name in ("alice", "tom", "sarah"):
        await pick(dialog.picker, name)
    model = dialog._model.people
    assert [one.name for one in model.chosen] == ["Alice Chen", "Tom Becker", "Sarah Kim"]
    dialog.picker.field.clear()
    QTest.keyClick(dialog.picker.field, Qt.Key.Key_Backspace)
    assert [one.name for one in model.chosen] == ["Alice Chen", "Tom Becker"]
    dialog.picker.chips.removed.emit(model.chosen[0])
    assert [one.name for one in model.chosen] == ["Tom Becker"]
    dialog.company.setCurrentIndex(1)
    assert model.chosen == ()


async def test_somebody_of_another_company_is_asked_by_the_whole_address(studio: Studio) -> None:
    studio.window.actions_of.create_room()
    dialog = await dialog_of(CreateRoomDialog)
    await pick(dialog.picker, "li.na@beichen.example")
    assert [one.jid for one in dialog._model.people.chosen] == [Jid("li.na", "beichen.example")]


async def test_people_are_asked_into_a_room_those_in_it_not_again(studio: Studio) -> None:
    world = studio.world
    own_the_launch(world)
    room = world.startalk.conversations[world.launch].room
    del room.listed[Jid("sarah.kim", "acme.example")]
    await studio.open(world.launch)
    await choose(studio, "Add people")
    dialog = await dialog_of(InviteDialog)
    await pick(dialog.picker, "tom")
    assert dialog.picker.list.model().index(0, 0).data(ChoiceRole.IS_TAKEN)
    assert not dialog.add.isEnabled()
    await pick(dialog.picker, "sarah")
    QTest.keyClicks(dialog.words, "Please join us")
    room.refusal = Failure(FailureCode.NOT_ALLOWED, "the room is full", "rooms.acme.example")
    QTest.mouseClick(dialog.add, Qt.MouseButton.LeftButton)
    await until(lambda: "the room is full" in dialog._problem.text(), "the reason")
    await until(dialog.isVisible, "it stays")
    QTest.mouseClick(dialog.add, Qt.MouseButton.LeftButton)
    await until(lambda: is_gone(dialog), "done")
    assert room.asked[-1] == ("invite", (Jid("sarah.kim", "acme.example"),), "Please join us")
    await until(lambda: "1" in studio.window.toast.text(), "it is said")


async def test_who_could_not_be_invited_is_named_and_only_they_are_asked_again(
    studio: Studio,
) -> None:
    world = studio.world
    own_the_launch(world)
    room = world.startalk.conversations[world.launch].room
    sarah, tom = Jid("sarah.kim", "acme.example"), Jid("tom.becker", "acme.example")
    for jid in (sarah, tom):
        room.listed.pop(jid, None)
    room.not_invited[sarah] = Failure(
        FailureCode.NOT_ALLOWED, "the link is not for you", "launch@rooms.acme.example"
    )
    await studio.open(world.launch)
    await choose(studio, "Add people")
    dialog = await dialog_of(InviteDialog)
    dialog._model.set_taken([])
    await pick(dialog.picker, "tom")
    await pick(dialog.picker, "sarah")
    QTest.mouseClick(dialog.add, Qt.MouseButton.LeftButton)
    await until(lambda: "the link is not for you" in dialog._problem.text(), "the reason")
    assert dialog._problem.text().startswith("Sarah Kim could not be invited.")
    await until(dialog.isVisible, "it stays")
    assert [one.jid for one in dialog._model.chosen] == [sarah]
    room.not_invited.clear()
    QTest.mouseClick(dialog.add, Qt.MouseButton.LeftButton)
    await until(
        lambda: [one[1] for one in room.asked if one[0] == "invite"] == [(tom, sarah), (sarah,)],
        "only Sarah is asked again",
    )
    await until(lambda: is_gone(dialog), "done")


async def test_an_invitation_is_a_card_and_nothing_is_joined_without_a_click(
    studio: Studio,
) -> None:
    world, card = studio.world, studio.window.invitation
    assert not card.isVisible()
    invite_us(world)
    await until(lambda: "Board revision C" in card.title.text(), "the card names the room")
    assert card.isVisible()
    assert card.title.text() == "张伟 invites you to Board revision C"
    assert "zhang.wei@acme.example" in card.detail.text()
    assert "7 here" in card.detail.text()
    assert "directory" not in card.detail.text()
    assert world.startalk.rooms.joined == []
    world.startalk.rooms.refusal = Failure(
        FailureCode.NOT_ALLOWED, "only members", "rooms.acme.example"
    )
    QTest.mouseClick(card.join, Qt.MouseButton.LeftButton)
    await until(lambda: "only members" in card.problem.text(), "the reason")
    assert card.isVisible()
    QTest.mouseClick(card.join, Qt.MouseButton.LeftButton)
    await until(lambda: not card.isVisible(), "it goes")
    assert world.startalk.rooms.joined == [Jid("boards", "rooms.acme.example")]
    await until(
        lambda: (
            studio.window.stage.model is not None
            and studio.window.stage.model.id.peer == Jid("boards", "rooms.acme.example")
        ),
        "the room is open",
    )
    invite_us(world)
    await settle()
    assert not card.isVisible()  # we are in it


async def test_declined_and_locked_invitations_are_not_shown(studio: Studio) -> None:
    world, card = studio.world, studio.window.invitation
    invite_us(world, "a.stranger")
    await until(card.isVisible, "the card")
    assert "a.stranger@acme.example · not in the company's directory" in card.detail.text()
    await world.startalk.accounts.lock(world.acme.id)
    await until(lambda: not card.isVisible(), "it is hidden")
    await world.startalk.accounts.unlock(world.acme.id)
    await until(card.isVisible, "it is back")
    QTest.mouseClick(card.decline, Qt.MouseButton.LeftButton)
    assert not card.isVisible()
    assert world.startalk.rooms.joined == []


async def test_a_no_is_kept_and_answers_elsewhere_take_the_card_away(studio: Studio) -> None:
    world, card = studio.world, studio.window.invitation
    rooms = world.startalk.rooms
    invite_us(world)
    await until(card.isVisible, "the card")
    QTest.mouseClick(card.decline, Qt.MouseButton.LeftButton)
    await until(lambda: rooms.declined == [Jid("boards", "rooms.acme.example")], "it is kept")
    invite_us(world)
    await until(card.isVisible, "asked anew")
    await rooms.decline(world.acme.id, Jid("boards", "rooms.acme.example"))  # on another device
    await until(lambda: not card.isVisible(), "it goes")


async def test_what_the_store_kept_is_shown_at_the_start(studio: Studio) -> None:
    """The program was ended with an unanswered invitation."""
    invite_us(studio.world)
    again = Invitations(studio.world.startalk, studio.scope)
    try:
        await until(lambda: len(again.waiting()) == 1, "it is there")
        await until(lambda: again.waiting()[0].room_name == "Board revision C", "by its name")
    finally:
        again.close()


async def test_a_room_elsewhere_can_not_speak_for_a_colleague(studio: Studio) -> None:
    world, card = studio.world, studio.window.invitation
    room = Jid("boards", "rooms.evil.example")
    forged = RoomInvitation(room, Jid("zhang.wei", "acme.example"), world.now, "Urgent")
    world.startalk.rooms.invite(world.acme.id, forged)
    await until(card.isVisible, "the card")
    assert card.title.text() == "You are invited to boards"
    assert "rooms.evil.example says that zhang.wei@acme.example invites you" in card.detail.text()


async def test_offline_a_room_that_hides_people_says_so(studio: Studio) -> None:
    world = studio.world
    room = world.startalk.conversations[world.launch].room
    room.info, room.was_anonymous = None, True
    await studio.open(world.launch)
    assert studio.window.stage.view.header.nicks.isVisible()


async def test_rooms_we_are_in_are_marked_and_opened(studio: Studio) -> None:
    world = studio.world
    world.startalk.inbox.rooms[world.acme.id] = (
        RoomInfo(world.launch.peer, "Launch week", occupant_count=4),
        RoomInfo(Jid("lunch", "rooms.acme.example"), "Lunch", "Where to eat", occupant_count=38),
    )
    studio.window.actions_of.join_room()
    dialog = await dialog_of(RoomsDialog)
    await until(lambda: dialog.list.model().rowCount() == 2, "they are listed")
    face = dialog.list.itemDelegate().face(dialog.list.model().index(0, 0))
    assert face.trailing == "✓ Joined · 4 here"
    dialog.list.setCurrentIndex(dialog.list.model().index(0, 0))
    assert dialog.join.text() == "Open"
    QTest.mouseClick(dialog.join, Qt.MouseButton.LeftButton)
    await until(lambda: studio.window.stage.model is not None, "it is open")
    assert world.startalk.rooms.joined == []


async def test_a_public_room_is_found_and_joined_and_a_refusal_is_said(studio: Studio) -> None:
    world = studio.world
    lunch = Jid("lunch", "rooms.acme.example")
    world.startalk.inbox.rooms[world.acme.id] = (
        RoomInfo(Jid("rd", "rooms.acme.example"), "研发中心", occupant_count=212),
        RoomInfo(lunch, "Lunch", "Where to eat", occupant_count=38),
    )
    studio.window.actions_of.join_room()
    dialog = await dialog_of(RoomsDialog)
    await until(lambda: dialog.list.model().rowCount() == 2, "they are listed")
    assert dialog.field.hasFocus()
    QTest.keyClicks(dialog.field, "lun")
    await until(lambda: dialog.list.model().rowCount() == 1, "one is found")
    QTest.mouseClick(
        dialog.list.viewport(),
        Qt.MouseButton.LeftButton,
        pos=dialog.list.visualRect(dialog.list.model().index(0, 0)).center(),
    )
    world.startalk.inbox.refusal = Failure(
        FailureCode.NOT_ALLOWED, "not before noon", "rooms.acme.example"
    )
    QTest.mouseClick(dialog.join, Qt.MouseButton.LeftButton)
    await until(lambda: "not before noon" in dialog._problem.text(), "the reason")
    world.startalk.inbox.refusal = None
    QTest.mouseClick(dialog.join, Qt.MouseButton.LeftButton)
    await until(lambda: is_gone(dialog), "joined")
    await until(
        lambda: (
            studio.window.stage.model is not None and studio.window.stage.model.id.peer == lunch
        ),
        "and open",
    )


async def test_settings_change_only_what_was_changed(studio: Studio) -> None:
    world = studio.world
    own_the_launch(world)
    room = world.startalk.conversations[world.launch].room
    await studio.open(world.launch)
    await choose(studio, "Room settings")
    dialog = await dialog_of(RoomSettingsDialog)
    await until(dialog.private.isVisible, "what is set")
    dialog.name.selectAll()
    QTest.keyClicks(dialog.name, "Launch month")
    QTest.mouseClick(dialog.may_invite, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    room.refusal = Failure(FailureCode.NOT_ALLOWED, "not now", "rooms.acme.example")
    QTest.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    await until(lambda: "not now" in dialog._problem.text(), "the reason")
    QTest.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    await until(lambda: is_gone(dialog), "saved")
    change = RoomSettings(name="Launch month", members_may_invite=False)
    assert room.asked[-1] == ("change", change)
    await until(
        lambda: studio.window.stage.view.header._name.text() == "Launch month", "the header"
    )


async def test_a_member_may_change_the_topic_and_nothing_else(studio: Studio) -> None:
    world = studio.world
    own_the_launch(world, Affiliation.MEMBER)
    await studio.open(world.launch)
    await choose(studio, "Room settings")
    dialog = await dialog_of(RoomSettingsDialog)
    await settle()
    assert not dialog.name.isEnabled()
    assert not dialog.private.isVisible()
    assert not dialog.end.isVisible()
    assert not dialog.change_picture.isVisible()
    dialog.topic.selectAll()
    QTest.keyClicks(dialog.topic, "Done")
    QTest.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    await until(lambda: is_gone(dialog), "saved")
    assert world.startalk.conversations[world.launch].room.asked == [("subject", "Done")]


async def test_a_picture_of_any_size_becomes_a_small_square(studio: Studio, tmp_path: Path) -> None:
    own_the_launch(studio.world)
    file = tmp_path / "large.png"
    file.write_bytes(picture(3000, 1200))
    content = read_avatar(file)
    assert content is not None
    assert content.startswith(b"\xff\xd8\xff")
    assert len(content) <= 64 * 1024
    (tmp_path / "no.png").write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    assert read_avatar(tmp_path / "no.png") is None
    await studio.open(studio.world.launch)
    await choose(studio, "Room settings")
    dialog = await dialog_of(RoomSettingsDialog)
    await until(dialog.private.isVisible, "what is set")
    dialog.take_picture(content)
    QTest.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    await until(lambda: is_gone(dialog), "saved")
    room = studio.world.startalk.conversations[studio.world.launch].room
    assert room.asked[-1] == ("avatar", content)


async def test_leaving_asks_and_shuts_the_gate(studio: Studio) -> None:
    world = studio.world
    await studio.open(world.launch)
    await choose(studio, "Leave the room")
    dialog = await dialog_of(RulingDialog)
    QTest.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    await until(studio.window.stage.view.gate.isVisible, "we are out")
    assert studio.window.stage.view.gate.button.text() == "Join the room"


@pytest.mark.parametrize("affiliation", [Affiliation.MEMBER, Affiliation.OWNER])
async def test_the_only_owner_is_told_what_leaving_leaves_behind(
    studio: Studio, affiliation: Affiliation
) -> None:
    world = studio.world
    own_the_launch(world, affiliation)
    it = world.startalk.conversations[world.launch]
    it.occupants = tuple(
        one if one.is_self else replace(one, affiliation=Affiliation.ADMIN) for one in it.occupants
    )
    await studio.open(world.launch)
    studio.window.stage.rooms.leave(world.startalk.conversations[world.launch].line)
    dialog = await dialog_of(RulingDialog)
    words = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert ("You are its only owner" in words) is (affiliation is Affiliation.OWNER)
    assert "invited again" not in words, "who is a member stays one"
    dialog.reject()


async def test_where_there_is_no_room_that_is_said(studio: Studio) -> None:
    world = studio.world
    studio.window.actions_of.join_room()
    dialog = await dialog_of(RoomsDialog)
    await until(lambda: dialog._empty._title.text() == "No public rooms", "nothing was asked for")
    QTest.keyClicks(dialog.field, "luch")
    await until(lambda: dialog._empty._title.text() == "No such room", "this one is not there")
    world.startalk.inbox.refusal = Failure(FailureCode.RECIPIENT_UNKNOWN)
    QTest.mouseClick(dialog.join, Qt.MouseButton.LeftButton)
    await until(lambda: dialog._problem.isVisible(), "nor by its name")
    assert dialog._problem.text() == "There is no such room (any more)."
    assert dialog.field.hasFocus()


async def test_the_company_is_named_beside_a_long_name(studio: Studio) -> None:
    world = studio.world
    world.startalk.update_line(world.launch, name="A room whose name leaves nothing beside it " * 3)
    await studio.open(world.launch)
    studio.window.stage.toggle_members()
    await settle()
    chip = studio.window.stage.view.header._chip
    shown = chip.fontMetrics().elidedText(
        chip.text(), Qt.TextElideMode.ElideRight, chip.contentsRect().width()
    )
    assert shown.startswith("Acme")


async def test_closing_a_room_takes_its_name(studio: Studio) -> None:
    world = studio.world
    own_the_launch(world)
    await studio.open(world.launch)
    studio.window.stage.rooms.destroy(world.startalk.conversations[world.launch].line)
    dialog = await dialog_of(RulingDialog)
    QTest.keyClicks(dialog.proof, "Launch")
    assert not dialog.accept_button.isEnabled()
    QTest.keyClicks(dialog.proof, " week")
    QTest.keyClicks(dialog.reason, "It is done")
    QTest.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    room = world.startalk.conversations[world.launch].room
    await until(lambda: room.asked == [("destroy", "It is done", None)], "asked for")


async def test_what_failed_with_a_new_room_is_said(studio: Studio) -> None:
    world = studio.world
    failure = Failure(FailureCode.DOMAIN_UNREACHABLE, "no such server")
    jid = Jid("tom.becker", "acme.example")
    world.startalk.changes.announce(RoomTaskFailed(world.launch, RoomTask.INVITE, failure, jid))
    await until(lambda: "Tom Becker could not be invited" in studio.window.toast.text(), "said")
    jid = Jid("sarah.kim", "acme.example")
    world.startalk.changes.announce(RoomTaskFailed(world.launch, RoomTask.INVITE, failure, jid))
    both = "Tom Becker, Sarah Kim could not be invited"
    await until(lambda: both in studio.window.toast.text(), "both are named")
