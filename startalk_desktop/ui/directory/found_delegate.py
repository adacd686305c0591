"""How those who were found are painted: name and what else matched, with the match marked, and the company."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from startalk_desktop.core.directory import FoundPerson
from startalk_desktop.model.organisation import PersonField
from startalk_desktop.ui.directory.marked_text import Span, paint_marked
from startalk_desktop.ui.failure_texts import FailureContext, failure_text
from startalk_desktop.ui.row_delegate import Index, RowDelegate, RowFace, paint_row_background
from startalk_desktop.ui.tokens import Space, TypeSize
from startalk_desktop.ui.widgets.avatar import AvatarFace
from startalk_desktop.viewmodels.people_model import FoundKind, PeopleRole, SearchState

_DISC = 36.0
_ICON = 18
_SEPARATOR = " · "


class FoundDelegate(RowDelegate):
    """People, an address to write to, and servers to ask."""

    def face(self, index: Index) -> RowFace:
        """What a row shows beside its marks."""
        found: FoundPerson | None = index.data(PeopleRole.FOUND)
        company = index.data(PeopleRole.COMPANY)
        hue = self._theme.colours.company(company.colour)
        if found is None:
            title, detail = self._server_words(index)
            return RowFace(title=title, detail=detail)
        if index.data(PeopleRole.KIND) is FoundKind.ADDRESS:
            title = self.tr("Write to {address}").format(address=found.person.jid)
            detail = self.tr("In no organisation · as {own}").format(own=company.jid)
            return RowFace(title=title, detail=detail, company=company.company, hue=hue)
        return RowFace(
            title=found.person.name,
            detail=detail_of(found)[0],
            avatar=AvatarFace(found.person.name, str(found.person.jid)),
            availability=index.data(PeopleRole.PRESENCE).availability,
            company=company.company,
            hue=hue,
        )

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        found: FoundPerson | None = index.data(PeopleRole.FOUND)
        face, colours = self.face(index), self._theme.colours
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        behind = paint_row_background(painter, option, self._theme)
        inner = QRectF(option.rect).adjusted(Space.L, 0, -Space.L, 0)
        picture = QRectF(inner.left(), inner.center().y() - _DISC / 2, _DISC, _DISC)
        if face.avatar is not None:
            self._avatars.paint(painter, picture, face.avatar)
            self._avatars.paint_presence(painter, picture, face.availability, behind)
        else:
            self._paint_disc(painter, picture, "search" if found is None else "mail")
        inner.setLeft(picture.right() + Space.M)
        right = self._paint_right(painter, inner, inner.right(), face)
        area = QRectF(inner.left(), inner.top(), right - inner.left(), inner.height())
        name_marks: list[Span] = []
        detail_marks: list[Span] = []
        if found is not None and face.avatar is not None:
            name_marks = spans(found, PersonField.NAME)
            detail_marks = detail_of(found)[1]
        title_font = self._theme.font(TypeSize.BODY, QFont.Weight.Medium)
        detail_font = self._theme.font(TypeSize.SMALL)
        title_height = QFontMetricsF(title_font).height()
        detail_height = QFontMetricsF(detail_font).height() if face.detail else 0.0
        top = area.center().y() - (title_height + detail_height) / 2
        title = QRectF(area.left(), top, area.width(), title_height)
        ink, mark = colours.text, colours.accent_text
        paint_marked(painter, title, face.title, title_font, ink, name_marks, mark)
        if face.detail:
            below = QRectF(area.left(), top + title_height, area.width(), detail_height)
            muted = colours.text_muted
            paint_marked(painter, below, face.detail, detail_font, muted, detail_marks, mark)
        painter.restore()

    def _paint_disc(self, painter: QPainter, picture: QRectF, icon: str) -> None:
        colours = self._theme.colours
        painter.setPen(colours.line)
        painter.setBrush(colours.field)
        painter.drawEllipse(picture.adjusted(0.5, 0.5, -0.5, -0.5))
        ratio = painter.device().devicePixelRatioF()
        pixmap = self._theme.pixmap(icon, _ICON, colours.text_muted, ratio)
        corner = picture.center() - QPointF(_ICON / 2, _ICON / 2)
        painter.drawPixmap(corner, pixmap)

    def _server_words(self, index: Index) -> tuple[str, str]:
        company = index.data(PeopleRole.COMPANY).company
        failure = index.data(PeopleRole.FAILURE)
        title = self.tr("Search the server of {company}").format(company=company)
        match index.data(PeopleRole.STATE):
            case SearchState.RUNNING:
                return title, self.tr("Searching…")
            case SearchState.NOBODY:
                return title, self.tr("The server found nobody")
            case SearchState.DONE:
                return title, self.tr("Above is whom the server found")
            case SearchState.FAILED if failure is not None:
                return title, failure_text(failure, FailureContext.REQUEST)
            case _:
                return title, self.tr("It publishes no organisation")


def spans(found: FoundPerson, field: PersonField) -> list[Span]:
    """The marked parts of one field."""
    return [(mark.start, mark.end) for mark in found.marks if mark.field is field]


def detail_of(found: FoundPerson) -> tuple[str, list[Span]]:
    """The second line, and its marks: title and unit, and first of all what the name does not say of the match."""
    person = found.person
    unit = person.unit_path[-1] if person.unit_path else ""
    path = " / ".join(person.unit_path)
    unit_marks = spans(found, PersonField.UNIT)
    shown_unit = path if unit_marks and not _are_within(unit_marks, path, unit) else unit
    shift = len(path) - len(shown_unit)
    parts: list[tuple[str, list[Span]]] = [
        (person.title, spans(found, PersonField.TITLE)),
        (shown_unit, [(start - shift, end - shift) for start, end in unit_marks if end > shift]),
    ]
    marked = {mark.field for mark in found.marks}
    if not marked & {PersonField.NAME, PersonField.TITLE, PersonField.UNIT}:
        for field, text in (
            (PersonField.PHONE, person.phone),
            (PersonField.EMAIL, person.email),
            (PersonField.ADDRESS, str(person.jid)),
        ):
            if field in marked:
                parts.insert(0, (text, spans(found, field)))
                break
    line, marks = "", []
    for text, own in parts:
        if text:
            line += _SEPARATOR if line else ""
            marks += [(len(line) + max(0, start), len(line) + end) for start, end in own]
            line += text
    return line or str(person.jid), marks


def _are_within(marks: list[Span], path: str, unit: str) -> bool:
    return any(end > len(path) - len(unit) for _, end in marks)
