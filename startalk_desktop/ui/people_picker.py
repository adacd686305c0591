"""Choosing several people of a company: a field that narrows a list, and the chosen ones as chips."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QStackedLayout, QStyleOptionViewItem, QVBoxLayout, QWidget

from startalk_desktop.ui.choice_list import ChoiceList, ChosenRow, check_place, paint_check
from startalk_desktop.ui.row_delegate import Index, RowDelegate, RowFace, paint_row_background
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Space
from startalk_desktop.ui.widgets.avatar import AvatarFace
from startalk_desktop.ui.widgets.empty_state import EmptyState
from startalk_desktop.ui.widgets.search_field import SearchField
from startalk_desktop.viewmodels.people_choice import Candidate, ChoiceRole, PeopleChoiceModel


class PeoplePicker(QWidget):
    """The keyboard stays in the field: Up and Down move in the list, Enter chooses, Ctrl+Enter is the dialog's,
    Backspace in the empty field takes the last one away.

    Signals:
        changed: others are chosen.
        confirmed: Ctrl+Enter.
        left: Escape in the empty field.
    """

    changed = Signal()
    confirmed = Signal()
    left = Signal()

    def __init__(self, theme: Theme, model: PeopleChoiceModel) -> None:
        super().__init__()
        self._model = model
        self._colour = 0
        self._is_first_wanted = False  # Enter came before the answer
        self.field = SearchField(theme, self.tr("Name, pinyin or address"))
        self.list = ChoiceList()
        self.list.setModel(model)
        self.list.setItemDelegate(_CandidateDelegate(theme, self.list))
        self.list.setAccessibleName(self.tr("People"))
        self._nobody = EmptyState(theme, "search", "")
        self.chips = ChosenRow(theme)
        self._pages = QStackedLayout()
        self._pages.addWidget(self.list)
        self._pages.addWidget(self._nobody)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.S)
        layout.addWidget(self.field)
        layout.addWidget(self.chips)
        layout.addLayout(self._pages, 1)
        self.field.textChanged.connect(self._on_text_changed)
        self.field.left.connect(self.left)
        self.field.installEventFilter(self)
        self.list.clicked.connect(self._toggle)
        self.list.toggled.connect(self._toggle)
        self.chips.removed.connect(model.toggle)
        model.settled.connect(self._on_settled)
        model.chosen_changed.connect(self._show_chosen)
        self._show_chosen()

    def set_colour(self, colour: int) -> None:
        """The palette entry of the company whose people they are."""
        self._colour = colour
        self._show_chosen()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The keys that are not for the text."""
        if (
            watched is self.field
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and self._take_key(event)
        ):
            return True
        return super().eventFilter(watched, event)

    def _take_key(self, event: QKeyEvent) -> bool:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        key = Qt.Key(event.key())
        if key in steps:
            last = self._model.rowCount() - 1
            row = max(0, min(last, self.list.currentIndex().row() + steps[key]))
            self.list.setCurrentIndex(self._model.index(row))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.confirmed.emit()
            elif not self._model.is_settled:
                self._is_first_wanted = True
            elif self.list.currentIndex().isValid():
                self._toggle(self.list.currentIndex())
                self.field.selectAll()
        elif key == Qt.Key.Key_Backspace and not self.field.text() and self._model.chosen:
            self._model.toggle(self._model.chosen[-1])
        else:
            return False
        return True

    def _on_text_changed(self, text: str) -> None:
        self._is_first_wanted = False
        self._model.set_text(text)

    def _toggle(self, index: QModelIndex) -> None:
        self._model.toggle(index.data(ChoiceRole.CANDIDATE))

    def _on_settled(self) -> None:
        has_rows = self._model.rowCount() > 0
        if has_rows:
            self.list.setCurrentIndex(self._model.index(0))
        elif self._model.text:
            self._nobody.say(
                self.tr("Nobody of that name"),
                self.tr("Somebody of another company can be asked by the whole address."),
            )
        else:
            self._nobody.say(self.tr("Type a name to find somebody in the directory"))
        self._pages.setCurrentIndex(0 if has_rows else 1)
        if self._is_first_wanted:
            self._is_first_wanted = False
            if has_rows:
                self._toggle(self._model.index(0))
                self.field.selectAll()

    def _show_chosen(self) -> None:
        chosen = self._model.chosen
        self.chips.show_chosen([(one, one.name, one.name, self._colour) for one in chosen])
        self.chips.setVisible(bool(chosen))
        bar = self.chips.horizontalScrollBar()
        bar.setValue(bar.maximum())
        self.changed.emit()


class _CandidateDelegate(RowDelegate):
    """A row with a round check at the left; whoever is there already has none."""

    def face(self, index: Index) -> RowFace:
        candidate: Candidate = index.data(ChoiceRole.CANDIDATE)
        address = str(candidate.jid)
        return RowFace(
            title=candidate.name,
            detail=candidate.detail or (address if candidate.name != address else ""),
            avatar=AvatarFace(candidate.name, address),
            availability=index.data(ChoiceRole.AVAILABILITY),
            trailing=self.tr("Already in the room") if index.data(ChoiceRole.IS_TAKEN) else "",
        )

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        behind = paint_row_background(painter, option, self._theme)
        inner = QRectF(option.rect).adjusted(Space.L, 0, -Space.L, 0)
        disc = check_place(inner)
        is_taken = index.data(ChoiceRole.IS_TAKEN)
        if is_taken:
            painter.setOpacity(0.55)
        else:
            is_chosen = index.data(ChoiceRole.IS_CHOSEN)
            paint_check(painter, self._theme, disc, is_chosen=is_chosen)
        inner.setLeft(disc.right() + Space.M)
        self.paint_face(painter, inner, behind, self.face(index))
        painter.restore()
