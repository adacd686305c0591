"""The search in the open conversation as a whole: its bar, the list of hits on wide windows, the jumps."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from startalk_desktop.model.jid import Jid
from startalk_desktop.ui.chat.find_bar import FindBar
from startalk_desktop.ui.hit_delegate import HitList
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.viewmodels.conversation import ConversationViewModel
from startalk_desktop.viewmodels.find_model import FindModel
from startalk_desktop.viewmodels.messages import sender_address

_LIST_WIDTH = 300
_WIDE = 860


class FindPanel(QWidget):
    """The list of hits at the right; `bar` stands elsewhere, under the header.

    Signals:
        closed: nothing is looked for any more.
    """

    closed = Signal()

    def __init__(self, theme: Theme, times: TimeTexts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._conversation: ConversationViewModel | None = None
        self._model: FindModel | None = None
        self._is_wide = False
        self.bar = FindBar(theme, times.locale)
        self.bar.hide()
        self.bar.left.connect(self.close_down)
        self.setProperty("look", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(_LIST_WIDTH)
        self.list = HitList(theme, times, self.tr("Hits in this conversation"))
        self.list.chosen.connect(self._on_chosen)
        line = QFrame()
        line.setProperty("look", "line")
        line.setFixedWidth(1)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(line)
        row.addLayout(column, 1)
        self.hide()

    @property
    def is_open(self) -> bool:
        """Whether something is looked for."""
        return self._model is not None

    @property
    def model(self) -> FindModel | None:
        """What is looked for and found."""
        return self._model

    def follow(self, conversation: ConversationViewModel | None) -> None:
        """Another conversation is open: nothing is looked for in it yet."""
        self.close_down()
        self._conversation = conversation

    def open(self) -> None:
        """Look for something, or give the field the keyboard where one does already."""
        conversation = self._conversation
        if conversation is None:
            return
        if self._model is not None:
            self.bar.start()
            return
        model = self._model = conversation.new_find(self)
        model.current_changed.connect(self._on_current_changed)
        model.settled.connect(self._show_list)
        self.list.setModel(model)
        self.bar.open(model, self._senders(conversation))

    def close_down(self) -> None:
        """Look for nothing any more."""
        model, self._model = self._model, None
        if model is None:
            return
        self.bar.close_down()
        self.list.setModel(None)
        self.hide()
        model.deleteLater()
        self.closed.emit()

    def fit_to(self, width: int) -> None:
        """The conversation is `width` wide: the list is shown where it leaves enough for the messages."""
        self._is_wide = width >= _WIDE
        self._show_list()

    def _senders(self, conversation: ConversationViewModel) -> list[tuple[str, Jid]]:
        """Ourselves first, then whoever wrote what is in memory or is in the room, by name."""
        own, room = conversation.account.jid, conversation.id.peer
        if not conversation.is_room:
            return [(self.tr("Me"), own), (conversation.conversation.name, room)]
        shown = conversation.messages
        messages = [shown.message(row) for row in range(shown.rowCount())]
        people = {sender_address(one) for one in messages if not one.is_outgoing}
        for occupant in conversation.occupants():
            if not occupant.is_self:
                people.add(occupant.real_jid or room.with_resource(occupant.nick))
        named = sorted(
            (conversation.name_of_address(address), address) for address in people - {own, room}
        )
        return [(self.tr("Me"), own), *named]

    def _show_list(self) -> None:
        has_hits = self._model is not None and self._model.rowCount() > 0
        self.setVisible(has_hits and self._is_wide)

    def _on_chosen(self, index: QModelIndex) -> None:
        if self._model is not None:
            self._model.go_to(index.row())

    def _on_current_changed(self, row: int) -> None:
        if self._model is None or self._conversation is None:
            return
        index = self._model.index(self._model.current)
        self.list.setCurrentIndex(index)
        self.list.scrollTo(index)
        self._conversation.jump_to(row)
