"""How the rows of the organisation tree are painted."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QWidget

from startalk_desktop.ui.directory.texts import joined, section_text, source_text, through_text
from startalk_desktop.ui.row_delegate import Index, RowDelegate, RowFace, paint_row_background
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Radius, Space, TypeSize
from startalk_desktop.ui.widgets.avatar import AvatarFace, initials
from startalk_desktop.viewmodels.directory_model import DirectoryModel, NodeKind, ToldRow

HEIGHTS: Final = MappingProxyType(
    {
        NodeKind.SECTION: 34,
        NodeKind.COMPANY: 54,
        NodeKind.PARTNER: 46,
        NodeKind.UNIT: 36,
        NodeKind.PERSON: 46,
    }
)
_INDENT = 16
_DEEPEST = 8  # levels that are indented: a row keeps room for its name
_CHEVRON = 16
_BADGE = 30.0
_PERSON_AVATAR = 30.0
_WARNING = 14
_LINK = 16


class TreeDelegate(RowDelegate):
    """Sections, companies, units and people, each indented by its depth."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self._locale = parent.locale()

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """By what the row is."""
        return QSize(120, HEIGHTS[_told(index).kind])

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        row = _told(index)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        behind = paint_row_background(painter, option, self._theme)
        if option.state & QStyle.StateFlag.State_HasFocus:
            self._paint_focus(painter, option)
        inner = self._inner(option.rect, row)
        match row.kind:
            case NodeKind.PERSON:
                self.paint_face(painter, inner, behind, self._face_of(row), _PERSON_AVATAR)
            case NodeKind.SECTION:
                self._paint_chevron(painter, inner, row)
                self._paint_section(painter, inner, row)
            case NodeKind.COMPANY:
                self._paint_chevron(painter, inner, row)
                self._paint_company(painter, inner, row)
            case NodeKind.PARTNER:
                self._paint_chevron(painter, inner, row)
                self._paint_partner(painter, inner, row)
            case _:
                self._paint_chevron(painter, inner, row)
                self._paint_unit(painter, inner, row)
        painter.restore()

    def face(self, index: Index) -> RowFace:
        """A person's row."""
        return self._face_of(_told(index))

    def _face_of(self, row: ToldRow) -> RowFace:
        """A person's row; one who is gathered out of a tree wears the company."""
        return RowFace(
            title=row.name,
            detail=joined(row.domain, row.detail),
            avatar=AvatarFace(row.name, str(row.jid)),
            availability=row.presence.availability,
            company=row.company_name if row.is_gathered else "",
            hue=self._theme.colours.company(row.colour) if row.is_gathered else None,
        )

    def is_on_faults(self, index: Index, row: QRect, place: QPoint) -> bool:
        """Whether a place in the viewport is on the line that tells of a faulty tree."""
        told = _told(index)
        if told.company is None or not told.company.faults:
            return False
        text_left = self._inner(row, told).left() + _CHEVRON + Space.XS + _BADGE
        return place.y() > row.center().y() and place.x() > text_left

    def _inner(self, rect: QRect, row: ToldRow) -> QRectF:
        inner = QRectF(rect).adjusted(Space.M, 0, -Space.L, 0)
        depth = 0 if row.is_gathered else min(row.depth, _DEEPEST)
        gap = Space.XS if row.kind is NodeKind.PERSON else 0
        inner.setLeft(inner.left() + depth * _INDENT + gap)
        return inner

    def _paint_focus(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        painter.setPen(self._theme.colours.accent_text)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        frame = QRectF(option.rect).adjusted(Space.S + 0.5, 1.5, -Space.S - 0.5, -1.5)
        painter.drawRoundedRect(frame, Radius.MEDIUM, Radius.MEDIUM)

    def _paint_chevron(self, painter: QPainter, inner: QRectF, row: ToldRow) -> None:
        if row.has_children:
            name = "chevron-down" if row.is_open else "chevron-right"
            self._paint_icon(painter, inner, name, _CHEVRON, self._theme.colours.text_muted)
        inner.setLeft(inner.left() + _CHEVRON + Space.XS)

    def _paint_icon(
        self, painter: QPainter, area: QRectF, name: str, size: int, colour: QColor
    ) -> None:
        ratio = painter.device().devicePixelRatioF()
        place = QPointF(area.left(), area.center().y() - size / 2)
        painter.drawPixmap(place, self._theme.pixmap(name, size, colour, ratio))

    def _paint_section(self, painter: QPainter, inner: QRectF, row: ToldRow) -> None:
        painter.setFont(self._theme.font(TypeSize.SMALL, QFont.Weight.DemiBold))
        painter.setPen(self._theme.colours.text_muted)
        if row.section is not None:
            self._draw(painter, inner, section_text(row.section))

    def _paint_company(self, painter: QPainter, inner: QRectF, row: ToldRow) -> None:
        colours = self._theme.colours
        company = row.company
        if company is None:
            return
        hue = colours.company(row.colour)
        badge = QRectF(inner.left(), inner.center().y() - _BADGE / 2, _BADGE, _BADGE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(hue.solid)
        painter.drawRoundedRect(badge, Radius.SMALL, Radius.SMALL)
        painter.setPen(hue.on_solid)
        painter.setFont(self._theme.font(TypeSize.SMALL, QFont.Weight.DemiBold))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, initials(company.name))
        inner.setLeft(badge.right() + Space.S + Space.XXS)
        inner.setRight(self._paint_count(painter, inner, row))
        below = source_text(company)
        title = QRectF(inner)
        if below:
            title.setTop(inner.center().y() - 19)
            title.setHeight(20)
            line = QRectF(inner.left(), inner.center().y() + 1, inner.width(), 18)
            self._paint_source(painter, line, below, is_fault=bool(company.faults))
        painter.setFont(self._theme.font(TypeSize.BODY, QFont.Weight.DemiBold))
        painter.setPen(colours.text)
        self._draw(painter, title, company.name)

    def _paint_source(self, painter: QPainter, line: QRectF, text: str, *, is_fault: bool) -> None:
        colours = self._theme.colours
        colour = colours.warning if is_fault else colours.text_muted
        if is_fault:
            self._paint_icon(painter, line, "warning", _WARNING, colour)
            line.setLeft(line.left() + _WARNING + Space.XS)
        painter.setFont(self._theme.font(TypeSize.SMALL))
        painter.setPen(colour)
        self._draw(painter, line, text)

    def _paint_unit(self, painter: QPainter, inner: QRectF, row: ToldRow) -> None:
        inner.setRight(self._paint_count(painter, inner, row))
        painter.setFont(self._theme.font(TypeSize.BODY))
        painter.setPen(self._theme.colours.text)
        self._draw(painter, inner, row.name)

    def _paint_partner(self, painter: QPainter, inner: QRectF, row: ToldRow) -> None:
        """A linked domain: its name, that it is linked, and through whom it is reached."""
        colours = self._theme.colours
        self._paint_icon(painter, inner, "link", _LINK, colours.text_muted)
        inner.setLeft(inner.left() + _LINK + Space.S)
        inner.setRight(self._paint_count(painter, inner, row))
        title = QRectF(inner.left(), inner.center().y() - 18, inner.width(), 19)
        below = QRectF(inner.left(), inner.center().y() + 1, inner.width(), 17)
        painter.setFont(self._theme.font(TypeSize.BODY, QFont.Weight.Medium))
        painter.setPen(colours.text)
        self._draw(painter, title, row.name)
        painter.setFont(self._theme.font(TypeSize.SMALL))
        painter.setPen(colours.text_muted)
        self._draw(painter, below, joined(row.domain, through_text(row.company_name)))

    def _paint_count(self, painter: QPainter, inner: QRectF, row: ToldRow) -> float:
        """Paint how many people there are; returns where the name has to end."""
        count = row.count
        text = self._locale.toString(count) if count else ""
        if row.is_loading and not row.has_children:
            text = "…"
        if not text:
            return inner.right()
        painter.setFont(self._theme.font(TypeSize.SMALL))
        painter.setPen(self._theme.colours.text_muted)
        width = QFontMetricsF(painter.font()).horizontalAdvance(text)
        area = QRectF(inner.right() - width, inner.top(), width, inner.height())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, text)
        return area.left() - Space.S


def _told(index: Index) -> ToldRow:
    model = index.model()
    if not isinstance(model, DirectoryModel):
        raise TypeError("only rows of the directory are painted here")
    return model.told(index.row())
