"""Everything that is known of one message, for the curious and for whoever helps them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QScrollArea, QWidget

from startalk_desktop.model.account import Account
from startalk_desktop.model.failure import Failure, quotable
from startalk_desktop.model.message import ActionKind, DeliveryState, Message, MessageSource
from startalk_desktop.ui.chat.failed_texts import failed_reason
from startalk_desktop.ui.chat.message_dialog import MessageDialog
from startalk_desktop.ui.chat.message_texts import state_text
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.ui.tokens import Space, TypeSize
from startalk_desktop.ui.widgets.scroll_gap import keep_off_bar

_LINE = 24  # a caption and what it captions stand level, in whatever script

Detail = tuple[str, str]
"""What something is called, and what it is."""


class DetailsDialog(MessageDialog):
    """The details of one message as a table; `copied` follows the button that copies all of it."""

    copied = Signal()

    def __init__(
        self,
        theme: Theme,
        times: TimeTexts,
        parent: QWidget,
        message: Message,
        sender_name: str,
        account: Account,
    ) -> None:
        area = QScrollArea()
        super().__init__(theme, parent, area, "info")
        self.set_title(self.tr("Message details"))
        self._times = times
        known = (
            *self._who(message, sender_name, account),
            *self._when(message),
            *self._what(message),
        )
        self.details = tuple((label, value) for label, value in known if value)
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        keep_off_bar(area, grid)
        grid.setHorizontalSpacing(Space.L)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        for row, (name, value) in enumerate(self.details):
            label = QLabel(name)
            label.setProperty("look", "muted")
            label.setMinimumHeight(_LINE)
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(_value(theme, value), row, 1)
        grid.setRowStretch(len(self.details), 1)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(table)
        self.copy_button = QPushButton(self.tr("Copy all"))
        self.copy_button.setAutoDefault(False)
        self.copy_button.clicked.connect(self._on_copy)
        self.buttons.insertWidget(0, self.copy_button)
        self.show_page()

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(
            "\n".join(f"{name}: {value}" for name, value in self.details)
        )
        self.copied.emit()

    def _who(self, message: Message, name: str, account: Account) -> tuple[Detail, ...]:
        real = str(message.sender_real_jid) if message.sender_real_jid is not None else ""
        return (
            (self.tr("From"), name),
            (self.tr("Address"), str(message.sender)),
            (self.tr("Real address"), real),
            (self.tr("Conversation"), str(message.conversation.peer)),
            (self.tr("Company"), f"{account.company} · {account.jid}"),
        )

    def _when(self, message: Message) -> tuple[Detail, ...]:
        times, tombstone, failure = self._times, message.tombstone, message.failure
        by = tombstone.by if tombstone is not None else None
        return (
            (self.tr("Sent"), times.whole(message.sent_at)),
            (self.tr("Came"), self._source(message)),
            (self.tr("State"), self._state(message)),
            (self.tr("Reason"), failed_reason(message)),
            *self._answer(failure),
            (self.tr("Edited"), times.whole(message.edited_at) if message.edited_at else ""),
            (self.tr("Taken back"), times.whole(tombstone.at) if tombstone else ""),
            (self.tr("Taken back by"), str(by) if by is not None else ""),
            (self.tr("On its way"), self._pending(message.pending)),
        )

    def _answer(self, failure: Failure | None) -> tuple[Detail, ...]:
        if failure is None:
            return ()
        words = quotable(failure.detail)
        if not failure.said_by:
            return ((self.tr("Detail"), words),)
        by = quotable(failure.said_by)
        return ((self.tr("Answer"), f"“{words}”"), (self.tr("In the name of"), by))

    def _what(self, message: Message) -> tuple[Detail, ...]:
        count = len(message.text)
        return (
            (self.tr("Length"), self.tr("%n character(s)", "", count) if count else ""),
            (self.tr("Sender's id"), message.origin_id),
            (self.tr("Stanza's id"), message.message_id),
            (self.tr("Archive's id"), message.stanza_id),
            (self.tr("Occupant's id"), message.occupant_id),
            (
                self.tr("Row here"),
                self.tr("{row}, revision {revision}").format(
                    row=message.row, revision=message.revision
                ),
            ),
        )

    def _state(self, message: Message) -> str:
        if message.state is DeliveryState.RECEIVED:
            return self.tr("received")
        return state_text(message.state)

    def _source(self, message: Message) -> str:
        match message.source:
            case MessageSource.LIVE if message.is_outgoing:
                return self.tr("written on this computer")
            case MessageSource.LIVE:
                return self.tr("live, as it was sent")
            case MessageSource.CARBON if message.is_outgoing:
                return self.tr("from another device of yours")
            case MessageSource.CARBON:
                return self.tr("as a copy of what another device of yours got")
            case MessageSource.ECHO:
                return self.tr("back from the room, written on another device of yours")
            case MessageSource.ARCHIVE:
                return self.tr("out of the server's archive")
        return ""

    def _pending(self, pending: ActionKind | None) -> str:
        match pending:
            case ActionKind.EDIT:
                return self.tr("an edit")
            case ActionKind.RECALL:
                return self.tr("a recall")
            case ActionKind.REACT:
                return self.tr("a reaction")
        return ""


def _value(theme: Theme, text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setFont(theme.font(TypeSize.LABEL, QFont.Weight.Medium))
    label.setMinimumHeight(_LINE)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return label
