"""What an account tells others of us, and which pictures load before anybody asks for them."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from startalk_desktop.core.accounts import Accounts
from startalk_desktop.model.account import Account
from startalk_desktop.model.identity import AccountId
from startalk_desktop.ui.chat.chip import CompanyChip
from startalk_desktop.ui.chat.shared_files import size_text
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Space
from startalk_desktop.ui.widgets.dialog import AwaitedDialog
from startalk_desktop.ui.widgets.switch import Switch

_MEGABYTE: Final = 1024 * 1024
_MEGABYTES: Final = (1, 2, 5, 10, 25, 50)
_ALWAYS: Final = 4 * 1024 * _MEGABYTE  # no picture is larger


class PrivacyDialog(AwaitedDialog):
    """Switches of one account, and its rule for pictures; read them when it was accepted."""

    def __init__(self, theme: Theme, account: Account, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Privacy and pictures"))
        self.setMinimumWidth(500)
        self.pictures = QComboBox()
        heading = QLabel(
            self.tr("What people at {company} see of you").format(company=account.company)
        )
        heading.setProperty("look", "title")
        heading.setWordWrap(True)
        heading.setTextFormat(Qt.TextFormat.PlainText)
        chip = CompanyChip(theme)
        chip.say(str(account.jid), account.colour)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        layout.setSpacing(Space.S)
        layout.addWidget(heading)
        layout.addWidget(chip)
        layout.addSpacing(Space.S)
        self.receipts = self._add(
            theme,
            layout,
            self.tr("Send read receipts (delivered)"),
            self.tr("Others see that a message has reached you."),
            is_on=account.sends_receipts,
        )
        self.markers = self._add(
            theme,
            layout,
            self.tr("Tell when I have read"),
            self.tr("Others see how far you have read. Your own devices always know."),
            is_on=account.sends_markers,
        )
        self.typing = self._add(
            theme,
            layout,
            self.tr("Tell when I type"),
            self.tr("In conversations with one person, they see that you are writing."),
            is_on=account.sends_chat_states,
        )
        layout.addSpacing(Space.S)
        self._add_pictures(layout, account)
        layout.addSpacing(Space.S)
        layout.addLayout(self._buttons())

    def _add(
        self, theme: Theme, layout: QVBoxLayout, title: str, detail: str, *, is_on: bool
    ) -> Switch:
        switch = Switch(theme, title)
        switch.setAccessibleDescription(detail)
        switch.setChecked(is_on)
        name = QLabel(title)
        name.setBuddy(switch)
        words = QLabel(detail)
        words.setProperty("look", "caption")
        words.setWordWrap(True)
        words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        lines = QVBoxLayout()
        lines.setSpacing(Space.XXS)
        lines.addWidget(name)
        lines.addWidget(words)
        row = QHBoxLayout()
        row.setContentsMargins(0, Space.XS, 0, Space.XS)
        row.setSpacing(Space.L)
        row.addLayout(lines, 1)
        row.addWidget(switch, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addLayout(row)
        return switch

    @property
    def auto_download_limit(self) -> int:
        """Up to how many bytes a picture loads by itself; 0: none does."""
        return int(self.pictures.currentData())

    def _add_pictures(self, layout: QVBoxLayout, account: Account) -> None:
        name = QLabel(self.tr("Load pictures by themselves"))
        detail = QLabel(
            self.tr(
                "When you look at a message, and only from {company}'s own server, which then learns that you did. "
                "Others load when you click them."
            ).format(company=account.company)
        )
        detail.setTextFormat(Qt.TextFormat.PlainText)
        detail.setProperty("look", "caption")
        detail.setWordWrap(True)
        detail.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.pictures.setAccessibleName(name.text())
        self.pictures.setAccessibleDescription(detail.text())
        name.setBuddy(self.pictures)
        choices = {0: self.tr("Never"), _ALWAYS: self.tr("Always")}
        for megabytes in _MEGABYTES:
            words = self.tr("Up to {size}").format(size=size_text(megabytes * _MEGABYTE, QLocale()))
            choices[megabytes * _MEGABYTE] = words
        current = min(account.auto_download_limit, _ALWAYS)
        if current not in choices:
            choices[current] = self.tr("Up to {size}").format(size=size_text(current, QLocale()))
        for limit in sorted(choices):
            self.pictures.addItem(choices[limit], limit)
        self.pictures.setCurrentIndex(self.pictures.findData(current))
        lines = QVBoxLayout()
        lines.setSpacing(Space.XXS)
        lines.addWidget(name)
        lines.addWidget(detail)
        row = QHBoxLayout()
        row.setContentsMargins(0, Space.XS, 0, Space.XS)
        row.setSpacing(Space.L)
        row.addLayout(lines, 1)
        row.addWidget(self.pictures, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addLayout(row)

    def _buttons(self) -> QHBoxLayout:
        cancel = QPushButton(self.tr("Cancel"))
        save = QPushButton(self.tr("Save"))
        save.setProperty("look", "primary")
        save.setDefault(True)
        cancel.clicked.connect(self.reject)
        save.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.S)
        buttons.addStretch()
        buttons.addWidget(cancel)
        buttons.addWidget(save)
        return buttons


async def set_privacy(
    theme: Theme, accounts: Accounts, account: AccountId, parent: QWidget
) -> None:
    """Show an account's switches, and keep them where they were saved.

    Raises:
        AccountUnknown: the account was removed.
    """
    dialog = PrivacyDialog(theme, accounts.get(account), parent)
    try:
        if await dialog.outcome():
            await accounts.set_privacy(
                account,
                sends_receipts=dialog.receipts.isChecked(),
                sends_markers=dialog.markers.isChecked(),
                sends_chat_states=dialog.typing.isChecked(),
            )
            await accounts.set_auto_download(account, dialog.auto_download_limit)
    finally:
        dialog.deleteLater()
