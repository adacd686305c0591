"""Asks what to call a person: a name that only the user sees, on all their devices."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from startalk_desktop.model.conversation import MAX_REMARK_CHARACTERS
from startalk_desktop.ui.tokens import Space
from startalk_desktop.ui.widgets.dialog import AwaitedDialog


class RemarkDialog(AwaitedDialog):
    """An empty name goes back to the one that everybody uses."""

    def __init__(self, name: str, remark: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setMinimumWidth(400)
        title = self.tr("What do you call {name}?").format(name=name)
        self.setWindowTitle(title)
        heading = QLabel(title)
        heading.setProperty("look", "title")
        body = QLabel(self.tr("Only you see this name, on all your devices."))
        body.setProperty("look", "muted")
        for label in (heading, body):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.field = QLineEdit(remark)
        self.field.setMaxLength(MAX_REMARK_CHARACTERS)
        self.field.setPlaceholderText(name)
        self.field.setAccessibleName(title)
        self.field.selectAll()
        cancel = QPushButton(self.tr("Cancel"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        self.save = QPushButton(self.tr("Save"))
        self.save.setProperty("look", "primary")
        self.save.setDefault(True)
        self.save.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.S)
        buttons.addStretch()
        buttons.addWidget(cancel)
        buttons.addWidget(self.save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        layout.setSpacing(Space.M)
        for part in (heading, body, self.field):
            layout.addWidget(part)
        layout.addSpacing(Space.S)
        layout.addStretch(1)
        layout.addLayout(buttons)
        self.field.setFocus()


async def ask_remark(name: str, remark: str, parent: QWidget) -> str | None:
    """Ask for the name; None where it stays as it is."""
    dialog = RemarkDialog(name, remark, parent)
    try:
        is_saved = await dialog.outcome()
        return dialog.field.text().strip() if is_saved else None
    finally:
        dialog.deleteLater()
