"""Choosing several out of a list that narrows as one types; what is chosen stands in chips, whatever is typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QStackedLayout, QStyleOptionViewItem, QVBoxLayout, QWidget

from startalk_desktop.model.account import Hue
from startalk_desktop.ui.choice_list import ChoiceList, ChosenRow, check_place, paint_check
from startalk_desktop.ui.row_delegate import Index, RowDelegate, paint_row_background
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Space
from startalk_desktop.ui.widgets.empty_state import EmptyState
from startalk_desktop.ui.widgets.field_keys import FieldKeys
from startalk_desktop.ui.widgets.search_field import SearchField

_FAINT = 0.55


class CheckedDelegate(RowDelegate):
    """A row with a round check at the left."""

    def is_chosen(self, index: Index) -> bool:
        """Whether the check is set."""
        raise NotImplementedError

    def is_taken(self, _index: Index) -> bool:
        """Whether there is nothing to choose: the row is faint, and has no check."""
        return False

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The background, the check, and the face right of it."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        behind = paint_row_background(painter, option, self._theme)
        inner = QRectF(option.rect).adjusted(Space.L, 0, -Space.L, 0)
        disc = check_place(inner)
        if self.is_taken(index):
            painter.setOpacity(_FAINT)
        else:
            paint_check(painter, self._theme, disc, is_chosen=self.is_chosen(index))
        inner.setLeft(disc.right() + Space.M)
        self.paint_face(painter, inner, behind, self.face(index))
        painter.restore()


class ChoicePicker(QWidget):
    """The keyboard stays in the field: Up and Down move in the list, Enter chooses, Ctrl+Enter is the dialog's,
    Backspace in the empty field takes the last one away.

    Args:
        theme: colours and icons.
        model: the list, which its owner narrows to `typed`, and after that calls `settle`.
        is_settled: whether the list answers what is typed.
        hint: stands in the empty field.

    Signals:
        typed(text): the field says something else.
        toggled(index): a row is chosen, or no longer.
        removed(what): a chip was clicked; what `show_chosen` gave for it.
        confirmed: Ctrl+Enter.
        left: Escape in the empty field.
    """

    typed = Signal(str)
    toggled = Signal(QModelIndex)
    removed = Signal(object)
    confirmed = Signal()
    left = Signal()

    def __init__(
        self, theme: Theme, model: QAbstractListModel, is_settled: Callable[[], bool], hint: str
    ) -> None:
        super().__init__()
        self._model = model
        self._is_settled = is_settled
        self._is_first_wanted = False  # Enter came before the answer
        self._chosen: tuple[object, ...] = ()
        self.field = SearchField(theme, hint)
        self.list = ChoiceList()
        self.list.setModel(model)
        self.nothing = EmptyState(theme, "search", "")
        self.chips = ChosenRow(theme)
        self._pages = QStackedLayout()
        self._pages.addWidget(self.list)
        self._pages.addWidget(self.nothing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.S)
        layout.addWidget(self.field)
        layout.addWidget(self.chips)
        layout.addLayout(self._pages, 1)
        self.setFocusProxy(self.field)
        self.field.textChanged.connect(self._on_text_changed)
        self.field.left.connect(self.left)
        FieldKeys(self.field, self._take_key)
        self.list.clicked.connect(self.toggled)
        self.list.toggled.connect(self.toggled)
        self.chips.removed.connect(self.removed)

    def settle(self) -> None:
        """The list answers what is typed: its first row, or that there is none."""
        has_rows = self._model.rowCount() > 0
        if has_rows:
            self.list.setCurrentIndex(self._model.index(0))
        self._pages.setCurrentIndex(0 if has_rows else 1)
        if self._is_first_wanted:
            self._is_first_wanted = False
            if has_rows:
                self._choose(self._model.index(0))

    def show_chosen(self, chosen: Sequence[tuple[object, str, str, Hue]]) -> None:
        """What is chosen now, as `ChosenRow` takes it; the latest can be seen."""
        self._chosen = tuple(what for what, *_ in chosen)
        self.list.viewport().update()
        self.chips.show_chosen(chosen)
        self.chips.setVisible(bool(chosen))
        bar = self.chips.horizontalScrollBar()
        bar.setValue(bar.maximum())

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
            elif not self._is_settled():
                self._is_first_wanted = True
            elif self.list.currentIndex().isValid():
                self._choose(self.list.currentIndex())
        elif key == Qt.Key.Key_Backspace and not self.field.text() and self._chosen:
            self.removed.emit(self._chosen[-1])
        else:
            return False
        return True

    def _choose(self, index: QModelIndex) -> None:
        self.toggled.emit(index)
        self.field.selectAll()

    def _on_text_changed(self, text: str) -> None:
        self._is_first_wanted = False
        self.typed.emit(text)
