"""Notices on the desktop: what they say, what a click, an answer and a real notification server do."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from startalk_desktop.core.discretion import Discretion
from startalk_desktop.core.notices import Notice
from startalk_desktop.model.conversation import FOREVER
from startalk_desktop.model.identity import ConversationKind
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.room import RoomInvitation
from startalk_desktop.tasks import TaskScope
from startalk_desktop.ui.desktop.desktop import Desktop
from startalk_desktop.ui.desktop.freedesktop_notifier import FreedesktopNotifier
from startalk_desktop.ui.desktop.idle import OwnInput, milliseconds_between
from startalk_desktop.ui.desktop.invitation_presenter import InvitationPresenter
from startalk_desktop.ui.desktop.linux_session import LinuxSession
from startalk_desktop.ui.desktop.notice_presenter import NoticePresenter
from startalk_desktop.ui.desktop.notifier import DesktopNotice, Herald
from startalk_desktop.ui.desktop.session_bus import BusError, SessionBus
from startalk_desktop.ui.desktop.tray import Tray, app_icon
from startalk_desktop.ui.theme import Theme
from tests.ui.directory_screens import partner
from tests.ui.link_screens import BILL
from tests.ui.loop import application
from tests.ui.notification_server import NotificationServer, notification_server
from tests.ui.notifier import FakeNotifier
from tests.ui.room_screens import invite_us
from tests.ui.screens import Studio
from tests.ui.waiting import until

BOARDS = Jid("boards", "rooms.acme.example")


class Presented:
    """A presenter over the fakes."""

    def __init__(self, studio: Studio) -> None:
        self.studio = studio
        self.notifier = FakeNotifier()
        self.rings = 0
        startalk = studio.world.startalk
        herald = Herald(studio.window, self.notifier, self._ring)
        discretion = Discretion(startalk.attention)  # type: ignore[arg-type]
        self.presenter = NoticePresenter(studio.window, startalk, herald, discretion, studio.scope)  # type: ignore[arg-type]
        self.invitations = InvitationPresenter(studio.window, herald, discretion)

    def _ring(self) -> None:
        self.rings += 1

    def notice(self, **fields: object) -> Notice:
        world = self.studio.world
        newest = world.startalk.conversations[world.li].messages[-1]
        base = Notice(
            world.li, ConversationKind.DIRECT, "李娜", "李娜", newest.text, newest.row, 1, False,
            "北辰设计", 2,
        )  # fmt: skip
        return replace(base, **fields)  # type: ignore[arg-type]


@pytest.fixture
def presented(studio: Studio) -> Presented:
    return Presented(studio)


async def test_a_notice_says_who_what_and_in_which_company(presented: Presented) -> None:
    presented.presenter.present(presented.notice())
    presented.presenter.present(
        presented.notice(
            kind=ConversationKind.ROOM, conversation_name="设计评审", sender_name="赵磊",
            excerpt="改到三点", count=3,
        )
    )  # fmt: skip
    first, second = presented.notifier.shown
    assert (first.title, first.body) == ("李娜 · 北辰设计", "不急，明天上午给我意见就行。")
    assert (second.title, second.body) == (
        "设计评审 · 北辰设计",
        "赵磊: 改到三点\nand 2 more before it",
    )
    assert presented.rings == 2


async def test_hidden_content_and_a_locked_screen_show_less(presented: Presented) -> None:
    present = presented.presenter.present
    present(presented.notice(excerpt="", is_content_hidden=True, is_silent=True))
    present(
        presented.notice(
            excerpt="", is_content_hidden=True, conversation_name="", sender_name="", is_silent=True
        )
    )
    hidden, locked = presented.notifier.shown
    assert hidden.title == "李娜 · 北辰设计"
    assert hidden.body.startswith("1 new message")
    assert (locked.title, locked.can_reply) == ("北辰设计", False)
    assert presented.rings == 0


async def test_a_click_goes_to_the_message(presented: Presented, studio: Studio) -> None:
    notice = presented.notice()
    presented.presenter.present(notice)
    studio.window.hide()
    presented.notifier.activated.emit(notice.conversation)
    await until(lambda: studio.window.isVisible(), "the window comes up")
    view = studio.window.stage.view.messages
    await until(lambda: view._highlight_row == notice.row, "at the message")


async def test_an_answer_is_sent_and_the_rest_is_read(presented: Presented, studio: Studio) -> None:
    studio.world.startalk.say(studio.world.li, "在吗？")
    notice = presented.notice()
    presented.presenter.present(notice)
    presented.notifier.replied.emit(notice.conversation, "马上来")
    it = studio.world.startalk.conversations[studio.world.li]
    await until(lambda: it.messages[-1].text == "马上来", "it is sent")
    await until(lambda: it.line.unread_count == 0, "it is read")
    assert it.messages[-1].is_outgoing


async def test_an_answer_after_the_company_was_locked_is_said_to_be_lost(
    presented: Presented, studio: Studio
) -> None:
    notice = presented.notice()
    presented.presenter.present(notice)
    await studio.world.startalk.accounts.lock(notice.conversation.account)
    presented.notifier.replied.emit(notice.conversation, "马上来")
    await until(lambda: "not sent" in studio.window.toast.text(), "it is said")


async def test_opening_the_conversation_withdraws_its_notice(
    presented: Presented, studio: Studio
) -> None:
    notice = presented.notice()
    presented.presenter.present(notice)
    presented.presenter._withdraw(notice.conversation, notice.row - 1)
    assert (
        presented.notifier.withdrawn == []
    )  # an older message's end leaves the newer one's notice
    presented.presenter._withdraw(notice.conversation, notice.row)
    assert presented.notifier.withdrawn == [notice.conversation]


# invitations


@pytest.fixture
def away(presented: Presented) -> Presented:
    """Nobody looks at the window."""
    presented.studio.window.hide()
    return presented


async def test_an_invitation_is_told_and_a_click_brings_its_card(
    away: Presented, studio: Studio
) -> None:
    shown = away.notifier.shown
    invite_us(studio.world)
    await until(lambda: len(shown) == 1, "it is told")
    assert shown[0].title == "张伟 · Acme Robotics"
    assert shown[0].body == (
        "Invites you to Board revision C\n“We need your eye on the enclosure before it goes out.”"
    )
    assert not shown[0].can_reply
    assert away.rings == 1
    before = studio.window.stage.model
    away.notifier.activated.emit(shown[0].conversation)
    assert studio.window.isVisible()
    assert studio.window.invitation.isVisible()
    assert studio.window.stage.model is before
    QTest.mouseClick(studio.window.invitation.decline, Qt.MouseButton.LeftButton)
    assert away.notifier.withdrawn == [shown[0].conversation]


async def test_an_invitation_shows_no_more_than_it_may(away: Presented, studio: Studio) -> None:
    attention = studio.world.startalk.attention
    attention.content_hidden = attention.is_silent = True
    invite_us(studio.world)
    await until(lambda: len(away.notifier.shown) == 1, "it is told")
    assert away.notifier.shown[0].body == "Invites you to Board revision C"
    await studio.world.startalk.rooms.decline(studio.world.acme.id, BOARDS)
    attention.names_hidden = True
    invite_us(studio.world)
    await until(lambda: len(away.notifier.shown) == 2, "once more")
    told = away.notifier.shown[1]
    assert (told.title, told.body) == ("Acme Robotics", "You are invited to a room")
    assert told.picture is None
    assert away.rings == 0


async def test_strangers_rooms_that_speak_for_others_and_history_tell_nothing(
    away: Presented, studio: Studio
) -> None:
    world = studio.world
    invite_us(world, "a.stranger")
    forged = RoomInvitation(
        Jid("x", "rooms.evil.example"), Jid("zhang.wei", "acme.example"), world.now
    )
    world.startalk.rooms.invite(world.acme.id, forged)
    hidden = RoomInvitation(
        Jid("y", "rooms.acme.example"), Jid("y", "rooms.acme.example", "boss"), world.now
    )
    world.startalk.rooms.invite(world.acme.id, hidden)
    await until(lambda: len(studio.window.invitations.waiting()) == 3, "the cards are there")
    old = RoomInvitation(
        Jid("o", "rooms.acme.example"), Jid("zhang.wei", "acme.example"), world.now, is_direct=True
    )
    world.startalk.rooms.invite(world.acme.id, old, is_history=True)
    known = RoomInvitation(
        Jid("z", "rooms.acme.example"), Jid("zhang.wei", "acme.example"), world.now, is_direct=True
    )
    world.startalk.rooms.invite(world.acme.id, known)
    await until(lambda: len(away.notifier.shown) > 0, "a colleague is told of")
    assert [one.conversation.peer.local for one in away.notifier.shown] == ["z"]


async def test_who_invites_out_of_a_linked_company_wears_its_domain(
    away: Presented, studio: Studio
) -> None:
    partner(studio)
    startalk, account = studio.world.startalk, studio.world.acme
    startalk.directory.names[account.id, BILL] = "Bill Lumbergh"
    room = Jid("z", "rooms.acme.example")
    startalk.rooms.invite(account.id, RoomInvitation(room, BILL, studio.world.now, is_direct=True))
    await until(lambda: len(away.notifier.shown) == 1, "it is told")
    assert away.notifier.shown[0].title == "Bill Lumbergh · initech.example · Acme Robotics"


async def test_a_quiet_company_tells_of_no_invitation(away: Presented, studio: Studio) -> None:
    world = studio.world
    await world.startalk.attention.set_do_not_disturb(world.acme.id, FOREVER)
    invite_us(world)
    await until(lambda: "Board revision C" in studio.window.invitation.title.text(), "the card")
    await world.startalk.attention.set_do_not_disturb(world.acme.id, None)
    await world.startalk.rooms.decline(world.acme.id, BOARDS)
    invite_us(world)
    await until(lambda: len(away.notifier.shown) == 1, "it is told of the next")


async def test_what_is_before_the_users_eyes_is_not_told_besides(
    presented: Presented, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(studio.window, "isActiveWindow", lambda: True)
    invite_us(studio.world)
    await until(lambda: "Board revision C" in studio.window.invitation.title.text(), "the card")
    monkeypatch.setattr(studio.window, "isActiveWindow", lambda: False)
    await studio.world.startalk.rooms.decline(studio.world.acme.id, BOARDS)
    invite_us(studio.world)
    await until(lambda: len(presented.notifier.shown) == 1, "the next is told")


# a real server


@pytest_asyncio.fixture
async def server(tmp_path: Path) -> AsyncIterator[NotificationServer]:
    async with notification_server(tmp_path) as made:
        yield made


@pytest_asyncio.fixture
async def bus(server: NotificationServer, scope: TaskScope) -> AsyncIterator[SessionBus]:
    made = await SessionBus.open(scope, server.address)
    yield made
    await made.close()


async def test_a_notification_server_shows_replaces_answers_and_closes(
    server: NotificationServer,
    bus: SessionBus,
    scope: TaskScope,
    studio: Studio,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "")
    notifier = await FreedesktopNotifier.open(bus, scope)
    heard: list[tuple[object, ...]] = []
    notifier.activated.connect(lambda key: heard.append(("open", key)))
    notifier.replied.connect(lambda key, text: heard.append(("reply", key, text)))
    notifier.read_asked.connect(lambda key: heard.append(("read", key)))
    key = studio.world.li
    picture = app_icon(studio.window.actions_of._theme).pixmap(48).toImage()
    notifier.show(DesktopNotice(key, "李娜 · 北辰", "a <b> & c", picture=picture))
    notifier.show(DesktopNotice(key, "李娜 · 北辰", "again", is_silent=True))
    await until(lambda: len(server.shown) == 2, "both are shown")
    first, second = server.shown
    assert second.replaces == first.id
    assert first.body == "a &lt;b&gt; &amp; c"
    assert first.hints["sound-name"] == ("s", "message-new-instant")
    assert second.hints["suppress-sound"] == ("b", True)
    assert first.hints["image-data"][1][:2] == (96, 96)
    assert first.actions[::2] == ["default", "inline-reply", "mark-read"]
    assert notifier.has_sound
    await server.click(999, "default")  # of another program
    await server.click(first.id, "default")
    await server.reply(first.id, "马上来")
    await server.click(first.id, "mark-read")
    await until(lambda: len(heard) == 3, "all is heard")
    assert os.environ["XDG_ACTIVATION_TOKEN"] == f"token-{first.id}"
    assert sorted(heard, key=str) == sorted(
        [("open", key), ("reply", key, "马上来"), ("read", key)], key=str
    )
    notifier.withdraw(key)
    await until(lambda: server.closed == [first.id], "it is taken away")
    notifier.withdraw(key)
    notifier.show(DesktopNotice(studio.world.launch, "Launch week", "x"))
    await until(lambda: len(server.shown) == 3, "another")
    await notifier.close()
    assert server.closed == [first.id, server.shown[2].id]


async def test_a_server_without_actions_gets_none(
    server: NotificationServer, bus: SessionBus, scope: TaskScope, studio: Studio
) -> None:
    server.capabilities = ("body",)
    notifier = await FreedesktopNotifier.open(bus, scope)
    notifier.show(DesktopNotice(studio.world.li, "t", "a <b>"))
    await until(lambda: server.shown, "shown")
    assert (server.shown[0].actions, server.shown[0].body) == ([], "a <b>")
    assert not notifier.has_sound
    await notifier.close()


async def test_the_desktop_tells_idleness_and_the_locked_screen(
    server: NotificationServer, bus: SessionBus, scope: TaskScope
) -> None:
    session = LinuxSession(bus, None)
    told: list[bool] = []
    await session.watch_lock(told.append)
    server.idle_milliseconds = 61_500
    scope.start(session.watch_idle(), "idle")
    await until(lambda: session.seconds() == 61.5, "the idle time")
    await server.lock_screen(True)
    await server.lock_screen(False)
    await until(lambda: told == [True, False], "the lock")


async def test_a_screen_that_is_locked_already_is_known_and_followed(
    server: NotificationServer, bus: SessionBus, scope: TaskScope
) -> None:
    server.session["LockedHint"] = ("b", True)
    told: list[bool] = []
    scope.start(LinuxSession(bus, bus).watch_locked_hint(told.append), "hint")
    await until(lambda: told == [True], "it is locked already")
    await server.hint_locked(False, session="_77")  # another's
    await server.hint_locked(False)
    await until(lambda: told == [True, False], "it is unlocked")
    await server.hint_locked(True)
    await until(lambda: told == [True, False, True], "and locked again")


async def test_where_logind_says_nothing_of_a_lock_nobody_is_told(
    server: NotificationServer, bus: SessionBus, scope: TaskScope
) -> None:
    told: list[bool] = []
    await LinuxSession(bus, bus).watch_locked_hint(told.append)  # an error is its answer
    await LinuxSession(bus, None).watch_locked_hint(told.append)
    assert told == []
    server.session["LockedHint"] = ("s", "yes")
    scope.start(LinuxSession(bus, bus).watch_locked_hint(told.append), "hint")
    await until(lambda: server.asked.count("LockedHint") == 2, "it was asked")
    await server.hint_locked(True)
    await until(lambda: told == [True], "a word without sense is no lock, and ends nothing")


async def test_the_desktop_asks_at_its_start_whether_the_screen_is_locked(
    server: NotificationServer, studio: Studio, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", server.address)
    server.session["LockedHint"] = ("b", True)
    startalk = studio.world.startalk
    desktop = Desktop(application(), studio.window, startalk, theme)  # type: ignore[arg-type]
    await desktop.open(server.address, has_tray=False)
    await until(lambda: startalk.attention.is_screen_locked, "it is locked already")
    await server.hint_locked(False)
    await until(lambda: not startalk.attention.is_screen_locked, "it is unlocked")
    await desktop.close()


async def test_without_bus_and_tray_there_is_sound_and_idleness_still(
    studio: Studio, theme: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    beeps: list[None] = []
    monkeypatch.setattr(QApplication, "beep", lambda: beeps.append(None))
    startalk = studio.world.startalk
    desktop = Desktop(application(), studio.window, startalk, theme)  # type: ignore[arg-type]
    await desktop.open(f"unix:path={tmp_path}/nothing", has_tray=False)
    assert desktop._presenter is not None
    desktop._presenter.present(Presented(studio).notice())
    assert len(beeps) == 1
    idle = startalk.presence.idle_seconds
    assert idle is not None
    assert idle() is not None
    await desktop.close()


async def test_no_bus_is_an_error_of_its_own(scope: TaskScope, tmp_path: Path) -> None:
    with pytest.raises(BusError):
        await SessionBus.open(scope, f"unix:path={tmp_path}/nothing")


async def test_the_whole_desktop_opens_and_closes(
    server: NotificationServer, studio: Studio, theme: Theme
) -> None:
    startalk = studio.world.startalk
    desktop = Desktop(application(), studio.window, startalk, theme)  # type: ignore[arg-type]
    await desktop.open(server.address, has_tray=True)
    assert studio.window.has_tray
    assert desktop._presenter is not None
    desktop._presenter.present(Presented(studio).notice())
    await until(lambda: server.shown, "shown")
    await server.lock_screen(True)
    await until(lambda: startalk.attention.is_screen_locked, "the lock is passed on")
    studio.window.close()
    assert not studio.window.isVisible()
    await desktop.close()
    assert server.closed == [server.shown[0].id]
    assert not studio.window.has_tray
    studio.window.show()


# tray and idleness


async def test_the_tray_counts_pauses_and_brings_the_window_back(
    studio: Studio, theme: Theme
) -> None:
    startalk = studio.world.startalk
    tray = Tray(studio.window, startalk, theme)  # type: ignore[arg-type]
    unread = startalk.inbox.unread_count()
    assert f"{unread} unread" in tray.icon.toolTip()
    startalk.say(studio.world.li, "还有一件事")
    await until(lambda: f"{unread + 1} unread" in tray.icon.toolTip(), "it counts on")
    tray.pause.actions()[2].trigger()
    await until(
        lambda: startalk.attention.settings(None).do_not_disturb_until == FOREVER, "it is quiet"
    )
    await until(tray.resume.isVisible, "the menu says so")
    assert not tray.pause.menuAction().isVisible()
    tray.resume.trigger()
    await until(
        lambda: startalk.attention.settings(None).do_not_disturb_until is None, "disturb again"
    )
    studio.window.hide()
    tray.menu.actions()[0].trigger()
    assert studio.window.isVisible()
    tray.close()


def test_the_trays_sign_has_what_is_unread(theme: Theme) -> None:
    def painted(unread: int) -> QImage:
        return app_icon(theme, unread).pixmap(64, 64).toImage()

    def badge(image: QImage) -> int:
        """How much of its lower right quarter is of the badge's colour."""
        wanted = theme.colours.danger_fill.rgb()
        places = ((x, y) for x in range(32, 64) for y in range(32, 64))
        return sum(image.pixelColor(x, y).rgb() == wanted for x, y in places)

    assert badge(painted(0)) == 0
    assert badge(painted(1)) > 100
    assert painted(1) != painted(2)
    assert painted(100) == painted(1000)


async def test_closing_goes_to_the_tray_and_quitting_ends(studio: Studio) -> None:
    closings: list[None] = []
    studio.window.closing.connect(lambda: closings.append(None))
    studio.window.has_tray = True
    studio.window.close()
    assert not studio.window.isVisible()
    assert closings == []
    studio.window.quit()
    assert closings == [None]


async def test_own_input_ends_idleness(studio: Studio) -> None:
    watch = OwnInput(application())
    watch._last -= 100
    assert watch.seconds() >= 100
    QTest.keyClick(studio.window, Qt.Key.Key_Shift)
    assert watch.seconds() < 50
    watch.close()


def test_a_tick_counter_that_begins_anew_is_understood() -> None:
    assert milliseconds_between(0xFFFFFFF0, 0x10) == 0x20
    assert milliseconds_between(5, 1005) == 1000
