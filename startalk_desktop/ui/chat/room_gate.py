"""What stands where one would write, in a room that we are not in: why, and the way back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from startalk_desktop.ui.room_texts import out_text
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Size, Space
from startalk_desktop.viewmodels.conversation import ConversationViewModel, SendMode
from startalk_desktop.viewmodels.room_state import WayBack

_GLYPH = 20


class RoomGate(QWidget):
    """Follows one conversation; it is hidden while one may write.

    Signals:
        rejoin_asked(ConversationId)
        elsewhere_asked(AccountId, room)
        shown_changed: it shows now, or no longer.
    """

    rejoin_asked = Signal(object)
    elsewhere_asked = Signal(object, object)
    shown_changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model: ConversationViewModel | None = None
        self.setProperty("look", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._glyph = QLabel()
        self.text = QLabel()
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.button = QPushButton()
        self.button.setProperty("look", "primary")
        self.button.clicked.connect(self._on_clicked)
        inner = QWidget()
        inner.setMaximumWidth(Size.CHAT_COLUMN_MAX)
        row = QHBoxLayout(inner)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        row.addWidget(self._glyph)
        row.addWidget(self.text, 1)
        row.addWidget(self.button)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.M, Space.XL, Space.M)
        layout.addStretch(1)
        layout.addWidget(inner, 1000)
        layout.addStretch(1)
        theme.changed.connect(self._dress)
        self._dress()
        self.hide()

    @property
    def is_shut(self) -> bool:
        """Whether one can't write here for not being in the room."""
        model = self._model
        return model is not None and model.standing.mode is SendMode.NOT_JOINED

    def follow(self, model: ConversationViewModel | None) -> None:
        """Stand before another conversation."""
        if self._model is not None:
            self._model.standing_changed.disconnect(self._show)
            self._model.messages.rowsInserted.disconnect(self._show)
            self._model.messages.modelReset.disconnect(self._show)
        self._model = model
        if model is not None:
            model.standing_changed.connect(self._show)
            model.messages.rowsInserted.connect(self._show)
            model.messages.modelReset.connect(self._show)
        self._show()

    def _show(self) -> None:
        was_shut, is_shut = not self.isHidden(), self.is_shut
        if is_shut and self._model is not None:
            out = self._model.room.out()
            self.text.setText(out_text(out))
            self.button.setVisible(out.way_back is not WayBack.NONE)
            rejoin = self.tr("Rejoin") if out.event or out.failure else self.tr("Join the room")
            elsewhere = self.tr("Go there")
            self.button.setText(elsewhere if out.way_back is WayBack.ELSEWHERE else rejoin)
        self.setVisible(is_shut)
        if was_shut != is_shut:
            self.shown_changed.emit()

    def _on_clicked(self) -> None:
        if self._model is None:
            return
        out = self._model.room.out()
        if out.way_back is WayBack.ELSEWHERE:
            self.elsewhere_asked.emit(self._model.id.account, out.alternative)
        else:
            self.rejoin_asked.emit(self._model.id)

    def _dress(self) -> None:
        colour = self._theme.colours.text_muted
        ratio = self.devicePixelRatioF()
        self._glyph.setPixmap(self._theme.pixmap("info", _GLYPH, colour, ratio))
