"""Making a room: its name, who finds it, and who is asked in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from startalk_desktop.model.failure import Failure
from startalk_desktop.model.identity import AccountId
from startalk_desktop.ui.people_picker import PeoplePicker
from startalk_desktop.ui.room_texts import refusal_text
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Space
from startalk_desktop.ui.widgets.dialog import (
    AwaitedDialog,
    button_row,
    grow_to_content,
    plain_label,
)
from startalk_desktop.viewmodels.new_room import NewRoom, RoomPlan
from startalk_desktop.viewmodels.people_choice import Candidate

LONGEST_NAME: Final = 100
LONGEST_TOPIC: Final = 400


class CreateRoomDialog(AwaitedDialog):
    """It stays open until there is a room; `created` carries the `ConversationId`."""

    created = Signal(object)

    def __init__(self, theme: Theme, model: NewRoom, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self.setWindowTitle(self.tr("New room"))
        self.resize(540, 660)
        self.company = QComboBox()
        self.company.setAccessibleName(self.tr("Company"))
        for account in model.companies:
            self.company.addItem(account.company, account)
        self.name = QLineEdit()
        self.name.setMaxLength(LONGEST_NAME)
        self.topic = QLineEdit()
        self.topic.setMaxLength(LONGEST_TOPIC)
        self.topic.setPlaceholderText(self.tr("What it is about (optional)"))
        self.private = QRadioButton(self.tr("Private"))
        self.public = QRadioButton(self.tr("Public"))
        self.private.setChecked(True)
        self._kind = QLabel()
        self._kind.setProperty("look", "caption")
        self._kind.setWordWrap(True)
        self._kind.setTextFormat(Qt.TextFormat.PlainText)
        self.picker = PeoplePicker(theme, model.people)
        self._problem = QLabel()
        self._problem.setProperty("look", "danger")
        self._problem.setTextFormat(Qt.TextFormat.PlainText)
        self._problem.setWordWrap(True)
        self._problem.hide()
        self.create_button = QPushButton()
        self.create_button.setProperty("look", "primary")
        self.create_button.setDefault(True)
        self._cancel = QPushButton(self.tr("Cancel"))
        self._cancel.setAutoDefault(False)
        self._lay_out()
        self._connect()
        self._on_company_chosen()
        self.name.setFocus()

    def begin_with(self, account: AccountId, people: Sequence[Candidate] = ()) -> None:
        """Make it at this company, with these people chosen."""
        found = (
            row for row in range(self.company.count()) if self.company.itemData(row).id == account
        )
        row = next(found, -1)
        if row >= 0:
            self.company.setCurrentIndex(row)
            self._model.people.choose(people)

    def _lay_out(self) -> None:
        kinds = QHBoxLayout()
        kinds.setSpacing(Space.L)
        kinds.addWidget(self.private)
        kinds.addWidget(self.public)
        kinds.addStretch()
        form = QGridLayout()
        form.setHorizontalSpacing(Space.L)
        form.setVerticalSpacing(Space.S)
        form.setColumnStretch(1, 1)
        rows: list[tuple[str, QWidget | QLayout]] = [
            (self.tr("Name"), self.name),
            (self.tr("Topic"), self.topic),
            (self.tr("Open to"), kinds),
        ]
        if self.company.count() > 1:
            rows.insert(0, (self.tr("Company"), self.company))
        for number, (caption, field) in enumerate(rows):
            form.addWidget(QLabel(caption), number, 0)
            if isinstance(field, QWidget):
                field.setAccessibleName(caption)
                form.addWidget(field, number, 1)
            else:
                form.addLayout(field, number, 1)
        form.addWidget(self._kind, len(rows), 1)
        people = QLabel(self.tr("People"))
        people.setProperty("look", "section")
        buttons = button_row(self._cancel, self.create_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        layout.setSpacing(Space.M)
        layout.addWidget(plain_label(self.windowTitle(), "title"))
        layout.addLayout(form)
        layout.addWidget(people)
        layout.addWidget(self.picker, 1)
        layout.addWidget(self._problem)
        layout.addLayout(buttons)

    def _connect(self) -> None:
        model = self._model
        self._cancel.clicked.connect(self.reject)
        self.create_button.clicked.connect(self._create)
        self.company.currentIndexChanged.connect(self._on_company_chosen)
        self.name.textChanged.connect(self._show_state)
        self.public.toggled.connect(self._show_state)
        self.picker.changed.connect(self._show_state)
        self.picker.confirmed.connect(self.create_button.click)
        self.picker.left.connect(self.reject)
        model.busy_changed.connect(self._show_state)
        model.failed.connect(self._on_failed)
        model.created.connect(self._on_created)

    def _on_company_chosen(self) -> None:
        account = self.company.currentData()
        if account is not None:
            self._model.people.set_account(account.id)
            self.picker.set_colour(account.hue)
        self._show_state()

    def _create(self) -> None:
        account = self.company.currentData()
        if account is None or not self.create_button.isEnabled():
            return
        self._problem.hide()
        self._model.create(
            RoomPlan(
                account.id,
                self._name(),
                tuple(one.jid for one in self._model.people.chosen),
                self.public.isChecked(),
                self.topic.text().strip(),
            )
        )

    def _name(self) -> str:
        return (self.name.text().strip() or self._model.proposed_name())[:LONGEST_NAME]

    def _show_state(self) -> None:
        is_busy = self._model.is_busy
        proposed = self._model.proposed_name()
        self.name.setPlaceholderText(proposed or self.tr("For example: Launch week"))
        for part in (self.company, self.name, self.topic, self.private, self.public, self.picker):
            part.setEnabled(not is_busy)
        account = self.company.currentData()
        company = account.company if account is not None else ""
        if self.public.isChecked():
            words = self.tr("Everybody at {company} finds it and may join.").format(company=company)
        else:
            words = self.tr(
                "Only those who are invited find it, may join, and see who everybody is."
            )
        self._kind.setText(words)
        self.create_button.setText(self.tr("Creating…") if is_busy else self.tr("Create room"))
        self.create_button.setEnabled(bool(self._name()) and account is not None and not is_busy)

    def _on_failed(self, failure: Failure) -> None:
        self._problem.setText(refusal_text(failure))
        self._problem.show()
        grow_to_content(self)

    def _on_created(self, conversation: object) -> None:
        self.accept()
        self.created.emit(conversation)
