"""The merged list of conversations."""

from __future__ import annotations

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QFontMetricsF,
    QKeySequence,
    QPainter,
    QShortcut,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from startalk_desktop.model.account import Account
from startalk_desktop.model.conversation import Conversation
from startalk_desktop.model.identity import ConversationId, ConversationKind
from startalk_desktop.model.message import DeliveryState, MessageKind
from startalk_desktop.model.presence import Availability
from startalk_desktop.ui.chat.message_texts import preview_text
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.ui.tokens import Radius, Size, Space, TypeSize
from startalk_desktop.ui.widgets.avatar import AvatarFace, AvatarPainter
from startalk_desktop.ui.widgets.badge import MENTION, paint_badge, paint_text_badge
from startalk_desktop.ui.window_menus import (
    ARCHIVE_KEY,
    MUTE_KEY,
    PIN_KEY,
    REMARK_KEY,
    STAR_KEY,
    UNREAD_KEY,
)
from startalk_desktop.viewmodels.avatars import AvatarImages
from startalk_desktop.viewmodels.inbox import InboxModel, InboxRole

_Index = QModelIndex | QPersistentModelIndex
_ROW = 68
_TICK = 15
_DOT = 12.0
_KEYS = {
    PIN_KEY: "switch_pin",
    STAR_KEY: "switch_star",
    MUTE_KEY: "switch_mute",
    UNREAD_KEY: "switch_unread",
    ARCHIVE_KEY: "switch_hidden",
    REMARK_KEY: "remark",
}


class InboxList(QListView):
    """Conversations, newest first, pins on top.

    Signals:
        conversation_chosen(ConversationId): by click or keyboard.
        menu_asked(Conversation, global position)
        command_asked(Conversation, name): by a key; the names are those of `ui.arranging`.
    """

    conversation_chosen = Signal(object)
    menu_asked = Signal(object, QPoint)
    command_asked = Signal(object, str)

    def __init__(
        self,
        theme: Theme,
        times: TimeTexts,
        model: InboxModel,
        images: AvatarImages,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._inbox = model
        self._chosen: ConversationId | None = None
        self.setModel(model)
        self.delegate = InboxDelegate(theme, times, images, self)
        self.setItemDelegate(self.delegate)
        self.setAccessibleName(self.tr("Conversations"))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self._on_chosen)
        self.activated.connect(self._on_chosen)
        images.loaded.connect(self.viewport().update)
        theme.changed.connect(self.viewport().update)
        model.loaded.connect(self._mark_chosen)
        for keys, name in _KEYS.items():
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(lambda name=name: self._on_key(name))

    def mark(self, conversation: ConversationId | None) -> None:
        """Show `conversation` as the open one."""
        self._chosen = conversation
        self._mark_chosen()

    def neighbour(self, step: int) -> ConversationId | None:
        """The conversation `step` lines below the open one (above where negative)."""
        count = self._inbox.rowCount()
        if count == 0:
            return None
        row = self._inbox.row_of(self._chosen) if self._chosen is not None else None
        target = 0 if row is None else min(max(row + step, 0), count - 1)
        return self._inbox.conversation(target).id

    def _mark_chosen(self) -> None:
        row = self._inbox.row_of(self._chosen) if self._chosen is not None else None
        if row is None:
            self.clearSelection()
            self.setCurrentIndex(QModelIndex())
        elif self.currentIndex().row() != row:
            self.setCurrentIndex(self._inbox.index(row))

    def _on_chosen(self, index: QModelIndex) -> None:
        self.conversation_chosen.emit(self._inbox.conversation(index.row()).id)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """By the keyboard, the menu is that of the current line, and beside it."""
        if event.reason() is QContextMenuEvent.Reason.Keyboard and self.currentIndex().isValid():
            self._on_menu(self.visualRect(self.currentIndex()).center())
        else:
            self._on_menu(event.pos())

    def _on_key(self, name: str) -> None:
        index = self.currentIndex()
        if index.isValid():
            self.command_asked.emit(self._inbox.conversation(index.row()), name)

    def _on_menu(self, point: QPoint) -> None:
        index = self.indexAt(point)
        if index.isValid():
            line = self._inbox.conversation(index.row())
            self.menu_asked.emit(line, self.viewport().mapToGlobal(point))


class InboxDelegate(QStyledItemDelegate):
    """Paints a line: avatar with the company's mark, name and time, last words and what is unread."""

    def __init__(
        self, theme: Theme, times: TimeTexts, images: AvatarImages, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._times = times
        self._images = images
        self._avatars = AvatarPainter(theme)
        self.shows_company = True

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """All lines are alike."""
        return QSize(0, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint one line."""
        colours = self._theme.colours
        line: Conversation = index.data(InboxRole.CONVERSATION)
        account: Account | None = index.data(InboxRole.ACCOUNT)
        rect = QRectF(option.rect)
        state: QStyle.StateFlag = option.state
        behind = colours.sidebar
        if state & QStyle.StateFlag.State_Selected:
            behind = colours.selected
        elif state & QStyle.StateFlag.State_MouseOver:
            behind = colours.hover
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        plate = rect.adjusted(Space.S, 1, -Space.S, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(behind)
        painter.drawRoundedRect(plate, Radius.MEDIUM, Radius.MEDIUM)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(colours.accent_text)
            painter.drawRoundedRect(
                plate.adjusted(0.5, 0.5, -0.5, -0.5), Radius.MEDIUM, Radius.MEDIUM
            )
        side = float(Size.AVATAR_LIST)
        avatar = QRectF(plate.left() + Space.S, rect.center().y() - side / 2, side, side)
        self._paint_avatar(painter, avatar, line, account, index, behind)
        text = QRectF(avatar.right() + Space.M, plate.top() + 11, 0, 20)
        text.setRight(plate.right() - Space.M)
        self._paint_first_line(painter, text, line, account)
        text.translate(0, 24)
        self._paint_second_line(painter, text, line, account, index)
        painter.restore()

    def displayText(self, value: object, _locale: object) -> str:
        """The accessible name of a line; what is painted is made in `paint`."""
        return str(value)

    def _paint_avatar(
        self,
        painter: QPainter,
        rect: QRectF,
        line: Conversation,
        account: Account | None,
        index: _Index,
        behind: QColor,
    ) -> None:
        is_room = line.kind is ConversationKind.ROOM
        image = self._images.image(line.id.account, line.id.peer)
        self._avatars.paint(painter, rect, AvatarFace(line.name, str(line.id.peer), is_room, image))
        if self.shows_company and account is not None:
            hue = self._theme.colours.company(account.hue)
            self._avatars.paint_company_mark(painter, rect, account.company, hue, behind)
        elif not is_room:
            self._avatars.paint_presence(
                painter, rect, Availability(index.data(InboxRole.AVAILABILITY)), behind
            )

    def _paint_first_line(
        self, painter: QPainter, rect: QRectF, line: Conversation, account: Account | None
    ) -> None:
        colours = self._theme.colours
        time = self._times.in_list(line.last_activity) if line.last_activity else ""
        painter.setFont(self._theme.font(TypeSize.SMALL))
        width = painter.fontMetrics().horizontalAdvance(time)
        is_calling = line.is_unread and not line.is_muted
        painter.setPen(colours.accent_text if is_calling else colours.text_muted)
        painter.drawText(rect, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, time)
        weight = QFont.Weight.DemiBold if line.is_unread else QFont.Weight.Medium
        painter.setFont(self._theme.font(TypeSize.BODY, weight))
        painter.setPen(colours.text)
        room = rect.adjusted(0, 0, -width - Space.S, 0)
        signs = [
            name
            for name, is_so in (
                ("star", line.is_starred),
                ("bell-off", line.is_muted),
                ("ban", line.is_blocked),
            )
            if is_so
        ]
        room.setRight(room.right() - len(signs) * (Size.ICON_SMALL + Space.XS))
        domain = line.partner_domain(account.jid) if account is not None else ""
        small = self._theme.font(TypeSize.SMALL)
        # A long name leaves the domain half of the room at least: names are alike, and anybody may take one.
        kept = min(QFontMetricsF(small).horizontalAdvance(domain) + Space.S, room.width() / 2)
        named = _paint_elided(painter, room.adjusted(0, 0, -kept if domain else 0, 0), line.name)
        rest = QRectF(room)
        rest.setLeft(named.left())
        if domain:
            painter.setFont(small)
            painter.setPen(colours.text_muted)
            # Its end says whose it is.
            rest = _paint_elided(
                painter, rest.adjusted(Space.S, 0, 0, 0), domain, Qt.TextElideMode.ElideLeft
            )
        left = rest.left()
        for name in signs:
            left += Space.XS
            self._paint_icon(painter, QPointF(left, rect.center().y()), name)
            left += Size.ICON_SMALL

    def _paint_second_line(
        self,
        painter: QPainter,
        rect: QRectF,
        line: Conversation,
        account: Account | None,
        index: _Index,
    ) -> None:
        colours = self._theme.colours
        ratio = painter.device().devicePixelRatioF()
        room = QRectF(rect)
        room.setRight(self._paint_marks(painter, rect, line, account))
        painter.setFont(self._theme.font(TypeSize.LABEL))
        lead, ink, words = self._words(line, index)
        if lead:
            painter.setPen(ink)
            room = _paint_elided(painter, room, lead if lead.endswith("：") else lead + " ")
        elif tick := _tick_of(line):
            ink = colours.danger if tick == "alert" else colours.text_muted
            corner = QPointF(room.left(), room.center().y() - _TICK / 2)
            painter.drawPixmap(corner, self._theme.pixmap(tick, _TICK, ink, ratio))
            room.setLeft(room.left() + _TICK + 4)
        painter.setPen(colours.text_muted)
        _paint_elided(painter, room, words)

    def _paint_marks(
        self, painter: QPainter, rect: QRectF, line: Conversation, account: Account | None
    ) -> float:
        """Paint what is unread, named or pinned at the right; returns where the words have to end."""
        colours = self._theme.colours
        hue = colours.company(account.hue if account is not None else 0)
        right = QPointF(rect.right(), rect.center().y())
        if line.unread_count:
            fill, ink = (hue.solid, hue.on_solid)
            if line.is_muted:
                fill, ink = colours.line_strong, colours.text
            badge = paint_badge(painter, self._theme, right, line.unread_count, fill, ink)
            right.setX(badge.left() - Space.XS)
        if line.mention_count:
            badge = paint_text_badge(painter, self._theme, right, MENTION, hue.solid, hue.on_solid)
            right.setX(badge.left() - Space.XS)
        if line.is_marked_unread and not line.unread_count:
            dot = QRectF(right.x() - _DOT, right.y() - _DOT / 2, _DOT, _DOT)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(hue.solid)
            painter.drawEllipse(dot)
            right.setX(dot.left() - Space.XS)
        if line.is_pinned and not line.is_unread:
            right.setX(right.x() - Size.ICON_SMALL)
            self._paint_icon(painter, right, "pin")
        return right.x() - (Space.S if right.x() < rect.right() else 0)

    def _paint_icon(self, painter: QPainter, left: QPointF, name: str) -> None:
        size, ratio = Size.ICON_SMALL, painter.device().devicePixelRatioF()
        faint = self._theme.colours.text_faint
        corner = QPointF(left.x(), left.y() - size / 2)
        painter.drawPixmap(corner, self._theme.pixmap(name, size, faint, ratio))

    def _words(self, line: Conversation, index: _Index) -> tuple[str, QColor, str]:
        """What stands before the words, its colour, and the words."""
        colours = self._theme.colours
        typing: tuple[str, ...] = index.data(InboxRole.TYPING)
        if typing:
            if line.kind is ConversationKind.ROOM:
                words = self.tr("{name} is typing…").format(name=typing[0])
            else:
                words = self.tr("typing…")
            return words, colours.accent_text, ""
        if line.draft:
            return self.tr("Draft:"), colours.danger, _one_line(line.draft)
        message = line.last_message
        if message is None:
            return "", colours.text_muted, self.tr("No messages yet")
        if message.event is not None:
            words = preview_text(message, index.data(InboxRole.SENDER))
            return "", colours.text_muted, words
        words = preview_text(message)
        if message.kind is MessageKind.SUBJECT:
            return self.tr("Topic:"), colours.text, words
        sender: str = index.data(InboxRole.SENDER)
        if sender:
            return self.tr("{name}:").format(name=sender), colours.text, words
        return "", colours.text_muted, words


def _tick_of(line: Conversation) -> str:
    message = line.last_message
    if message is None or not message.is_outgoing or message.tombstone is not None:
        return ""
    return {
        DeliveryState.QUEUED: "clock",
        DeliveryState.SENT: "check",
        DeliveryState.DELIVERED: "check-double",
        DeliveryState.READ: "check-double",
        DeliveryState.FAILED: "alert",
    }.get(message.state, "")


def _one_line(text: str) -> str:
    return " ".join(text[:300].split())


def _paint_elided(
    painter: QPainter,
    rect: QRectF,
    text: str,
    mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
) -> QRectF:
    """Paint on the left of `rect`; returns the room that is left."""
    metrics = painter.fontMetrics()
    shown = metrics.elidedText(text, mode, max(0, int(rect.width())))
    painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
    return rect.adjusted(metrics.horizontalAdvance(shown), 0, 0, 0)
