"""Pictures in a message: alone, or several as a grid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication, QLocale, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath

from startalk_desktop.model.transfer import Transfer
from startalk_desktop.ui.chat.album_layout import arrange
from startalk_desktop.ui.chat.hits import Hit, HitKind
from startalk_desktop.ui.chat.message_parts import Picture
from startalk_desktop.ui.chat.parts import FileSource, Look, PictureLook
from startalk_desktop.ui.chat.progress_ring import (
    paint_button,
    paint_ring,
    share_of,
    transfer_glyph,
)
from startalk_desktop.ui.chat.quote_part import paint_line
from startalk_desktop.ui.chat.scaled_pictures import rounded_path
from startalk_desktop.ui.chat.shared_files import host_of, size_text
from startalk_desktop.ui.chat.text_block import TextBlock
from startalk_desktop.ui.chat.transfer_texts import progress_text
from startalk_desktop.ui.tokens import Radius, TypeSize
from startalk_desktop.viewmodels.pictures import PictureState

_TALLEST: Final = 340.0
_WIDEST: Final = 400.0
_NARROWEST: Final = 132.0
_LOWEST: Final = 72.0
_UNKNOWN: Final = QSizeF(300, 200)  # until the picture is here
_RING: Final = 46.0
_SMALL_RING: Final = 34.0
_SMALL: Final = 96.0  # a tile below this has the small ring, and no words
_INNER: Final = 4.0  # a corner inside of a grid
_PILL_ALPHA: Final = 140


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """A picture of the message of that store row, and its size where that is known."""

    row: int
    picture: Picture
    size: QSizeF | None = None


class PictureTile:
    """One picture in its place: its room is kept while it is not here, and what it takes to show it is said there.

    `is_foreign`: it is of another message than the bubble.
    """

    def __init__(
        self,
        shown: ShownPicture,
        rect: QRectF,
        corners: tuple[float, ...],
        locale: QLocale,
        *,
        is_foreign: bool = False,
        is_alone: bool = True,
    ) -> None:
        self._row = shown.row
        self._picture = shown.picture
        self._corners = corners
        self._locale = locale
        self._hit_row = shown.row if is_foreign else None
        self._is_alone = is_alone
        self._state = PictureState.ABSENT
        self._has_transfer = False
        self._shape: QPainterPath | None = None
        self.rect = rect

    def paint(self, painter: QPainter, at: QPointF, look: Look) -> None:
        """The picture, or what is there instead, and its transfer upon it."""
        rect = self.rect.translated(at)
        files = look.files
        now = files.look(self._row, self._picture) if files else PictureLook(PictureState.ABSENT)
        position = self._picture.position
        transfer = files.transfer(self._row, position) if files and position >= 0 else None
        self._state, self._has_transfer = now.state, transfer is not None
        image = now.image or now.thumbnail
        if image is not None and files is not None:
            pixmap = files.scaled(
                image, rect.size(), look.ratio, self._corners, is_cut=not self._is_alone
            )
            painter.drawPixmap(rect.topLeft(), pixmap)
        else:
            if self._shape is None:
                self._shape = rounded_path(QRectF(QPointF(), rect.size()), self._corners)
            painter.translate(rect.topLeft())
            painter.fillPath(self._shape, look.surface())
            painter.translate(-rect.topLeft())
        if files is None:
            return
        if transfer is not None:
            self._paint_transfer(painter, rect, look, transfer, files)
        elif now.image is None:
            self._paint_absent(painter, rect, look, now.state, files)

    def hit(self, point: QPointF) -> Hit | None:
        """The whole picture, to see it large or to have it shown at all; upon it the ring of its transfer."""
        if not self.rect.contains(point):
            return None
        if self._has_transfer and self._ring(self.rect).contains(point):
            return Hit(HitKind.TRANSFER, self._picture.position, self._hit_row)
        if self._state is PictureState.READY:
            return Hit(HitKind.PICTURE, self._picture.index, self._hit_row)
        if self._has_transfer:
            return Hit(HitKind.TRANSFER, self._picture.position, self._hit_row)
        return Hit(HitKind.SHOW_PICTURE, self._picture.index, self._hit_row)

    def _ring(self, rect: QRectF) -> QRectF:
        side = _RING if min(rect.width(), rect.height()) >= _SMALL else _SMALL_RING
        ring = QRectF(0, 0, side, side)
        ring.moveCenter(rect.center())
        return ring

    def _paint_transfer(
        self, painter: QPainter, rect: QRectF, look: Look, transfer: Transfer, files: FileSource
    ) -> None:
        ring = self._ring(rect)
        glyph = transfer_glyph(transfer)
        middle = ring.center()
        paint_button(painter, middle, ring.width(), look.theme, glyph, look.ratio)
        if glyph == "close":
            ink = look.theme.colours.on_accent
            paint_ring(painter, ring, ink, share_of(transfer), files.spin())
        self._paint_pill(painter, rect, look, progress_text(transfer, self._locale))

    def _paint_absent(
        self, painter: QPainter, rect: QRectF, look: Look, state: PictureState, files: FileSource
    ) -> None:
        ring = self._ring(rect)
        if state is PictureState.LOADING:
            paint_button(painter, ring.center(), ring.width(), look.theme, "image", look.ratio)
            paint_ring(painter, ring, look.theme.colours.on_accent, None, files.spin())
            return
        paint_button(painter, ring.center(), ring.width(), look.theme, "download", look.ratio)
        file = self._picture.file
        words = size_text(file.size, self._locale) if file.size else host_of(file.url)
        self._paint_pill(painter, rect, look, words)
        if self._picture.position < 0 and rect.height() >= 130:
            self._paint_offer(painter, rect, look, ring)

    def _paint_offer(self, painter: QPainter, rect: QRectF, look: Look, ring: QRectF) -> None:
        """What a click does, where nothing but an address is known."""
        painter.setFont(look.theme.font(TypeSize.LABEL, QFont.Weight.Medium))
        painter.setPen(look.accent)
        words = QCoreApplication.translate("Bubble", "Show picture")
        line = QRectF(rect.left() + 8, ring.bottom() + 6, rect.width() - 16, 20)
        paint_line(painter, line, words, Qt.AlignmentFlag.AlignHCenter)

    def _paint_pill(self, painter: QPainter, rect: QRectF, look: Look, words: str) -> None:
        """Words in a dark pill in the upper left corner."""
        if not words or min(rect.width(), rect.height()) < _SMALL:
            return
        painter.setFont(look.theme.font(TypeSize.CAPTION))
        metrics = painter.fontMetrics()
        room = rect.width() - 28
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, int(room))
        width = metrics.horizontalAdvance(shown) + 14
        pill = QRectF(rect.left() + 7, rect.top() + 7, width, metrics.height() + 5)
        shade = QColor(look.theme.colours.shadow)
        shade.setAlpha(_PILL_ALPHA)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shade)
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        painter.setPen(look.theme.colours.on_accent)
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, shown)


class PicturePart:
    """One picture or several: see `PictureTile` and `arrange`. `own_row` is the bubble's message."""

    def __init__(
        self, shown: Sequence[ShownPicture], own_row: int, width: float, locale: QLocale
    ) -> None:
        if len(shown) == 1:
            size = _room(shown[0].size or _UNKNOWN, width)
            rects = [QRectF(QPointF(), size)]
        else:
            sizes = [one.size or _UNKNOWN for one in shown]
            rects = arrange([size.width() / size.height() for size in sizes], min(_WIDEST, width))
        whole = QRectF()
        for rect in rects:
            whole = whole.united(rect)
        self._size = whole.size()
        self.tiles = [
            PictureTile(
                one,
                rect,
                _corners(rect, whole),
                locale,
                is_foreign=one.row != own_row,
                is_alone=len(shown) == 1,
            )
            for one, rect in zip(shown, rects, strict=True)
        ]

    @property
    def size(self) -> QSizeF:
        """The room that is kept."""
        return self._size

    def fit(self, width: float) -> None:
        """Pictures keep their proportions."""

    def paint(self, painter: QPainter, at: QPointF, look: Look) -> None:
        """All of them."""
        for tile in self.tiles:
            tile.paint(painter, at, look)

    def hit(self, point: QPointF) -> Hit | None:
        """One of them."""
        for tile in self.tiles:
            if found := tile.hit(point):
                return found
        return None

    def texts(self) -> Iterator[tuple[QPointF, TextBlock]]:
        """None."""
        yield from ()


def _room(told: QSizeF, width: float) -> QSizeF:
    """The room for a picture of the told size: its proportions, within limits."""
    widest = min(_WIDEST, width)
    scale = min(1.0, widest / told.width(), _TALLEST / told.height())
    return QSizeF(
        round(min(widest, max(_NARROWEST, told.width() * scale))),
        round(min(_TALLEST, max(_LOWEST, told.height() * scale))),
    )


def _corners(rect: QRectF, whole: QRectF) -> tuple[float, ...]:
    """Wide corners outside, tight ones inside; from the top left one clockwise."""
    is_left, is_right = rect.left() <= whole.left(), rect.right() >= whole.right() - 0.5
    is_top, is_bottom = rect.top() <= whole.top(), rect.bottom() >= whole.bottom() - 0.5
    outer = (is_left and is_top, is_right and is_top, is_right and is_bottom, is_left and is_bottom)
    return tuple(float(Radius.MEDIUM) if is_outer else _INNER for is_outer in outer)
