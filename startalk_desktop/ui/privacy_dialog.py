"""What an account tells others of us: that messages came, that they were read, that we type."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
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
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Space
from startalk_desktop.ui.widgets.dialog import AwaitedDialog
from startalk_desktop.ui.widgets.switch import Switch


class PrivacyDialog(AwaitedDialog):
    """Three switches of one account; read them when it was accepted."""

    def __init__(self, theme: Theme, account: Account, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Privacy"))
        self.setMinimumWidth(460)
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
    finally:
        dialog.deleteLater()
