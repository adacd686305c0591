"""Every dialog can be used with the keyboard alone and read aloud: its controls have names, and Tab finds them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QTextEdit,
    QWidget,
)

from tests.ui.screens import SCREENS, Studio

CONTROLS = (
    QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit,
)  # fmt: skip
DIALOGS = (
    "card", "certificate", "crossing", "details", "directory-faults", "directory-linked", "directory-sending",
    "edit_history", "files-attach-files", "files-attach-pictures", "files-executable", "forward",
    "inbox-of-a-partner", "leave", "own-card", "passphrase", "readers", "remark", "report", "room-banned",
    "room-create", "room-destroy", "room-invitation", "room-invitation-hearsay", "room-invite",
    "room-lift-ban", "room-members", "room-nobody-banned", "room-settings", "rooms", "server_moved",
    "settings", "settings-company", "settings-notifications", "sign_in", "sign_in_codes", "sign_in_found",
    "sign_in_link_failed", "status", "welcome",
)  # fmt: skip


def _controls(subject: QWidget) -> list[QWidget]:
    """What can be used in it now, without the parts that fields and combo boxes are made of."""
    return [
        one
        for one in subject.findChildren(QWidget)
        if isinstance(one, CONTROLS)
        and one.isVisibleTo(subject)
        and one.isEnabledTo(subject)
        and not isinstance(one.parentWidget(), QLineEdit | QAbstractSpinBox | QComboBox)
    ]


def _said(widget: QWidget) -> str:
    """What a screen reader calls it."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface is not None else ""


def _told(widget: QWidget) -> str:
    return f"{type(widget).__name__} in {type(widget.parentWidget()).__name__}"


@pytest.mark.parametrize("name", DIALOGS)
async def test_what_can_be_used_has_a_name_and_is_found_by_tab(studio: Studio, name: str) -> None:
    await SCREENS[name](studio)
    found = _controls(studio.subject)
    assert found
    assert [_told(one) for one in found if not _said(one).strip()] == []
    by_arrows = {one for one in found if isinstance(one, QRadioButton) and not one.isChecked()}
    lost = [
        one
        for one in found
        if one not in by_arrows and not one.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    assert [f"{_told(one)}: {_said(one)}" for one in lost] == []
