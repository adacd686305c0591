"""The message list in use: selecting text across bubbles, copying, links, the keyboard and the context menu."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from startalk_desktop.model.account import Account
from startalk_desktop.model.message import DeliveryState, Message
from startalk_desktop.ui.chat.bubble_layout import BubbleLayout, len16
from startalk_desktop.ui.chat.links import Link, plain_target
from startalk_desktop.ui.chat.message_view import MessageView
from startalk_desktop.ui.chat.text_selection import Place, TextSelection, copied_text, word_at
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.viewmodels.avatars import AvatarImages
from startalk_desktop.viewmodels.messages import MessageListModel, MessageRole, sender_address

_DRAG_SCROLL_MS = 30
_DRAG_SCROLL_SHARE = 3  # a third of how far outside the mouse is, at each step


class SelectableMessageView(MessageView):
    """Adds to the picture what a person does with it.

    Signals:
        link_chosen(target): a link was clicked.
        menu_asked(message, link target or "", global position)
        failed_chosen(message, global position): the line under a message that was not sent was clicked.
        sender_chosen(address): a sender's avatar or name was clicked.
        typed(text): the user began to type while the list has the focus.
    """

    link_chosen = Signal(str)
    menu_asked = Signal(object, str, QPoint)
    failed_chosen = Signal(object, QPoint)
    sender_chosen = Signal(object)
    typed = Signal(str)

    def __init__(
        self, theme: Theme, times: TimeTexts, images: AvatarImages, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, times, images, parent)
        self._selection: TextSelection | None = None
        self._is_dragging = False
        self._pressed_link: Link | None = None
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
        self._select(row, 0, len16(self.message_at(row).text))

    def selected_text(self) -> str:
        """The selected text, as it would be copied; empty where nothing is."""
        parts = self._selected_parts()
        return copied_text(parts, self._times) if parts else ""

    def copy(self) -> bool:
        """Copy the selection, or else the focused message; False where there is neither."""
        text = self.selected_text()
        if not text and self.currentIndex().isValid():
            text = self.message_at(self.currentIndex().row()).text
        if text:
            QGuiApplication.clipboard().setText(text)
        return bool(text)

    def selected_range(self, row: int) -> tuple[int, int] | None:
        """What of the text in model row `row` is selected."""
        if self._selection is None or self._messages is None:
            return None
        if self.layout_of(row).is_notice:
            return None  # it is painted with words that are not the message's
        anchor = self._messages.row_of(self._selection.anchor.row)
        focus = self._messages.row_of(self._selection.focus.row)
        if anchor is None or focus is None:
            return None
        length = len16(self.message_at(row).text)
        return self._selection.range_in(row, anchor, focus, length)

    # mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a selection, or press a link."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        row = self.row_at(event.position().y())
        if row < 0:
            return
        self._pressed_link = self._link_at(event.position())
        place = self._place_at(event.position())
        self._is_dragging = True
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and self._selection is not None:
            self._selection = TextSelection(self._selection.anchor, place)
        else:
            self._selection = TextSelection(place, place)
        self.setCurrentIndex(self.model().index(-1, -1))
        self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Extend the selection, or show what is under the mouse."""
        if self._is_dragging and event.buttons() & Qt.MouseButton.LeftButton:
            self._extend_to(event.position())
            is_outside = not 0 <= event.position().y() < self.viewport().height()
            if is_outside and not self._drag_scroll.isActive():
                self._drag_scroll.start()
            elif not is_outside:
                self._drag_scroll.stop()
            return
        self.viewport().setCursor(self._cursor_at(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the pressed link, unless text was selected."""
        self._drag_scroll.stop()
        if not self._is_dragging:
            return
        self._is_dragging = False
        if self._selection is not None and not self._selection.is_empty:
            return
        self._selection = None
        link = self._link_at(event.position())
        if link is not None and link == self._pressed_link:
            self.link_chosen.emit(link.target)
            return
        self._click(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Select the word under the mouse."""
        row = self.row_at(event.position().y())
        if row < 0 or event.button() != Qt.MouseButton.LeftButton:
            return
        layout = self.layout_of(row)
        point = event.position() - self.row_corner(row)
        if not layout.bubble.contains(point):
            return
        start, end = word_at(
            self.message_at(row).text, layout.block.position_at(point - layout.text_at)
        )
        self._select(row, start, end)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the message under the mouse, or of the focused one."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            index = self.currentIndex()
            if not index.isValid():
                return
            centre = self.visualRect(index).center()
            self.menu_asked.emit(
                self.message_at(index.row()), "", self.viewport().mapToGlobal(centre)
            )
            return
        row = self.row_at(event.pos().y())
        if row < 0:
            return
        point = QPointF(event.pos())
        if self.layout_of(row).bubble.contains(point - self.row_corner(row)):
            link = self._link_at(point)
            target = link.target if link is not None else ""
            self.menu_asked.emit(self.message_at(row), target, event.globalPos())

    def viewportEvent(self, event: QEvent) -> bool:
        """Tooltips: where a link leads, when a message was sent."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._tooltip_at(QPointF(event.pos())), self)
            return True
        return super().viewportEvent(event)

    # keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy, move, act on the focused message; what is typed goes to the composer."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self._select_all()
        elif event.key() == Qt.Key.Key_Escape and self.has_selection:
            self.clear_selection()
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

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The focus ring goes."""
        super().focusOutEvent(event)
        self.viewport().update()

    # inside

    def _selected_parts(self) -> list[tuple[Message, str, tuple[int, int]]]:
        if self._selection is None or self._selection.is_empty or self._messages is None:
            return []
        parts = []
        for row in range(self._messages.rowCount()):
            selected = self.selected_range(row)
            if selected is not None:
                name = self.model().index(row, 0).data(MessageRole.SENDER_NAME)
                parts.append((self.message_at(row), name, selected))
        return parts

    def _select(self, row: int, start: int, end: int) -> None:
        store_row = self.message_at(row).row
        self._selection = TextSelection(Place(store_row, start), Place(store_row, end))
        self._is_dragging = False
        self.viewport().update()

    def _select_all(self) -> None:
        count = self.model().rowCount() if self.model() is not None else 0
        if count:
            last = self.message_at(count - 1)
            self._selection = TextSelection(
                Place(self.message_at(0).row, 0), Place(last.row, len16(last.text))
            )
            self.viewport().update()

    def _place_at(self, position: QPointF) -> Place:
        row = self.row_at(position.y())
        layout = self.layout_of(row)
        point = position - self.row_corner(row) - layout.text_at
        return Place(self.message_at(row).row, layout.block.position_at(point))

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

    def _link_at(self, position: QPointF) -> Link | None:
        row = self.row_at(position.y())
        if row < 0:
            return None
        layout = self.layout_of(row)
        return layout.block.link_at(position - self.row_corner(row) - layout.text_at)

    def _cursor_at(self, position: QPointF) -> Qt.CursorShape:
        row = self.row_at(position.y())
        if row < 0:
            return Qt.CursorShape.ArrowCursor
        layout = self.layout_of(row)
        point = position - self.row_corner(row)
        if self._link_at(position) is not None or _is_button(layout, point):
            return Qt.CursorShape.PointingHandCursor
        is_text = layout.bubble.contains(point) and not layout.meta.contains(point)
        return Qt.CursorShape.IBeamCursor if is_text else Qt.CursorShape.ArrowCursor

    def _tooltip_at(self, position: QPointF) -> str:
        link = self._link_at(position)
        if link is not None:
            return plain_target(link.target)
        row = self.row_at(position.y())
        if row >= 0 and self.layout_of(row).meta.contains(position - self.row_corner(row)):
            return self._times.whole(self.message_at(row).sent_at)
        return ""

    def _click(self, event: QMouseEvent) -> None:
        row = self.row_at(event.position().y())
        layout = self.layout_of(row)
        point = event.position() - self.row_corner(row)
        if layout.failure is not None and layout.failure.contains(point):
            self.failed_chosen.emit(self.message_at(row), event.globalPosition().toPoint())
        elif any(
            part is not None and part.contains(point) for part in (layout.avatar, layout.name)
        ):
            self.sender_chosen.emit(sender_address(self.message_at(row)))
        self.viewport().update()

    def _act_on_current(self) -> None:
        index = self.currentIndex()
        if not index.isValid():
            return
        message = self.message_at(index.row())
        layout = self.layout_of(index.row())
        centre = self.viewport().mapToGlobal(self.visualRect(index).center())
        if message.state is DeliveryState.FAILED:
            self.failed_chosen.emit(message, centre)
        elif len(layout.block.links) == 1:
            self.link_chosen.emit(layout.block.links[0].target)
        else:
            self.menu_asked.emit(message, "", centre)


def _is_button(layout: BubbleLayout, point: QPointF) -> bool:
    parts = (layout.failure, layout.avatar, layout.name)
    return any(part is not None and part.contains(point) for part in parts)


def _is_command(event: QKeyEvent) -> bool:
    held = event.modifiers() & ~(
        Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
    )
    return held != Qt.KeyboardModifier.NoModifier
