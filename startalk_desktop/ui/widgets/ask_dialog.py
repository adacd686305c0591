"""Asks for one line of text: a sentence, what follows from it, a field and two buttons."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from startalk_desktop.ui.widgets.dialog import AwaitedDialog, button_row, plain_label


class AskDialog(AwaitedDialog):
    """An empty line is an answer, too; Escape and closing are none.

    Args:
        parent: the window.
        title: what is asked.
        text: what becomes of the answer.
        accept: what the button does.
        line: the answer so far.
        hint: stands in the empty field.
        longest: characters.
        is_dangerous: whether what follows can't be undone.
    """

    def __init__(
        self,
        parent: QWidget,
        *,
        title: str,
        text: str,
        accept: str,
        line: str = "",
        hint: str = "",
        longest: int,
        is_dangerous: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setMinimumWidth(420)
        self.setWindowTitle(title)
        self.field = QLineEdit(line)
        self.field.setMaxLength(longest)
        self.field.setPlaceholderText(hint)
        self.field.setAccessibleName(title)
        self.field.setClearButtonEnabled(True)
        self.field.selectAll()
        cancel = QPushButton(self.tr("Cancel"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        self.accept_button = QPushButton(accept)
        self.accept_button.setProperty("look", "danger" if is_dangerous else "primary")
        self.accept_button.setDefault(True)
        self.accept_button.clicked.connect(self.accept)
        parts = (plain_label(title, "title"), plain_label(text, "muted"), self.field)
        self.lay_out(parts, button_row(cancel, self.accept_button))
        self.field.setFocus()


async def ask(dialog: AskDialog) -> str | None:
    """Open the dialog, and delete it; the line without spaces around it, or None where there was no answer."""
    try:
        is_answered = await dialog.outcome()
        return dialog.field.text().strip() if is_answered else None
    finally:
        dialog.deleteLater()
