"""Where messages are written: it grows, keeps the draft, and says in whose name it sends."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from startalk_desktop.model.connection import Refused
from startalk_desktop.ui.chat.chip import CompanyChip
from startalk_desktop.ui.failure_texts import explain
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Size, Space, TypeSize
from startalk_desktop.ui.widgets.icon_button import IconButton
from startalk_desktop.viewmodels.conversation import ConversationViewModel, SendMode

_SHARE_OF_WINDOW = 3
_TEXT_LIMIT = 60_000


class Composer(QWidget):
    """Writes into one conversation. `sent` follows a message handed over.

    Enter sends, Shift+Enter breaks the line; while an input method composes, Enter is its own.
    """

    sent = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model: ConversationViewModel | None = None
        self._is_restoring = False
        self.setProperty("look", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.text = _TextField()
        self.text.setAccessibleName(self.tr("Message"))
        self.send_button = IconButton(theme, "send", self.tr("Send"))
        self.send_button.set_name(self.tr("Send"), "Enter")
        self.send_button.set_colour("accent_text")
        self._as = CompanyChip(theme)
        self._note = QLabel()
        self._note.setProperty("look", "caption")
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._box = QWidget()
        self._box.setProperty("look", "composer")
        self._box.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._lay_out()
        self.text.submitted.connect(self._submit)
        self.text.focus_changed.connect(self._on_focus_changed)
        self.text.textChanged.connect(self._on_text_changed)
        self.send_button.clicked.connect(self._submit)
        theme.changed.connect(self._fit)
        self.follow(None)

    def follow(self, model: ConversationViewModel | None) -> None:
        """Write into another conversation; its draft comes by `draft_restored`."""
        if self._model is not None:
            self._model.standing_changed.disconnect(self._show_standing)
            self._model.header_changed.disconnect(self._show_sender)
            self._model.draft_restored.disconnect(self._restore)
            self._model.could_not_send.disconnect(self._restore)
        self._model = model
        self._restore("")
        if model is not None:
            model.standing_changed.connect(self._show_standing)
            model.header_changed.connect(self._show_sender)
            model.draft_restored.connect(self._restore)
            model.could_not_send.connect(self._restore)
            self._show_sender()
        self._show_standing()

    def type_on(self, text: str) -> None:
        """Take what was typed elsewhere, and the focus."""
        if self.text.isEnabled():
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)
            self.text.insertPlainText(text)

    def fit_to(self, height: int) -> None:
        """The view is `height` high: grow to a third of it at most."""
        self.text.set_limit(max(height // _SHARE_OF_WINDOW, self.text.least_height() * 2))

    def _lay_out(self) -> None:
        row = QHBoxLayout(self._box)
        row.setContentsMargins(Space.M, Space.XS, Space.XS, Space.XS)
        row.setSpacing(Space.S)
        row.addWidget(self.text, 1)
        row.addWidget(self.send_button, 0, Qt.AlignmentFlag.AlignBottom)
        foot = QHBoxLayout()
        foot.setContentsMargins(Space.XXS, 0, Space.XXS, 0)
        foot.setSpacing(Space.S)
        foot.addWidget(self._as)
        foot.addWidget(self._note, 1)
        column = QVBoxLayout()
        column.setSpacing(Space.S)
        column.addWidget(self._box)
        column.addLayout(foot)
        self._column = QWidget()
        self._column.setLayout(column)
        column.setContentsMargins(0, 0, 0, 0)
        self._column.setMaximumWidth(Size.CHAT_COLUMN_MAX)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.S, Space.XL, Space.M)
        layout.addStretch(1)
        layout.addWidget(self._column, 1000)
        layout.addStretch(1)

    def _submit(self) -> None:
        text = self.text.toPlainText()
        if self._model is None or not text.strip() or not self.text.isEnabled():
            return
        model = self._model
        self._restore("")
        model.send(text.strip("\n"))
        self.sent.emit()

    def _restore(self, text: str) -> None:
        self._is_restoring = True
        self.text.setPlainText(text)
        cursor = self.text.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        self.text.setTextCursor(cursor)
        self._is_restoring = False
        self._show_sendable()

    def _on_text_changed(self) -> None:
        self._show_sendable()
        if self._model is not None and not self._is_restoring:
            self._model.edit_draft(self.text.toPlainText())

    def _on_focus_changed(self) -> None:
        self._box.setProperty("focused", self.text.hasFocus())
        self._box.style().unpolish(self._box)
        self._box.style().polish(self._box)

    def _fit(self) -> None:
        self.text.setFont(self._theme.font(TypeSize.BODY))
        self.text.fit()

    def _show_sender(self) -> None:
        if self._model is None:
            return
        account = self._model.account
        self._as.say(
            self.tr("as {address} · {company}").format(
                address=account.jid, company=account.company
            ),
            account.colour,
        )
        self.text.setPlaceholderText(
            self.tr("Write to {name}").format(name=self._model.conversation.name)
        )

    def _show_standing(self) -> None:
        mode = self._model.standing.mode if self._model is not None else SendMode.GONE
        can_write = mode in (SendMode.NOW, SendMode.QUEUED)
        self.text.setEnabled(can_write)
        self._note.setText(self._standing_words(mode))
        self._note.setToolTip(self._note.text())
        self._show_sendable()

    def _show_sendable(self) -> None:
        has_text = bool(self.text.toPlainText().strip())
        self.send_button.setEnabled(self.text.isEnabled() and has_text)

    def _standing_words(self, mode: SendMode) -> str:
        match mode:
            case SendMode.QUEUED:
                return self.tr("No connection: what you send is kept, and leaves when it is back")
            case SendMode.LOCKED:
                return self.tr("This company is locked: unlock it to write")
            case SendMode.NOT_JOINED:
                return self.tr("You are not in this room: join it to write")
            case SendMode.REFUSED:
                return self._refusal_words()
        return ""

    def _refusal_words(self) -> str:
        state = self._model.standing.state if self._model is not None else None
        if isinstance(state, Refused):
            return explain(state.failure).problem
        return ""


class _TextField(QPlainTextEdit):
    """Plain text that grows with its lines up to a limit."""

    submitted = Signal()
    focus_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._limit = 200
        self._is_composing = False
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        self.document().documentLayout().documentSizeChanged.connect(self.fit)
        self.fit()

    def set_limit(self, limit: int) -> None:
        """How high the field may grow."""
        if limit != self._limit:
            self._limit = limit
            self.fit()

    def least_height(self) -> int:
        """The height of one line, as high as the button beside it."""
        return int(Size.CONTROL)

    def fit(self, *_size: object) -> None:
        """Be as high as the text needs, within the limit."""
        margin = max(0, (self.least_height() - self.fontMetrics().lineSpacing()) // 2)
        wanted = self._text_height() + 2 * margin + 1
        self.setViewportMargins(0, margin, 0, margin)
        self.setFixedHeight(min(max(wanted, self.least_height()), self._limit))
        is_full = wanted > self._limit
        self.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAsNeeded
            if is_full
            else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )

    def _text_height(self) -> int:
        """The height of the lines as they are, or a little more than the limit: Chinese lines are higher."""
        layout = self.document().documentLayout()
        height = 0.0
        block = self.document().firstBlock()
        while block.isValid() and height <= self._limit:
            height += layout.blockBoundingRect(block).height()
            block = block.next()
        return math.ceil(height)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter sends; with Shift it breaks the line."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            if not self._is_composing:
                self.submitted.emit()
            return
        super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Know whether an input method composes: its Enter must not send."""
        self._is_composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste text only, and no more than a message holds."""
        if source.hasText():
            self.insertPlainText(source.text()[:_TEXT_LIMIT])

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The frame shows the focus."""
        super().focusInEvent(event)
        self.focus_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The frame shows that the focus went."""
        super().focusOutEvent(event)
        self.focus_changed.emit()

    def event(self, event: QEvent) -> bool:
        """Lines are as high as the font is."""
        if event.type() == QEvent.Type.FontChange:
            self.fit()
        return super().event(event)
