"""Asking more people into a room."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from startalk_desktop.model.account import Hue
from startalk_desktop.ui.people_picker import PeoplePicker
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Space
from startalk_desktop.ui.widgets.dialog import AwaitedDialog, button_row
from startalk_desktop.viewmodels.people_choice import Candidate, PeopleChoiceModel

_LONGEST: Final = 300

Ask = Callable[[Sequence[Candidate], str], Awaitable[str]]
"""Asks these people in, with a word to them; returns what went wrong, in words, or nothing."""


class InviteDialog(AwaitedDialog):
    """Stays open while the room refuses.

    Args:
        theme: colours and icons.
        model: whom there is to choose; its owner is the caller.
        room: the room's name.
        colour: what the company is marked with.
        parent: the window.
    """

    def __init__(
        self, theme: Theme, model: PeopleChoiceModel, room: str, colour: Hue, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._model = model
        title = self.tr("Add people to {room}").format(room=room)
        self.setWindowTitle(title)
        self.resize(500, 600)
        heading = QLabel(title)
        heading.setProperty("look", "title")
        self._problem = QLabel()
        self._problem.setProperty("look", "danger")
        for label in (heading, self._problem):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self._problem.hide()
        self.picker = PeoplePicker(theme, model)
        self.picker.set_colour(colour)
        self.words = QLineEdit()
        self.words.setMaxLength(_LONGEST)
        self.words.setPlaceholderText(self.tr("A word to them (optional)"))
        self.words.setAccessibleName(self.words.placeholderText())
        self.add = QPushButton()
        self.add.setProperty("look", "primary")
        self.add.setDefault(True)
        cancel = QPushButton(self.tr("Cancel"))
        cancel.setAutoDefault(False)
        buttons = button_row(cancel, self.add)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        layout.setSpacing(Space.M)
        layout.addWidget(heading)
        layout.addWidget(self.picker, 1)
        layout.addWidget(self.words)
        layout.addWidget(self._problem)
        layout.addLayout(buttons)
        cancel.clicked.connect(self.reject)
        self.add.clicked.connect(self.accept)
        self.picker.changed.connect(self._show_state)
        self.picker.confirmed.connect(self.add.click)
        self.picker.left.connect(self.reject)
        self._show_state()
        self.picker.field.setFocus()

    def say(self, problem: str) -> None:
        """Why it did not work."""
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))

    def _show_state(self) -> None:
        count = len(self._model.chosen)
        self.add.setText(self.tr("Add %n people", "", count) if count else self.tr("Add"))
        self.add.setEnabled(count > 0)


async def ask_in(dialog: InviteDialog, model: PeopleChoiceModel, ask: Ask) -> bool:
    """Let people be chosen until the room takes them; False where nobody was asked in the end."""
    try:
        while await dialog.outcome():
            problem = await ask(model.chosen, dialog.words.text().strip())
            if not problem:
                return True
            dialog.say(problem)
        return False
    finally:
        dialog.deleteLater()
