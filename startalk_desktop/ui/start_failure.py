"""What is said when the program can't start: why, and what to do."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from startalk_desktop.store.errors import (
    KeyringLocked,
    KeyVaultError,
    StoreDamaged,
    StoreTooNew,
    WrongKey,
)
from startalk_desktop.ui.tokens import Space
from startalk_desktop.ui.widgets.dialog import AwaitedDialog


async def say_start_failure(error: Exception, profile: Path) -> None:
    """Say why the profile could not be opened, and wait until that is read."""
    dialog = AwaitedDialog()
    dialog.setWindowTitle("Startalk")
    dialog.setMinimumWidth(460)
    heading = QLabel(QCoreApplication.translate("StartFailure", "Startalk can't open its data"))
    heading.setProperty("look", "title")
    text = QLabel(f"{start_failure_text(error)}\n\n{profile}\n{error}")
    text.setWordWrap(True)
    close = QPushButton(QCoreApplication.translate("StartFailure", "Quit"))
    close.setProperty("look", "primary")
    close.clicked.connect(dialog.accept)
    buttons = QHBoxLayout()
    buttons.addStretch()
    buttons.addWidget(close)
    layout = QVBoxLayout(dialog)
    layout.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
    layout.setSpacing(Space.M)
    layout.addWidget(heading)
    layout.addWidget(text)
    layout.addLayout(buttons)
    await dialog.outcome()
    dialog.deleteLater()


def start_failure_text(error: Exception) -> str:
    """What is wrong and what to do."""
    match error:
        case KeyringLocked():
            return QCoreApplication.translate(
                "StartFailure", "The system's keyring is locked. Unlock it and start again."
            )
        case WrongKey():
            return QCoreApplication.translate(
                "StartFailure",
                "The key in the keyring is not the one that these data were made with. "
                "Restore the keyring, or move the folder away to begin anew.",
            )
        case StoreTooNew():
            return QCoreApplication.translate(
                "StartFailure", "A newer version has used these data. Install that version again."
            )
        case StoreDamaged():
            return QCoreApplication.translate(
                "StartFailure",
                "The data are damaged. Restore the folder from a backup, or move it away to begin anew.",
            )
        case KeyVaultError():
            return QCoreApplication.translate(
                "StartFailure", "The keys to the data can't be had. Check the system's keyring."
            )
    return QCoreApplication.translate(
        "StartFailure", "The folder can't be used. Check its permissions and the room on the disk."
    )
