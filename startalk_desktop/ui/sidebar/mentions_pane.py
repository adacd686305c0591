"""Every message that names us, of all companies or of one."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedLayout, QVBoxLayout, QWidget

from startalk_desktop.ui.hit_delegate import HitList
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.ui.tokens import Space
from startalk_desktop.ui.widgets.empty_state import EmptyState
from startalk_desktop.ui.widgets.icon_button import IconButton
from startalk_desktop.viewmodels.mentions_model import MentionsModel


class MentionsPane(QWidget):
    """A list of hits below a way back.

    Signals:
        hit_chosen(ConversationId, message row)
        left: back to the conversations.
    """

    hit_chosen = Signal(object, int)
    left = Signal()

    def __init__(
        self, theme: Theme, times: TimeTexts, model: MentionsModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._model = model
        self.back_button = IconButton(theme, "arrow-left", self.tr("Back"))
        self.back_button.clicked.connect(self.left)
        title = QLabel(self.tr("Mentions of me"))
        title.setProperty("look", "title")
        self.list = HitList(theme, times, self.tr("Mentions of me"))
        self.list.setModel(model)
        self._empty = EmptyState(
            theme,
            "at",
            self.tr("Nobody has mentioned you"),
            self.tr("Messages in which somebody writes @ and your name are listed here."),
        )
        self._pages = QStackedLayout()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self.list)
        head = QHBoxLayout()
        head.setContentsMargins(Space.S, 0, Space.M, Space.S)
        head.setSpacing(Space.XS)
        head.addWidget(self.back_button)
        head.addWidget(title, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addLayout(self._pages, 1)
        self.list.chosen.connect(self._choose)
        model.settled.connect(self._on_settled)

    def start(self) -> None:
        """Read the mentions anew, and give their list the keyboard."""
        self._model.refresh()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _choose(self, index: QModelIndex) -> None:
        self.hit_chosen.emit(*self._model.place(index.row()))

    def _on_settled(self) -> None:
        self._pages.setCurrentWidget(self.list if self._model.rowCount() else self._empty)
