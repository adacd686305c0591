"""Pictures before they leave and after they have come: without metadata, turned upright, as thumbnails and previews.

What decodes a picture is asked only for kinds that it is known for and sizes that memory can bear. All of it blocks for
as long as decoding takes: call it in a thread. Pillow takes a sixth of a second to import, so it is imported there.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from startalk_desktop.core import heif_metadata
from startalk_desktop.core.picture_decoding import decoded
from startalk_desktop.core.picture_metadata import (
    NotStripped,
    orientation_of,
    oriented_exif,
    strip,
)
from startalk_desktop.model.picture_header import PictureHeader, read_header

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PICTURE_BYTES: Final = 100 * 1024 * 1024
"""A larger picture is a file like others."""

PREVIEW_SIDE: Final = 1280
"""Pixels of a preview's longer side."""

SHOWN_SIDE: Final = 4096
"""Pixels of the longer side of a picture of a rare kind, where it is looked at as large as it is."""

_MAGIC: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")
_THUMBNAIL_BYTES: Final = 6 * 1024
_THUMBNAIL_SIDES: Final = (256, 192, 128, 96, 64)
_THUMBNAIL_QUALITY: Final = 60
_PREVIEW_QUALITY: Final = 82
_TURNED_QUALITY: Final = 92
_SHOWN_QUALITY: Final = 92
_SMALL_BYTES: Final = 512 * 1024  # a picture that needs no preview
_SCALABLE_PIXELS: Final = 16_000_000  # of a JPEG that is decoded small with little effort
_PROBE_SIDE: Final = 160  # enough to see whether it can be decoded
_MOVING_BYTES: Final = 8 * 1024 * 1024  # of an animation that is shown as such
_SIDEWAYS: Final = range(5, 9)  # orientations that swap width and height
_ENDINGS: Final = {
    "image/jpeg": (".jpg", ".jpeg", ".jpe", ".jfif"),
    "image/png": (".png", ".apng"),
    "image/webp": (".webp",),
    "image/gif": (".gif",),
}


@dataclass(frozen=True, slots=True)
class PreparedPicture:
    """A picture as it leaves, and what is told of it; sizes are of the upright picture, None where unknown."""

    content: bytes
    media_type: str
    width: int | None
    height: int | None
    thumbnail: bytes = b""
    thumbnail_type: str = ""


def prepared(content: bytes, *, strips_metadata: bool) -> PreparedPicture | None:
    """`content` as it should leave; None where it is no picture of a kind that is known by its own bytes.

    Raises:
        NotStripped: it is one, but what it has besides the picture can't be taken out.
    """
    kind = heif_metadata.media_type_of(content)
    if kind:
        blank = heif_metadata.blanked(content) if strips_metadata else content
        image = decoded(blank, None)
        width, height = image.size if image is not None else (None, None)
        small = _small(image)
        return PreparedPicture(blank, kind, width, height, small, "image/jpeg" if small else "")
    header = read_header(content)
    if header is None:
        if strips_metadata and is_begun(content):
            raise NotStripped("a damaged picture")
        return None
    if strips_metadata:
        content = _upright(content, header)
        header = read_header(content) or header
    orientation = orientation_of(content)
    width, height = header.width, header.height
    if orientation in _SIDEWAYS:
        width, height = height, width
    small = thumbnail(content)
    return PreparedPicture(
        content, header.media_type, width, height, small, "image/jpeg" if small else ""
    )


def is_begun(head: bytes) -> bool:
    """Whether what begins with `head`, of 16 bytes or more, claims to be a picture of a kind that is known."""
    is_webp = head[:4] == b"RIFF" and head[8:12] == b"WEBP"
    return head.startswith(_MAGIC) or is_webp or bool(heif_metadata.media_type_of(head))


def thumbnail(content: bytes) -> bytes:
    """A small JPEG of the picture; empty where it can't be decoded."""
    return _small(decoded(content, _THUMBNAIL_SIDES[0]))


def _small(image: Image | None) -> bytes:
    if image is None:
        return b""
    image = _flat(image)
    for side in _THUMBNAIL_SIDES:
        image.thumbnail((side, side))
        small = _encoded(image, _THUMBNAIL_QUALITY)
        if len(small) <= _THUMBNAIL_BYTES:
            return small
    return b""


def preview(content: bytes) -> bytes | None:
    """The picture no larger than a conversation shows it; None where it can't be decoded.

    A small picture, and an animation of some size, is its own preview; so is a JPEG of few bytes, which whoever shows
    it decodes as small as it is shown: making another of it would take many times as long.
    """
    header = read_header(content)
    is_small = header is not None and _is_small(header, len(content))
    image = decoded(content, _PROBE_SIDE if is_small else PREVIEW_SIDE)
    if image is None:
        return None
    is_moving = bool(getattr(image, "is_animated", False)) and len(content) <= _MOVING_BYTES
    if header is not None and (is_small or is_moving):
        return content
    return _shown(image, PREVIEW_SIDE, _PREVIEW_QUALITY)


def showable(content: bytes) -> bytes | None:
    """`content`, or, where few programs know its kind (HEIC, AVIF), the same picture as one that all know, no larger
    than `SHOWN_SIDE`; None where it can't be decoded.
    """
    if not heif_metadata.media_type_of(content):
        return content
    image = decoded(content, None)
    return None if image is None else _shown(image, SHOWN_SIDE, _SHOWN_QUALITY)


def _is_small(header: PictureHeader, size: int) -> bool:
    if size > _SMALL_BYTES:
        return False
    if max(header.width, header.height) <= PREVIEW_SIDE:
        return True
    return header.media_type == "image/jpeg" and header.width * header.height <= _SCALABLE_PIXELS


def _shown(image: Image, side: int, quality: int) -> bytes:
    image.thumbnail((side, side))
    if _has_alpha(image):
        return _encoded(image.convert("RGBA"), quality, "WEBP")
    return _encoded(_flat(image), quality)


def fitting_name(name: str, media_type: str) -> str:
    """`name` with an ending that says what the picture is by its own bytes."""
    endings = _ENDINGS.get(media_type)
    if endings is None or name.lower().endswith(endings):
        return name
    return f"{name}{endings[0]}"


def _upright(content: bytes, header: PictureHeader) -> bytes:
    """The picture without metadata; a turned one is turned for good where it can be decoded."""
    stripped = strip(content)
    if stripped.orientation == 1:
        return stripped.content
    turned = _turned(stripped.content, stripped.orientation, header)
    if turned is not None:
        return turned
    if header.media_type != "image/jpeg":
        raise NotStripped("it would lie on its side")
    # Too large, or damaged: the one word of how to turn it stays.
    return stripped.content[:2] + oriented_exif(stripped.orientation) + stripped.content[2:]


def _turned(content: bytes, orientation: int, header: PictureHeader) -> bytes | None:
    image = decoded(content, None)
    if image is None:
        return None
    from PIL import Image as pillow  # noqa: N813  the module's job here

    turn = {
        2: pillow.Transpose.FLIP_LEFT_RIGHT,
        3: pillow.Transpose.ROTATE_180,
        4: pillow.Transpose.FLIP_TOP_BOTTOM,
        5: pillow.Transpose.TRANSPOSE,
        6: pillow.Transpose.ROTATE_270,
        7: pillow.Transpose.TRANSVERSE,
        8: pillow.Transpose.ROTATE_90,
    }[orientation]
    profile = image.info.get("icc_profile")
    upright = image.transpose(turn)
    written = io.BytesIO()
    if header.media_type == "image/jpeg":
        upright.save(written, "JPEG", quality=_TURNED_QUALITY, optimize=True, icc_profile=profile)
    else:
        upright.save(written, "WEBP", quality=_TURNED_QUALITY, icc_profile=profile)
    return written.getvalue()


def _has_alpha(image: Image) -> bool:
    return image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info


def _flat(image: Image) -> Image:
    """The picture in plain colours, on white."""
    if not _has_alpha(image):
        return image.convert("RGB")
    from PIL import Image as pillow  # noqa: N813  the module's job here

    whole = image.convert("RGBA")
    ground = pillow.new("RGB", whole.size, "white")
    ground.paste(whole, mask=whole.getchannel("A"))
    return ground


def _encoded(image: Image, quality: int, kind: str = "JPEG") -> bytes:
    written = io.BytesIO()
    image.save(written, kind, quality=quality)
    return written.getvalue()
