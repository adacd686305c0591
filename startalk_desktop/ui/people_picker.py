"""Choosing several people of a company."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Signal

from startalk_desktop.model.account import Hue
from startalk_desktop.ui.choice_picker import CheckedDelegate, ChoicePicker
from startalk_desktop.ui.directory.texts import joined
from startalk_desktop.ui.row_delegate import Index, RowFace
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.widgets.avatar import AvatarFace
from startalk_desktop.viewmodels.people_choice import Candidate, ChoiceRole, PeopleChoiceModel


class PeoplePicker(ChoicePicker):
    """`changed` tells that others are chosen."""

    changed = Signal()

    def __init__(self, theme: Theme, model: PeopleChoiceModel) -> None:
        hint = self.tr("Name, pinyin or address")
        super().__init__(theme, model, lambda: model.is_settled, hint)
        self._people = model
        self._colour: Hue = 0
        self.list.setItemDelegate(_CandidateDelegate(theme, self.list))
        self.list.setAccessibleName(self.tr("People"))
        self.typed.connect(model.set_text)
        self.toggled.connect(self._toggle)
        self.removed.connect(model.toggle)
        model.settled.connect(self._on_settled)
        model.chosen_changed.connect(self._on_chosen_changed)
        self._on_chosen_changed()

    def set_colour(self, colour: Hue) -> None:
        """What the company is marked with whose people they are."""
        self._colour = colour
        self._on_chosen_changed()

    def _toggle(self, index: QModelIndex) -> None:
        self._people.toggle(index.data(ChoiceRole.CANDIDATE))

    def _on_settled(self) -> None:
        if self._people.text:
            self.nothing.say(
                self.tr("Nobody of that name"),
                self.tr("Somebody of another company can be asked by the whole address."),
            )
        else:
            self.nothing.say(self.tr("Type a name to find somebody in the directory"))
        self.settle()

    def _on_chosen_changed(self) -> None:
        self.show_chosen(
            [
                (one, joined(one.name, one.domain), one.name, self._colour)
                for one in self._people.chosen
            ]
        )
        self.changed.emit()


class _CandidateDelegate(CheckedDelegate):
    """Whoever is there already can't be chosen."""

    def is_chosen(self, index: Index) -> bool:
        return bool(index.data(ChoiceRole.IS_CHOSEN))

    def is_taken(self, index: Index) -> bool:
        return bool(index.data(ChoiceRole.IS_TAKEN))

    def face(self, index: Index) -> RowFace:
        candidate: Candidate = index.data(ChoiceRole.CANDIDATE)
        address = str(candidate.jid)
        return RowFace(
            title=candidate.name,
            detail=candidate.told or (address if candidate.name != address else ""),
            avatar=AvatarFace(candidate.name, address),
            availability=index.data(ChoiceRole.AVAILABILITY),
            trailing=self.tr("Already in the room") if self.is_taken(index) else "",
        )
