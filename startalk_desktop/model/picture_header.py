"""What a picture's first bytes say it is, and how large: to be asked before anything decodes it. Pure functions."""

from __future__ import annotations

import struct
from dataclasses import dataclass

_PNG = b"\x89PNG\r\n\x1a\n"
_START_OF_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xDA)})


@dataclass(frozen=True, slots=True)
class PictureHeader:
    """The kind of a picture, and its size in pixels before any rotation."""

    media_type: str
    width: int
    height: int


def read_header(content: bytes) -> PictureHeader | None:
    """The header of a PNG, JPEG, GIF or WebP; None for anything else, and where it ends too early or makes no sense."""
    try:
        header = _read(content)
    except (struct.error, IndexError):
        return None
    return header if header is not None and header.width > 0 and header.height > 0 else None


def _read(content: bytes) -> PictureHeader | None:
    if content.startswith(_PNG) and content[12:16] == b"IHDR":
        return PictureHeader("image/png", *struct.unpack_from(">II", content, 16))
    if content[:6] in (b"GIF87a", b"GIF89a"):
        return PictureHeader("image/gif", *struct.unpack_from("<HH", content, 6))
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return _webp(content)
    if content.startswith(b"\xff\xd8\xff"):
        return _jpeg(content)
    return None


def _jpeg(content: bytes) -> PictureHeader | None:
    position = 2
    while content[position] == 0xFF:
        marker = content[position + 1]
        if marker == 0xFF:  # a fill byte
            position += 1
            continue
        if marker in _WITHOUT_LENGTH:
            position += 2
            continue
        (length,) = struct.unpack_from(">H", content, position + 2)
        if marker in _START_OF_FRAME:
            height, width = struct.unpack_from(">HH", content, position + 5)
            return PictureHeader("image/jpeg", width, height)
        position += 2 + max(length, 2)
    return None


def _webp(content: bytes) -> PictureHeader | None:
    kind = content[12:16]
    if kind == b"VP8X":
        width = int.from_bytes(content[24:27], "little") + 1
        height = int.from_bytes(content[27:30], "little") + 1
        return PictureHeader("image/webp", width, height) if len(content) >= 30 else None
    if kind == b"VP8 " and content[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack_from("<HH", content, 26)
        return PictureHeader("image/webp", width & 0x3FFF, height & 0x3FFF)
    if kind == b"VP8L" and content[20] == 0x2F:
        (bits,) = struct.unpack_from("<I", content, 21)
        return PictureHeader("image/webp", (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    return None
