"""The message list in use: selecting text across bubbles, copying, links, the keyboard and the context menu."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
)
from PySide6.QtWidgets import QWidget

from startalk_desktop.model.account import Account
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import DeliveryState, Message, MessageKind
from startalk_desktop.ui.chat.active_view import ActiveMessageView, cursor_shape
from startalk_desktop.ui.chat.hits import Hit, HitKind
from startalk_desktop.ui.chat.message_parts import Picture
from startalk_desktop.ui.chat.text_block import len16, slice16
from startalk_desktop.ui.chat.text_selection import Place, TextSelection, copied_text, word_at
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.viewmodels.avatars import AvatarImages
from startalk_desktop.viewmodels.messages import MessageListModel, sender_address

_DRAG_SCROLL_MS = 30
_DRAG_SCROLL_SHARE = 3  # a third of how far outside the mouse is, at each step


class SelectableMessageView(ActiveMessageView):
    """Adds to the picture what a person does with it.

    Signals:
        link_chosen(target): a link was clicked.
        menu_asked(message, Hit or None, global position): the menu, with what of the message is under the mouse.
        failed_chosen(message, global position): the line under a message that was not sent was clicked.
        sender_chosen(address): a sender's avatar or name was clicked.
        typed(text): the user began to type while the list has the focus.
        quote_chosen(store row): the answered message above an answer was clicked.
        reaction_chosen(store row, emoji): a chip was clicked.
        versions_asked(store row), readers_asked(store row): 'edited', or the number of readers, was clicked.
        undo_recall_asked(store row)
        code_copied(text): a code block went to the clipboard.
        picture_chosen(message, index): a picture that is here was clicked; `index` among those that it shows.
        picture_wanted(message, index): one is to be shown that does not come by itself; it is on its way.
        mention_chosen(address): somebody's name in a text was clicked.
        file_chosen(message, index): one of the message's files.
        transfer_chosen(message, index): its transfer is to be stopped, or tried again.
        drag_asked(message, index): one of its files is dragged.
        fold_chosen(row): what happened between two messages is to be opened or closed.
    """

    link_chosen = Signal(str)
    menu_asked = Signal(object, object, QPoint)
    failed_chosen = Signal(object, QPoint)
    sender_chosen = Signal(object)
    typed = Signal(str)
    quote_chosen = Signal(int)
    reaction_chosen = Signal(int, str)
    versions_asked = Signal(int)
    readers_asked = Signal(int)
    undo_recall_asked = Signal(int)
    code_copied = Signal(str)
    picture_chosen = Signal(object, int)
    picture_wanted = Signal(object, int)
    mention_chosen = Signal(object)
    file_chosen = Signal(object, int)
    transfer_chosen = Signal(object, int)
    drag_asked = Signal(object, int)
    fold_chosen = Signal(int)

    def __init__(
        self, theme: Theme, times: TimeTexts, images: AvatarImages, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, times, images, parent)
        self._selection: TextSelection | None = None
        self._is_dragging = False
        self._pressed: Hit | None = None
        self._pressed_at = QPointF()
        self._drag_scroll = QTimer(self)
        self._drag_scroll.setInterval(_DRAG_SCROLL_MS)
        self._drag_scroll.timeout.connect(self._scroll_while_dragging)

    def show_messages(self, model: MessageListModel, account: Account, *, is_room: bool) -> None:
        """Show another conversation; nothing is selected in it."""
        self._selection = None
        super().show_messages(model, account, is_room=is_room)

    # selection

    @property
    def has_selection(self) -> bool:
        """Whether some text is selected."""
        return bool(self._selected_parts())

    def clear_selection(self) -> None:
        """Select nothing."""
        self._selection = None
        self.viewport().update()

    def select_message(self, row: int) -> None:
        """Select the whole text in model row `row`."""
        self._select(row, 0, self._length(row))

    def selected_text(self) -> str:
        """The selected text, as it would be copied; empty where nothing is."""
        parts = self._selected_parts()
        return copied_text(parts, self._times) if parts else ""

    def copy(self) -> bool:
        """Copy the selection, or else the focused message; False where there is neither."""
        text = self.selected_text()
        if not text and self.currentIndex().isValid():
            text = self.shown_text(self.currentIndex().row())
        if text:
            QGuiApplication.clipboard().setText(text)
        return bool(text)

    def pictures_in(self, message: Message) -> tuple[Picture, ...]:
        """The pictures that `message` shows, in the order that `picture_chosen` counts them in."""
        return self._layouter.content(message).pictures

    def selected_range(self, row: int) -> tuple[int, int] | None:
        """What of the text in model row `row` is selected."""
        if self._selection is None or self._messages is None:
            return None
        anchor = self._messages.row_of(self._selection.anchor.row)
        focus = self._messages.row_of(self._selection.focus.row)
        if anchor is None or focus is None or not (min(anchor, focus) <= row <= max(anchor, focus)):
            return None
        return self._selection.range_in(row, anchor, focus, self._length(row))

    # mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a selection of text, press what can be clicked, or choose a message."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        row = self.row_at(event.position().y())
        if row < 0:
            return
        self._pressed = self.hit_at(event.position())
        if self.is_selecting:
            extends = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.setCurrentIndex(self.model().index(row, 0))
            self.toggle_row(self.message_at(row).row, extends=extends)
            return
        place = self._place_at(event.position())
        self._is_dragging = True
        self._pressed_at = event.position()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and self._selection is not None:
            self._selection = TextSelection(self._selection.anchor, place)
        else:
            self._selection = TextSelection(place, place)
        self.setCurrentIndex(self.model().index(-1, -1))
        self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Extend the selection, or show what is under the mouse."""
        if self._is_dragging and self._is_file_dragged(event.position()):
            return
        if self._is_dragging and event.buttons() & Qt.MouseButton.LeftButton:
            self._extend_to(event.position())
            is_outside = not 0 <= event.position().y() < self.viewport().height()
            if is_outside and not self._drag_scroll.isActive():
                self._drag_scroll.start()
            elif not is_outside:
                self._drag_scroll.stop()
            return
        self._note_mouse(event.position())
        self.viewport().setCursor(self._cursor_at(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Do what was pressed, unless text was selected."""
        self._drag_scroll.stop()
        if not self._is_dragging:
            return
        self._is_dragging = False
        if self._selection is not None and not self._selection.is_empty:
            return
        self._selection = None
        hit = self.hit_at(event.position())
        row = self.row_at(event.position().y())
        if hit is not None and hit == self._pressed and row >= 0:
            self._do(hit, row, event.globalPosition().toPoint())
        self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Select the word under the mouse."""
        row = self.row_at(event.position().y())
        if row < 0 or event.button() != Qt.MouseButton.LeftButton:
            return
        layout = self.layout_of(row)
        point = event.position() - self.row_corner(row)
        if self.is_selecting or not layout.is_text(point):
            self.mousePressEvent(event)  # the second of two quick clicks
            return
        start, end = word_at(self.shown_text(row), layout.position_at(point))
        self._select(row, start, end)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the message under the mouse, or of the focused one."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            index = self.currentIndex()
            if not index.isValid() or self.message_at(index.row()).row < 0:
                return
            centre = self.visualRect(index).center()
            self.menu_asked.emit(
                self.message_at(index.row()), None, self.viewport().mapToGlobal(centre)
            )
            return
        row = self.row_at(event.pos().y())
        if row < 0 or self.message_at(row).row < 0:
            return
        point = QPointF(event.pos())
        if self.layout_of(row).bubble.contains(point - self.row_corner(row)):
            hit = self.hit_at(point)
            self.menu_asked.emit(self._message_of(hit, row), hit, event.globalPos())

    # keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy, move, act on the focused message; what is typed goes to the composer."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self._select_all()
        elif event.key() == Qt.Key.Key_Escape and self._leave():
            return
        elif event.key() == Qt.Key.Key_Space and self.is_selecting:
            self._toggle_current(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._act_on_current()
        elif event.text().isprintable() and event.text() and not _is_command(event):
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)
            self.scrollTo(self.currentIndex())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Coming by Tab, the focus stands on the newest message."""
        super().focusInEvent(event)
        by_tab = event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
        )
        if by_tab and not self.currentIndex().isValid() and self.model() is not None:
            self.setCurrentIndex(self.model().index(self.model().rowCount() - 1, 0))
        self.viewport().update()
        self._placing.start()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The focus ring goes; the toolbar too, unless the focus went there."""
        super().focusOutEvent(event)
        self.viewport().update()
        self._placing.start()

    # inside

    def _selected_parts(self) -> list[tuple[Message, str, str]]:
        if self._selection is None or self._selection.is_empty or self._messages is None:
            return []
        parts = []
        for row in range(self._messages.rowCount()):
            selected = self.selected_range(row)
            if selected is not None:
                message = self.message_at(row)
                text = slice16(self._layouter.content(message).text, *selected)
                parts.append((message, self._messages.facts(row).sender_name, text))
        return parts

    def shown_text(self, row: int) -> str:
        """The text that can be selected in model row `row`; what a notice says is not the message's."""
        message = self.message_at(row)
        if message.kind is not MessageKind.TEXT:
            return message.text
        content = self._layouter.content(message)
        return content.text or "\n".join(file.url for file in message.files if file.url)

    def _length(self, row: int) -> int:
        message = self.message_at(row)
        if message.kind is not MessageKind.TEXT:
            return 0
        return len16(self._layouter.content(message).text)

    def _select(self, row: int, start: int, end: int) -> None:
        store_row = self.message_at(row).row
        self._selection = TextSelection(Place(store_row, start), Place(store_row, end))
        self._is_dragging = False
        self.viewport().update()

    def _select_all(self) -> None:
        count = self.model().rowCount() if self.model() is not None else 0
        if count:
            self._selection = TextSelection(
                Place(self.message_at(0).row, 0),
                Place(self.message_at(count - 1).row, self._length(count - 1)),
            )
            self.viewport().update()

    def _place_at(self, position: QPointF) -> Place:
        row = self.row_at(position.y())
        point = position - self.row_corner(row)
        return Place(self.message_at(row).row, self.layout_of(row).position_at(point))

    def _extend_to(self, position: QPointF) -> None:
        if self._selection is not None and self.row_at(position.y()) >= 0:
            self._selection = TextSelection(self._selection.anchor, self._place_at(position))
            self.viewport().update()

    def _scroll_while_dragging(self) -> None:
        position = QPointF(self.viewport().mapFromGlobal(self.cursor().pos()))
        height = self.viewport().height()
        beyond = position.y() if position.y() < 0 else max(0.0, position.y() - height)
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + round(beyond / _DRAG_SCROLL_SHARE))
        self._extend_to(position)

    def _cursor_at(self, position: QPointF) -> Qt.CursorShape:
        row = self.row_at(position.y())
        if row < 0 or self.is_selecting:
            return Qt.CursorShape.ArrowCursor
        point = position - self.row_corner(row)
        return cursor_shape(self.hit_at(position), is_text=self.layout_of(row).is_text(point))

    def _do(self, hit: Hit, row: int, at: QPoint) -> None:
        """What a click on `hit` in model row `row` does; `at` is where, on the screen."""
        message = self._message_of(hit, row)
        match hit.kind, hit.value:
            case HitKind.LINK, str(target):
                self.link_chosen.emit(target)
            case HitKind.FILE, int(index):
                self.file_chosen.emit(message, index)
            case HitKind.TRANSFER, int(index):
                self.transfer_chosen.emit(message, index)
            case HitKind.MENTION, Jid() as person:
                self.mention_chosen.emit(person)
            case HitKind.QUOTE, int(answered):
                self.quote_chosen.emit(answered)
            case HitKind.REACTION, str(emoji):
                self.reaction_chosen.emit(message.row, emoji)
            case HitKind.PICTURE, int(index):
                self.picture_chosen.emit(message, index)
            case HitKind.SHOW_PICTURE, int(index):
                self._looks.files.show_picture(message, self.pictures_in(message)[index])
                self.picture_wanted.emit(message, index)
            case HitKind.COPY_CODE, str(code):
                QGuiApplication.clipboard().setText(code)
                self.code_copied.emit(code)
            case _:
                self._do_with(message, hit.kind, at)

    def _message_of(self, hit: Hit | None, row: int) -> Message:
        """Whose `hit` is, in the bubble of model row `row`."""
        if hit is not None and hit.row is not None and self._messages is not None:
            found = self._messages.row_of(hit.row)
            return self.message_at(found if found is not None else row)
        return self.message_at(row)

    def _is_file_dragged(self, position: QPointF) -> bool:
        """Whether a picture or a file was pressed: then it is dragged, and no text is selected."""
        hit = self._pressed
        if hit is None or hit.kind not in (HitKind.PICTURE, HitKind.FILE):
            return False
        moved = (position - self._pressed_at).manhattanLength()
        if moved < QGuiApplication.styleHints().startDragDistance():
            return True
        self._is_dragging, self._selection, self._pressed = False, None, None
        message = self._message_of(hit, self.row_at(self._pressed_at.y()))
        index = int(str(hit.value))
        if hit.kind is HitKind.PICTURE:
            index = self.pictures_in(message)[index].position
        if index >= 0:
            self.drag_asked.emit(message, index)
        return True

    def _do_with(self, message: Message, kind: HitKind, at: QPoint) -> None:
        """What is about the whole message."""
        match kind:
            case HitKind.VERSIONS:
                self.versions_asked.emit(message.row)
            case HitKind.READERS:
                self.readers_asked.emit(message.row)
            case HitKind.UNDO:
                self.undo_recall_asked.emit(message.row)
            case HitKind.FAILURE:
                self.failed_chosen.emit(message, at)
            case HitKind.FOLD:
                self.fold_chosen.emit(message.row)
            case HitKind.SENDER:
                self.sender_chosen.emit(sender_address(message))

    def _leave(self) -> bool:
        """What Escape ends, one thing at a time; False where there is nothing."""
        if self.toolbar.has_focus:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.is_selecting:
            self.set_selecting(False)
        elif self.has_selection:
            self.clear_selection()
        else:
            return False
        return True

    def _toggle_current(self, event: QKeyEvent) -> None:
        if self.currentIndex().isValid():
            extends = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.toggle_row(self.message_at(self.currentIndex().row()).row, extends=extends)

    def _act_on_current(self) -> None:
        index = self.currentIndex()
        if not index.isValid():
            return
        message = self.message_at(index.row())
        if message.row < 0:
            self.fold_chosen.emit(message.row)
            return
        centre = self.viewport().mapToGlobal(self.visualRect(index).center())
        hits = self._layouter.content(message).hits
        if self._looks.can_undo(message):
            self.undo_recall_asked.emit(message.row)
        elif message.state is DeliveryState.FAILED:
            self.failed_chosen.emit(message, centre)
        elif len(hits) == 1:
            self._do(hits[0], index.row(), centre)
        else:
            self.menu_asked.emit(message, None, centre)


def _is_command(event: QKeyEvent) -> bool:
    held = event.modifiers() & ~(
        Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
    )
    return held != Qt.KeyboardModifier.NoModifier
