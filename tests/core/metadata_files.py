"""Files that say more than they show, made by hand as the standards say."""

from __future__ import annotations

import io
import struct
from typing import Any

from PIL import Image, TiffImagePlugin

SECRET = b"GPS-Jingzhou-30.35N"
WHEN = 0xC0FFEE11


def box(kind: bytes, *content: bytes) -> bytes:
    """A box of ISO/IEC 14496-12."""
    inside = b"".join(content)
    return struct.pack(">I4s", 8 + len(inside), kind) + inside


def long_box(kind: bytes, *content: bytes) -> bytes:
    """The same with its length in eight bytes."""
    inside = b"".join(content)
    return struct.pack(">I4sQ", 1, kind, 16 + len(inside)) + inside


def film(pixels: bytes = b"moving pictures" * 20, *, is_long: bool = False) -> bytes:
    """A film with a place in `udta`, in `meta`, in XMP, and in a track of its own; its pixels are noise."""
    head = box(b"ftyp", b"mp42\0\0\0\0isom")
    frames, places = pixels, SECRET * 3
    data = (long_box if is_long else box)(b"mdat", frames, places)
    start = len(head) + (16 if is_long else 8)
    description = box(
        b"moov",
        box(b"mvhd", struct.pack(">IIII", 0, WHEN, WHEN, 1000), bytes(80)),
        _track(b"vide", start, [len(frames)], box(b"udta", box(b"name", SECRET))),
        _track(b"meta", start + len(frames), [len(SECRET)] * 3),
        box(b"udta", box(b"\xa9xyz", struct.pack(">HH", len(SECRET), 0), SECRET)),
        box(b"meta", box(b"keys", SECRET), box(b"ilst", SECRET)),
    )
    return head + data + description + box(b"uuid", b"\xbe\x7a" * 8, SECRET)


def _track(handler: bytes, start: int, sizes: list[int], *more: bytes) -> bytes:
    table = box(
        b"stbl",
        box(b"stsc", struct.pack(">IIIII", 0, 1, 1, len(sizes), 1)),
        box(b"stsz", struct.pack(">III", 0, 0, len(sizes)), struct.pack(f">{len(sizes)}I", *sizes)),
        box(b"stco", struct.pack(">III", 0, 1, start)),
    )
    media = box(
        b"mdia",
        box(b"mdhd", b"\1\0\0\0", struct.pack(">QQ", WHEN, WHEN), bytes(16)),
        box(b"hdlr", bytes(8), handler, bytes(13)),
        box(b"minf", table),
    )
    return box(b"trak", box(b"tkhd", struct.pack(">III", 0, WHEN, WHEN), bytes(72)), media, *more)


def tiff(compression: str = "tiff_lzw", *, pages: int = 1, **options: Any) -> bytes:
    """A TIFF whose directories say more than is in the picture."""
    picture = Image.linear_gradient("L").resize((60, 40)).convert("RGB")
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    for tag in (270, 271, 272, 305, 315):
        tags[tag] = SECRET.decode()
    tags[700] = b"<x:xmpmeta>" + SECRET
    tags[33723] = SECRET
    exif = Image.Exif()
    exif[0x010F] = SECRET.decode()
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[29] = SECRET.decode()
    exif.get_ifd(0x8769)[0x927C] = SECRET
    written = io.BytesIO()
    picture.save(
        written,
        "TIFF",
        compression=compression,
        tiffinfo=tags,
        exif=exif,
        save_all=pages > 1,
        append_images=[picture.rotate(180)] * (pages - 1),
        **options,
    )
    return written.getvalue()
