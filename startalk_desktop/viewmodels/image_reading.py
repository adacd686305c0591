"""Reads pictures that anybody may have made: by their head first, and never larger than they are needed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QImage, QImageReader

_FORMATS: Final = frozenset({b"png", b"jpeg", b"jpg", b"gif", b"webp", b"bmp"})


def read_image(
    content: bytes, *, longest: int, most_pixels: int, fit: Callable[[QSize], QSize]
) -> QImage | None:
    """A picture, turned as it is to be shown; None where it is damaged, too large or of a doubtful format.

    Args:
        content: the file.
        longest: pixels that a side may have.
        most_pixels: that the whole may have.
        fit: which size is needed of one of that size; a larger one than that is not made.
    """
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    if reader.format().data() not in _FORMATS:
        return None
    size = reader.size()
    is_sane = (
        size.isValid()
        and 0 < max(size.width(), size.height()) <= longest
        and size.width() * size.height() <= most_pixels
    )
    if not is_sane:
        return None
    reader.setAutoTransform(True)
    needed = fit(size)
    if needed.width() < size.width() or needed.height() < size.height():
        reader.setScaledSize(needed)
    image = reader.read()
    return None if image.isNull() else image
