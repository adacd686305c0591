"""Found messages as a list: where or by whom, when, and the words around the hit."""

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
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from startalk_desktop.ui.row_delegate import Index, paint_row_background
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.ui.tokens import Space, TypeSize
from startalk_desktop.ui.widgets.avatar import AvatarFace, AvatarPainter
from startalk_desktop.viewmodels.hits_model import SearchRole

_ROW_HEIGHT = 74
_AVATAR = 36.0


class HitList(QListView):
    """Hits below one another; `name` is what a screen reader calls them.

    Signals:
        chosen(index): by a click or the keyboard.
    """

    chosen = Signal(QModelIndex)

    def __init__(self, theme: Theme, times: TimeTexts, name: str) -> None:
        super().__init__()
        self.setItemDelegate(HitDelegate(theme, times, self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(name)
        self.clicked.connect(self.chosen)
        self.activated.connect(self.chosen)


class HitDelegate(QStyledItemDelegate):
    """Where and when above, the excerpt with the hit marked below."""

    def __init__(self, theme: Theme, times: TimeTexts, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._times = times
        self._avatars = AvatarPainter(theme)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """All rows are alike."""
        return QSize(120, _ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one hit."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        behind = paint_row_background(painter, option, self._theme)
        inner = QRectF(option.rect).adjusted(Space.L, Space.S, -Space.L, -Space.S)
        title = index.data(SearchRole.TITLE)
        address = index.data(SearchRole.ADDRESS)
        face = AvatarFace(title, address, index.data(SearchRole.IS_ROOM))
        picture = QRectF(inner.left(), inner.top() + 2, _AVATAR, _AVATAR)
        self._avatars.paint(painter, picture, face)
        company = index.data(SearchRole.COMPANY)
        if company:
            hue = self._theme.colours.company(index.data(SearchRole.COLOUR))
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
        domain = index.data(SearchRole.DOMAIN) or ""
        small = self._theme.font(TypeSize.CAPTION)
        # A long name leaves the domain half of the room at least, as in the list.
        wanted = QFontMetricsF(small).horizontalAdvance(domain) + Space.S if domain else 0.0
        kept = min(wanted, room / 2)
        metrics = QFontMetricsF(painter.font())
        shown = metrics.elidedText(title, Qt.TextElideMode.ElideRight, room - kept)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(head, left, shown)
        if domain:
            used = metrics.horizontalAdvance(shown) + Space.S
            painter.setFont(small)
            painter.setPen(colours.text_muted)
            elided = QFontMetricsF(small).elidedText(
                domain, Qt.TextElideMode.ElideLeft, room - used
            )
            painter.drawText(head.adjusted(used, 0, 0, 0), left, elided)

    def _paint_excerpt(self, painter: QPainter, inner: QRectF, index: Index) -> None:
        colours = self._theme.colours
        sender = index.data(SearchRole.SENDER)
        if index.data(SearchRole.IS_OUTGOING) and index.data(SearchRole.COMPANY):
            sender = self.tr("You")
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
