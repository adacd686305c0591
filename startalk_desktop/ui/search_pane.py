"""Search over all messages of all companies, with a jump to each hit."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import (
    QListView,
    QStackedLayout,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from startalk_desktop.ui.row_delegate import Index, paint_row_background
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.ui.tokens import Space, TypeSize
from startalk_desktop.ui.widgets.avatar import AvatarFace, AvatarPainter
from startalk_desktop.ui.widgets.empty_state import EmptyState
from startalk_desktop.ui.widgets.search_field import SearchField
from startalk_desktop.viewmodels.search_model import SearchModel, SearchRole

_ROW_HEIGHT = 74
_AVATAR = 36.0


class SearchPane(QWidget):
    """A field and what it finds; `hit_chosen` carries the `ConversationId` and the message's row."""

    hit_chosen = Signal(object, int)
    left = Signal()

    def __init__(
        self, theme: Theme, times: TimeTexts, model: SearchModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._model = model
        self.setProperty("look", "sidebar")
        self.field = SearchField(theme, self.tr("Search all messages"))
        self.list = QListView()
        self.list.setModel(model)
        self.list.setItemDelegate(_HitDelegate(theme, times, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(self.tr("Messages found"))
        self._empty = EmptyState(theme, "search", "")
        self._pages = QStackedLayout()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self.list)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, Space.M, 0, 0)
        layout.setSpacing(Space.S)
        head = QVBoxLayout()
        head.setContentsMargins(Space.M, 0, Space.M, 0)
        head.addWidget(self.field)
        layout.addLayout(head)
        layout.addLayout(self._pages, 1)
        self.field.textChanged.connect(model.set_text)
        self.field.moved_down.connect(self._enter_list)
        self.field.left.connect(self.left)
        self.list.activated.connect(self._choose)
        self.list.clicked.connect(self._choose)
        model.settled.connect(self._on_settled)
        self._on_settled()

    def start(self) -> None:
        """Give the field the keyboard, with its text ready to be replaced."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def _enter_list(self) -> None:
        if self._model.rowCount():
            self.list.setCurrentIndex(self._model.index(0))
            self.list.setFocus(Qt.FocusReason.TabFocusReason)

    def _choose(self, index: QModelIndex) -> None:
        self.hit_chosen.emit(*self._model.place(index.row()))

    def _on_settled(self) -> None:
        if self._model.rowCount():
            self._pages.setCurrentWidget(self.list)
            return
        if self._model.text:
            self._empty.say(
                self.tr("Nothing found"),
                self.tr("No message on this computer has “{0}” in it.").format(self._model.text),
            )
        else:
            self._empty.say(
                self.tr("Search everything"),
                self.tr("One search over the messages of all your companies, offline too."),
            )
        self._pages.setCurrentWidget(self._empty)


class _HitDelegate(QStyledItemDelegate):
    """Where and when above, the excerpt with the hit marked below."""

    def __init__(self, theme: Theme, times: TimeTexts, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._times = times
        self._avatars = AvatarPainter(theme)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(120, _ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        behind = paint_row_background(painter, option, self._theme)
        inner = QRectF(option.rect).adjusted(Space.L, Space.S, -Space.L, -Space.S)
        title = index.data(SearchRole.TITLE)
        address = str(index.data(SearchRole.CONVERSATION).peer)
        face = AvatarFace(title, address, index.data(SearchRole.IS_ROOM))
        hue = self._theme.colours.company(index.data(SearchRole.COLOUR))
        picture = QRectF(inner.left(), inner.top() + 2, _AVATAR, _AVATAR)
        self._avatars.paint(painter, picture, face)
        company = index.data(SearchRole.COMPANY)
        self._avatars.paint_company_mark(painter, picture, company, hue, behind)
        inner.setLeft(picture.right() + Space.M)
        self._paint_head(painter, inner, index, title)
        self._paint_excerpt(painter, inner, index)
        painter.restore()

    def _paint_head(self, painter: QPainter, inner: QRectF, index: Index, title: str) -> None:
        colours = self._theme.colours
        time = self._times.in_list(index.data(SearchRole.SENT_AT))
        painter.setFont(self._theme.font(TypeSize.CAPTION))
        width = QFontMetricsF(painter.font()).horizontalAdvance(time)
        head = QRectF(inner.left(), inner.top(), inner.width(), 19)
        painter.setPen(colours.text_muted)
        painter.drawText(head, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, time)
        painter.setFont(self._theme.font(TypeSize.LABEL, QFont.Weight.DemiBold))
        painter.setPen(colours.text)
        room = head.width() - width - Space.S
        shown = QFontMetricsF(painter.font()).elidedText(title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(head, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)

    def _paint_excerpt(self, painter: QPainter, inner: QRectF, index: Index) -> None:
        colours = self._theme.colours
        sender = (
            self.tr("You") if index.data(SearchRole.IS_OUTGOING) else index.data(SearchRole.SENDER)
        )
        prefix = f"{sender}: " if sender else ""
        excerpt = index.data(SearchRole.EXCERPT).replace("\n", " ")
        layout = QTextLayout(prefix + excerpt, self._theme.font(TypeSize.LABEL))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.setFormats(
            [*_marked(prefix, excerpt, index.data(SearchRole.MARKS), colours.accent_text)]
        )
        layout.beginLayout()
        height = 0.0
        for _ in range(2):
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(inner.width())
            line.setPosition(QPointF(0, height))
            height += line.height()
        layout.endLayout()
        painter.setPen(colours.text_muted)
        painter.setClipRect(inner)
        layout.draw(painter, QPointF(inner.left(), inner.top() + 20))


def _marked(
    prefix: str, excerpt: str, marks: tuple[tuple[int, int], ...], colour: QColor
) -> list[QTextLayout.FormatRange]:
    ranges = []
    for start, end in marks:
        marked = QTextLayout.FormatRange()
        marked.start = _units(prefix) + _units(excerpt[:start])
        marked.length = _units(excerpt[start:end])
        marked.format = QTextCharFormat()
        marked.format.setForeground(colour)
        marked.format.setFontWeight(QFont.Weight.DemiBold)
        ranges.append(marked)
    return ranges


def _units(text: str) -> int:
    """The length of `text` as Qt counts it: in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2
