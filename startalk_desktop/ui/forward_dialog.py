"""To whom messages are forwarded: people and conversations of all companies, each with its company."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QVBoxLayout, QWidget

from startalk_desktop.model.account import Account, Hue
from startalk_desktop.model.identity import AccountId
from startalk_desktop.model.linked import worn_domain
from startalk_desktop.model.message import Message
from startalk_desktop.ui.choice_picker import CheckedDelegate, ChoicePicker
from startalk_desktop.ui.directory.texts import joined
from startalk_desktop.ui.row_delegate import Index, RowFace
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Space
from startalk_desktop.ui.widgets.avatar import AvatarFace
from startalk_desktop.ui.widgets.dialog import AwaitedDialog, button_row
from startalk_desktop.viewmodels.switcher_model import SwitcherModel, SwitcherRole, SwitcherTarget


@dataclass(frozen=True, slots=True)
class ForwardChoice:
    """What was decided."""

    targets: tuple[SwitcherTarget, ...]
    merged: bool


class ForwardDialog(AwaitedDialog):
    """A list that narrows as one types; what is chosen stays chosen whatever is typed.

    Args:
        theme: colours and icons.
        model: people and conversations; the caller closes it.
        messages: what is forwarded, of one account.
        accounts: in whose name one can write, with the source among them.
        parent: the window.
        is_merged: whether one card is proposed.
    """

    def __init__(
        self,
        theme: Theme,
        model: SwitcherModel,
        messages: Sequence[Message],
        accounts: Sequence[Account],
        parent: QWidget,
        *,
        is_merged: bool = False,
    ) -> None:
        super().__init__(parent)
        self._source = messages[0].conversation.account
        self._accounts = {account.id: account for account in accounts}
        self._chosen: dict[tuple[AccountId, object], SwitcherTarget] = {}
        title = self.tr("Forward %n message(s)", "", len(messages))
        self.setWindowTitle(title)
        self.resize(500, 620)
        self._heading = QLabel(title)
        self._heading.setProperty("look", "title")
        hint = self.tr("Find a person, a room or a conversation")
        self.picker = ChoicePicker(theme, model, lambda: model.is_settled, hint)
        self.picker.nothing.say(self.tr("Nobody and nothing of that name"))
        self.list = self.picker.list
        self.list.setItemDelegate(_TargetDelegate(theme, self._is_chosen, self.list))
        self.list.setAccessibleName(self.tr("People and conversations"))
        self.field = self.picker.field
        self._name = QLabel()
        self._name.setProperty("look", "caption")
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._name.setWordWrap(True)
        self.merged = QCheckBox(self.tr("As one card"))
        self.merged.setChecked(is_merged)
        self.merged.setVisible(len(messages) > 1)
        self.forward = QPushButton(self.tr("Forward"))
        self.forward.setProperty("look", "primary")
        self.forward.setDefault(True)
        cancel = QPushButton(self.tr("Cancel"))
        cancel.setAutoDefault(False)
        self._lay_out(cancel)
        cancel.clicked.connect(self.reject)
        self.forward.clicked.connect(self.accept)
        self.picker.typed.connect(model.set_query)
        self.picker.toggled.connect(self._toggle)
        self.picker.removed.connect(self._remove)
        self.picker.confirmed.connect(self.forward.click)
        self.picker.left.connect(self.reject)
        model.settled.connect(self.picker.settle)
        self._show_chosen()
        model.open()
        self.field.setFocus()

    @property
    def choice(self) -> ForwardChoice:
        """What was decided."""
        is_merged = self.merged.isChecked() and not self.merged.isHidden()
        return ForwardChoice(tuple(self._chosen.values()), is_merged)

    def _lay_out(self, cancel: QPushButton) -> None:
        buttons = button_row(cancel, self.forward, left=(self.merged,))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        layout.setSpacing(Space.M)
        layout.addWidget(self._heading)
        layout.addWidget(self.picker, 1)
        layout.addWidget(self._name)
        layout.addLayout(buttons)

    def _is_chosen(self, target: SwitcherTarget) -> bool:
        return (target.account, target.peer) in self._chosen

    def _toggle(self, index: QModelIndex) -> None:
        target: SwitcherTarget = index.data(SwitcherRole.TARGET)
        key = (target.account, target.peer)
        if key in self._chosen:
            del self._chosen[key]
        else:
            self._chosen[key] = target
        self._show_chosen()

    def _remove(self, target: SwitcherTarget) -> None:
        self._chosen.pop((target.account, target.peer), None)
        self._show_chosen()

    def _show_chosen(self) -> None:
        targets = list(self._chosen.values())
        self.picker.show_chosen([self._chip_of(one) for one in targets])
        self.forward.setEnabled(bool(targets))
        self._name.setText(self._words(targets))

    def _chip_of(self, target: SwitcherTarget) -> tuple[object, str, str, Hue]:
        account = self._accounts[target.account]
        words = joined(target.name, worn_domain(target.peer, account.jid), account.company)
        return target, words, target.name, account.hue

    def _words(self, targets: Sequence[SwitcherTarget]) -> str:
        """In whose name it leaves, and that a question follows where it leaves the company."""
        if not targets:
            return self.tr("Choose one or more.")
        accounts = {target.account: self._accounts[target.account] for target in targets}
        names = self.tr(", ").join(
            f"{account.jid} · {account.company}" for account in accounts.values()
        )
        words = self.tr("Leaves as {names}.").format(names=names)
        if set(accounts) != {self._source}:
            company = self._accounts[self._source].company
            words += " " + self.tr("You are asked first where it leaves {company}.").format(
                company=company
            )
        return words


class _TargetDelegate(CheckedDelegate):
    """Each with its company."""

    def __init__(
        self, theme: Theme, has_chosen: Callable[[SwitcherTarget], bool], parent: QWidget
    ) -> None:
        super().__init__(theme, parent)
        self._has_chosen = has_chosen

    def is_chosen(self, index: Index) -> bool:
        return self._has_chosen(index.data(SwitcherRole.TARGET))

    def face(self, index: Index) -> RowFace:
        target: SwitcherTarget = index.data(SwitcherRole.TARGET)
        return RowFace(
            title=target.name,
            detail=index.data(SwitcherRole.DETAIL),
            avatar=AvatarFace(target.name, str(target.peer), index.data(SwitcherRole.IS_ROOM)),
            company=index.data(SwitcherRole.COMPANY),
            hue=self._theme.colours.company(index.data(SwitcherRole.COLOUR)),
        )
