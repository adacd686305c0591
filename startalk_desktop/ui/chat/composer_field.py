"""The composer's text field: it grows with its lines, knows who is named in it, and leaves input methods alone."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QTextEdit

from startalk_desktop.model.identity import AccountId
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import Mention
from startalk_desktop.ui.chat.file_intake import has_files
from startalk_desktop.ui.clipboard import mark_source
from startalk_desktop.ui.tokens import Size
from startalk_desktop.viewmodels.mention_ranges import MentionRanges

_COLOURED: Final = 100  # names at most
_NEWLINE_OF_QT: Final = "\u2029"


class ComposerField(QPlainTextEdit):
    """Plain text that grows with its lines up to a limit, and the names in it.

    Signals:
        submitted: Enter, while no input method composes.
        escaped, up_in_empty: these keys, where nothing else takes them.
        focus_changed: the focus came or went.
        pasted(QMimeData): text is pasted or dropped, or files are pasted; who hears it inserts a text by `insert`.
    """

    submitted = Signal()
    escaped = Signal()
    up_in_empty = Signal()
    focus_changed = Signal()
    pasted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.mentions = MentionRanges()
        self.take_key: Callable[[QKeyEvent], bool] | None = None  # asked first; True: it is taken
        self.account: AccountId | None = None  # what is copied from here is marked with it
        self.mention_colour = QColor()
        self._limit = 200
        self._is_composing = False
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        self.document().documentLayout().documentSizeChanged.connect(self.fit)
        self.document().contentsChange.connect(self._on_contents_change)
        self.fit()

    # text and names

    @property
    def is_composing(self) -> bool:
        """Whether an input method composes: what it shows is no text yet, and keys are its own."""
        return self._is_composing

    def show_text(self, text: str, mentions: Sequence[Mention] = ()) -> None:
        """Show `text`, the caret at its end."""
        self.mentions.clear()
        self.setPlainText(text)
        self.mentions.take(text, mentions)
        self.moveCursor(QTextCursor.MoveOperation.End)
        self._colour_names()

    def insert(self, text: str) -> None:
        """Insert at the caret, in place of what is selected."""
        self.insertPlainText(text)
        self.ensureCursorVisible()

    def replace(self, start: int, end: int, text: str) -> None:
        """Put `text` in place of what stands between two places; it can be undone at once."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text)
        self.setTextCursor(cursor)

    def name(self, start: int, end: int, label: str, jid: Jid | None) -> None:
        """Put `label` and a blank in place of what stands between two places; it names `jid`."""
        self.replace(start, end, f"{label} ")
        if jid is not None:
            self.mentions.add(start, label, jid)
        self._colour_names()

    def named(self) -> tuple[Mention, ...]:
        """Who is named, in code points of the text."""
        return self.mentions.mentions(self.toPlainText())

    def text_before_caret(self, limit: int) -> str:
        """Up to `limit` units of the caret's line before the caret."""
        cursor = self.textCursor()
        start = max(cursor.block().position(), cursor.position() - limit)
        return self._text_at(start, cursor.position())

    def _on_contents_change(self, place: int, removed: int, added: int) -> None:
        if len(self.mentions):
            self.mentions.edited(place, removed, added, self._text_at)
            self._colour_names()

    def _text_at(self, start: int, end: int) -> str:
        if end > self.document().characterCount() - 1:
            return ""
        cursor = QTextCursor(self.document())
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        return cursor.selectedText().replace(_NEWLINE_OF_QT, "\n")

    def _colour_names(self) -> None:
        shown = []
        for one in self.mentions.ranges[:_COLOURED]:
            selection = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self.document())
            cursor.setPosition(one.start)
            cursor.setPosition(one.end, QTextCursor.MoveMode.KeepAnchor)
            form = QTextCharFormat()
            form.setForeground(self.mention_colour)
            selection.cursor, selection.format = cursor, form
            shown.append(selection)
        if shown or self.extraSelections():
            self.setExtraSelections(shown)

    # size

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
        line = self.fontMetrics().lineSpacing()
        margin = max(0, (self.least_height() - line) // 2)
        wanted = self._text_height() + 2 * margin + 1
        self.setViewportMargins(0, margin, 0, margin)
        whole_lines = self._limit - (self._limit - 2 * margin - 1) % line  # it scrolls by lines
        is_full = wanted > self._limit
        height = whole_lines if is_full else wanted
        self.setFixedHeight(max(height, self.least_height()))
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

    # events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter sends, with Shift it breaks the line; while an input method composes, keys are its own."""
        if self._is_composing:
            if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                super().keyPressEvent(event)
            return
        if self.take_key is not None and self.take_key(event):
            event.accept()
            return
        is_shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not is_shifted:
            self.submitted.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif event.key() == Qt.Key.Key_Up and self.document().isEmpty():
            self.up_in_empty.emit()
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Know whether an input method composes: its Enter must not send."""
        self._is_composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def createMimeDataFromSelection(self) -> QMimeData:
        """What is copied from here knows whose it is."""
        content = super().createMimeDataFromSelection()
        if self.account is not None:
            mark_source(content, self.account)
        return content

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Texts, and what is sent as files."""
        return source.hasText() or has_files(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Whoever listens decides: text may come from another company, files are looked at first."""
        if self.canInsertFromMimeData(source):
            self.pasted.emit(source)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files are dropped upon the conversation, not upon its field."""
        if has_files(event.mimeData()):
            event.ignore()
        else:
            super().dragEnterEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The frame shows the focus."""
        super().focusInEvent(event)
        self.focus_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The frame shows that the focus went."""
        super().focusOutEvent(event)
        self.focus_changed.emit()

    def event(self, event: QEvent) -> bool:
        """Lines are as high as the font is; Tab is for who takes keys first."""
        if event.type() == QEvent.Type.FontChange:
            self.fit()
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Tab
            and self.take_key is not None
            and not self._is_composing
            and self.take_key(event)
        ):
            event.accept()
            return True
        return super().event(event)
