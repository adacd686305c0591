"""Pictures cut and scaled to where they stand, so that scrolling paints them as they are; bounded in memory."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPixmap

_KEPT_BYTES: Final = 16 * 1024 * 1024  # at one pixel a point: several screens
_CROPPED: Final = (
    1.6  # a picture of other proportions than its place is cut as long as no more than this is lost
)

_Key = tuple[int, float, float, float, tuple[float, ...], bool]


class ScaledPictures:
    """Makes each once; what was not painted for longest goes first."""

    def __init__(self) -> None:
        self._pixmaps: OrderedDict[_Key, QPixmap] = OrderedDict()
        self._bytes = 0

    def scaled(
        self,
        image: QImage,
        size: QSizeF,
        ratio: float,
        corners: tuple[float, ...],
        *,
        is_cut: bool = False,
    ) -> QPixmap:
        """`image` for a place of `size` in pixels of `ratio`; corners from the top left one clockwise.

        It fills the place; where that would lose too much of it, it is shown whole, unless `is_cut`.
        """
        key = (image.cacheKey(), size.width(), size.height(), ratio, corners, is_cut)
        found = self._pixmaps.get(key)
        if found is not None:
            self._pixmaps.move_to_end(key)
            return found
        made = _placed(image, size, ratio, corners, is_cut=is_cut)
        self._pixmaps[key] = made
        self._bytes += _weight(made)
        kept = _KEPT_BYTES * max(1.0, ratio) ** 2
        while self._bytes > kept and len(self._pixmaps) > 1:
            _, dropped = self._pixmaps.popitem(last=False)
            self._bytes -= _weight(dropped)
        return made

    def forget(self) -> None:
        """Drop all."""
        self._pixmaps.clear()
        self._bytes = 0


def rounded_path(rect: QRectF, corners: tuple[float, ...]) -> QPainterPath:
    """`rect` with a radius for each corner, from the top left one clockwise."""
    top_left, top_right, bottom_right, bottom_left = corners
    path = QPainterPath(QPointF(rect.left() + top_left, rect.top()))
    path.lineTo(rect.right() - top_right, rect.top())
    path.arcTo(_corner(rect.right() - 2 * top_right, rect.top(), top_right), 90, -90)
    path.lineTo(rect.right(), rect.bottom() - bottom_right)
    left, top = rect.right() - 2 * bottom_right, rect.bottom() - 2 * bottom_right
    path.arcTo(_corner(left, top, bottom_right), 0, -90)
    path.lineTo(rect.left() + bottom_left, rect.bottom())
    path.arcTo(_corner(rect.left(), rect.bottom() - 2 * bottom_left, bottom_left), 270, -90)
    path.lineTo(rect.left(), rect.top() + top_left)
    path.arcTo(_corner(rect.left(), rect.top(), top_left), 180, -90)
    path.closeSubpath()
    return path


def _placed(
    image: QImage, size: QSizeF, ratio: float, corners: tuple[float, ...], *, is_cut: bool
) -> QPixmap:
    pixmap = QPixmap((size * ratio).toSize())
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    whole = QRectF(QPointF(), size)
    fitted = QSizeF(image.size()).scaled(size, Qt.AspectRatioMode.KeepAspectRatioByExpanding)
    lost = max(fitted.width() / size.width(), fitted.height() / size.height())
    if lost > _CROPPED and not is_cut:
        fitted = QSizeF(image.size()).scaled(size, Qt.AspectRatioMode.KeepAspectRatio)
    target = QRectF(QPointF(), fitted)
    target.moveCenter(whole.center())
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setClipPath(rounded_path(whole, corners))
    painter.drawImage(target, image)
    painter.end()
    return pixmap


def _weight(pixmap: QPixmap) -> int:
    return pixmap.width() * pixmap.height() * 4


def _corner(left: float, top: float, radius: float) -> QRectF:
    return QRectF(left, top, 2 * radius, 2 * radius)
