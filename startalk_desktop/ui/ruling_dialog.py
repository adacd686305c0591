"""Questions before something is done to people or to a room: with a reason, or with the name typed, and the refusal."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from startalk_desktop.ui.widgets.dialog import AwaitedDialog, button_row, plain_label

_LONGEST_REASON: Final = 300

Deed = Callable[[str], Awaitable[str]]
"""Does it, for the reason given; returns why it was refused, in words, or nothing."""


class RulingDialog(AwaitedDialog):
    """Stays open with the reason when it is refused.

    Args:
        parent: the window.
        title: what is asked.
        text: what follows from it.
        accept: what the button does.
        typed: what has to be typed before; empty: nothing.
        takes_reason: whether others can be told why.
        is_dangerous: whether it puts somebody out, or ends something.
    """

    def __init__(
        self,
        parent: QWidget,
        *,
        title: str,
        text: str,
        accept: str,
        typed: str = "",
        takes_reason: bool = True,
        is_dangerous: bool = True,
    ) -> None:
        super().__init__(parent)
        self.setMinimumWidth(440)
        self.setWindowTitle(title)
        self._typed = typed
        heading, body = plain_label(title, "title"), plain_label(text, "muted")
        self.problem = plain_label("", "danger")
        self.problem.hide()
        self.proof = QLineEdit()
        self.proof.setPlaceholderText(typed)
        self.proof.setAccessibleName(self.tr("The room's name"))
        self.proof.setVisible(bool(typed))
        self.reason = QLineEdit()
        self.reason.setMaxLength(_LONGEST_REASON)
        self.reason.setPlaceholderText(self.tr("Reason (optional, others read it)"))
        self.reason.setAccessibleName(self.reason.placeholderText())
        self.reason.setVisible(takes_reason)
        self.accept_button = QPushButton(accept)
        self.accept_button.setProperty("look", "danger" if is_dangerous else "primary")
        cancel = QPushButton(self.tr("Cancel"))
        cancel.setAutoDefault(False)
        self.accept_button.setDefault(True)
        cancel.clicked.connect(self.reject)
        self.accept_button.clicked.connect(self.accept)
        self.proof.textChanged.connect(self._show_state)
        parts = (heading, body, self.proof, self.reason, self.problem)
        self.lay_out(parts, button_row(cancel, self.accept_button))
        self._show_state()
        first = self.proof if typed else self.reason if takes_reason else cancel
        first.setFocus()

    def say(self, problem: str) -> None:
        """Why it was refused."""
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    def _show_state(self) -> None:
        told = " ".join(self.proof.text().split())
        self.accept_button.setEnabled(told == " ".join(self._typed.split()))


async def rule(dialog: RulingDialog, deed: Deed) -> bool:
    """Ask until it is done or given up; True if it was done."""
    try:
        while await dialog.outcome():
            problem = await deed(dialog.reason.text().strip())
            if not problem:
                return True
            dialog.say(problem)
        return False
    finally:
        dialog.deleteLater()
