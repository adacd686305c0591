"""Where messages are written: it grows, keeps the draft, and says in whose name it sends."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from startalk_desktop.model.identity import AccountId, ConversationId
from startalk_desktop.ui.chat.chip import CompanyChip
from startalk_desktop.ui.chat.completer import Completer
from startalk_desktop.ui.chat.composer_bar import HintLine, ModeBar
from startalk_desktop.ui.chat.composer_field import ComposerField
from startalk_desktop.ui.chat.composer_texts import (
    long_text,
    standing_text,
    too_much_text,
    unsent_text,
    uploading_text,
)
from startalk_desktop.ui.chat.file_intake import has_files
from startalk_desktop.ui.clipboard import source_of
from startalk_desktop.ui.emoji.picker import EmojiPicker
from startalk_desktop.ui.emoji.shelf import EmojiShelf
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Size, Space, TypeSize
from startalk_desktop.ui.widgets.icon_button import IconButton
from startalk_desktop.viewmodels.avatars import AvatarImages
from startalk_desktop.viewmodels.conversation import ConversationViewModel, SendMode
from startalk_desktop.viewmodels.emoji_catalogue import emoji_catalogue
from startalk_desktop.viewmodels.written import (
    ComposeKind,
    Unsent,
    Written,
    is_too_long,
    size_of,
)

CrossingCheck = Callable[[AccountId, AccountId, str], Awaitable[bool]]
SourcesOf = Callable[[Sequence[Path]], Awaitable[frozenset[AccountId]]]
"""Whether something of the first account, named in words, may go into the second's; it asks where it has to."""

_SHARE_OF_WINDOW = 3
_PASTE_LIMIT = 1_000_000  # characters; a field with more would hold up the window
_EDITS_KEPT = 16
_EXCERPT = 200  # characters of a pasted text that a question shows


async def from_nowhere(_paths: Sequence[Path]) -> frozenset[AccountId]:
    """No file is known to be a company's."""
    return frozenset()


async def within_one_account(source: AccountId, target: AccountId, _what: str) -> bool:
    """The check where no other is given: nothing crosses."""
    return source == target


class Composer(QWidget):
    """Writes into one conversation.

    `sent` follows a new message handed over; `files_pasted` carries the `QMimeData` of what is to be sent as files.

    Enter sends, Shift+Enter breaks the line; while an input method composes, Enter is its own. Up in the empty field
    edits the last own message, Escape ends answering or editing.
    """

    sent = Signal()
    files_pasted = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model: ConversationViewModel | None = None
        self._is_restoring = False
        self._edits: dict[ConversationId, tuple[int, Written]] = {}  # left for other conversations
        self.crossing_check: CrossingCheck = within_one_account
        self.sources_of: SourcesOf = from_nowhere
        self.setProperty("look", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.text = ComposerField()
        self.text.setAccessibleName(self.tr("Message"))
        self.bar = ModeBar(theme)
        self.hint = HintLine(theme)
        self.files_hint = HintLine(theme)
        self.attach_button = IconButton(theme, "attach", self.tr("Send files"))
        self.emoji_button = IconButton(theme, "smile", self.tr("Emoji"))
        self.send_button = IconButton(theme, "send", self.tr("Send"))
        self.send_button.set_colour("accent_text")
        self._as = CompanyChip(theme)
        self._note = QLabel()
        self._note.setProperty("look", "caption")
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._box = QWidget()
        self._box.setProperty("look", "composer")
        self._box.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._lay_out()
        self.completer = Completer(theme, self.text, self._box)
        self._picker: EmojiPicker | None = None
        self._connect()
        self.follow(None)

    def use(self, shelf: EmojiShelf, images: AvatarImages) -> None:
        """Remember emoji on `shelf`, and show people's pictures in the list of names."""
        self.completer.shelf, self.completer.images = shelf, images

    def follow(self, model: ConversationViewModel | None) -> None:
        """Write into another conversation; its draft comes by `Composing.given`."""
        if self._model is not None:
            self._leave(self._model)
        self._model = model
        self.completer.follow(model)
        self.text.account = model.account.id if model is not None else None
        self._show_written(Written())
        self.hint.say("info", "")
        if model is not None:
            composing = model.composing
            model.standing_changed.connect(self._show_standing)
            model.header_changed.connect(self._show_sender)
            composing.given.connect(self._show_written)
            composing.mode_changed.connect(self._show_mode)
            composing.unsent.connect(self._say_unsent)
            composing.uploading_changed.connect(self._show_standing)
            composing.start(asyncio.to_thread(emoji_catalogue), "read the emoji")
            self._show_sender()
            if (edit := self._edits.pop(model.id, None)) is not None:
                composing.resume_edit(*edit)
        self._show_mode()
        self._show_standing()

    def type_on(self, text: str) -> None:
        """Take what was typed elsewhere, and the focus."""
        if self.text.isEnabled() and not self.text.isReadOnly():
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)
            self.text.insert(text)

    def fit_to(self, height: int) -> None:
        """The view is `height` high: grow to a third of it at most."""
        self.text.set_limit(max(height // _SHARE_OF_WINDOW, self.text.least_height() * 2))

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(Space.XS)
        row.addWidget(self.attach_button, 0, Qt.AlignmentFlag.AlignBottom)
        row.addWidget(self.text, 1)
        row.addWidget(self.emoji_button, 0, Qt.AlignmentFlag.AlignBottom)
        row.addWidget(self.send_button, 0, Qt.AlignmentFlag.AlignBottom)
        inside = QVBoxLayout(self._box)
        inside.setContentsMargins(Space.XS, Space.XS, Space.XS, Space.XS)
        inside.setSpacing(0)
        inside.addWidget(self.bar)
        inside.addLayout(row)
        inside.addWidget(self.hint)
        inside.addWidget(self.files_hint)
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

    def _connect(self) -> None:
        self.text.submitted.connect(self._submit)
        self.text.escaped.connect(self._cancel)
        self.text.up_in_empty.connect(self._edit_last)
        self.text.focus_changed.connect(self._on_focus_changed)
        self.text.textChanged.connect(self._on_text_changed)
        self.text.pasted.connect(self._on_pasted)
        self.bar.ended.connect(self._cancel)
        self.bar.message_asked.connect(self._jump_to_message)
        self.emoji_button.clicked.connect(self._open_picker)
        self.send_button.clicked.connect(self._submit)
        self._theme.changed.connect(self._fit)

    def _leave(self, model: ConversationViewModel) -> None:
        composing = model.composing
        model.standing_changed.disconnect(self._show_standing)
        model.header_changed.disconnect(self._show_sender)
        composing.given.disconnect(self._show_written)
        composing.mode_changed.disconnect(self._show_mode)
        composing.unsent.disconnect(self._say_unsent)
        composing.uploading_changed.disconnect(self._show_standing)
        message = composing.mode.message
        is_open = model.standing.mode in (SendMode.NOW, SendMode.QUEUED, SendMode.NOT_JOINED)
        if composing.mode.kind is ComposeKind.EDITING and message is not None and is_open:
            self._edits[model.id] = (message.row, composing.written)
            while len(self._edits) > _EDITS_KEPT:
                del self._edits[next(iter(self._edits))]

    # writing

    def _submit(self) -> None:
        text = self.text.toPlainText()
        model = self._model
        if model is None or not self.text.isEnabled() or self.text.isReadOnly():
            return
        is_edit = model.composing.mode.kind is ComposeKind.EDITING
        if not text.strip() and not is_edit:
            return
        mentions = self.text.mentions.mentions(text)
        if not is_edit and not is_too_long(text):
            self._show_written(Written())
        model.composing.send(text, mentions)
        if not is_edit:
            self.sent.emit()

    def _cancel(self) -> None:
        if self._model is not None:
            self._model.composing.cancel()
            self.hint.say("info", "")
            self._show_length()

    def _edit_last(self) -> None:
        if self._model is not None and self._model.composing.mode.kind is ComposeKind.WRITING:
            self._model.composing.edit_last()

    def _jump_to_message(self) -> None:
        message = self._model.composing.mode.message if self._model is not None else None
        if self._model is not None and message is not None:
            self._model.jump_to(message.row)

    def _on_text_changed(self) -> None:
        if self._is_restoring:
            return
        text = self.text.toPlainText()
        self._show_sendable(text)
        self._show_length(text)
        if self._model is not None:
            self._model.composing.edit_draft(text, self.text.mentions.mentions(text))

    def paste_text(self, content: QMimeData, insert: Callable[[str], None]) -> None:
        """Have a pasted text inserted by `insert`; asked for first where it comes from another company."""
        text = content.text()
        if self._model is None:
            return
        if len(text) > _PASTE_LIMIT:
            self.hint.say("warning", too_much_text(), is_problem=True)
            return
        source = source_of(content)
        if source is None or source == self._model.account.id:
            insert(text)
        else:
            crossing = self._paste_across(source, self._model, text, insert)
            self._model.composing.start(crossing, "ask whether text may cross")

    def _on_pasted(self, content: QMimeData) -> None:
        if has_files(content):
            self.files_pasted.emit(content)
        else:
            self.paste_text(content, self.text.insert)

    async def _paste_across(
        self,
        source: AccountId,
        model: ConversationViewModel,
        text: str,
        insert: Callable[[str], None],
    ) -> None:
        excerpt = " ".join(text[:_EXCERPT].split())
        what = self.tr("Copied text: “{text}”").format(text=excerpt)
        may_cross = await self.crossing_check(source, model.account.id, what)
        if may_cross and model is self._model:
            insert(text)

    def _open_picker(self) -> None:
        if self._picker is None:
            self._picker = EmojiPicker(self._theme, self.completer.shelf, self)
            self._picker.chosen.connect(self.text.insert)
        button = self.emoji_button
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)
        self._picker.open_at(button.mapToGlobal(QPoint(button.width() // 2, -Space.XS)))

    # showing

    def _show_written(self, written: Written) -> None:
        self._is_restoring = True
        self.text.show_text(written.text, written.mentions)
        self._is_restoring = False
        self._show_sendable()
        self._show_length()

    def _show_mode(self) -> None:
        if self._model is None:
            self.bar.hide()
            return
        mode = self._model.composing.mode
        self.bar.show_mode(mode, self._model.account.hue)
        is_edit = mode.kind is ComposeKind.EDITING
        name = self.tr("Save") if is_edit else self.tr("Send")
        self.send_button.set_icon("check" if is_edit else "send")
        self.send_button.set_name(name, "Enter")
        self._show_placeholder()
        self._show_length()
        if mode.kind is not ComposeKind.WRITING and self.text.isEnabled():
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_focus_changed(self) -> None:
        self._box.setProperty("focused", self.text.hasFocus())
        self._box.style().unpolish(self._box)
        self._box.style().polish(self._box)

    def _fit(self) -> None:
        self.text.setFont(self._theme.font(TypeSize.BODY))
        self._colour_names()
        self.text.fit()

    def _colour_names(self) -> None:
        if self._model is not None:
            colour = self._model.account.hue
            self.text.mention_colour = self._theme.colours.company(colour).text

    def _show_sender(self) -> None:
        if self._model is None:
            return
        account = self._model.account
        self._colour_names()
        self._as.say(
            self.tr("as {address} · {company}").format(
                address=account.jid, company=account.company
            ),
            account.hue,
        )
        self._show_placeholder()

    def _show_placeholder(self) -> None:
        if self._model is None:
            return
        words = self.tr("Write to {name}").format(name=self._model.conversation.name)
        if self._model.composing.mode.kind is ComposeKind.EDITING:
            words = self.tr("The message's new text")
        self.text.setPlaceholderText(words)

    def _show_standing(self) -> None:
        model = self._model
        can_write = model is not None and model.standing.mode in (SendMode.NOW, SendMode.QUEUED)
        is_busy = model is not None and model.composing.is_uploading
        self.text.setEnabled(can_write)
        self.text.setReadOnly(is_busy)
        self.emoji_button.setEnabled(can_write and not is_busy)
        self.attach_button.setEnabled(can_write)
        self._note.setText(standing_text(model.standing) if model is not None else "")
        self._note.setToolTip(self._note.text())
        self._show_sendable()
        self._show_length()

    def _show_length(self, text: str | None = None) -> None:
        """Say that the text goes as a file; a problem that was said stays until the text is another."""
        text = self.text.toPlainText() if text is None else text
        model = self._model
        if model is not None and model.composing.is_uploading:
            self.hint.say("file", uploading_text())
        elif (
            model is not None
            and model.composing.mode.kind is not ComposeKind.EDITING
            and is_too_long(text)
        ):
            self.hint.say("file", long_text(size_of(text)))
        else:
            self.hint.say("info", "")

    def _say_unsent(self, unsent: Unsent) -> None:
        self.hint.say("warning", unsent_text(unsent), is_problem=True)

    def _show_sendable(self, text: str | None = None) -> None:
        is_edit = self._model is not None and self._model.composing.mode.kind is ComposeKind.EDITING
        has_text = bool((self.text.toPlainText() if text is None else text).strip())
        can_write = self.text.isEnabled() and not self.text.isReadOnly()
        self.send_button.setEnabled(can_write and (has_text or is_edit))
