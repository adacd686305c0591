"""The organisation tree: a click opens a company or unit, a double click or Enter writes to a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from startalk_desktop.model.identity import AccountId
from startalk_desktop.model.jid import Jid
from startalk_desktop.ui.directory.rows_view import RowsView
from startalk_desktop.ui.directory.tree_delegate import HEIGHTS, TreeDelegate
from startalk_desktop.ui.theme import Theme
from startalk_desktop.viewmodels.directory_model import DirectoryModel, DirectoryRole, NodeKind

_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_BROUGHT_BY_MOUSE: Final = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier

ChosenPerson = tuple[AccountId, Jid]


class OrgTreeView(RowsView):
    """The tree of all companies.

    Signals:
        person_activated(account, address): to be written to.
        menu_asked(row, global place): a right click, or the menu key.
        people_shown(people by account): who is on screen; nobody once it is hidden.
        chosen_changed: other people are chosen.
        faults_asked(account): the line about a faulty tree was clicked.
    """

    person_activated = Signal(object, object)
    menu_asked = Signal(int, QPoint)
    people_shown = Signal(object)
    chosen_changed = Signal()
    faults_asked = Signal(object)

    def __init__(self, theme: Theme, model: DirectoryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.delegate = TreeDelegate(theme, self)
        self.setItemDelegate(self.delegate)
        self.setModel(model)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setAccessibleName(self.tr("Organisation tree"))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._on_menu_asked)
        self.rested.connect(self._tell_people)
        self.selectionModel().selectionChanged.connect(lambda *_changed: self.chosen_changed.emit())
        theme.changed.connect(self.viewport().update)

    def heights(self, start: int, end: int) -> list[int]:
        """By what the rows are."""
        return [HEIGHTS[kind] for kind in self._model.kinds(start, end)]

    # who

    def chosen(self) -> list[ChosenPerson]:
        """Who is chosen, from the top; somebody who is shown twice counts once."""
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        found = [person for row in rows if (person := self._model.person_at(row)) is not None]
        return list(dict.fromkeys(found))

    def stand_on(self, row: int) -> None:
        """Choose a row, and bring it into the middle."""
        index = self._model.index(row, 0)
        self.selectionModel().setCurrentIndex(
            index, QItemSelectionModel.SelectionFlag.ClearAndSelect
        )
        self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    def choose_rows(self, rows: Sequence[int]) -> None:
        """Choose just these rows."""
        chosen = QItemSelection()
        for row in rows:
            index = self._model.index(row, 0)
            chosen.select(index, index)
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().select(chosen, flag)

    def _tell_people(self) -> None:
        if not self.isVisible():
            return
        shown: dict[AccountId, set[Jid]] = {}
        for row in self.rows_on_screen():
            person = self._model.person_at(row)
            if person is not None:
                shown.setdefault(person[0], set()).add(person[1])
        self.people_shown.emit(shown)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody is on screen any more."""
        super().hideEvent(event)
        self.people_shown.emit({})

    # mouse and keys

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on a company or unit opens or closes it."""
        super().mouseReleaseEvent(event)
        place = event.position().toPoint()
        index = self.indexAt(place)
        is_plain = not event.modifiers() & _BROUGHT_BY_MOUSE
        if event.button() is not Qt.MouseButton.LeftButton or not index.isValid() or not is_plain:
            return
        if self.delegate.is_on_faults(index, self.visualRect(index), place):
            self.faults_asked.emit(index.data(DirectoryRole.ACCOUNT))
        elif index.data(DirectoryRole.KIND) != NodeKind.PERSON:
            self._model.toggle(index.row())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click on a person writes to them."""
        index = self.indexAt(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and index.isValid():
            self._activate(index.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter writes or opens; Right opens and goes in, Left closes and goes out."""
        index = self.currentIndex()
        if not index.isValid():
            super().keyPressEvent(event)
            return
        row, is_open = index.row(), index.data(DirectoryRole.IS_OPEN)
        is_person = index.data(DirectoryRole.KIND) == NodeKind.PERSON
        if event.key() in _ENTER:
            if not self._activate(row):
                self._model.toggle(row)
        elif event.key() == Qt.Key.Key_Right and not is_person:
            self._go_in(row, is_open=is_open)
        elif event.key() == Qt.Key.Key_Left:
            self._go_out(row, is_open=is_open)
        elif event.key() == Qt.Key.Key_Escape and len(self.chosen()) > 1:
            self.clearSelection()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, _text: str) -> None:
        """Typing finds nobody here; the field above does, in all companies."""

    def _go_in(self, row: int, *, is_open: bool) -> None:
        if not is_open:
            self._model.set_open(row, True)
        elif (child := self._model.first_child_row(row)) is not None:
            self.setCurrentIndex(self._model.index(child, 0))

    def _go_out(self, row: int, *, is_open: bool) -> None:
        if is_open:
            self._model.set_open(row, False)
        elif (parent := self._model.parent_row(row)) is not None:
            self.setCurrentIndex(self._model.index(parent, 0))

    def _activate(self, row: int) -> bool:
        person = self._model.person_at(row)
        if person is None:
            return False
        self.person_activated.emit(*person)
        return True

    def _on_menu_asked(self, place: QPoint) -> None:
        index = self.indexAt(place)
        if index.isValid():
            if not self.selectionModel().isSelected(index):
                self.setCurrentIndex(index)
            self.menu_asked.emit(index.row(), self.viewport().mapToGlobal(place))
