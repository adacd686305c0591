"""Pictures of emoji, painted once each with the system's emoji font."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontDatabase, QFontMetrics, QGuiApplication, QPainter, QPixmap

from startalk_desktop.viewmodels.emoji_catalogue import Emoji

_KEPT: Final = 1_000
_CERTAIN: Final = 14.0  # fonts of any supported system have what came with this version of Emoji


class EmojiGlyphs:
    """Paints emoji; colour glyphs are slow to draw from a font, so each is kept as a picture."""

    def __init__(self) -> None:
        self._pixmaps: OrderedDict[tuple[str, int, float], QPixmap] = OrderedDict()
        self._families = [
            family for family in QFontDatabase.families() if "emoji" in family.casefold()
        ]

    def __len__(self) -> int:
        return len(self._pixmaps)

    def font(self, size: int) -> QFont:
        """The emoji font, `size` pixels high."""
        font = QFont(QGuiApplication.font())
        if self._families:
            font.setFamilies(self._families)
        font.setPixelSize(size)
        return font

    def can_draw(self, emoji: Emoji) -> bool:
        """Whether this system has a picture of it."""
        if emoji.version <= _CERTAIN:
            return True
        return QFontMetrics(self.font(16)).inFontUcs4(ord(emoji.text[0]))

    def paint(self, painter: QPainter, place: QRectF, text: str, size: int) -> None:
        """Paint `text` in the middle of `place`, `size` pixels high."""
        ratio = painter.device().devicePixelRatioF()
        pixmap = self._pixmap(text, size, ratio)
        extent = pixmap.deviceIndependentSize()
        corner = place.center()
        corner.setX(round((corner.x() - extent.width() / 2) * ratio) / ratio)
        corner.setY(round((corner.y() - extent.height() / 2) * ratio) / ratio)
        painter.drawPixmap(corner, pixmap)

    def _pixmap(self, text: str, size: int, ratio: float) -> QPixmap:
        key = (text, size, ratio)
        found = self._pixmaps.get(key)
        if found is not None:
            self._pixmaps.move_to_end(key)
            return found
        side = round(size * 1.4)
        made = QPixmap(QSize(side, side) * ratio)
        made.setDevicePixelRatio(ratio)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        painter.setFont(self.font(size))
        painter.drawText(QRectF(0, 0, side, side), int(Qt.AlignmentFlag.AlignCenter), text)
        painter.end()
        self._pixmaps[key] = made
        if len(self._pixmaps) > _KEPT:
            self._pixmaps.popitem(last=False)
        return made
