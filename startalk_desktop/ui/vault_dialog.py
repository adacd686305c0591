"""The passphrase where a machine has no keyring: chosen once, asked for at each start."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout

from startalk_desktop.store.errors import WrongPassphrase
from startalk_desktop.store.passphrase_vault import PassphraseVault
from startalk_desktop.ui.tokens import Space
from startalk_desktop.ui.widgets.dialog import AwaitedDialog, button_row, grow_to_content

LEAST_LENGTH = 8


class PassphraseDialog(AwaitedDialog):
    """Asks for the passphrase; with `is_new` for one to choose, twice."""

    def __init__(self, *, is_new: bool) -> None:
        super().__init__()
        self._is_new = is_new
        self.setWindowTitle("Startalk")
        self.setMinimumWidth(440)
        heading = QLabel(self.tr("Choose a passphrase") if is_new else self.tr("Unlock Startalk"))
        heading.setProperty("look", "heading")
        text = QLabel(
            self.tr(
                "This computer has no keyring. A passphrase protects your messages instead. "
                "Nobody can restore it: without it they can't be read."
            )
            if is_new
            else self.tr("Enter the passphrase that you chose for this computer.")
        )
        text.setProperty("look", "muted")
        text.setWordWrap(True)
        self.field = self._password_field(self.tr("Passphrase"))
        self.again = self._password_field(self.tr("The same once more"))
        self.again.setVisible(is_new)
        self._problem = QLabel()
        self._problem.setProperty("look", "danger")
        self._problem.setWordWrap(True)
        self._problem.hide()
        self._accept = QPushButton(self.tr("Continue"))
        self._accept.setProperty("look", "primary")
        self._accept.setDefault(True)
        quit_button = QPushButton(self.tr("Quit"))
        quit_button.clicked.connect(self.reject)
        self._accept.clicked.connect(self._on_accept)
        buttons = button_row(quit_button, self._accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        layout.setSpacing(Space.M)
        for part in (heading, text, self.field, self.again, self._problem):
            layout.addWidget(part)
        layout.addLayout(buttons)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, problem: str) -> None:
        """Say what was wrong with the last answer."""
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        grow_to_content(self)

    def say_wrong(self) -> None:
        """Say that the passphrase does not open the vault."""
        self.field.selectAll()
        self.say(self.tr("That is not the passphrase."))

    def _on_accept(self) -> None:
        if self._is_new and len(self.field.text()) < LEAST_LENGTH:
            self.say(self.tr("Take at least %n character(s).", "", LEAST_LENGTH))
        elif self._is_new and self.field.text() != self.again.text():
            self.say(self.tr("The two are not the same."))
        elif self.field.text():
            self.accept()

    @staticmethod
    def _password_field(name: str) -> QLineEdit:
        field = QLineEdit()
        field.setEchoMode(QLineEdit.EchoMode.Password)
        field.setPlaceholderText(name)
        field.setAccessibleName(name)
        return field


async def ask_for_vault(path: Path) -> PassphraseVault | None:
    """Make or unlock the vault in the file `path` with the user's passphrase; None where they gave up.

    Raises:
        KeyVaultError: the file is damaged, or can't be read or written.
    """
    is_new = not await PassphraseVault.exists(path)
    dialog = PassphraseDialog(is_new=is_new)
    try:
        while await dialog.outcome():
            passphrase = dialog.field.text()
            if is_new:
                return await PassphraseVault.make(path, passphrase)
            try:
                return await PassphraseVault.unlock(path, passphrase)
            except WrongPassphrase:
                dialog.say_wrong()
        return None
    finally:
        dialog.field.clear()
        dialog.again.clear()
        dialog.deleteLater()
