"""Who belongs to a room: the panel beside a conversation, in groups, with a search and a menu for each person."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QMouseEvent,
    QPainter,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QPushButton,
    QStackedLayout,
    QStyle,
    QStyleOptionViewItem,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from startalk_desktop.model.identity import AccountId
from startalk_desktop.model.room import Role, RoomMember
from startalk_desktop.ui.room_texts import (
    anonymity_text,
    group_text,
    lookalike_text,
    member_tip,
    standing_word,
)
from startalk_desktop.ui.row_delegate import (
    ROW_HEIGHT,
    Index,
    RowDelegate,
    RowFace,
    paint_row_background,
)
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Size, Space, TypeSize
from startalk_desktop.ui.widgets.avatar import AvatarFace
from startalk_desktop.ui.widgets.empty_state import EmptyState
from startalk_desktop.ui.widgets.icon_button import IconButton
from startalk_desktop.ui.widgets.plain_tip import plain_tip
from startalk_desktop.ui.widgets.search_field import SearchField
from startalk_desktop.viewmodels.avatars import AvatarImages
from startalk_desktop.viewmodels.members_model import GroupHead, MemberRole, MembersModel

_WIDTH = 288
QWIDGETSIZE_MAX = 16_777_215  # Qt's own, which PySide does not name
_HEAD_HEIGHT = 32
_MORE = 32  # pixels at the right of a row that open its menu
_GLYPH = 16
_SEARCH_FROM = 8  # people


class MembersPanel(QWidget):
    """The list of one room.

    Signals:
        member_chosen(RoomMember): double-clicked, or Enter.
        menu_asked(RoomMember, global position)
        add_asked: more people are to be asked in.
        banned_asked: those who may not come in are to be shown.
        closed
    """

    member_chosen = Signal(object)
    menu_asked = Signal(object, QPoint)
    add_asked = Signal()
    banned_asked = Signal()
    closed = Signal()

    def __init__(self, theme: Theme, images: AvatarImages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model: MembersModel | None = None
        self.setProperty("look", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(_WIDTH)
        self._title = QLabel()
        self._title.setProperty("look", "title")
        self.add_button = IconButton(theme, "user-plus", self.tr("Add people"))
        self.add_button.clicked.connect(self.add_asked)
        close = IconButton(theme, "close", self.tr("Close the member list"))
        close.clicked.connect(self.closed)
        self.notice = _Notice(theme)
        self.field = SearchField(theme, self.tr("Find a member"))
        self.list = _MemberList()
        self._delegate = _MemberDelegate(theme, images, self.list)
        self.list.setItemDelegate(self._delegate)
        self.list.setAccessibleName(self.tr("Members"))
        self._nobody = EmptyState(theme, "users", "")
        self.banned = QPushButton()
        self.banned.setProperty("look", "link")
        self.banned.clicked.connect(self.banned_asked)
        self.banned.hide()
        self._pages = QStackedLayout()
        self._pages.addWidget(self.list)
        self._pages.addWidget(self._nobody)
        self._lay_out(close)
        self.list.activated.connect(self._on_activated)
        self.list.menu_asked.connect(self._on_menu_asked)
        self.field.textChanged.connect(self._on_text_changed)
        self.field.moved_down.connect(self._enter_list)
        self.field.left.connect(self.closed)
        images.loaded.connect(self.list.viewport().update)

    def _lay_out(self, close: IconButton) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(Space.L, 0, Space.S, 0)
        head.setSpacing(0)
        head.addWidget(self._title, 1)
        head.addWidget(self.add_button)
        head.addWidget(close)
        holder = QWidget()
        holder.setLayout(head)
        holder.setFixedHeight(Size.HEADER)
        search = QHBoxLayout()
        search.setContentsMargins(Space.M, 0, Space.M, Space.S)
        search.addWidget(self.field)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(holder)
        layout.addWidget(self.notice)
        layout.addLayout(search)
        layout.addLayout(self._pages, 1)
        self._rule = QFrame()
        self._rule.setProperty("look", "line")
        self._rule.setFixedHeight(1)
        self._rule.hide()
        layout.addWidget(self._rule)
        foot = QHBoxLayout()
        foot.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        foot.addWidget(self.banned)
        foot.addStretch()
        layout.addLayout(foot)

    @property
    def model(self) -> MembersModel | None:
        """Whose people are shown."""
        return self._model

    def show_room(self, model: MembersModel | None) -> None:
        """Show the people of `model`'s room; the panel closes the model it showed before."""
        if self._model is not None:
            self._model.loaded.disconnect(self._show)
            self._model.modelReset.disconnect(self._show)
            self._model.close()
            self._model.deleteLater()
        self._model = model
        self.field.clear()
        self.list.setModel(model)
        if model is not None:
            self._delegate.set_account(model.account)
            model.loaded.connect(self._show)
            model.modelReset.connect(self._show)
            self._show()

    def show_facts(self, *, hides_people: bool, can_invite: bool) -> None:
        """Say whether the room hides who its people are; offer to add people where we may."""
        words = anonymity_text(hides_people=hides_people)
        self.notice.say(words)
        self.notice.setVisible(bool(words))
        self.add_button.setVisible(can_invite)

    def set_alone(self, is_alone: bool) -> None:
        """Take all the room that there is, or the usual width beside the conversation."""
        self.setMinimumWidth(_WIDTH)
        self.setMaximumWidth(QWIDGETSIZE_MAX if is_alone else _WIDTH)

    def show_nick(self, nick: str) -> None:
        """Bring whoever has that nick into view."""
        row = self._model.row_of(nick) if self._model is not None else None
        if row is not None and self._model is not None:
            index = self._model.index(row)
            self.list.setCurrentIndex(index)
            self.list.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    def _show(self) -> None:
        model = self._model
        if model is None:
            return
        count = len(model.members)
        self._title.setText(self.tr("%n member(s)", "", count) if model.is_loaded else "")
        self.banned.setText(self.tr("Banned ({count})").format(count=len(model.banned)))
        for part in (self.banned, self._rule):
            part.setVisible(bool(model.banned))
        self.field.setVisible(count >= _SEARCH_FROM or model.is_searching)
        if model.rowCount() or not model.is_loaded:
            self._pages.setCurrentIndex(0)
        elif model.is_searching:
            self._nobody.say(self.tr("Nobody of that name"), "", "search")
            self._pages.setCurrentIndex(1)
        else:
            self._nobody.say(
                self.tr("Nobody to show"), self.tr("A room tells those who are in it."), "users"
            )
            self._pages.setCurrentIndex(1)

    def _on_text_changed(self, text: str) -> None:
        if self._model is not None:
            self._model.set_text(text)

    def _enter_list(self) -> None:
        if self._model is not None and self._model.rowCount() > 1:
            self.list.setCurrentIndex(self._model.index(1))  # a head stands first
            self.list.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_activated(self, index: QModelIndex) -> None:
        member = index.data(MemberRole.MEMBER)
        if member is not None:
            self.member_chosen.emit(member)

    def _on_menu_asked(self, index: QModelIndex, at: QPoint) -> None:
        member = index.data(MemberRole.MEMBER)
        if member is not None:
            self.menu_asked.emit(member, at)


class _Notice(QWidget):
    """A sentence about the room, with a sign."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._glyph = QLabel()
        self._text = QLabel()
        self._text.setProperty("look", "caption")
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.L, 0, Space.L, Space.M)
        row.setSpacing(Space.S)
        row.addWidget(self._glyph, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1)
        theme.changed.connect(self._dress)
        self._dress()

    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def say(self, words: str) -> None:
        self._text.setText(words)

    def _dress(self) -> None:
        colour = self._theme.colours.warning
        ratio = self.devicePixelRatioF()
        self._glyph.setPixmap(self._theme.pixmap("eye-off", _GLYPH, colour, ratio))


class _MemberList(QListView):
    """Asks for a row's menu by the right button, the menu key, and a click at its right end."""

    menu_asked = Signal(QModelIndex, QPoint)

    def __init__(self) -> None:
        super().__init__()
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of the row under the mouse, or of the current one."""
        is_keyboards = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if is_keyboards else self.indexAt(event.pos())
        if index.isValid():
            self.setCurrentIndex(index)
            at = self.visualRect(index).center() if is_keyboards else event.pos()
            self.menu_asked.emit(index, self.viewport().mapToGlobal(at))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The dots at the right end open the menu."""
        super().mouseReleaseEvent(event)
        at = event.position().toPoint()
        index = self.indexAt(at)
        is_left = event.button() == Qt.MouseButton.LeftButton
        if is_left and index.isValid() and at.x() > self.viewport().width() - Space.S - _MORE:
            self.menu_asked.emit(index, event.globalPosition().toPoint())


class _MemberDelegate(RowDelegate):
    def __init__(self, theme: Theme, images: AvatarImages, parent: QListView) -> None:
        super().__init__(theme, parent)
        self._images = images
        self._account: AccountId | None = None

    def set_account(self, account: AccountId) -> None:
        """Whose pictures of people are shown."""
        self._account = account

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        is_head = index.data(MemberRole.HEAD) is not None
        return QSize(120, _HEAD_HEIGHT if is_head else ROW_HEIGHT)

    def face(self, index: Index) -> RowFace:
        member: RoomMember = index.data(MemberRole.MEMBER)
        details = [index.data(MemberRole.DOMAIN)] if index.data(MemberRole.DOMAIN) else []
        if member.is_self:
            details.append(self.tr("You"))
        if member.looks_like:
            details.append(lookalike_text(member.looks_like))
        if member.name and member.nick and member.nick != member.name:
            details.append(self.tr("here as {nick}").format(nick=member.nick))
        if not member.is_here:
            details.append(self.tr("not in the room now"))
        detail = " · ".join(details)
        address = index.data(MemberRole.ADDRESS)
        image = self._images.image(self._account, address) if self._account else None
        return RowFace(
            title=member.shown_name,
            detail=detail[:1].upper() + detail[1:],
            avatar=AvatarFace(member.shown_name, str(address), image=image),
            availability=index.data(MemberRole.AVAILABILITY),
            trailing=standing_word(member.role) if member.role is Role.VISITOR else "",
        )

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        head: GroupHead | None = index.data(MemberRole.HEAD)
        if head is not None:
            self._paint_head(painter, option, head)
            return
        member: RoomMember = index.data(MemberRole.MEMBER)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        behind = paint_row_background(painter, option, self._theme)
        inner = QRectF(option.rect).adjusted(Space.L, 0, -Space.L, 0)
        is_lively = option.state & (
            QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_Selected
        )
        if is_lively:
            inner.setRight(inner.right() - _GLYPH - Space.XS)
            self._paint_glyph(painter, inner, "more", self._theme.colours.text_muted)
        if member.looks_like:
            inner.setRight(inner.right() - _GLYPH - Space.S)
            self._paint_glyph(painter, inner, "warning", self._theme.colours.warning)
        if not member.is_here:
            painter.setOpacity(0.85)
        self.paint_face(painter, inner, behind, self.face(index))
        painter.restore()

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """Say who it is by the address, and why somebody is marked."""
        member: RoomMember | None = index.data(MemberRole.MEMBER) if index.isValid() else None
        if event.type() != QEvent.Type.ToolTip or member is None:
            return bool(super().helpEvent(event, view, option, index))
        QToolTip.showText(event.globalPos(), plain_tip(member_tip(member)), view)
        return True

    def _paint_head(self, painter: QPainter, option: QStyleOptionViewItem, head: GroupHead) -> None:
        painter.save()
        painter.setFont(self._theme.font(TypeSize.SMALL, QFont.Weight.DemiBold))
        painter.setPen(self._theme.colours.text_muted)
        area = QRectF(option.rect).adjusted(Space.L, Space.XS, -Space.L, 0)
        words = f"{group_text(head.group)}  {head.count}"
        shown = QFontMetricsF(painter.font()).elidedText(
            words, Qt.TextElideMode.ElideRight, area.width()
        )
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()

    def _paint_glyph(self, painter: QPainter, inner: QRectF, name: str, colour: object) -> None:
        """Right of `inner`."""
        ratio = painter.device().devicePixelRatioF()
        corner = QPointF(inner.right() + Space.XS, inner.center().y() - _GLYPH / 2)
        painter.drawPixmap(corner, self._theme.pixmap(name, _GLYPH, colour, ratio))  # type: ignore[arg-type]
