"""Search over all messages of all companies, with a jump to each hit."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from startalk_desktop.ui.hit_delegate import HitList
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.ui.tokens import Space
from startalk_desktop.ui.widgets.empty_state import EmptyState
from startalk_desktop.ui.widgets.search_field import SearchField
from startalk_desktop.viewmodels.search_model import SearchModel


class SearchPane(QWidget):
    """A field and what it finds; `hit_chosen` carries the `ConversationId` and the message's row."""

    hit_chosen = Signal(object, int)
    left = Signal()

    def __init__(
        self, theme: Theme, times: TimeTexts, model: SearchModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._model = model
        self.setProperty("look", "sidebar")
        self.field = SearchField(theme, self.tr("Search all messages"))
        self.list = HitList(theme, times, self.tr("Messages found"))
        self.list.setModel(model)
        self._empty = EmptyState(theme, "search", "")
        self._pages = QStackedLayout()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self.list)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, Space.M, 0, 0)
        layout.setSpacing(Space.S)
        head = QVBoxLayout()
        head.setContentsMargins(Space.M, 0, Space.M, 0)
        head.addWidget(self.field)
        layout.addLayout(head)
        layout.addLayout(self._pages, 1)
        self.field.textChanged.connect(model.set_text)
        self.field.moved_down.connect(self._enter_list)
        self.field.left.connect(self.left)
        self.list.chosen.connect(self._choose)
        model.settled.connect(self._on_settled)
        self._on_settled()

    def start(self) -> None:
        """Give the field the keyboard, with its text ready to be replaced."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def _enter_list(self) -> None:
        if self._model.rowCount():
            self.list.setCurrentIndex(self._model.index(0))
            self.list.setFocus(Qt.FocusReason.TabFocusReason)

    def _choose(self, index: QModelIndex) -> None:
        self.hit_chosen.emit(*self._model.place(index.row()))

    def _on_settled(self) -> None:
        if self._model.rowCount():
            self._pages.setCurrentWidget(self.list)
            return
        if self._model.text:
            self._empty.say(
                self.tr("Nothing found"),
                self.tr("No message on this computer has “{0}” in it.").format(self._model.text),
            )
        else:
            self._empty.say(
                self.tr("Search everything"),
                self.tr("One search over the messages of all your companies, offline too."),
            )
        self._pages.setCurrentWidget(self._empty)
