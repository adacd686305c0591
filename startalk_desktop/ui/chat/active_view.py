"""The message list under the mouse: what is hovered, the toolbar beside it, and choosing whole messages."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QToolTip, QWidget

from startalk_desktop.model.account import Account
from startalk_desktop.model.message import DeliveryState, Message, MessageKind
from startalk_desktop.ui.chat.hit_tips import tip_of
from startalk_desktop.ui.chat.hits import Hit, HitKind
from startalk_desktop.ui.chat.hover_toolbar import MORE, REACT, REPLY, HoverToolbar
from startalk_desktop.ui.chat.message_view import MessageView
from startalk_desktop.ui.chat.transfer_texts import transfer_tip
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.ui.widgets.plain_tip import plain_tip
from startalk_desktop.viewmodels.avatars import AvatarImages
from startalk_desktop.viewmodels.messages import MessageListModel

_BESIDE = 6
_EDGE = 4

ActionsOf = Callable[[Message], Sequence[str]]
"""Which of the toolbar's actions a message has."""


class ActiveMessageView(MessageView):
    """Adds what the mouse brings out, and the mode in which whole messages are chosen.

    Signals:
        hover_action_chosen(message, action, global position): "react", "reply" or "more" in the toolbar.
        selecting_changed(is selecting): whole messages are being chosen, or no longer.
        selection_changed(store rows): other messages are chosen; a tuple in the order of the conversation.
    """

    hover_action_chosen = Signal(object, str, QPoint)
    selecting_changed = Signal(bool)
    selection_changed = Signal(object)

    def __init__(
        self, theme: Theme, times: TimeTexts, images: AvatarImages, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, times, images, parent)
        self._hover_row = -1  # store row under the mouse
        self._hover_hit: Hit | None = None
        self._checked: set[int] = set()
        self._check_anchor = -1
        self._actions_of: ActionsOf = default_actions
        self.toolbar = HoverToolbar(theme, self.viewport())
        self.toolbar.chosen.connect(self._on_toolbar)
        self._placing = QTimer(self)
        self._placing.setSingleShot(True)
        self._placing.setInterval(0)
        self._placing.timeout.connect(self._place_toolbar)
        self.toolbar.focus_left.connect(self._placing.start)
        self.settled.connect(self._placing.start)

    def show_messages(self, model: MessageListModel, account: Account, *, is_room: bool) -> None:
        """Show another conversation; nothing is chosen in it."""
        self.set_selecting(False)
        self._set_hover(-1, None)
        super().show_messages(model, account, is_room=is_room)
        model.rowsRemoved.connect(self._drop_gone)
        model.modelReset.connect(self._drop_gone)
        self.selectionModel().currentChanged.connect(self._placing.start)

    def set_actions_of(self, actions_of: ActionsOf) -> None:
        """Ask `actions_of` which buttons a message gets in the toolbar, instead of `default_actions`."""
        self._actions_of = actions_of

    # choosing whole messages

    @property
    def is_selecting(self) -> bool:
        """Whether whole messages are being chosen."""
        return self._looks.is_selecting

    def set_selecting(self, is_selecting: bool) -> None:
        """Begin or end choosing whole messages; none is chosen at first and in the end."""
        if is_selecting == self._looks.is_selecting:
            return
        self._looks.is_selecting = is_selecting
        self._check_anchor = -1
        had_some = bool(self._checked)
        self._checked.clear()
        self._spoil()
        self.doItemsLayout()
        self._placing.start()
        self.selecting_changed.emit(is_selecting)
        if had_some:
            self.selection_changed.emit(())

    def selected_rows(self) -> tuple[int, ...]:
        """The store rows of the chosen messages, oldest first."""
        if self._messages is None or not self._checked:
            return ()
        rows = (self.message_at(row).row for row in range(self._messages.rowCount()))
        return tuple(row for row in rows if row in self._checked)

    def toggle_row(self, store_row: int, *, extends: bool = False) -> None:
        """Choose the message or no longer; `extends` chooses all from the one before to it as well."""
        row = self._messages.row_of(store_row) if self._messages is not None else None
        if row is None or not is_choosable(self.message_at(row)):
            return
        anchor = self._messages.row_of(self._check_anchor) if self._messages is not None else None
        if extends and anchor is not None:
            between = range(min(anchor, row), max(anchor, row) + 1)
            passed = (self.message_at(one) for one in between)
            self._checked |= {message.row for message in passed if is_choosable(message)}
        else:
            self._checked ^= {store_row}
        self._check_anchor = store_row
        self.viewport().update()
        self.selection_changed.emit(self.selected_rows())

    def is_row_checked(self, store_row: int) -> bool:
        """Whether the message is chosen."""
        return store_row in self._checked

    def _drop_gone(self) -> None:
        """A message that is gone is chosen no longer."""
        if self._messages is None or not self._checked:
            return
        here = {self.message_at(row).row for row in range(self._messages.rowCount())}
        if not self._checked <= here:
            self._checked &= here
            self.selection_changed.emit(self.selected_rows())

    # under the mouse

    def hit_at(self, position: QPointF) -> Hit | None:
        """What can be clicked at `position` in the viewport."""
        row = self.row_at(position.y())
        return self.layout_of(row).hit(position - self.row_corner(row)) if row >= 0 else None

    def hit_under_mouse(self, row: int) -> tuple[bool, Hit | None]:
        """Whether the mouse is on model row `row`, and what of it is under the mouse."""
        if self._hover_row < 0 or self.message_at(row).row != self._hover_row:
            return False, None
        return True, self._hover_hit

    def viewportEvent(self, event: QEvent) -> bool:
        """Tooltips, and the mouse that leaves."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            tip = plain_tip(self.tooltip_at(QPointF(event.pos())))
            QToolTip.showText(event.globalPos(), tip, self)
            return True
        if event.type() == QEvent.Type.Leave:
            self._set_hover(-1, None)
        return bool(super().viewportEvent(event))

    def tooltip_at(self, position: QPointF) -> str:
        """What a tooltip says at `position` in the viewport: what a click does, or when a message was sent."""
        row = self.row_at(position.y())
        if row < 0 or self._messages is None:
            return ""
        message = self.message_at(row)
        hit = self.hit_at(position)
        if hit is not None:
            if hit.kind is HitKind.TRANSFER:
                store_row = hit.row if hit.row is not None else message.row
                transfer = self._looks.files.transfer(store_row, int(str(hit.value)))
                return transfer_tip(transfer, self._times.locale) if transfer is not None else ""
            return tip_of(hit, message, self._messages, self._times, self._looks.own)
        if self.layout_of(row).meta_rect.contains(position - self.row_corner(row)):
            return self._times.whole(message.sent_at)
        return ""

    def _note_mouse(self, position: QPointF) -> None:
        row = self.row_at(position.y())
        if row < 0:
            self._set_hover(-1, None)
            return
        corner = self.row_corner(row)
        is_on = self.layout_of(row).bubble.top() - _EDGE <= position.y() - corner.y()
        is_on = is_on and position.y() - corner.y() <= self.row_height(row) + _EDGE
        self._set_hover(self.message_at(row).row if is_on else -1, self.hit_at(position))

    def _set_hover(self, store_row: int, hit: Hit | None) -> None:
        if (store_row, hit) == (self._hover_row, self._hover_hit):
            return
        self._hover_row, self._hover_hit = store_row, hit
        self.viewport().update()
        self._placing.start()

    # the toolbar

    def _toolbar_row(self) -> int | None:
        """The model row that the toolbar stands beside."""
        if self._messages is None or self._looks.is_selecting:
            return None
        if self._hover_row >= 0:
            return self._messages.row_of(self._hover_row)
        current = self.currentIndex()
        is_keyboards = self.hasFocus() or self.toolbar.has_focus
        return current.row() if is_keyboards and current.isValid() else None

    def _place_toolbar(self) -> None:
        row = self._toolbar_row()
        actions = self._actions_of(self.message_at(row)) if row is not None else ()
        self.toolbar.offer(actions)
        if row is None or not actions:
            return
        layout = self.layout_of(row)
        bubble = layout.bubble.translated(self.row_corner(row))
        if self.message_at(row).is_outgoing:
            x = bubble.left() - _BESIDE - self.toolbar.width()
        else:
            x = bubble.right() + _BESIDE
        height = self.toolbar.height()
        y = bubble.top() + min(3.0, (bubble.height() - height) / 2)
        area = self.viewport().rect().toRectF()
        x = min(max(x, area.left() + _EDGE), area.right() - self.toolbar.width() - _EDGE)
        is_in_sight = bubble.bottom() > area.top() and bubble.top() < area.bottom()
        y = min(max(y, area.top() + _EDGE), area.bottom() - height - _EDGE)
        self.toolbar.setVisible(is_in_sight)
        self.toolbar.move(round(x), round(y))
        self.toolbar.raise_()

    def _on_toolbar(self, action: str, at: QPoint) -> None:
        row = self._toolbar_row()
        if row is not None:
            self.hover_action_chosen.emit(self.message_at(row), action, at)


def default_actions(message: Message) -> Sequence[str]:
    """What there is to do with a message at hand; a message that is not sent can't be answered."""
    if message.kind is not MessageKind.TEXT or message.tombstone is not None:
        return ()
    if message.state in (DeliveryState.QUEUED, DeliveryState.FAILED):
        return (MORE,)
    return (REACT, REPLY, MORE)


def is_choosable(message: Message) -> bool:
    """Whether a message can be chosen to be forwarded, copied or deleted with others."""
    return message.kind is MessageKind.TEXT and message.tombstone is None


def cursor_shape(hit: Hit | None, *, is_text: bool) -> Qt.CursorShape:
    """How the mouse looks over a message."""
    if hit is not None:
        return Qt.CursorShape.PointingHandCursor
    return Qt.CursorShape.IBeamCursor if is_text else Qt.CursorShape.ArrowCursor
