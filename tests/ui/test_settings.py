"""Settings, presence, and what is done with a company as a whole."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QLocale, QPoint, Qt, QTime
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox

from startalk_desktop.model.attention import QuietHours, WorkHours
from startalk_desktop.model.connection import Offline
from startalk_desktop.model.conversation import FOREVER
from startalk_desktop.model.identity import now
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.presence import Availability, OwnPresence
from startalk_desktop.ui.leave_dialog import LeaveDialog
from startalk_desktop.ui.moments import tomorrow_morning
from startalk_desktop.ui.own_card_dialog import OwnCardDialog
from startalk_desktop.ui.settings.company_page import MEGABYTE
from startalk_desktop.ui.settings.settings_dialog import SettingsDialog
from startalk_desktop.ui.theme import ThemeMode
from startalk_desktop.ui.widgets.ask_dialog import AskDialog
from startalk_desktop.viewmodels.rail import RailRole
from tests.ui.hands import click_in_menu, dialog_of
from tests.ui.screens import Studio
from tests.ui.waiting import settle, until

_LEFT = Qt.MouseButton.LeftButton
_HOUR = 3_600_000_000


async def open_settings(studio: Studio) -> SettingsDialog:
    QTest.mouseClick(studio.window.rail.settings_button, _LEFT)
    return await dialog_of(SettingsDialog)


def choose(box: QComboBox, text: str) -> None:
    """As a hand would: open the list with a key, and go to the choice by its letters."""
    box.setFocus()
    number = box.findText(text, Qt.MatchFlag.MatchStartsWith)
    assert number >= 0, [box.itemText(one) for one in range(box.count())]
    box.setCurrentIndex(number)
    box.activated.emit(number)


async def test_appearance_and_away_count_at_once(studio: Studio) -> None:
    dialog = await open_settings(studio)
    choose(dialog.general.appearance, "Dark")
    assert studio.window.actions_of._theme.mode is ThemeMode.DARK
    choose(dialog.general.away_after, "After 15 minute")
    await until(lambda: studio.world.startalk.presence.away_after_minutes == 15, "kept")
    choose(dialog.general.language, "简体中文")
    assert studio.window._layout_store.load("language") == b"zh_CN"
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    await until(lambda: QApplication.activeModalWidget() is None, "closed")


async def test_notifications_are_silenced_hidden_and_paused(studio: Studio) -> None:
    attention = studio.world.startalk.attention
    dialog = await open_settings(studio)
    QTest.keyClick(dialog.sections, Qt.Key.Key_Down)
    page = dialog.notifications
    assert page.isVisible()
    QTest.mouseClick(page.content, _LEFT)
    QTest.keyClick(page.sound, Qt.Key.Key_Space)
    choose(page.quiet.disturb, "Until I turn it off")
    await until(lambda: attention.content_hidden and attention.is_silent, "hidden and silent")
    await until(lambda: attention.settings(None).do_not_disturb_until == FOREVER, "paused")


async def test_quiet_hours_are_chosen_by_clock_and_day(studio: Studio) -> None:
    attention = studio.world.startalk.attention
    dialog = await open_settings(studio)
    dialog.sections.setCurrentRow(1)
    editor = dialog.notifications.quiet.quiet
    assert not editor.start.isVisible()
    QTest.mouseClick(editor.switch, _LEFT)
    await until(lambda: attention.settings(None).quiet_hours == QuietHours(22 * 60, 8 * 60), "on")
    assert editor._note.text() == "of the next day"
    assert (
        editor.start.lineEdit().width() > 40
    )  # a style without buttons would leave no room to read it
    editor.start.setTime(QTime(12, 30))
    editor.end.setTime(QTime(13, 45))
    QTest.mouseClick(editor.days[6], _LEFT)
    wanted = QuietHours(12 * 60 + 30, 13 * 60 + 45, frozenset(range(6)))
    await until(lambda: attention.settings(None).quiet_hours == wanted, "as chosen")
    assert editor._note.text() == ""
    QTest.mouseClick(editor.switch, _LEFT)
    await until(lambda: attention.settings(None).quiet_hours is None, "off")


async def test_work_hours_of_a_company_make_it_quiet_and_show_so(studio: Studio) -> None:
    world, rail = studio.world, studio.window.rail_model
    startalk = world.startalk
    studio.window.actions_of.show_settings(world.globex.id)
    dialog = await dialog_of(SettingsDialog)
    page = dialog.companies[world.globex.id]
    assert page.isVisible()
    QTest.mouseClick(page.work.switch, _LEFT)
    await until(
        lambda: startalk.attention.settings(world.globex.id).work_hours == WorkHours(540, 1080),
        "on",
    )
    await startalk.attention.set_work_hours(world.globex.id, never())
    studio.window.choose_account(world.globex.id)
    index = rail.index(rail.row_of(world.globex.id))
    await until(lambda: index.data(RailRole.QUIET).is_quiet, "the rail shows it")
    await until(studio.window.sidebar._quiet.isVisible, "the sidebar says it")
    assert studio.window.sidebar._quiet.text().startswith("Outside work hours")
    assert not rail.index(rail.row_of(world.acme.id)).data(RailRole.QUIET).is_quiet


def never() -> WorkHours:
    """Hours that are not now: an hour, two hours from now."""
    later = datetime.fromtimestamp(now() / 1_000_000, UTC).astimezone() + timedelta(hours=2)
    start = later.hour * 60
    return WorkHours(start, (start + 30) % 1440, frozenset({later.weekday()}))


async def test_privacy_and_blocked_people_of_a_company(studio: Studio) -> None:
    world = studio.world
    liu = Jid("liu.yang", "globex.example")
    await world.startalk.blocking.block(world.globex.id, liu)
    studio.window.actions_of.companies.show_menu(world.globex.id, QPoint(10, 10))
    await click_in_menu("Settings and privacy…")
    dialog = await dialog_of(SettingsDialog)
    page = dialog.companies[world.globex.id]
    assert page.receipts.isChecked()
    QTest.mouseClick(page.markers, _LEFT)
    accounts = world.startalk.accounts
    await until(lambda: not accounts.get(world.globex.id).sends_markers, "kept")
    assert accounts.get(world.globex.id).sends_receipts
    assert accounts.get(world.acme.id).sends_markers
    unblock = next(
        one
        for one in page.findChildren(type(dialog.close_button))
        if one.accessibleName() == "Unblock 刘洋"
    )
    unblock.click()
    await until(lambda: not world.startalk.blocking.is_blocked(world.globex.id, liu), "unblocked")


async def test_a_locked_company_has_no_hours(studio: Studio) -> None:
    world = studio.world
    await world.startalk.accounts.lock(world.globex.id)
    studio.window.actions_of.show_settings(world.globex.id)
    dialog = await dialog_of(SettingsDialog)
    assert not hasattr(dialog.companies[world.globex.id], "work")


# presence


async def test_presence_in_all_companies_and_in_one(studio: Studio) -> None:
    presence, world = studio.world.startalk.presence, studio.world
    QTest.mouseClick(studio.window.rail.presence_button, _LEFT)
    await click_in_menu("Away")
    await until(lambda: presence.chosen(world.acme.id).availability is Availability.AWAY, "all")
    assert presence.chosen(world.globex.id).availability is Availability.AWAY
    assert "Away" in studio.window.rail.presence_button.accessibleName()
    QTest.mouseClick(studio.window.rail.presence_button, _LEFT)
    await click_in_menu("Globex")
    await click_in_menu("Available")
    await until(
        lambda: presence.chosen(world.globex.id).availability is Availability.AVAILABLE, "one"
    )
    assert presence.chosen(world.acme.id).availability is Availability.AWAY


async def test_a_status_text_for_one_company(studio: Studio) -> None:
    world = studio.world
    studio.window.actions_of.companies.show_menu(world.acme.id, QPoint(10, 10))
    await click_in_menu("My presence")
    await click_in_menu("Set a status text…")
    dialog = await dialog_of(AskDialog)
    QTest.keyClicks(dialog.field, "In Shanghai")
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    presence = world.startalk.presence
    wanted = OwnPresence(Availability.AVAILABLE, "In Shanghai")
    await until(lambda: presence.chosen(world.acme.id) == wanted, "set")
    assert presence.chosen(world.globex.id).status == ""


@pytest.mark.parametrize("is_one", [True, False])
async def test_notifications_pause_for_one_company_or_all(studio: Studio, is_one: bool) -> None:
    world = studio.world
    account = world.acme.id if is_one else None
    attention = world.startalk.attention

    async def open_menu() -> None:
        if is_one:
            studio.window.actions_of.companies.show_menu(world.acme.id, QPoint(10, 10))
            await click_in_menu("My presence")
        else:
            QTest.mouseClick(studio.window.rail.presence_button, _LEFT)

    await open_menu()
    await click_in_menu("Pause notifications")
    await click_in_menu("Until tomorrow")
    morning = tomorrow_morning(now())
    await until(lambda: attention.settings(account).do_not_disturb_until == morning, "paused")
    await settle()
    await open_menu()
    await click_in_menu("Disturb me again")
    await until(lambda: attention.settings(account).do_not_disturb_until is None, "again")


def test_tomorrow_begins_at_eight() -> None:
    def at(text: str) -> int:
        return int(datetime.fromisoformat(text).astimezone().timestamp()) * 1_000_000

    assert tomorrow_morning(at("2026-03-04T14:00")) == at("2026-03-05T08:00")
    assert tomorrow_morning(at("2026-03-04T23:59")) == at("2026-03-05T08:00")
    assert tomorrow_morning(at("2026-03-05T01:30")) == at("2026-03-05T08:00")
    assert tomorrow_morning(at("2026-03-05T07:00")) == at("2026-03-06T08:00")


# the company as a whole


async def test_a_company_goes_offline_and_comes_back_alone(studio: Studio) -> None:
    world = studio.world
    accounts = world.startalk.accounts
    studio.window.actions_of.companies.show_menu(world.acme.id, QPoint(10, 10))
    await click_in_menu("Go offline here")
    await until(lambda: accounts.state(world.acme.id) == Offline(), "offline")
    assert accounts.state(world.globex.id) != Offline()
    studio.window.actions_of.companies.show_menu(world.acme.id, QPoint(10, 10))
    await click_in_menu("Sign in")
    await until(lambda: accounts.state(world.acme.id) != Offline(), "back")


async def test_a_company_is_locked_and_unlocked(studio: Studio) -> None:
    accounts, acme = studio.world.startalk.accounts, studio.world.acme.id
    studio.window.actions_of.companies.show_menu(acme, QPoint(10, 10))
    await click_in_menu("Lock now")
    await until(lambda: accounts.is_locked(acme), "locked")
    studio.window.actions_of.companies.show_menu(acme, QPoint(10, 10))
    await click_in_menu("Unlock")
    await until(lambda: not accounts.is_locked(acme), "unlocked")


async def test_leaving_says_what_goes_and_what_stays(studio: Studio) -> None:
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))  # as the program does for its language
    globex = studio.world.globex.id
    studio.window.actions_of.companies.show_menu(globex, QPoint(10, 10))
    await click_in_menu("Leave this company…")
    dialog = await dialog_of(LeaveDialog)
    destroyed = " ".join(dialog.destroyed_words)
    QLocale.setDefault(before)
    assert "12,804" in destroyed
    assert "80.4" in destroyed
    assert "2 message" in dialog.warning
    assert len(dialog.staying_words) == 6
    QTest.keyClick(dialog, Qt.Key.Key_Return)  # stays: nobody leaves by a key pressed too often
    await until(lambda: QApplication.activeModalWidget() is None, "closed")
    assert globex in {one.id for one in studio.world.startalk.accounts.all()}


async def test_a_locked_company_can_be_left_uncounted(studio: Studio) -> None:
    globex = studio.world.globex.id
    await studio.world.startalk.accounts.lock(globex)
    studio.window.actions_of.leave(globex)
    dialog = await dialog_of(LeaveDialog)
    assert "locked" in dialog.destroyed_words[0]
    QTest.mouseClick(dialog.leave, _LEFT)
    await until(
        lambda: globex not in {one.id for one in studio.world.startalk.accounts.all()}, "left"
    )


async def test_the_own_card_from_the_company_menu(studio: Studio) -> None:
    studio.window.actions_of.companies.show_menu(studio.world.acme.id, QPoint(10, 10))
    await click_in_menu("My card…")
    assert await dialog_of(OwnCardDialog)


async def test_the_rule_for_pictures_is_kept_for_the_company(studio: Studio) -> None:
    world = studio.world
    accounts = world.startalk.accounts
    await accounts.set_auto_download(world.acme.id, 7 * MEGABYTE)
    dialog = await open_settings(studio)
    page = dialog.companies[world.acme.id]
    # A rule that is none of those offered stays.
    assert page.pictures.currentText() == "Up to 7.0 MB"
    texts = [page.pictures.itemText(row) for row in range(page.pictures.count())]
    assert (texts[0], texts[-1]) == ("Never", "Always")
    choose(page.pictures, "Never")
    await until(lambda: accounts.get(world.acme.id).auto_download_limit == 0, "it is kept")
    assert accounts.get(world.globex.id).auto_download_limit > 0
