"""Dialogs about one account: a new password, a certificate to decide about, leaving for good."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from startalk_desktop.core.accounts import Accounts
from startalk_desktop.model.account import Account
from startalk_desktop.model.connection import Refused
from startalk_desktop.model.failure import FailureCode
from startalk_desktop.model.identity import AccountId
from startalk_desktop.ui.certificate_view import CertificateView
from startalk_desktop.ui.failure_texts import explain
from startalk_desktop.ui.leave_dialog import LeaveDialog
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.ui.tokens import Space
from startalk_desktop.ui.widgets.dialog import AwaitedDialog, button_row


class PasswordDialog(AwaitedDialog):
    """Asks for an account's new password."""

    def __init__(self, account: Account, problem: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("New password"))
        self.setMinimumWidth(400)
        heading = QLabel(self.tr("Sign in to {company} again").format(company=account.company))
        heading.setProperty("look", "title")
        text = QLabel(f"{account.jid}\n{problem}")
        text.setProperty("look", "muted")
        text.setWordWrap(True)
        self.field = QLineEdit()
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setPlaceholderText(self.tr("Password"))
        self.field.setAccessibleName(self.tr("Password"))
        self._accept = QPushButton(self.tr("Sign in"))
        self._accept.setProperty("look", "primary")
        self._accept.setDefault(True)
        self._accept.setEnabled(False)
        cancel = QPushButton(self.tr("Cancel"))
        self.field.textChanged.connect(lambda text: self._accept.setEnabled(bool(text)))
        self._accept.clicked.connect(self.accept)
        cancel.clicked.connect(self.reject)
        buttons = button_row(cancel, self._accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        layout.setSpacing(Space.M)
        for part in (heading, text, self.field):
            layout.addWidget(part)
        layout.addLayout(buttons)
        self.field.setFocus()


class CertificateDialog(AwaitedDialog):
    """Asks whether to trust the certificate that an account's server shows now."""

    def __init__(self, theme: Theme, times: TimeTexts, state: Refused, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Certificate"))
        self.setMinimumWidth(460)
        view = CertificateView(theme, times)
        if state.certificate is not None:
            view.show_certificate(state.certificate, state.failure)
        view.accepted.connect(self.accept)
        view.refused.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(view)
        view.setFocus()


class AccountDialogs:
    """Asks, and does what was answered."""

    def __init__(self, theme: Theme, times: TimeTexts, accounts: Accounts, window: QWidget) -> None:
        self._theme = theme
        self._times = times
        self._accounts = accounts
        self._window = window

    async def repair(self, account: AccountId) -> None:
        """Help an account whose server refused it: password, certificate, or just once more."""
        state = self._accounts.state(account)
        if not isinstance(state, Refused):
            return
        if state.certificate is not None:
            await self._decide_certificate(account, state)
        elif state.failure.code is FailureCode.PASSWORD:
            await self._ask_password(account, state)
        else:
            await self._accounts.sign_in(account)

    async def leave(self, account: AccountId) -> None:
        """Leave a company for good, after saying what that destroys here and what stays."""
        summary = await self._accounts.leave_summary(account)
        dialog = LeaveDialog(
            self._theme, self._times, self._accounts.get(account), summary, self._window
        )
        try:
            is_sure = await dialog.outcome()
        finally:
            dialog.deleteLater()
        if is_sure:
            await self._accounts.remove(account)

    async def _ask_password(self, account: AccountId, state: Refused) -> None:
        dialog = PasswordDialog(
            self._accounts.get(account), explain(state.failure).problem, self._window
        )
        try:
            if await dialog.outcome():
                await self._accounts.set_password(account, dialog.field.text())
        finally:
            dialog.field.clear()
            dialog.deleteLater()

    async def _decide_certificate(self, account: AccountId, state: Refused) -> None:
        dialog = CertificateDialog(self._theme, self._times, state, self._window)
        try:
            is_trusted = await dialog.outcome()
        finally:
            dialog.deleteLater()
        if is_trusted and state.certificate is not None:
            pinned = replace(
                self._accounts.get(account), pinned_sha256=state.certificate.fingerprint_sha256
            )
            await self._accounts.update(pinned)
