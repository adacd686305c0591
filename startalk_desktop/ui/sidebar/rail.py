"""The rail of companies at the window's left edge: badge, line, unread; "all" on top, adding one at the foot."""

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
from PySide6.QtGui import QColor, QFont, QHelpEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from startalk_desktop.model.account import Account
from startalk_desktop.model.attention import Disturbance
from startalk_desktop.model.identity import AccountId
from startalk_desktop.ui.attention_texts import quiet_text
from startalk_desktop.ui.line_texts import line_text
from startalk_desktop.ui.service_texts import missing_text
from startalk_desktop.ui.sidebar.presence_button import PresenceButton
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.ui.tokens import Colours, Size, Space, TypeSize
from startalk_desktop.ui.widgets.avatar import initials
from startalk_desktop.ui.widgets.badge import paint_badge
from startalk_desktop.ui.widgets.icon_button import IconButton
from startalk_desktop.ui.widgets.plain_tip import plain_tip
from startalk_desktop.viewmodels.line import LineSignal
from startalk_desktop.viewmodels.own_presence import OwnPresenceModel
from startalk_desktop.viewmodels.rail import RailModel, RailRole

_Index = QModelIndex | QPersistentModelIndex
_ROW = 72


class Rail(QWidget):
    """Chooses a company.

    Signals:
        account_chosen(account id or None): show one company, or all.
        menu_asked(account id, global position)
        add_asked, settings_asked
        presence_asked(global position): choose what one is to others.
    """

    account_chosen = Signal(object)
    menu_asked = Signal(object, QPoint)
    add_asked = Signal()
    settings_asked = Signal()
    presence_asked = Signal(QPoint)

    def __init__(
        self,
        theme: Theme,
        model: RailModel,
        presence: OwnPresenceModel,
        times: TimeTexts,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("look", "rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(Size.RAIL)
        self._model = model
        self.view = QListView()
        self.view.setModel(model)
        self.view.setItemDelegate(RailDelegate(theme, times, self.view))
        self.view.setAccessibleName(self.tr("Companies"))
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setUniformItemSizes(True)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._on_menu)
        self.view.selectionModel().currentChanged.connect(self._on_current)
        self.add_button = IconButton(theme, "plus", self.tr("Add a company"))
        self.settings_button = IconButton(theme, "settings", self.tr("Settings"))
        self.add_button.clicked.connect(self.add_asked)
        self.settings_button.clicked.connect(self.settings_asked)
        self.presence_button = PresenceButton(theme, presence)
        self.presence_button.clicked.connect(self._on_presence)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, Space.XS, 0, Space.M)
        layout.setSpacing(Space.XS)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self.presence_button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self.settings_button, 0, Qt.AlignmentFlag.AlignHCenter)
        model.modelAboutToBeReset.connect(self._keep_choice)
        model.modelReset.connect(self._restore_choice)
        self._kept: AccountId | None = None
        self.choose(None)

    def choose(self, account: AccountId | None) -> None:
        """Choose the company `account` (an account id), or all."""
        self.view.setCurrentIndex(self._model.index(self._model.row_of(account)))

    def _keep_choice(self) -> None:
        self._kept = self._model.account_at(self.view.currentIndex().row())

    def _restore_choice(self) -> None:
        self.choose(self._kept)

    def _on_presence(self) -> None:
        button = self.presence_button
        self.presence_asked.emit(button.mapToGlobal(QPoint(button.width(), button.height())))

    def _on_current(self, index: QModelIndex, _before: QModelIndex) -> None:
        if index.isValid():
            self.account_chosen.emit(self._model.account_at(index.row()))

    def _on_menu(self, point: QPoint) -> None:
        index = self.view.indexAt(point)
        account = self._model.account_at(index.row()) if index.isValid() else None
        if account is not None:
            self.menu_asked.emit(account, self.view.viewport().mapToGlobal(point))


class RailDelegate(QStyledItemDelegate):
    """Paints a company: a rounded badge, its name below, a mark at the edge where it is chosen."""

    def __init__(self, theme: Theme, times: TimeTexts, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._times = times
        theme.changed.connect(parent.update)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """All rows are alike."""
        return QSize(Size.RAIL, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint one row."""
        colours = self._theme.colours
        account: Account | None = index.data(RailRole.ACCOUNT)
        signal = LineSignal(index.data(RailRole.SIGNAL))  # Qt hands on a plain number
        rect = QRectF(option.rect)
        state: QStyle.StateFlag = option.state
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        is_hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        has_focus = bool(state & QStyle.StateFlag.State_HasFocus)
        side = float(Size.RAIL_BADGE)
        badge = QRectF(rect.center().x() - side / 2, rect.top() + 8, side, side)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_edge(painter, rect, badge, is_chosen=is_chosen, is_hovered=is_hovered)
        self._paint_badge(painter, badge, account, signal, is_chosen=is_chosen)
        if has_focus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(colours.accent_text)
            painter.drawRoundedRect(badge.adjusted(-3, -3, 3, 3), 16, 16)
        self._paint_name(painter, rect, badge, self._name(account), is_chosen=is_chosen)
        self._paint_signal(painter, badge, signal, colours)
        quiet: Disturbance = index.data(RailRole.QUIET)
        if quiet.is_quiet and signal is LineSignal.ONLINE:
            # Nothing notifies now.
            self._paint_sign(painter, badge, "moon", 13, colours.text)
        elif index.data(RailRole.MISSING):
            # Chat works, something else does not: the tooltip and the settings say what.
            self._paint_sign(painter, badge, "warning", 14, colours.warning)
        unread: int = index.data(RailRole.UNREAD)
        if unread:
            right = QPointF(badge.right() + 7, badge.top() + 4)
            paint_badge(
                painter,
                self._theme,
                right,
                unread,
                colours.danger_fill,
                colours.on_accent,
                colours.rail,
            )
        painter.restore()

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        _option: QStyleOptionViewItem,
        index: _Index,
    ) -> bool:
        """Company, address and what the line is like."""
        account: Account | None = index.data(RailRole.ACCOUNT) if index.isValid() else None
        text = self._name(account) if index.isValid() else ""
        if account is not None:
            text = f"{account.company}\n{account.jid}\n{line_text(LineSignal(index.data(RailRole.SIGNAL)))}"
            if quiet := quiet_text(index.data(RailRole.QUIET), self._times):
                text += f"\n{quiet}"
            if missing := missing_text(index.data(RailRole.MISSING)):
                text += f"\n{missing}"
        QToolTip.showText(event.globalPos(), plain_tip(text), view)
        return True

    def _name(self, account: Account | None) -> str:
        return account.company if account is not None else self.tr("All")

    def _paint_edge(
        self, painter: QPainter, rect: QRectF, badge: QRectF, *, is_chosen: bool, is_hovered: bool
    ) -> None:
        if not (is_chosen or is_hovered):
            return
        height = 28.0 if is_chosen else 10.0
        mark = QRectF(rect.left() - 3, badge.center().y() - height / 2, 7, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colours.text)
        painter.drawRoundedRect(mark, 3, 3)

    def _paint_badge(
        self,
        painter: QPainter,
        badge: QRectF,
        account: Account | None,
        signal: LineSignal,
        *,
        is_chosen: bool,
    ) -> None:
        colours = self._theme.colours
        painter.setPen(Qt.PenStyle.NoPen)
        ratio = painter.device().devicePixelRatioF()
        if account is None:
            painter.setBrush(colours.accent if is_chosen else colours.surface)
            painter.drawRoundedRect(badge, 13, 13)
            ink = colours.on_accent if is_chosen else colours.text_muted
            self._paint_glyph(painter, badge, "layers", ink, ratio)
            return
        hue = colours.company(account.hue)
        if signal is LineSignal.OFFLINE:
            painter.setOpacity(0.55)
        painter.setBrush(hue.solid)
        painter.drawRoundedRect(badge, 13, 13)
        if signal is LineSignal.LOCKED:
            self._paint_glyph(painter, badge, "lock", hue.on_solid, ratio)
        else:
            text = initials(account.company)
            font = self._theme.font(TypeSize.TITLE, QFont.Weight.DemiBold)
            font.setPixelSize(15 if len(text.encode()) > 2 else 16)
            painter.setFont(font)
            painter.setPen(hue.on_solid)
            painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, text)
        painter.setOpacity(1.0)

    def _paint_glyph(
        self, painter: QPainter, badge: QRectF, name: str, ink: QColor, ratio: float
    ) -> None:
        size = 22
        corner = badge.center() - QPointF(size / 2, size / 2)
        painter.drawPixmap(corner, self._theme.pixmap(name, size, ink, ratio))

    def _paint_name(
        self, painter: QPainter, rect: QRectF, badge: QRectF, name: str, *, is_chosen: bool
    ) -> None:
        colours = self._theme.colours
        weight = QFont.Weight.DemiBold if is_chosen else QFont.Weight.Normal
        painter.setFont(self._theme.font(TypeSize.CAPTION, weight))
        painter.setPen(colours.text if is_chosen else colours.text_muted)
        line = QRectF(rect.left() + 4, badge.bottom() + 3, rect.width() - 8, 16)
        shown = painter.fontMetrics().elidedText(
            name, Qt.TextElideMode.ElideRight, int(line.width())
        )
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, shown)

    def _paint_sign(
        self, painter: QPainter, badge: QRectF, name: str, size: int, colour: QColor
    ) -> None:
        """Paint an icon on a disc at the lower right corner of a badge."""
        disc = QRectF(badge.right() - 13, badge.bottom() - 13, 19, 19)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colours.rail)
        painter.drawEllipse(disc)
        corner = disc.center() - QPointF(size / 2, size / 2)
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(corner, self._theme.pixmap(name, size, colour, ratio))

    @staticmethod
    def _paint_signal(
        painter: QPainter, badge: QRectF, signal: LineSignal, colours: Colours
    ) -> None:
        fill = {
            LineSignal.BUSY: colours.warning_fill,
            LineSignal.WAITING: colours.warning_fill,
            LineSignal.REFUSED: colours.danger_fill,
            LineSignal.OFFLINE: colours.text_faint,
        }.get(signal)
        if fill is None:
            return  # online is the rule, and a lock has its own picture
        dot = QRectF(badge.right() - 9, badge.bottom() - 9, 12, 12)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.rail)
        painter.drawEllipse(dot.adjusted(-2, -2, 2, 2))
        painter.setBrush(fill)
        painter.drawEllipse(dot)
        if signal is LineSignal.BUSY:
            painter.setBrush(colours.rail)
            painter.drawEllipse(dot.adjusted(3.5, 3.5, -3.5, -3.5))
