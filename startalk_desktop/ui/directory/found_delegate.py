"""How those who were found are painted: name and what else matched, with the match marked, and the company."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from startalk_desktop.core.directory import FoundPerson
from startalk_desktop.model.organisation import PersonField
from startalk_desktop.ui.directory.marked_text import Span, paint_marked
from startalk_desktop.ui.directory.texts import joined
from startalk_desktop.ui.failure_texts import FailureContext, failure_text
from startalk_desktop.ui.row_delegate import Index, RowDelegate, RowFace, paint_row_background
from startalk_desktop.ui.tokens import Space, TypeSize
from startalk_desktop.ui.widgets.avatar import AvatarFace
from startalk_desktop.viewmodels.people_model import FoundKind, PeopleRole, SearchState

_DISC = 36.0
_ICON = 18
_CHIP = 20.0
_SEPARATOR = " · "


class FoundDelegate(RowDelegate):
    """People, an address to write to, and servers to ask."""

    def face(self, index: Index) -> RowFace:
        """What a row shows beside its marks."""
        found: FoundPerson | None = index.data(PeopleRole.FOUND)
        company = index.data(PeopleRole.COMPANY)
        hue = self._theme.colours.company(company.hue)
        if found is None:
            title, detail = self._server_words(index)
            return RowFace(title=title, detail=detail)
        if index.data(PeopleRole.KIND) == FoundKind.ADDRESS:
            title = self.tr("Write to {address}").format(address=found.person.jid)
            detail = self.tr("{company} · sent as {address}").format(
                company=company.company, address=company.jid
            )
            return RowFace(title=title, detail=detail)
        foreign = found.person.jid.domain != company.jid.domain
        return RowFace(
            title=found.person.name,
            detail=joined(found.person.jid.domain if foreign else "", detail_of(found)[0]),
            avatar=AvatarFace(found.person.name, str(found.person.jid)),
            availability=index.data(PeopleRole.PRESENCE).availability,
            company=company.company,
            hue=hue,
        )

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        found: FoundPerson | None = index.data(PeopleRole.FOUND)
        face = self.face(index)
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
            company = index.data(PeopleRole.COMPANY)
            mark_hue = self._theme.colours.company(company.hue)
            self._avatars.paint_company_mark(painter, picture, company.company, mark_hue, behind)
        inner.setLeft(picture.right() + Space.M)
        self._paint_lines_of(painter, inner, face, found if face.avatar is not None else None)
        painter.restore()

    def _paint_lines_of(
        self, painter: QPainter, inner: QRectF, face: RowFace, found: FoundPerson | None
    ) -> None:
        """The name, with the company beside it, and the second line below both."""
        colours = self._theme.colours
        title_font = self._theme.font(TypeSize.BODY, QFont.Weight.Medium)
        detail_font = self._theme.font(TypeSize.SMALL)
        title_height = max(QFontMetricsF(title_font).height(), _CHIP)
        detail_height = QFontMetricsF(detail_font).height() if face.detail else 0.0
        top = inner.center().y() - (title_height + detail_height) / 2
        title = QRectF(inner.left(), top, inner.width(), title_height)
        title.setRight(self._paint_right(painter, title, title.right(), face))
        name_marks = spans(found, PersonField.NAME) if found else []
        mark = colours.accent_text
        paint_marked(painter, title, face.title, title_font, colours.text, name_marks, mark)
        if face.detail:
            below = QRectF(inner.left(), top + title_height, inner.width(), detail_height)
            detail_marks = marks_in(face.detail, found) if found else []
            muted = colours.text_muted
            paint_marked(painter, below, face.detail, detail_font, muted, detail_marks, mark)

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


def marks_in(detail: str, found: FoundPerson) -> list[Span]:
    """The marked parts of the second line as it is shown: what else is said stands before."""
    words, marks = detail_of(found)
    shift = len(detail) - len(words)
    return [(start + shift, end + shift) for start, end in marks]


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
