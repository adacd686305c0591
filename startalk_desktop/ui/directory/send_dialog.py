"""One message to each of several people: it names all of them, and in whose name it leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from startalk_desktop.model.account import Account
from startalk_desktop.model.jid import Jid
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Space, TypeSize
from startalk_desktop.ui.widgets.company_badge import CompanyBadge
from startalk_desktop.ui.widgets.dialog import AwaitedDialog, button_row
from startalk_desktop.ui.widgets.elided_label import ElidedLabel

_WIDTH = 480
_LINES = 5
_NAMED = 6
_BADGE = 28


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who gets the message, and by which account."""

    account: Account
    jid: Jid
    name: str


class SendDialog(AwaitedDialog):
    """Asks for the text; `text` is what was written."""

    def __init__(self, theme: Theme, recipients: Sequence[Recipient], parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFixedWidth(_WIDTH)
        title = self.tr("One message to each of %n person(s)", "", len(recipients))
        self.setWindowTitle(title)
        heading = QLabel(title)
        heading.setProperty("look", "title")
        hint = QLabel(self.tr("Each gets it alone, and sees none of the others."))
        hint.setProperty("look", "muted")
        for label in (heading, hint):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.field = QPlainTextEdit()
        self.field.setPlaceholderText(self.tr("Write a message"))
        self.field.setAccessibleName(self.tr("Write a message"))
        self.field.setTabChangesFocus(True)
        line = QFontMetricsF(theme.font()).lineSpacing()
        self.field.setFixedHeight(int(line * _LINES) + 2 * Space.M)
        self.send_button = QPushButton(self.tr("Send to %n person(s)", "", len(recipients)))
        self.send_button.setProperty("look", "primary")
        self.send_button.setEnabled(False)
        self.send_button.setToolTip("Ctrl+Enter")
        cancel = QPushButton(self.tr("Cancel"))
        cancel.setAutoDefault(False)
        buttons = button_row(cancel, self.send_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        layout.setSpacing(Space.M)
        layout.addWidget(heading)
        layout.addWidget(hint)
        for account, people in _by_account(recipients):
            layout.addWidget(self._company(account, people))
        layout.addWidget(self.field)
        layout.addLayout(buttons)
        cancel.clicked.connect(self.reject)
        self.send_button.clicked.connect(self.accept)
        self.field.textChanged.connect(self._on_text_changed)
        self.field.setFocus()

    @property
    def text(self) -> str:
        """What was written."""
        return self.field.toPlainText().strip()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl and Enter send; Enter alone begins a line."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.send_button.click()
        else:
            super().keyPressEvent(event)

    def _on_text_changed(self) -> None:
        self.send_button.setEnabled(bool(self.text))

    def _company(self, account: Account, people: Sequence[Recipient]) -> QWidget:
        """To whom in one company, and as whom."""
        card = QFrame()
        card.setProperty("look", "card")
        row = QHBoxLayout(card)
        row.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        row.setSpacing(Space.M)
        badge = CompanyBadge(self._theme, account.company, account.hue, _BADGE)
        row.addWidget(badge, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(Space.XXS)
        names = self.tr(", ").join(one.name for one in people[:_NAMED])
        if len(people) > _NAMED:
            names = self.tr("{names} and %n more", "", len(people) - _NAMED).format(names=names)
        to = QLabel(names)
        to.setTextFormat(Qt.TextFormat.PlainText)
        to.setWordWrap(True)
        sender = ElidedLabel(
            self.tr("{company} · sent as {address}").format(
                company=account.company, address=account.jid
            )
        )
        sender.setFont(self._theme.font(TypeSize.SMALL))
        sender.setProperty("look", "caption")
        column.addWidget(to)
        column.addWidget(sender)
        row.addLayout(column, 1)
        return card


def _by_account(recipients: Sequence[Recipient]) -> list[tuple[Account, list[Recipient]]]:
    groups: dict[str, tuple[Account, list[Recipient]]] = {}
    for one in recipients:
        groups.setdefault(one.account.id, (one.account, []))[1].append(one)
    return sorted(groups.values(), key=lambda group: group[0].position)
