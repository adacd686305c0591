"""Rows of people, rooms and companies, painted alike in every list: picture, two lines, a company's chip, a count."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from startalk_desktop.model.presence import Availability
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import CompanyColours, Radius, Space, TypeSize
from startalk_desktop.ui.widgets.avatar import AvatarFace, AvatarPainter
from startalk_desktop.ui.widgets.badge import paint_badge

Index = QModelIndex | QPersistentModelIndex
ROW_HEIGHT = 54
_AVATAR = 36.0
_CHIP_HEIGHT = 20.0
_CHIP_TEXT = 110.0  # what a company has at least; more where the words beside it leave it


@dataclass(frozen=True, slots=True)
class RowFace:
    """What a row shows; an empty part takes no room."""

    title: str
    detail: str = ""
    avatar: AvatarFace | None = None
    availability: Availability = Availability.UNKNOWN
    company: str = ""
    hue: CompanyColours | None = None
    count: int = 0
    trailing: str = ""  # a quiet word at the right


def paint_row_background(painter: QPainter, option: QStyleOptionViewItem, theme: Theme) -> QColor:
    """Paint hover, selection and focus behind a row; returns the colour that is behind it now."""
    colours = theme.colours
    behind = colours.sidebar
    if option.state & QStyle.StateFlag.State_Selected:
        behind = colours.selected
    elif option.state & QStyle.StateFlag.State_MouseOver:
        behind = colours.hover
    if behind is not colours.sidebar:
        rect = QRectF(option.rect).adjusted(Space.S, 1, -Space.S, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(behind)
        painter.drawRoundedRect(rect, Radius.MEDIUM, Radius.MEDIUM)
    return behind


class RowDelegate(QStyledItemDelegate):
    """Paints a `RowFace` for each row; a subclass says what a row's face is."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._avatars = AvatarPainter(theme)

    def face(self, index: Index) -> RowFace:
        """What the row at `index` shows."""
        raise NotImplementedError

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """All rows are alike."""
        return QSize(120, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the row."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        behind = paint_row_background(painter, option, self._theme)
        inner = QRectF(option.rect).adjusted(Space.L, 0, -Space.L, 0)
        self.paint_face(painter, inner, behind, self.face(index))
        painter.restore()

    def paint_face(
        self,
        painter: QPainter,
        inner: QRectF,
        behind: QColor,
        face: RowFace,
        avatar: float = _AVATAR,
    ) -> None:
        """Paint `face` into `inner`."""
        left, right = inner.left(), inner.right()
        if face.avatar is not None:
            picture = QRectF(left, inner.center().y() - avatar / 2, avatar, avatar)
            self._avatars.paint(painter, picture, face.avatar)
            self._avatars.paint_presence(painter, picture, face.availability, behind)
            left += avatar + Space.M
        right = self._paint_right(
            painter, inner.adjusted(left - inner.left(), 0, 0, 0), right, face
        )
        self._paint_lines(painter, QRectF(left, inner.top(), right - left, inner.height()), face)

    def _paint_right(self, painter: QPainter, inner: QRectF, right: float, face: RowFace) -> float:
        """Paint what stands at the right; returns where the text has to end."""
        colours, middle = self._theme.colours, inner.center().y()
        if face.count:
            place = QPointF(right, middle)
            badge = paint_badge(
                painter, self._theme, place, face.count, colours.accent, colours.on_accent
            )
            right = badge.left() - Space.S
        if face.trailing:
            painter.setFont(self._theme.font(TypeSize.SMALL))
            width = QFontMetricsF(painter.font()).horizontalAdvance(face.trailing)
            painter.setPen(colours.text_muted)
            area = QRectF(right - width, inner.top(), width, inner.height())
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, face.trailing)
            right = area.left() - Space.S
        if face.company and face.hue is not None:
            spare = right - inner.left() - self._wanted_width(face) - 3 * Space.S
            most = max(_CHIP_TEXT, spare)
            right = self._paint_chip(painter, QPointF(right, middle), face.company, face.hue, most)
            right -= Space.S
        return right

    def _wanted_width(self, face: RowFace) -> float:
        """What both lines take where nothing is left out."""
        title = QFontMetricsF(self._theme.font(TypeSize.BODY, QFont.Weight.Medium))
        detail = QFontMetricsF(self._theme.font(TypeSize.SMALL))
        return max(title.horizontalAdvance(face.title), detail.horizontalAdvance(face.detail))

    def _paint_chip(
        self, painter: QPainter, end: QPointF, company: str, hue: CompanyColours, most: float
    ) -> float:
        """Paint the chip with at most so much text, ending at `end`; returns where it begins."""
        right, middle = end.x(), end.y()
        painter.setFont(self._theme.font(TypeSize.CAPTION, QFont.Weight.Medium))
        metrics = QFontMetricsF(painter.font())
        text = metrics.elidedText(company, Qt.TextElideMode.ElideRight, most)
        width = metrics.horizontalAdvance(text) + 2 * Space.S
        chip = QRectF(right - width, middle - _CHIP_HEIGHT / 2, width, _CHIP_HEIGHT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(hue.tint)
        painter.drawRoundedRect(chip, Radius.SMALL, Radius.SMALL)
        painter.setPen(hue.text)
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, text)
        return chip.left()

    def _paint_lines(self, painter: QPainter, area: QRectF, face: RowFace) -> None:
        colours = self._theme.colours
        title_font = self._theme.font(TypeSize.BODY, QFont.Weight.Medium)
        title_height = QFontMetricsF(title_font).height()
        detail_font = self._theme.font(TypeSize.SMALL)
        detail_height = QFontMetricsF(detail_font).height() if face.detail else 0.0
        top = area.center().y() - (title_height + detail_height) / 2
        painter.setFont(title_font)
        painter.setPen(colours.text)
        self._draw(painter, QRectF(area.left(), top, area.width(), title_height), face.title)
        if face.detail:
            painter.setFont(detail_font)
            painter.setPen(colours.text_muted)
            below = QRectF(area.left(), top + title_height, area.width(), detail_height)
            self._draw(painter, below, face.detail)

    @staticmethod
    def _draw(painter: QPainter, area: QRectF, text: str) -> None:
        line = " ".join(text.split())
        elide = Qt.TextElideMode.ElideRight
        shown = QFontMetricsF(painter.font()).elidedText(line, elide, area.width())
        painter.drawText(
            area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown
        )
