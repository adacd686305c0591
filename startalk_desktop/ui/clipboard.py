"""The clipboard with a label: text copied here says of which account it is, so that pasting elsewhere can ask first."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QByteArray, QMimeData
from PySide6.QtGui import QGuiApplication

from startalk_desktop.model.identity import AccountId

SOURCE_FORMAT: Final = "application/x-startalk-source"
"""Carries the account's id as UTF-8. The id is random and means nothing outside of this profile."""

_LONGEST_ID: Final = 200


def copy_text(text: str, account: AccountId) -> None:
    """Put `text` on the clipboard, marked as `account`'s."""
    content = QMimeData()
    content.setText(text)
    mark_source(content, account)
    QGuiApplication.clipboard().setMimeData(content)


def mark_source(content: QMimeData, account: AccountId) -> None:
    """Say that `content` is of `account`."""
    content.setData(SOURCE_FORMAT, QByteArray(account.encode()))


def source_of(content: QMimeData) -> AccountId | None:
    """Which account `content` was copied from; None where it is not from here. Another program may lie."""
    data = bytes(content.data(SOURCE_FORMAT).data())
    if not data or len(data) > _LONGEST_ID:
        return None
    return AccountId(data.decode(errors="replace"))
