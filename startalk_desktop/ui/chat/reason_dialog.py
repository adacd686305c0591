"""Asks a moderator why a message goes; everybody in the room reads the answer."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from startalk_desktop.ui.tokens import Space
from startalk_desktop.ui.widgets.dialog import AwaitedDialog

_LONGEST = 300


class ReasonDialog(AwaitedDialog):
    """A reason may be left out."""

    def __init__(self, sender_name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setMinimumWidth(420)
        title = self.tr("Remove the message of {name} for everyone?").format(name=sender_name)
        self.setWindowTitle(title)
        heading = QLabel(title)
        heading.setProperty("look", "title")
        body = QLabel(
            self.tr("The room shows that a moderator removed it, and why. It can't be undone.")
        )
        body.setProperty("look", "muted")
        for label in (heading, body):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.field = QLineEdit()
        self.field.setMaxLength(_LONGEST)
        self.field.setPlaceholderText(self.tr("Reason (optional)"))
        self.field.setAccessibleName(self.tr("Reason (optional)"))
        cancel = QPushButton(self.tr("Cancel"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        self.remove = QPushButton(self.tr("Remove"))
        self.remove.setProperty("look", "danger")
        self.remove.setDefault(True)
        self.remove.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.S)
        buttons.addStretch()
        buttons.addWidget(cancel)
        buttons.addWidget(self.remove)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        layout.setSpacing(Space.M)
        for part in (heading, body, self.field):
            layout.addWidget(part)
        layout.addSpacing(Space.S)
        layout.addStretch(1)
        layout.addLayout(buttons)
        self.field.setFocus()


async def ask_reason(sender_name: str, parent: QWidget) -> str | None:
    """Ask why; None where the message stays."""
    dialog = ReasonDialog(sender_name, parent)
    try:
        is_sure = await dialog.outcome()
        return dialog.field.text().strip() if is_sure else None
    finally:
        dialog.deleteLater()
