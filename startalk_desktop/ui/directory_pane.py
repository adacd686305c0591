"""The directory: every company's organisation tree, and the people in it; a double click writes to anybody."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QListView,
    QMenu,
    QStackedLayout,
    QStyleOptionViewItem,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from startalk_desktop.core.directory import FoundPerson
from startalk_desktop.model.identity import AccountId
from startalk_desktop.model.jid import Jid
from startalk_desktop.ui.row_delegate import Index, RowDelegate, RowFace, paint_row_background
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Radius, Space, TypeSize
from startalk_desktop.ui.widgets.avatar import AvatarFace, initials
from startalk_desktop.ui.widgets.empty_state import EmptyState
from startalk_desktop.ui.widgets.search_field import SearchField
from startalk_desktop.viewmodels.directory_model import DirectoryModel, DirectoryRole, NodeKind
from startalk_desktop.viewmodels.people_model import PeopleModel, PeopleRole

_INDENT = 18
_CHEVRON = 16
_PERSON_AVATAR = 30.0
_HEIGHTS = {NodeKind.COMPANY: 52, NodeKind.UNIT: 36, NodeKind.PERSON: 46}


class DirectoryPane(QWidget):
    """The tree, and above it a field that finds people in all companies.

    `person_chosen` (account, address) asks for a conversation, `card_asked` for the person's card.
    """

    person_chosen = Signal(object, object)
    card_asked = Signal(object, object)
    left = Signal()

    def __init__(
        self,
        theme: Theme,
        tree_model: DirectoryModel,
        people_model: PeopleModel,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._people = people_model
        self.setProperty("look", "sidebar")
        self.field = SearchField(theme, self.tr("Find a person, by name or pinyin"))
        self.tree = _OrgTreeView(theme, tree_model)
        self.list = QListView()
        self.list.setModel(people_model)
        self.list.setItemDelegate(_FoundDelegate(theme, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.setAccessibleName(self.tr("People found"))
        self._empty = EmptyState(theme, "users", "")
        self._pages = QStackedLayout()
        for page in (self.tree, self.list, self._empty):
            self._pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, Space.M, 0, 0)
        layout.setSpacing(Space.S)
        head = QVBoxLayout()
        head.setContentsMargins(Space.M, 0, Space.M, 0)
        head.addWidget(self.field)
        layout.addLayout(head)
        layout.addLayout(self._pages, 1)
        self.field.textChanged.connect(people_model.set_text)
        self.field.moved_down.connect(self._enter_results)
        self.field.left.connect(self.left)
        self.tree.person_activated.connect(self.person_chosen)
        self.tree.person_menu_asked.connect(self._open_menu)
        self.list.activated.connect(self._choose_found)
        self.list.customContextMenuRequested.connect(self._open_found_menu)
        people_model.settled.connect(self._on_settled)
        tree_model.modelReset.connect(self._on_settled)
        tree_model.rowsInserted.connect(self._on_settled)
        tree_model.rowsRemoved.connect(self._on_settled)
        self._on_settled()

    def start(self) -> None:
        """Give the field the keyboard."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def _enter_results(self) -> None:
        if self._pages.currentWidget() is self.list:
            if self._people.rowCount():
                self.list.setCurrentIndex(self._people.index(0))
                self.list.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.tree.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_settled(self) -> None:
        if self._people.text and self._people.rowCount():
            self._pages.setCurrentWidget(self.list)
        elif self._people.text:
            self._empty.say(
                self.tr("Nobody found"),
                self.tr(
                    "Try a part of the name, its pinyin, a title, a phone number or an address."
                ),
            )
            self._pages.setCurrentWidget(self._empty)
        elif self.tree.model().rowCount() == 0:
            self._empty.say(
                self.tr("No company yet"),
                self.tr(
                    "Add a company, and its people appear here as they sit in the organisation."
                ),
            )
            self._pages.setCurrentWidget(self._empty)
        else:
            self._pages.setCurrentWidget(self.tree)

    def _choose_found(self, index: QModelIndex) -> None:
        found: FoundPerson = index.data(PeopleRole.FOUND)
        self.person_chosen.emit(found.account, found.person.jid)

    def _open_found_menu(self, place: QPoint) -> None:
        index = self.list.indexAt(place)
        if index.isValid():
            found: FoundPerson = index.data(PeopleRole.FOUND)
            place = self.list.viewport().mapToGlobal(place)
            self._open_menu(found.account, found.person.jid, place)

    def _open_menu(self, account: AccountId, jid: Jid, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        write = menu.addAction(self._theme.icon("message"), self.tr("Send a message"))
        card = menu.addAction(self._theme.icon("user"), self.tr("Show card"))
        write.triggered.connect(lambda: self.person_chosen.emit(account, jid))
        card.triggered.connect(lambda: self.card_asked.emit(account, jid))
        menu.popup(place)


class _OrgTreeView(QTreeView):
    """The tree itself: a click on a company or unit opens it, Enter or a double click writes to a person."""

    person_activated = Signal(object, object)
    person_menu_asked = Signal(object, object, QPoint)

    def __init__(self, theme: Theme, model: DirectoryModel) -> None:
        super().__init__()
        self.setModel(model)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)  # the delegate indents, so that hover and selection span the row
        self.setExpandsOnDoubleClick(False)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QTreeView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_OrgDelegate(theme, self))
        self.setAccessibleName(self.tr("Organisation tree"))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._on_menu_asked)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on a company or unit opens or closes it."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        is_left = event.button() is Qt.MouseButton.LeftButton
        if is_left and index.data(DirectoryRole.KIND) in (NodeKind.COMPANY, NodeKind.UNIT):
            self.setExpanded(index, not self.isExpanded(index))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click on a person writes to them."""
        index = self.indexAt(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and index.isValid():
            self._activate(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter writes to a person, and opens or closes anything else."""
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            if not self._activate(index):
                self.setExpanded(index, not self.isExpanded(index))
            return
        super().keyPressEvent(event)

    def _activate(self, index: QModelIndex) -> bool:
        jid = index.data(DirectoryRole.JID)
        if jid is None:
            return False
        self.person_activated.emit(index.data(DirectoryRole.ACCOUNT), jid)
        return True

    def _on_menu_asked(self, place: QPoint) -> None:
        index = self.indexAt(place)
        jid = index.data(DirectoryRole.JID) if index.isValid() else None
        if jid is not None:
            account = index.data(DirectoryRole.ACCOUNT)
            self.person_menu_asked.emit(account, jid, self.viewport().mapToGlobal(place))


class _OrgDelegate(RowDelegate):
    """Companies, units and people, each indented by its depth."""

    def __init__(self, theme: Theme, tree: QTreeView) -> None:
        super().__init__(theme, tree)
        self._tree = tree

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, _HEIGHTS[index.data(DirectoryRole.KIND)])

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        behind = paint_row_background(painter, option, self._theme)
        inner = QRectF(option.rect).adjusted(Space.M, 0, -Space.L, 0)
        inner.setLeft(inner.left() + _depth(index) * _INDENT)
        kind = NodeKind(index.data(DirectoryRole.KIND))
        if kind is NodeKind.PERSON:
            inner.setLeft(inner.left() + Space.XS)
            self.paint_face(painter, inner, behind, self.face(index), _PERSON_AVATAR)
        else:
            self._paint_chevron(painter, inner, index)
            inner.setLeft(inner.left() + _CHEVRON + Space.XS)
            if kind is NodeKind.COMPANY:
                self._paint_company_badge(painter, inner, index)
            self._paint_unit(painter, inner, index, kind)
        painter.restore()

    def face(self, index: Index) -> RowFace:
        name, jid = index.data(DirectoryRole.NAME), index.data(DirectoryRole.JID)
        presence = index.data(DirectoryRole.PRESENCE)
        return RowFace(
            title=name,
            detail=index.data(DirectoryRole.DETAIL),
            avatar=AvatarFace(name, str(jid)),
            availability=presence.availability,
        )

    def _paint_chevron(self, painter: QPainter, inner: QRectF, index: Index) -> None:
        if not index.model().hasChildren(index):
            return
        is_open = isinstance(index, QModelIndex) and self._tree.isExpanded(index)
        name = "chevron-down" if is_open else "chevron-right"
        ratio = painter.device().devicePixelRatioF()
        colour = self._theme.colours.text_muted
        pixmap = self._theme.pixmap(name, _CHEVRON, colour, ratio)
        painter.drawPixmap(QPointF(inner.left(), inner.center().y() - _CHEVRON / 2), pixmap)

    def _paint_company_badge(self, painter: QPainter, inner: QRectF, index: Index) -> None:
        hue = self._theme.colours.company(index.data(DirectoryRole.COLOUR))
        badge = QRectF(inner.left(), inner.center().y() - 14, 28, 28)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(hue.solid)
        painter.drawRoundedRect(badge, Radius.SMALL, Radius.SMALL)
        painter.setPen(hue.on_solid)
        painter.setFont(self._theme.font(TypeSize.SMALL, QFont.Weight.DemiBold))
        painter.drawText(
            badge, Qt.AlignmentFlag.AlignCenter, initials(index.data(DirectoryRole.NAME))
        )
        inner.setLeft(badge.right() + Space.S + Space.XXS)

    def _paint_unit(self, painter: QPainter, inner: QRectF, index: Index, kind: NodeKind) -> None:
        colours = self._theme.colours
        count = index.data(DirectoryRole.COUNT)
        right = inner.right()
        if count:
            text = self._tree.locale().toString(count)
            painter.setFont(self._theme.font(TypeSize.SMALL))
            painter.setPen(colours.text_muted)
            width = QFontMetricsF(painter.font()).horizontalAdvance(text)
            area = QRectF(right - width, inner.top(), width, inner.height())
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, text)
            right = area.left() - Space.S
        is_company = kind is NodeKind.COMPANY
        weight = QFont.Weight.DemiBold if is_company else QFont.Weight.Normal
        painter.setFont(self._theme.font(TypeSize.BODY, weight))
        painter.setPen(colours.text)
        area = QRectF(inner.left(), inner.top(), right - inner.left(), inner.height())
        self._draw(painter, area, index.data(DirectoryRole.NAME))


class _FoundDelegate(RowDelegate):
    def face(self, index: Index) -> RowFace:
        found: FoundPerson = index.data(PeopleRole.FOUND)
        company = index.data(PeopleRole.COMPANY)
        person = found.person
        unit = person.unit_path[-1] if person.unit_path else ""
        return RowFace(
            title=person.name,
            detail=" · ".join(part for part in (person.title, unit) if part) or str(person.jid),
            avatar=AvatarFace(person.name, str(person.jid)),
            availability=index.data(PeopleRole.PRESENCE).availability,
            company=company.company,
            hue=self._theme.colours.company(company.colour),
        )


def _depth(index: Index) -> int:
    depth, parent = 0, index.parent()
    while parent.isValid():
        depth, parent = depth + 1, parent.parent()
    return depth
