"""Choosing messages: a click or Space chooses, a drag chooses a run, and a bar in the composer's place does the rest."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from startalk_desktop.model.message import Message, MessageKind
from startalk_desktop.ui.chat.commands import Command
from startalk_desktop.ui.chat.selectable_view import SelectableMessageView
from startalk_desktop.ui.chat.selection_bar import SelectionBar
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Space
from startalk_desktop.viewmodels.conversation import ConversationViewModel
from startalk_desktop.viewmodels.message_window import cursor_of

_DISC = 22.0
_TICK = 15
_TINT = 26  # of 255, over a chosen row


class Choosing(QObject):
    """Which messages of the open conversation are chosen, while some are.

    Signals:
        began, ended: the bar is to be shown in the composer's place, or no longer.
        command_chosen(Command, list of Message): to be done to the chosen messages, oldest first.
    """

    began = Signal()
    ended = Signal()
    command_chosen = Signal(object, object)

    def __init__(self, theme: Theme, view: SelectableMessageView) -> None:
        super().__init__(view)
        self._view = view
        self._model: ConversationViewModel | None = None
        self._chosen: dict[int, Message] | None = None
        self._drag: tuple[int, bool] | None = None  # where it began, and whether it chooses
        self.bar = SelectionBar(theme)
        self._marks = _Marks(theme, view, self)
        self.bar.chosen.connect(self._on_command)
        self.bar.left.connect(self.end)
        view.viewport().installEventFilter(self)
        view.installEventFilter(self)

    @property
    def is_on(self) -> bool:
        """Whether messages are being chosen."""
        return self._chosen is not None

    @property
    def messages(self) -> list[Message]:
        """What is chosen, oldest first, as it is now where it is in sight."""
        return sorted((self._chosen or {}).values(), key=cursor_of)

    def follow(self, model: ConversationViewModel | None) -> None:
        """Another conversation is shown: nothing is chosen in it."""
        self.end()
        if self._model is not None:
            self._model.messages.dataChanged.disconnect(self._on_messages_changed)
            self._model.messages.rowsAboutToBeRemoved.disconnect(self._marks.update)
        self._model = model
        if model is not None:
            model.messages.dataChanged.connect(self._on_messages_changed)
            model.messages.rowsAboutToBeRemoved.connect(self._marks.update)

    def begin(self, message: Message) -> None:
        """Begin with this message chosen."""
        self._view.clear_selection()
        self._chosen = {message.row: message}
        self._marks.show_over()
        self._tell()
        self.began.emit()

    def end(self) -> None:
        """Choose nothing any more."""
        if self._chosen is None:
            return
        self._chosen, self._drag = None, None
        self._marks.hide()
        self.ended.emit()

    def is_chosen(self, message: Message) -> bool:
        """Whether `message` is chosen."""
        return self._chosen is not None and message.row in self._chosen

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While messages are chosen, the mouse and Space choose, and Escape ends it."""
        if not self.is_on:
            return super().eventFilter(watched, event)
        if watched is self._view.viewport():
            if isinstance(event, QMouseEvent):
                return self._take_mouse(event)
            if event.type() == QEvent.Type.ContextMenu:
                return True
            if event.type() == QEvent.Type.Resize:
                self._marks.show_over()
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._take_key(event)
        return super().eventFilter(watched, event)

    def _take_mouse(self, event: QMouseEvent) -> bool:
        row = self._view.row_at(event.position().y())
        if event.type() == QEvent.Type.MouseButtonPress and row >= 0:
            self._view.setFocus(Qt.FocusReason.MouseFocusReason)
            is_choosing = not self.is_chosen(self._view.message_at(row))
            self._drag = (row, is_choosing)
            self._set([row], is_chosen=is_choosing)
        elif event.type() == QEvent.Type.MouseMove and self._drag is not None and row >= 0:
            first, is_choosing = self._drag
            self._set(range(min(first, row), max(first, row) + 1), is_chosen=is_choosing)
        elif event.type() == QEvent.Type.MouseButtonRelease:
            self._drag = None
        return True

    def _take_key(self, event: QKeyEvent) -> bool:
        index = self._view.currentIndex()
        if event.key() == Qt.Key.Key_Escape:
            self.end()
        elif event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if index.isValid():
                message = self._view.message_at(index.row())
                self._set([index.row()], is_chosen=not self.is_chosen(message))
        elif event.key() == Qt.Key.Key_Delete:
            self._on_command(Command.DELETE)
        else:
            return event.text().isprintable() and bool(event.text())  # nothing goes to the composer
        return True

    def _set(self, rows: Iterable[int], *, is_chosen: bool) -> None:
        if self._chosen is None:
            return
        for row in rows:
            message = self._view.message_at(row)
            if is_chosen and message.kind is MessageKind.TEXT:
                self._chosen[message.row] = message
            elif not is_chosen:
                self._chosen.pop(message.row, None)
        self._tell()

    def _on_messages_changed(self) -> None:
        """What is chosen stays the newest revision of itself."""
        if self._chosen is None or self._model is None:
            return
        for row in range(self._model.messages.rowCount()):
            message = self._model.messages.message(row)
            if message.row in self._chosen:
                self._chosen[message.row] = message
        self._tell()

    def _on_command(self, command: Command) -> None:
        messages = self.messages
        if messages:
            self.end()
            self.command_chosen.emit(command, messages)

    def _tell(self) -> None:
        chosen = (self._chosen or {}).values()
        forwards = sum(
            1
            for message in chosen
            if self._model is not None and self._model.actions.abilities(message).can_forward
        )
        self.bar.set_count(len(chosen), forwards)
        self._marks.update()


class _Marks(QWidget):
    """A round check at each message, and a tint over the chosen ones."""

    def __init__(self, theme: Theme, view: SelectableMessageView, choosing: Choosing) -> None:
        super().__init__(view.viewport())
        self._theme = theme
        self._view = view
        self._choosing = choosing
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        view.settled.connect(self.update)
        theme.changed.connect(self.update)
        self.hide()

    def show_over(self) -> None:
        """Lie over the whole viewport."""
        self.setGeometry(self._view.viewport().rect())
        self.show()
        self.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the marks of the rows in sight."""
        view = self._view
        if view.model() is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row = max(0, view.row_at(0))
        while row < view.model().rowCount():
            top = view.row_corner(row).y()
            if top > self.height():
                break
            message = view.message_at(row)
            if message.kind is MessageKind.TEXT:
                place = QRectF(0, top, self.width(), view.layout_of(row).height)
                self._paint_mark(painter, place, is_chosen=self._choosing.is_chosen(message))
            row += 1
        painter.end()

    def _paint_mark(self, painter: QPainter, place: QRectF, *, is_chosen: bool) -> None:
        colours = self._theme.colours
        disc = QRectF(Space.S, place.bottom() - _DISC - Space.S, _DISC, _DISC)
        painter.setPen(Qt.PenStyle.NoPen)
        if is_chosen:
            tint = colours.accent
            painter.fillRect(place, tint.fromRgb(tint.red(), tint.green(), tint.blue(), _TINT))
            painter.setBrush(colours.accent)
            painter.drawEllipse(disc)
            ratio = self.devicePixelRatioF()
            tick = self._theme.pixmap("check", _TICK, colours.on_accent, ratio)
            painter.drawPixmap(disc.center() - QPointF(_TICK / 2, _TICK / 2), tick)
        else:
            painter.setBrush(colours.surface)
            painter.setPen(QPen(colours.text_faint, 1.4))
            painter.drawEllipse(disc.adjusted(1, 1, -1, -1))
