"""Pictures and other files in a message."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QCoreApplication, QLocale, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPainterPath, QPixmap

from startalk_desktop.model.message import SharedFile
from startalk_desktop.ui.chat.hits import Hit, HitKind
from startalk_desktop.ui.chat.message_parts import Picture
from startalk_desktop.ui.chat.parts import Look, PictureLook, paint_rounded
from startalk_desktop.ui.chat.quote_part import paint_line
from startalk_desktop.ui.chat.shared_files import file_facts, file_name, host_of
from startalk_desktop.ui.chat.text_block import TextBlock
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Radius, TypeSize
from startalk_desktop.viewmodels.pictures import PictureState

_TALLEST: Final = 340.0
_WIDEST: Final = 400.0
_NARROWEST: Final = 132.0
_LOWEST: Final = 72.0
_UNKNOWN: Final = QSizeF(300, 200)  # until the picture is here
_PLATE: Final = 42.0
_CARD: Final = 52.0
_CARD_NARROWEST: Final = 190.0


class PicturePart:
    """A picture: its room is kept while it is not here, and what it takes to show it is said there."""

    def __init__(self, picture: Picture, known: QSizeF | None, width: float, theme: Theme) -> None:
        self._picture = picture
        self._theme = theme
        self._size = _room(known or _UNKNOWN, width)
        self._radius = float(Radius.MEDIUM)
        self._state = PictureState.ABSENT
        self._painted: tuple[int, float, QPixmap] | None = None

    @property
    def size(self) -> QSizeF:
        """The room that is kept."""
        return self._size

    def fit(self, width: float) -> None:
        """A picture keeps its proportions."""

    def paint(self, painter: QPainter, at: QPointF, look: Look) -> None:
        """The picture, or what is there instead."""
        rect = QRectF(at, self._size)
        address = self._picture.file.url
        now = look.pictures.look(address) if look.pictures else PictureLook(PictureState.ABSENT)
        self._state = now.state
        if now.image is not None:
            pixmap = self._scaled(now, look.ratio)
            painter.drawPixmap(rect.topLeft(), pixmap)
            return
        paint_rounded(painter, rect, self._radius, look.surface())
        words = self._words(now.state)
        is_lively = look.hovered is not None and look.hovered == self._hit
        self._paint_instead(painter, rect, look, words, is_lively=is_lively)

    def hit(self, point: QPointF) -> Hit | None:
        """The whole picture: to see it large, or to have it shown at all."""
        return self._hit if QRectF(QPointF(), self._size).contains(point) else None

    def texts(self) -> Iterator[tuple[QPointF, TextBlock]]:
        """None."""
        yield from ()

    @property
    def _hit(self) -> Hit:
        if self._state is PictureState.READY:
            return Hit(HitKind.PICTURE, self._picture.index)
        return Hit(HitKind.SHOW_PICTURE, self._picture.file.url)

    def _words(self, state: PictureState) -> str:
        match state:
            case PictureState.LOADING:
                return QCoreApplication.translate("Bubble", "Loading…")
            case PictureState.FAILED:
                return QCoreApplication.translate("Bubble", "Can't be loaded. Try again")
            case _:
                return QCoreApplication.translate("Bubble", "Show picture")

    def _paint_instead(
        self, painter: QPainter, rect: QRectF, look: Look, words: str, *, is_lively: bool
    ) -> None:
        glyph = look.theme.pixmap("image", 28, look.muted, look.ratio)
        middle = rect.center()
        is_low = rect.height() < 110
        if not is_low:
            painter.drawPixmap(middle - QPointF(14, 38), glyph)
        line = QRectF(rect.left() + 8, middle.y() - (10 if is_low else 4), rect.width() - 16, 20)
        painter.setFont(look.theme.font(TypeSize.LABEL, QFont.Weight.Medium))
        is_action = self._state is not PictureState.LOADING
        painter.setPen(look.accent if is_action else look.muted)
        if is_lively and is_action:
            font = painter.font()
            font.setUnderline(True)
            painter.setFont(font)
        paint_line(painter, line, words, Qt.AlignmentFlag.AlignHCenter)
        if is_action and not is_low:
            painter.setFont(look.theme.font(TypeSize.CAPTION))
            painter.setPen(look.muted)
            host = host_of(self._picture.file.url)
            paint_line(painter, line.translated(0, 20), host, Qt.AlignmentFlag.AlignHCenter)

    def _scaled(self, now: PictureLook, ratio: float) -> QPixmap:
        """The image for these pixels, with round corners; scaled once."""
        assert now.image is not None  # noqa: S101  the caller looked
        key = now.image.cacheKey()
        if self._painted is not None and self._painted[:2] == (key, ratio):
            return self._painted[2]
        pixmap = QPixmap((self._size * ratio).toSize())
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(QPointF(), self._size), self._radius, self._radius)
        painter.setClipPath(shape)
        painter.fillPath(shape, self._theme.colours.field)
        fitted = QSizeF(now.image.size()).scaled(
            self._size, Qt.AspectRatioMode.KeepAspectRatioByExpanding
        )
        if fitted.width() > 1.6 * self._size.width() or fitted.height() > 1.6 * self._size.height():
            fitted = QSizeF(now.image.size()).scaled(self._size, Qt.AspectRatioMode.KeepAspectRatio)
        target = QRectF(QPointF(), fitted)
        target.moveCenter(QRectF(QPointF(), self._size).center())
        painter.drawImage(target, now.image)
        painter.end()
        self._painted = (key, ratio, pixmap)
        return pixmap


class FilePart:
    """A file as a card: what it is called, of which kind, how large. A click opens it."""

    def __init__(self, file: SharedFile, width: float, theme: Theme, locale: QLocale) -> None:
        self._file = file
        self._name_font = theme.font(TypeSize.BODY, QFont.Weight.Medium)
        self._facts_font = theme.font(TypeSize.SMALL)
        self._name = file_name(file)
        self._facts = file_facts(file, locale)
        facts = QFontMetricsF(self._facts_font).horizontalAdvance(self._facts)
        asked = max(QFontMetricsF(self._name_font).horizontalAdvance(self._name), facts)
        self._width = min(width, max(_CARD_NARROWEST, math.ceil(asked) + _PLATE + 14))
        self.last_line_width = _PLATE + 10 + math.ceil(facts)

    @property
    def size(self) -> QSizeF:
        """The card."""
        return QSizeF(self._width, _CARD)

    def fit(self, width: float) -> None:
        """It keeps its width."""

    def paint(self, painter: QPainter, at: QPointF, look: Look) -> None:
        """Plate, name and facts."""
        plate = QRectF(at.x(), at.y() + (_CARD - _PLATE) / 2, _PLATE, _PLATE)
        colours = look.theme.colours
        solid = look.company.solid if look.is_own else colours.accent
        on_solid = look.company.on_solid if look.is_own else colours.on_accent
        paint_rounded(painter, plate, float(Radius.MEDIUM), solid)
        glyph = look.theme.pixmap("file", 22, on_solid, look.ratio)
        painter.drawPixmap(plate.center() - QPointF(11, 11), glyph)
        left = plate.right() + 10
        room = self._width - _PLATE - 10
        font = QFont(self._name_font)
        font.setUnderline(look.hovered is not None and look.hovered == self._hit)
        painter.setFont(font)
        painter.setPen(look.ink)
        shown = painter.fontMetrics().elidedText(
            self._name, Qt.TextElideMode.ElideMiddle, int(room) + 1
        )
        painter.drawText(
            QRectF(left, plate.top() + 1, room + 2, 20), Qt.AlignmentFlag.AlignVCenter, shown
        )
        painter.setFont(self._facts_font)
        painter.setPen(look.muted)
        paint_line(painter, QRectF(left, plate.top() + 22, room + 2, 18), self._facts)

    def hit(self, point: QPointF) -> Hit | None:
        """All of it."""
        return self._hit if QRectF(QPointF(), self.size).contains(point) else None

    def texts(self) -> Iterator[tuple[QPointF, TextBlock]]:
        """The name is not the message's text."""
        yield from ()

    @property
    def _hit(self) -> Hit:
        return Hit(HitKind.FILE, self._file.url)


def _room(told: QSizeF, width: float) -> QSizeF:
    """The room for a picture of the told size: its proportions, within limits."""
    widest = min(_WIDEST, width)
    scale = min(1.0, widest / told.width(), _TALLEST / told.height())
    return QSizeF(
        round(min(widest, max(_NARROWEST, told.width() * scale))),
        round(min(_TALLEST, max(_LOWEST, told.height() * scale))),
    )
