"""What the QR codes in a picture say. Blocks while it looks: call it in a thread.

Pillow and the reader take a while to import, so they are imported there.
"""

from __future__ import annotations

import io
import logging
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from startalk_desktop.model.way_in import MAX_CHARACTERS

if TYPE_CHECKING:
    from PIL.Image import Image

_log = logging.getLogger(__name__)

MAX_PICTURE_BYTES: Final = 32 * 1024 * 1024
MAX_PIXELS: Final = 64_000_000
"""A picture of more is not decoded, whatever is in it."""

MAX_CODES: Final = 12
"""A picture that is full of codes is nobody's way into a company."""

_FORMATS: Final = ("PNG", "JPEG", "GIF", "WEBP", "BMP")
_LONGEST_SIDE: Final = (
    4096  # what is larger is made smaller first: codes don't need it, memory does
)
_SMALL_SIDE: Final = 1024


class PictureUnreadable(Exception):  # noqa: N818  named for what it is
    """It is no picture of a kind that is known, is damaged, or is larger than anybody needs."""


@dataclass(frozen=True, slots=True)
class GreyPicture:
    """Pixels, one byte each, row by row without gaps: of the screen, or of the clipboard."""

    width: int
    height: int
    pixels: bytes


def codes_in_file(content: bytes) -> tuple[str, ...]:
    """What the QR codes say in a picture file's `content`; each once, from the top.

    Raises:
        PictureUnreadable
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    if len(content) > MAX_PICTURE_BYTES:
        raise PictureUnreadable("too many bytes")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # we have a limit
            with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
                if image.width * image.height > MAX_PIXELS:
                    raise PictureUnreadable("too many pixels")
                image.draft("L", (_LONGEST_SIDE, _LONGEST_SIDE))
                grey = _on_white(ImageOps.exif_transpose(image)).convert("L")
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        Image.DecompressionBombError,
    ) as error:
        raise PictureUnreadable(type(error).__name__) from error
    return _read(grey)


def codes_in_pixels(picture: GreyPicture) -> tuple[str, ...]:
    """What the QR codes say in `picture`; each once, from the top.

    Raises:
        PictureUnreadable: it has too many pixels, or not those that it says.
    """
    from PIL import Image

    count = picture.width * picture.height
    if not 0 < count <= MAX_PIXELS or len(picture.pixels) != count:
        raise PictureUnreadable("not the pixels that it says")
    return _read(Image.frombytes("L", (picture.width, picture.height), picture.pixels))


def _on_white(image: Image) -> Image:
    """What is see-through is looked at as on paper; else a code of nothing but see-through is all black."""
    from PIL import Image as Images

    if image.mode not in {"RGBA", "LA", "PA"} and "transparency" not in image.info:
        return image
    clear = image.convert("RGBA")
    paper = Images.new("RGBA", clear.size, "white")
    return Images.alpha_composite(paper, clear)


def _read(grey: Image) -> tuple[str, ...]:
    """Look at it as it is, and where nothing is found, smaller: moiré and noise of a photograph go by that."""
    if max(grey.size) > _LONGEST_SIDE:
        grey.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    found = _look(grey)
    if not found and max(grey.size) > _SMALL_SIDE:
        smaller = grey.copy()
        smaller.thumbnail((_SMALL_SIDE, _SMALL_SIDE))
        found = _look(smaller)
    return found


def _look(grey: Image) -> tuple[str, ...]:
    import zxingcpp

    found = zxingcpp.read_barcodes(
        grey, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    )
    found = sorted(found, key=lambda code: (code.position.top_left.y, code.position.top_left.x))
    texts = (code.text.strip() for code in found)
    return tuple(dict.fromkeys(t for t in texts if 0 < len(t) <= MAX_CHARACTERS))[:MAX_CODES]
