"""A person's or room's round picture: an image, else initials on a colour that stays with the address."""

from __future__ import annotations

import re
import zlib
from collections import OrderedDict
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QImage,
    QLinearGradient,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from startalk_desktop.model.presence import Availability
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Colours, CompanyColours, mix

_LEGAL_FORM = re.compile("(?<=..)(?:集团)?(?:股份有限公司|有限责任公司|有限公司|公司|集团)$")
_IDEOGRAPHS = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2FA1F))
_WHITE = QColor("#ffffff")
_MOST_DRAWN = 300


def initials(name: str) -> str:
    """One or two characters that stand for `name`.

    A Chinese name gives its last two characters, as is the custom (欧阳娜娜: 娜娜), and a company's those
    before its legal form, which is that of most; any other the first letters of its first and last word.
    """
    ideographs = [char for char in _LEGAL_FORM.sub("", name) if _is_ideograph(char)]
    if ideographs:
        return "".join(ideographs[-2:])
    words = [word for word in name.replace(".", " ").replace("_", " ").split() if word[0].isalnum()]
    if not words:
        return name.strip()[:1].upper() or "?"
    letters = words[0][0] + (words[-1][0] if len(words) > 1 else "")
    return letters.upper()


def hue_of(address: str) -> int:
    """The palette entry of a person or room; the same on every machine and at every start."""
    return zlib.crc32(address.encode())


@dataclass(frozen=True, slots=True)
class AvatarFace:
    """What an avatar shows."""

    name: str
    address: str
    is_room: bool = False
    image: QImage | None = None


class AvatarPainter:
    """Paints avatars with the theme's colours; delegates and widgets share it."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._drawn: OrderedDict[tuple[object, ...], QPixmap] = OrderedDict()

    def paint(self, painter: QPainter, rect: QRectF, face: AvatarFace) -> None:
        """Paint `face` into the square `rect`."""
        if face.image is None or face.image.isNull():
            painter.drawPixmap(rect.topLeft(), self._initials(painter, rect, face))
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        shape = QPainterPath()
        if face.is_room:
            shape.addRoundedRect(rect, rect.width() * 0.3, rect.width() * 0.3)
        else:
            shape.addEllipse(rect)
        painter.setClipPath(shape)
        painter.drawImage(rect, face.image, _square(face.image))
        painter.restore()

    def _initials(self, painter: QPainter, rect: QRectF, face: AvatarFace) -> QPixmap:
        """The picture of who has none; drawn once, since lists show the same ones over and over."""
        ratio = painter.device().devicePixelRatioF()
        colour = self._theme.colours.company(hue_of(face.address)).solid.rgb()
        key = (initials(face.name), face.is_room, colour, rect.width(), ratio)
        drawn = self._drawn.get(key)
        if drawn is not None:
            self._drawn.move_to_end(key)
            return drawn
        drawn = QPixmap(round(rect.width() * ratio), round(rect.height() * ratio))
        drawn.setDevicePixelRatio(ratio)
        drawn.fill(Qt.GlobalColor.transparent)
        square, shape = QRectF(0, 0, rect.width(), rect.height()), QPainterPath()
        if face.is_room:
            shape.addRoundedRect(square, rect.width() * 0.3, rect.width() * 0.3)
        else:
            shape.addEllipse(square)
        inner = QPainter(drawn)
        inner.setRenderHint(QPainter.RenderHint.Antialiasing)
        inner.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._paint_initials(inner, square, shape, face)
        inner.end()
        self._drawn[key] = drawn
        while len(self._drawn) > _MOST_DRAWN:
            self._drawn.popitem(last=False)
        return drawn

    def paint_presence(
        self, painter: QPainter, rect: QRectF, availability: Availability, behind: QColor
    ) -> None:
        """Paint a presence dot into the lower right of the avatar in `rect`; nothing where unknown."""
        colour = presence_colour(self._theme.colours, availability)
        if colour is None:
            return
        size = min(max(9.0, rect.width() * 0.26), 16.0)
        inset = max(
            0.0, rect.width() * 0.1464 - size / 2
        )  # on the circle's edge, at half past four
        dot = QRectF(rect.right() - size + 1 - inset, rect.bottom() - size + 1 - inset, size, size)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(behind)
        painter.drawEllipse(dot.adjusted(-2, -2, 2, 2))
        painter.setBrush(colour)
        painter.drawEllipse(dot)
        if availability <= Availability.EXTENDED_AWAY and availability != Availability.UNKNOWN:
            painter.setBrush(behind)
            painter.drawEllipse(dot.adjusted(2.2, 2.2, -2.2, -2.2))
        painter.restore()

    def paint_company_mark(
        self, painter: QPainter, rect: QRectF, company: str, hue: CompanyColours, behind: QColor
    ) -> None:
        """Paint the company's small badge into the lower right of the avatar in `rect`."""
        size = rect.width() * 0.42
        mark = QRectF(rect.right() - size + 3, rect.bottom() - size + 3, size, size)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(behind)
        painter.drawRoundedRect(mark.adjusted(-2, -2, 2, 2), size * 0.36 + 2, size * 0.36 + 2)
        painter.setBrush(hue.solid)
        painter.drawRoundedRect(mark, size * 0.36, size * 0.36)
        painter.setFont(_fitted(self._theme, size * 0.6))
        painter.setPen(hue.on_solid)
        painter.drawText(mark, Qt.AlignmentFlag.AlignCenter, initials(company)[:1])
        painter.restore()

    def _paint_initials(
        self, painter: QPainter, rect: QRectF, shape: QPainterPath, face: AvatarFace
    ) -> None:
        base = self._theme.colours.company(hue_of(face.address)).solid
        gradient = QLinearGradient(rect.topLeft(), rect.bottomLeft())
        gradient.setColorAt(0, mix(_WHITE, base, 0.16))
        gradient.setColorAt(1, base)
        painter.fillPath(shape, QBrush(gradient))
        if face.is_room:
            size = round(rect.width() * 0.52)
            ratio = painter.device().devicePixelRatioF()
            glyph = self._theme.pixmap("room", size, _WHITE, ratio)
            corner = rect.center() - QPointF(size / 2, size / 2)
            painter.drawPixmap(corner, glyph)
            return
        text = initials(face.name)
        share = 0.34 if _is_ideograph(text[0]) and len(text) > 1 else 0.38
        painter.setFont(_fitted(self._theme, rect.width() * share))
        painter.setPen(_WHITE)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)


class AvatarWidget(QWidget):
    """An avatar of a fixed size, for headers and cards."""

    def __init__(self, theme: Theme, size: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._painter = AvatarPainter(theme)
        self._size = size
        self._face = AvatarFace("", "")
        self._availability = Availability.UNKNOWN
        self._behind: QColor | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        theme.changed.connect(self.update)

    def show_face(
        self, face: AvatarFace, availability: Availability = Availability.UNKNOWN
    ) -> None:
        """Show `face`, with a presence dot where the availability is known."""
        self._face = face
        self._availability = availability
        self.setAccessibleName(face.name)
        self.update()

    def sizeHint(self) -> QSize:
        """The fixed size, with room for the presence dot's rim."""
        return QSize(self._size + 4, self._size + 4)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the avatar."""
        painter = QPainter(self)
        rect = QRectF(2, 2, self._size, self._size)
        self._painter.paint(painter, rect, self._face)
        behind = self._behind or self._theme.colours.surface
        self._painter.paint_presence(painter, rect, self._availability, behind)
        painter.end()


def presence_colour(colours: Colours, availability: Availability) -> QColor | None:
    """The colour of an availability, or None where we are not told."""
    if availability is Availability.UNKNOWN:
        return None
    if availability in (Availability.AVAILABLE, Availability.FREE_FOR_CHAT):
        return QColor("#22a75c")
    if availability is Availability.BUSY:
        return QColor("#e0464b")
    if availability in (Availability.AWAY, Availability.EXTENDED_AWAY):
        return QColor("#e3a008")
    return colours.text_faint


def _is_ideograph(char: str) -> bool:
    code = ord(char)
    return any(first <= code <= last for first, last in _IDEOGRAPHS)


def _fitted(theme: Theme, pixels: float) -> QFont:
    font = theme.font(weight=QFont.Weight.DemiBold)
    font.setPixelSize(max(7, round(pixels)))
    return font


def _square(image: QImage) -> QRectF:
    side = min(image.width(), image.height())
    return QRectF((image.width() - side) / 2, (image.height() - side) / 2, side, side)
