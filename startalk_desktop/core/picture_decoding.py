"""Decodes pictures of kinds that are known, of sizes that memory can bear. All of it blocks; call it in a thread.

What comes in is hostile: its size is asked before its pixels, and a decoder that fails costs that picture only. Pillow
takes a sixth of a second to import, so it is imported there.
"""

from __future__ import annotations

import io
import logging
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from startalk_desktop.core import heif_metadata
from startalk_desktop.model.picture_header import read_header

if TYPE_CHECKING:
    from PIL.Image import Image

_log = logging.getLogger(__name__)

MAX_PIXELS: Final = 64_000_000
"""A picture of more is not decoded, whatever is in it."""

_FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF")


def decoded(content: bytes, side: int | None) -> Image | None:
    """The first frame, upright; about `side` pixels are enough. None where it is too large or damaged."""
    header = read_header(content)
    formats = _FORMATS if header is not None else _family_formats(content)
    if not formats or (header is not None and header.width * header.height > MAX_PIXELS):
        return None
    from PIL import Image as pillow  # noqa: N813  the module's job here
    from PIL import ImageOps

    try:
        image = pillow.open(io.BytesIO(content), formats=formats)
        if image.width * image.height > MAX_PIXELS:
            return None
        if side is not None:
            image.draft("RGB", (side, side))  # a JPEG is decoded no larger than that takes
        is_moving = bool(getattr(image, "is_animated", False))
        image.load()
        return image if is_moving else ImageOps.exif_transpose(image)
    except Exception as error:  # noqa: BLE001  a decoder that is fed damaged files raises whatever it likes
        _log.info("a picture could not be decoded: %s", type(error).__name__)
        return None


def _family_formats(content: bytes) -> tuple[str, ...]:
    """What Pillow calls a picture of the family of HEIC and AVIF; none where it is none."""
    kind = heif_metadata.media_type_of(content)
    if not kind:
        return ()
    if kind == "image/avif":
        return ("AVIF",)
    # A general brand says nothing of what is in it.
    return ("HEIF", "AVIF") if _prepare_heif() else ("AVIF",)


@lru_cache(maxsize=1)
def _prepare_heif() -> bool:
    """Let Pillow open HEIC; neither its own thumbnails nor its depth maps are of use here.

    False where its library is not there: the installers leave it out, because it brings an encoder under the GPL.
    """
    try:
        import pillow_heif
    except ImportError:
        _log.info("HEIC is not shown: pillow-heif is not installed")
        return False

    pillow_heif.register_heif_opener(
        thumbnails=False, depth_images=False, aux_images=False, decode_threads=1
    )
    return True
