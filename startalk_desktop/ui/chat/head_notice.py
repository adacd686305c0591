"""What stands above the oldest message: a ring while more is fetched, a failure, or that this is the start."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from startalk_desktop.model.failure import Failure
from startalk_desktop.ui.chat.message_view import MessageView
from startalk_desktop.ui.failure_texts import FailureContext, explain
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Space
from startalk_desktop.ui.widgets.spinner import Spinner
from startalk_desktop.viewmodels.message_pager import PastState

_HEIGHT = 44
_INSET = 6


class HeadNotice(QWidget):
    """It scrolls with the messages, in the room that the view leaves above the first."""

    retry_chosen = Signal()

    def __init__(self, theme: Theme, view: MessageView) -> None:
        super().__init__(view.viewport())
        self._view = view
        self._spinner = Spinner(theme, 20)
        self._text = QLabel()
        self._text.setProperty("look", "caption")
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._retry = QPushButton(self.tr("Try again"))
        self._retry.setProperty("look", "link")
        self._retry.clicked.connect(self.retry_chosen)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(Space.XL, 0, Space.XL, 0)
        layout.setSpacing(Space.S)
        layout.addStretch()
        for part in (self._spinner, self._text, self._retry):
            layout.addWidget(part)
        layout.addStretch()
        self.setFixedHeight(_HEIGHT)
        view.settled.connect(self.place)

    def show_past(self, past: PastState, failure: Failure | None, company: str) -> None:
        """Say what is above."""
        self._spinner.setVisible(past is PastState.LOADING)
        self._retry.setVisible(past is PastState.FAILED)
        words = ""
        if past is PastState.LOADING:
            words = self.tr("Loading earlier messages…")
        elif past is PastState.BEGINNING:
            words = self.tr("This is the beginning of the conversation at {company}").format(
                company=company
            )
        elif past is PastState.FAILED:
            words = self.tr("Earlier messages can't be loaded.")
            if failure is not None:
                words = f"{words} {explain(failure, FailureContext.REQUEST).problem}"
        self._text.setText(words)
        self.setVisible(past is not PastState.MORE)

    def place(self) -> None:
        """Stand above the first message, wherever that is scrolled to."""
        self.setFixedWidth(self._view.viewport().width())
        top = round(self._view.slack) - self._view.verticalScrollBar().value() + _INSET
        self.move(QPoint(0, top))
