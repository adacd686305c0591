"""Files before they leave: what goes, to whom and in whose name, with which words, and what stays here."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QLocale, QMimeData, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from startalk_desktop.ui.chat.attach_preview import FileLine, PictureGrid, trouble_text
from startalk_desktop.ui.chat.chip import CompanyChip
from startalk_desktop.ui.chat.composer_bar import HintLine
from startalk_desktop.ui.chat.composer_field import ComposerField
from startalk_desktop.ui.chat.file_intake import has_files
from startalk_desktop.ui.chat.shared_files import size_text
from startalk_desktop.ui.chat.transfer_texts import failure_words
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Space, TypeSize
from startalk_desktop.ui.widgets.dialog import AwaitedDialog, button_row, grow_to_content
from startalk_desktop.ui.widgets.switch import Switch
from startalk_desktop.viewmodels.attachments import Attachment
from startalk_desktop.viewmodels.conversation import ConversationViewModel
from startalk_desktop.viewmodels.written import is_too_long

_WIDTH: Final = 480
_HIGHEST_LIST: Final = 380
_CAPTION_LINES: Final = 110
_SHOW_MS: Final = 20  # many files are looked at one after the other


class AttachDialog(AwaitedDialog):
    """Shows what waits in one conversation; it is accepted when that is stored.

    Signals:
        more_asked: other files are to be chosen.
        dropped(QMimeData): something was dropped here or pasted into the caption.
    """

    more_asked = Signal()
    dropped = Signal(object)

    def __init__(
        self, theme: Theme, locale: QLocale, model: ConversationViewModel, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._locale = locale
        self._model = model
        self._attachments = model.attachments
        self.setFixedWidth(_WIDTH)
        self.setAcceptDrops(True)
        self.heading = QLabel()
        self.heading.setProperty("look", "title")
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.heading.setWordWrap(True)
        chip = CompanyChip(theme)
        chip.say(
            self.tr("as {address} · {company}").format(
                address=model.account.jid, company=model.account.company
            ),
            model.account.hue,
        )
        self.grid = PictureGrid(theme, _WIDTH - 2 * Space.XL)
        self.grid.removed.connect(self._attachments.remove)
        self._troubled = QVBoxLayout()  # above all, so that nobody misses it
        self._others = QVBoxLayout()
        for lines in (self._troubled, self._others):
            lines.setContentsMargins(0, 0, 0, 0)
            lines.setSpacing(0)
        self.lines: list[FileLine] = []
        self._known: dict[Attachment, FileLine] = {}
        self._showing = QTimer(self)
        self._showing.setSingleShot(True)
        self._showing.setInterval(_SHOW_MS)
        self._showing.timeout.connect(self._show)
        self._area = QScrollArea()
        self.caption = ComposerField()
        self.caption.account = model.account.id
        self.caption.setFont(theme.font(TypeSize.BODY))
        self.caption.setPlaceholderText(self.tr("Add a caption"))
        self.caption.setAccessibleName(self.tr("Caption"))
        self.caption.set_limit(_CAPTION_LINES)
        self.strip = Switch(theme, self.tr("Send without location and camera data"))
        self.strip.setChecked(self._attachments.strips_metadata)
        self.hint = HintLine(theme, inset=0)
        self.send_button = QPushButton()
        self.cancel_button = QPushButton(self.tr("Cancel"))
        self.more_button = QPushButton(self.tr("Add…"))
        self._lay_out(chip)
        self._connect()
        self._show()

    def _lay_out(self, chip: CompanyChip) -> None:
        inside = QWidget()
        column = self._column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addLayout(self._troubled)
        column.addWidget(self.grid)
        column.addLayout(self._others)
        column.addStretch()
        self._area.setWidget(inside)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        box = QFrame()
        box.setProperty("look", "composer")
        inner = QVBoxLayout(box)
        inner.setContentsMargins(Space.M, Space.XXS, Space.S, Space.XXS)
        inner.addWidget(self.caption)
        words = QLabel(self.tr("Send without location and camera data"))
        words.setBuddy(self.strip)
        words.setWordWrap(True)
        self._strip_row = QWidget()
        strip = QHBoxLayout(self._strip_row)
        strip.setContentsMargins(0, 0, 0, 0)
        strip.setSpacing(Space.M)
        strip.addWidget(words, 1)
        strip.addWidget(self.strip)
        buttons = button_row(self.cancel_button, self.send_button, left=(self.more_button,))
        for button in (self.more_button, self.cancel_button):
            button.setAutoDefault(False)
        self.send_button.setProperty("look", "primary")
        self.send_button.setDefault(True)
        layout = self._layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        layout.setSpacing(Space.M)
        for part in (self.heading, chip, self._area, box, self._strip_row, self.hint):
            layout.addWidget(part)
        layout.addLayout(buttons)

    def _connect(self) -> None:
        self._attachments.changed.connect(self._showing.start)
        self._attachments.sending.connect(self._show)
        self._attachments.sent.connect(self.accept)
        self._attachments.failed.connect(self._say_failed)
        self._model.limits_changed.connect(self._show)
        self._model.standing_changed.connect(self._on_standing_changed)
        self.caption.submitted.connect(self._send)
        self.caption.escaped.connect(self.reject)
        self.caption.pasted.connect(self._on_pasted)
        self.strip.toggled.connect(self._on_strip)
        self.send_button.clicked.connect(self._send)
        self.cancel_button.clicked.connect(self.reject)
        self.more_button.clicked.connect(self.more_asked)

    # events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Nothing is given up while it is being made ready."""
        if event.key() == Qt.Key.Key_Escape and self._attachments.is_sending:
            return
        super().keyPressEvent(event)

    def reject(self) -> None:
        """Send nothing; not while it is being made ready."""
        if not self._attachments.is_sending:
            super().reject()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """More files."""
        if has_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """These, too."""
        event.acceptProposedAction()
        self.dropped.emit(event.mimeData())

    # showing

    def _show(self) -> None:
        items = self._attachments.items
        if not items and not self._attachments.is_sending:
            if self.isVisible():
                self.reject()
            return
        pictures = [item for item in items if item.preview is not None and item.trouble is None]
        others = [item for item in items if item not in pictures]
        count = len(self._attachments.sendable)
        only_pictures = len(pictures) == len(items)
        self.heading.setText(self._title(len(items), only_pictures=only_pictures))
        self.grid.setVisible(bool(pictures))
        self.grid.show_items(pictures, is_low=bool(others))
        self._show_lines(others)
        self._strip_row.setVisible(any(item.is_stripped for item in items))
        if self._attachments.is_sending:
            self.send_button.setText(self.tr("Preparing…"))
        elif count < len(items) and count:
            self.send_button.setText(self.tr("Send the other %n", "", count))
        else:
            self.send_button.setText(self.tr("Send"))
        self.send_button.setEnabled(self._attachments.can_send)
        for part in (self.cancel_button, self.more_button, self.caption, self.strip):
            part.setEnabled(not self._attachments.is_sending)
        self._show_service()
        self._fit()

    def _show_lines(self, items: list[Attachment]) -> None:
        kept = {item: line for item, line in self._known.items() if item in items}
        for line in set(self._known.values()) - set(kept.values()):
            line.hide()
            line.deleteLater()
        for item in items:
            if item not in kept:
                kept[item] = line = self._line(item)
                (self._troubled if item.trouble else self._others).addWidget(line)
                line.show()  # at once, or it would not count when the height is measured
        self._known = kept
        self.lines = [kept[item] for item in items]

    def _line(self, item: Attachment) -> FileLine:
        most = self._attachments.limits().max_size
        facts = trouble_text(item, self._model.account, most, self._locale)
        if not facts and item.size is not None:
            facts = size_text(item.size, self._locale)
            if item.keeps_metadata:
                facts = self.tr("{size} · keeps its location and camera data").format(size=facts)
        return FileLine(self._theme, item, facts, lambda: self._attachments.remove(item.number))

    @property
    def is_settled(self) -> bool:
        """Whether it shows what waits as it is now."""
        return not self._showing.isActive()

    def _show_service(self) -> None:
        failure = self._attachments.limits().failure
        overflow = self._attachments.overflow
        if overflow:
            words = self.tr("%n file(s) more are too many for one go", "", overflow)
            self.hint.say("warning", words, is_problem=True)
        elif failure is not None:
            self.hint.say("warning", failure_words(failure), is_problem=True)
        elif self.hint.words:
            self.hint.say("info", "")

    def _title(self, count: int, *, only_pictures: bool) -> str:
        name = self._model.conversation.name
        if only_pictures:
            return self.tr("Send %n picture(s) to {name}", "", count).format(name=name)
        return self.tr("Send %n file(s) to {name}", "", count).format(name=name)

    def _fit(self) -> None:
        """The list is as high as what is in it, up to a limit; beyond it there is room for the scroll bar."""
        wanted = self._wanted_height(bar=0)
        if wanted > _HIGHEST_LIST:
            wanted = self._wanted_height(bar=Space.S)
        self._area.setFixedHeight(min(max(wanted, 60), _HIGHEST_LIST))
        if self.isVisible():
            self._layout.activate()
            self.resize(self.width(), self._layout.totalSizeHint().height())
            grow_to_content(self)

    def _wanted_height(self, *, bar: int) -> int:
        width = _WIDTH - 2 * Space.XL
        self._column.setContentsMargins(0, 0, bar, 0)
        self.grid.set_width(width - bar)
        self._column.activate()
        wanted = self._column.totalHeightForWidth(width)
        return wanted if wanted >= 0 else self._column.totalSizeHint().height()

    # acting

    def _send(self) -> None:
        caption = self.caption.toPlainText().strip()
        if is_too_long(caption):
            words = self.tr("The caption is longer than one message can be")
            self.hint.say("warning", words, is_problem=True)
            self._fit()
        elif self._attachments.can_send:
            mode = self._model.composing.mode
            row = mode.message.row if mode.message is not None else None
            self._attachments.send(caption, row)

    def _on_strip(self, is_on: bool) -> None:
        self._attachments.strips_metadata = is_on

    def _on_pasted(self, content: QMimeData) -> None:
        self.dropped.emit(content)

    def _on_standing_changed(self) -> None:
        if not self._model.takes_files:
            self.reject()

    def _say_failed(self, reason: str) -> None:
        words = self.tr("They could not be kept on this computer. {reason}").format(reason=reason)
        self.hint.say("warning", words.strip(), is_problem=True)
        self._fit()
