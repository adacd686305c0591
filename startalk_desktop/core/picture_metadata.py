"""Takes out of pictures what cameras and programs wrote besides the picture: place, time, names, earlier versions.

The picture itself is not decoded, so it loses nothing, stays animated if it was, and can't harm. Pure functions; each
raises `NotStripped` where a picture is not built as its kind is: then nobody can tell what is in it.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT: Final = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT bKGD hIST pHYs sPLT cICP mDCv cLLi acTL fcTL fdAT".split()
)
_WEBP_KEPT: Final = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
_WEBP_EXIF_AND_XMP: Final = 0x08 | 0x04  # flags of VP8X
_GIF_KEPT: Final = frozenset({b"NETSCAPE2.0", b"ANIMEXTS1.0"})
_ORIENTATION: Final = 0x0112
_MAX_ENTRIES: Final = 512
_JPEG_END: Final = 0xD9
_JPEG_SCAN: Final = 0xDA
_JPEG_COMMENT: Final = 0xFE
_RESTARTS: Final = range(0xD0, 0xD8)


class NotStripped(ValueError):  # noqa: N818  named for what happened
    """The picture is damaged, or of a kind that is not understood."""


@dataclass(frozen=True, slots=True)
class Stripped:
    """A picture without the rest.

    Attributes:
        content: the file.
        orientation: how it has to be turned to be looked at, as Exif counts it (1: not at all); no longer in it.
    """

    content: bytes
    orientation: int = 1


def strip(content: bytes) -> Stripped:
    """`content`, a JPEG, PNG, WebP, GIF, HEIC or AVIF, without what is no part of the picture.

    Raises:
        NotStripped
    """
    try:
        if content.startswith(b"\xff\xd8"):
            return _jpeg(content)
        if content.startswith(_PNG):
            return Stripped(_png(content))
        if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
            return _webp(content)
        if content[:6] in (b"GIF87a", b"GIF89a"):
            return Stripped(_gif(content))
    except (struct.error, IndexError) as error:
        raise NotStripped("the picture ends too early") from error
    raise NotStripped("a picture of an unknown kind")


def orientation_of(content: bytes) -> int:
    """How a JPEG or WebP has to be turned; 1 for all others, and where that can't be told."""
    try:
        return strip(content).orientation
    except NotStripped:
        return 1


def oriented_exif(orientation: int) -> bytes:
    """An Exif segment of a JPEG that says nothing but how to turn it."""
    entry = struct.pack("<HHIHH", _ORIENTATION, 3, 1, orientation, 0)
    body = b"Exif\0\0" + b"II*\0" + struct.pack("<IH", 8, 1) + entry + bytes(4)
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _jpeg(content: bytes) -> Stripped:
    kept = bytearray(b"\xff\xd8")
    orientation = 1
    position = 2
    has_scan = False
    while True:
        if has_scan and position >= len(content) - 1:
            return Stripped(bytes(kept + b"\xff\xd9"), orientation)  # cut off, but a picture
        if content[position] != 0xFF:
            raise NotStripped("no marker where one has to be")
        marker = content[position + 1]
        if marker == 0xFF:  # a fill byte
            position += 1
            continue
        if marker == _JPEG_END:
            # What follows, such as a film or another picture, is no part of this one.
            return Stripped(bytes(kept + b"\xff\xd9"), orientation)
        (length,) = struct.unpack_from(">H", content, position + 2)
        end = position + 2 + length
        if length < 2 or end > len(content):
            raise NotStripped("a segment that leads nowhere")
        body = content[position + 4 : end]
        if marker == 0xE1 and body.startswith(b"Exif\0\0"):
            orientation = _exif_orientation(body[6:])
        if _is_kept_in_jpeg(marker, body):
            kept += content[position:end]
        position = end
        if marker == _JPEG_SCAN:
            has_scan = True
            position = _end_of_scan(content, end)
            kept += content[end:position]


def _is_kept_in_jpeg(marker: int, body: bytes) -> bool:
    if marker == 0xE0:
        return body.startswith(b"JFIF\0")
    if marker == 0xE2:
        return body.startswith(b"ICC_PROFILE\0")
    if marker == 0xEE:
        return body.startswith(b"Adobe")  # how the colours are meant
    return marker != _JPEG_COMMENT and not 0xE0 <= marker <= 0xEF


def _end_of_scan(content: bytes, position: int) -> int:
    """Where the next marker after a scan's data is, or the end of the file."""
    while True:
        position = content.find(b"\xff", position)
        if position < 0 or position + 1 >= len(content):
            return len(content)
        following = content[position + 1]
        if following == 0 or following in _RESTARTS:
            position += 2
        elif following == 0xFF:
            position += 1
        else:
            return position


def _exif_orientation(tiff: bytes) -> int:
    """The orientation in the first directory of an Exif block; 1 where there is none that makes sense."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 1
    try:
        (start,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, start)
        for number in range(min(count, _MAX_ENTRIES)):
            tag, kind, values, value = struct.unpack_from(
                f"{order}HHIH", tiff, start + 2 + 12 * number
            )
            if tag == _ORIENTATION:
                return value if (kind, values) == (3, 1) and 1 <= value <= 8 else 1
    except struct.error:
        pass
    return 1


def _png(content: bytes) -> bytes:
    kept = bytearray(_PNG)
    position = len(_PNG)
    while True:
        (length,) = struct.unpack_from(">I", content, position)
        kind = content[position + 4 : position + 8]
        end = position + 12 + length
        if end > len(content):
            raise NotStripped("a chunk that leads nowhere")
        if kind in _PNG_KEPT:
            kept += content[position:end]
        elif kind[:1].isupper():
            raise NotStripped("a chunk that nobody knows and none may leave out")
        position = end
        if kind == b"IEND":
            return bytes(kept)


def _webp(content: bytes) -> Stripped:
    (length,) = struct.unpack_from("<I", content, 4)
    whole = min(len(content), 8 + length)
    kept = bytearray()
    orientation = 1
    position = 12
    while position + 8 <= whole:
        kind = content[position : position + 4]
        (size,) = struct.unpack_from("<I", content, position + 4)
        end = position + 8 + size
        if end > whole:
            raise NotStripped("a chunk that leads nowhere")
        chunk = bytearray(content[position:end])
        if kind == b"VP8X":
            chunk[8] &= ~_WEBP_EXIF_AND_XMP & 0xFF
        elif kind == b"EXIF":
            orientation = _exif_orientation(bytes(chunk[8:]).removeprefix(b"Exif\0\0"))
        if kind in _WEBP_KEPT:
            kept += chunk + bytes(size % 2)
        position = end + size % 2
    if not kept:
        raise NotStripped("no picture in it")
    head = b"RIFF" + struct.pack("<I", 4 + len(kept)) + b"WEBP"
    return Stripped(head + bytes(kept), orientation)


def _gif(content: bytes) -> bytes:
    position = 13 + _colours(content[10])
    kept = bytearray(content[:position])
    while True:
        start, kind = position, content[position]
        if kind == 0x3B:  # the trailer
            return bytes(kept + b"\x3b")
        if kind == 0x2C:  # a frame
            position = _after_blocks(content, position + 11 + _colours(content[position + 9]))
            is_kept = True
        elif kind == 0x21:  # an extension
            label = content[position + 1]
            name = content[position + 3 : position + 14]
            position = _after_blocks(content, position + 2)
            is_kept = label == 0xF9 or (label == 0xFF and name in _GIF_KEPT)
        else:
            raise NotStripped("a block that nobody knows")
        if is_kept:
            kept += content[start:position]


def _colours(flags: int) -> int:
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _after_blocks(content: bytes, position: int) -> int:
    while size := content[position]:
        position += 1 + size
    return position + 1
