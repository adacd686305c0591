"""The switches of what an account tells others, and its rule for pictures."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton

from startalk_desktop.ui.privacy_dialog import PrivacyDialog
from tests.ui.screens import Studio
from tests.ui.waiting import until


async def open_dialog(studio: Studio) -> PrivacyDialog:
    studio.window.actions_of.show_account_menu(studio.world.acme.id, QPoint(10, 10))
    menu = next(menu for menu in studio.window.findChildren(QMenu) if menu.isVisible())
    action = next(action for action in menu.actions() if action.text() == "Privacy and pictures…")
    action.trigger()
    menu.close()
    await until(lambda: isinstance(QApplication.activeModalWidget(), PrivacyDialog), "it opens")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, PrivacyDialog)
    return dialog


def button(dialog: PrivacyDialog, text: str) -> QPushButton:
    return next(one for one in dialog.findChildren(QPushButton) if one.text() == text)


async def test_switches_are_kept_for_the_account(studio: Studio) -> None:
    dialog = await open_dialog(studio)
    assert dialog.receipts.isChecked()
    QTest.mouseClick(dialog.markers, Qt.MouseButton.LeftButton)
    QTest.keyClick(dialog.typing, Qt.Key.Key_Space)
    QTest.mouseClick(button(dialog, "Save"), Qt.MouseButton.LeftButton)
    accounts = studio.world.startalk.accounts
    await until(lambda: not accounts.get(studio.world.acme.id).sends_markers, "it is kept")
    account = accounts.get(studio.world.acme.id)
    assert (account.sends_receipts, account.sends_chat_states) == (True, False)
    assert accounts.get(studio.world.globex.id).sends_markers


async def test_cancel_changes_nothing(studio: Studio) -> None:
    dialog = await open_dialog(studio)
    QTest.mouseClick(dialog.receipts, Qt.MouseButton.LeftButton)
    QTest.mouseClick(button(dialog, "Cancel"), Qt.MouseButton.LeftButton)
    await until(lambda: QApplication.activeModalWidget() is None, "it closes")
    assert studio.world.startalk.accounts.get(studio.world.acme.id).sends_receipts


async def test_the_rule_for_pictures_is_kept_for_the_account(studio: Studio) -> None:
    dialog = await open_dialog(studio)
    assert dialog.pictures.currentText() == "Up to 5.0 MB"
    texts = [dialog.pictures.itemText(row) for row in range(dialog.pictures.count())]
    assert (texts[0], texts[-1]) == ("Never", "Always")
    dialog.pictures.setCurrentIndex(0)
    QTest.mouseClick(button(dialog, "Save"), Qt.MouseButton.LeftButton)
    accounts = studio.world.startalk.accounts
    await until(lambda: accounts.get(studio.world.acme.id).auto_download_limit == 0, "it is kept")
    assert accounts.get(studio.world.globex.id).auto_download_limit > 0


async def test_a_rule_that_is_none_of_those_offered_stays(studio: Studio) -> None:
    accounts = studio.world.startalk.accounts
    await accounts.set_auto_download(studio.world.acme.id, 7 * 1024 * 1024)
    dialog = await open_dialog(studio)
    assert dialog.pictures.currentText() == "Up to 7.0 MB"
    assert dialog.auto_download_limit == 7 * 1024 * 1024
