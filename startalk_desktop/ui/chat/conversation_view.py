"""One conversation on screen: header, messages, and the composer, over one view-model."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, Qt, QUrl, Signal
from PySide6.QtGui import (
    QAction,
    QDesktopServices,
    QGuiApplication,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QMenu, QToolButton, QVBoxLayout, QWidget

from startalk_desktop.model.message import DeliveryState, Message
from startalk_desktop.ui.chat.composer import Composer
from startalk_desktop.ui.chat.head_notice import HeadNotice
from startalk_desktop.ui.chat.header import ConversationHeader
from startalk_desktop.ui.chat.links import is_openable
from startalk_desktop.ui.chat.message_texts import describe_message
from startalk_desktop.ui.chat.selectable_view import SelectableMessageView
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.ui.tokens import Space
from startalk_desktop.ui.widgets.badge import paint_badge
from startalk_desktop.viewmodels.avatars import AvatarImages
from startalk_desktop.viewmodels.conversation import ConversationViewModel

_JUMP_SIDE = 42


class ConversationView(QWidget):
    """Shows one conversation at a time.

    Signals:
        card_asked(address): somebody's card.
        members_asked, menu_asked: the header's buttons.
        copied: something was copied to the clipboard.
    """

    card_asked = Signal(object)
    members_asked = Signal()
    menu_asked = Signal(QPoint)
    copied = Signal()

    def __init__(
        self, theme: Theme, times: TimeTexts, images: AvatarImages, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._times = times
        self._model: ConversationViewModel | None = None
        self._missed = 0
        self.setProperty("look", "chat")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.header = ConversationHeader(theme, images)
        self.messages = SelectableMessageView(theme, times, images)
        self.head_notice = HeadNotice(theme, self.messages)
        self.composer = Composer(theme)
        self.jump_button = _JumpButton(theme, self.messages)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(_line())
        layout.addWidget(self.messages, 1)
        layout.addWidget(_line())
        layout.addWidget(self.composer)
        self._connect()

    def _connect(self) -> None:
        view = self.messages
        view.older_wanted.connect(self._on_older_wanted)
        view.newer_wanted.connect(self._on_newer_wanted)
        view.seen.connect(self._on_seen)
        view.end_left.connect(self._on_end_left)
        view.link_chosen.connect(self.open_link)
        view.menu_asked.connect(self._on_message_menu)
        view.failed_chosen.connect(self._on_failed_menu)
        view.sender_chosen.connect(self.card_asked)
        view.typed.connect(self.composer.type_on)
        self.jump_button.clicked.connect(self._on_jump)
        self.head_notice.retry_chosen.connect(self._on_retry_chosen)
        self.composer.sent.connect(self._on_sent)
        self.header.card_asked.connect(self._on_header_card)
        self.header.members_asked.connect(self.members_asked)
        self.header.menu_asked.connect(self._on_header_menu)
        view.installEventFilter(self)

    @property
    def model(self) -> ConversationViewModel | None:
        """What is shown."""
        return self._model

    def show_conversation(self, model: ConversationViewModel | None) -> None:
        """Show another conversation. The caller opens and closes the view-model."""
        if self._model is not None:
            self._model.pager.past_changed.disconnect(self._on_past_changed)
            self._model.pager.arrived.disconnect(self._on_arrived)
            self._model.pager.shown.disconnect(self._on_shown)
            self._model.pager.below_changed.disconnect(self._show_jump_button)
            self._model.header_changed.disconnect(self._on_header_changed)
        self._model = model
        self._missed = 0
        self.header.follow(model)
        self.composer.follow(model)
        if model is None:
            return
        model.pager.past_changed.connect(self._on_past_changed)
        model.pager.arrived.connect(self._on_arrived)
        model.pager.shown.connect(self._on_shown)
        model.pager.below_changed.connect(self._show_jump_button)
        model.header_changed.connect(self._on_header_changed)
        model.messages.set_describer(
            lambda message, name: describe_message(message, name, self._times)
        )
        self.messages.show_messages(model.messages, model.account, is_room=model.is_room)
        self._on_past_changed()
        self._show_jump_button()

    def focus_composer(self) -> None:
        """Write, if one may; else read."""
        if self.composer.text.isEnabled():
            self.composer.text.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.messages.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_link(self, target: str) -> None:
        """Open a link with the system's program for it; nothing but addresses of the allowed schemes."""
        if is_openable(target):
            QDesktopServices.openUrl(QUrl(target))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep what floats over the messages in place."""
        if watched is self.messages and event.type() == QEvent.Type.Resize:
            self._place_floats()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The composer may grow to a share of the height."""
        super().resizeEvent(event)
        self.composer.fit_to(self.height())

    def changeEvent(self, event: QEvent) -> None:
        """When the window becomes active, what is in sight has been seen."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.messages.look_around_soon()

    # the pager's news

    def _on_past_changed(self) -> None:
        if self._model is not None:
            pager = self._model.pager
            self.head_notice.show_past(pager.past, pager.past_failure, self._model.account.company)
            self.messages.look_around_soon()
            self._place_floats()

    def _on_older_wanted(self) -> None:
        if self._model is not None:
            self._model.pager.want_older()

    def _on_newer_wanted(self) -> None:
        if self._model is not None:
            self._model.pager.want_newer()

    def _on_retry_chosen(self) -> None:
        if self._model is not None:
            self._model.pager.retry_past()

    def _on_arrived(self, count: int, is_own: bool) -> None:
        if is_own:
            self.messages.jump_to_end()
        elif not self.messages.is_at_end:
            self._missed += count
            self._show_jump_button()

    def _on_shown(self, row: int) -> None:
        if row < 0:
            self.messages.jump_to_end()
        else:
            is_reading_on = self._model is not None and row == self._model.messages.first_unread
            self.messages.jump_to(row, highlight=not is_reading_on)

    def _on_seen(self, row: int) -> None:
        if self._model is not None:
            self._model.note_seen(row)

    def _on_end_left(self, is_left: bool) -> None:
        if self._model is not None:
            self._model.pager.set_following(not is_left)
        if not is_left:
            self._missed = 0
        self._show_jump_button()

    def _on_header_changed(self) -> None:
        if self._model is not None:
            self.messages.set_account(self._model.account)
            self.messages.look_around_soon()  # what came may be unread, and in sight

    # floats

    def _show_jump_button(self) -> None:
        has_below = self._model is not None and self._model.pager.has_below
        is_shown = has_below or not self.messages.is_at_end
        self.jump_button.set_count(self._missed)
        self.jump_button.setVisible(is_shown)
        self._place_floats()

    def _place_floats(self) -> None:
        area = self.messages
        side = self.jump_button.width()
        self.jump_button.move(
            area.width() - side - Space.XL, area.height() - self.jump_button.height() - Space.M
        )
        self.head_notice.place()

    def _on_jump(self) -> None:
        self._missed = 0
        if self._model is not None:
            self._model.jump_to_latest()

    def _on_sent(self) -> None:
        self.messages.jump_to_end()

    # menus; `popup` returns at once, a nested loop would hold up everything else

    def _on_header_card(self) -> None:
        if self._model is not None and not self._model.is_room:
            self.card_asked.emit(self._model.id.peer)
        else:
            self.members_asked.emit()

    def _on_header_menu(self) -> None:
        button = self.header.menu_button
        self.menu_asked.emit(button.mapToGlobal(QPoint(0, button.height())))

    def _on_message_menu(self, message: Message, target: str, at: QPoint) -> None:
        menu = self._new_menu()
        if self.messages.has_selection:
            self._add(menu, "copy", self.tr("Copy selected text"), self._copy_selection)
        self._add(menu, "copy", self.tr("Copy message"), lambda: self._copy(message.text))
        if target:
            self._add(menu, "link", self.tr("Copy link"), lambda: self._copy(target))
            self._add(menu, "external", self.tr("Open link"), lambda: self.open_link(target))
        if message.state is DeliveryState.FAILED:
            menu.addSeparator()
            self._add_failed(menu, message)
        elif message.state is not DeliveryState.QUEUED:
            menu.addSeparator()
            self._add(
                menu, "trash", self.tr("Delete on this computer"), lambda: self._delete(message)
            )
        menu.popup(at)

    def _on_failed_menu(self, message: Message, at: QPoint) -> None:
        menu = self._new_menu()
        self._add_failed(menu, message)
        menu.popup(at)

    def _add_failed(self, menu: QMenu, message: Message) -> None:
        model = self._model
        if model is None:
            return
        self._add(menu, "refresh", self.tr("Send again"), lambda: model.retry(message.row))
        self._add(menu, "trash", self.tr("Discard"), lambda: model.discard(message.row))

    def _delete(self, message: Message) -> None:
        if self._model is not None:
            self._model.delete_here(message.row)

    def _copy_selection(self) -> None:
        if self.messages.copy():
            self.copied.emit()

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.copied.emit()

    def _new_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def _add(self, menu: QMenu, icon: str, text: str, act: object) -> QAction:
        action = menu.addAction(self._theme.icon(icon), text)
        action.triggered.connect(act)
        return action


class _JumpButton(QToolButton):
    """Down to the newest message, with how many came meanwhile."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._count = 0
        self.setFixedSize(_JUMP_SIDE + 12, _JUMP_SIDE + 12)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.set_count(0)
        theme.changed.connect(self.update)
        self.hide()

    def set_count(self, count: int) -> None:
        """How many messages came below what is in sight."""
        self._count = count
        name = self.tr("Jump to the newest message")
        if count:
            name = self.tr("Jump to %n new message(s)", "", count)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A round button with a shadow, and the count above."""
        colours = self._theme.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        disc = QRectF(6, 8, _JUMP_SIDE, _JUMP_SIDE)
        for spread in (3.0, 2.0, 1.0):
            shade = colours.shadow
            shade.setAlpha(18 if not colours.is_dark else 40)
            painter.setBrush(shade)
            painter.drawEllipse(disc.adjusted(-spread, -spread + 2, spread, spread + 2))
        painter.setBrush(colours.raised if not self.underMouse() else colours.hover)
        painter.drawEllipse(disc)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(colours.accent_text)
            painter.drawEllipse(disc.adjusted(1, 1, -1, -1))
        glyph = self._theme.pixmap("arrow-down", 20, colours.text_muted, self.devicePixelRatioF())
        painter.drawPixmap(disc.center() - QPointF(10, 10), glyph)
        if self._count:
            right = QPointF(self.width() - 2.0, 11.0)
            paint_badge(painter, self._theme, right, self._count, colours.accent, colours.on_accent)
        painter.end()


def _line() -> QFrame:
    line = QFrame()
    line.setProperty("look", "line")
    line.setFixedHeight(1)
    return line
