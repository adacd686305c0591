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


def element(id_: int, *content: bytes, width: int = 8, is_open: bool = False) -> bytes:
    """An element of RFC 8794, the number of its length so many bytes wide; `is_open`: all ones, which is no length."""
    inside = b"".join(content)
    length = (1 << 7 * width) - 1 if is_open else len(inside)
    name = id_.to_bytes((id_.bit_length() + 7) // 8, "big")
    return name + (length | 1 << 7 * width).to_bytes(width, "big") + inside


def matroska(
    pixels: bytes = b"moving pictures" * 20, *, is_live: bool = False, has_sums: bool = False
) -> bytes:
    """A film that speaks wherever RFC 9559 lets it; `is_live`: of lengths that nobody knew when it was written."""
    sums = [element(0xBF, b"\xc0\xff\xee\x11", width=1)] if has_sums else []
    cluster = element(
        0x1F43B675,
        element(0xE7, b"\0"),
        element(0xA3, b"\x81\0\0\x80", pixels),
        element(0xA0, element(0xA1, b"\x81\0\x28\0", pixels)),
        is_open=is_live,
    )
    seeks = [
        element(0x4DBB, element(0x53AB, id_), element(0x53AC, bytes([at])))
        for at, id_ in enumerate(
            (b"\x12\x54\xc3\x67", b"\x15\x49\xa9\x66", b"\x19\x41\xa4\x69"), 77
        )
    ]
    return element(0x1A45DFA3, element(0x4282, b"matroska")) + element(
        0x18538067,
        *sums,
        element(0x114D9B74, *sums, *seeks),
        element(0xEC, b"left over: " + SECRET),
        element(
            0x1549A966,
            *sums,
            element(0x2AD7B1, b"\x0f\x42\x40", width=1),
            element(0x4461, struct.pack(">Q", WHEN), width=1),
            element(0x7BA9, SECRET, width=1),
            element(0x4D80, b"muxer of " + SECRET),
            element(0x5741, b"camera of " + SECRET),
            element(0x7384, SECRET, width=4),
            element(0x7FFE, b"of a later standard: " + SECRET),
        ),
        element(
            0x1654AE6B,
            *sums,
            element(
                0xAE,
                element(0x83, b"\1", width=1),
                element(0x86, b"V_VP8"),
                element(0x536E, SECRET),
            ),
        ),
        element(
            0x1941A469,
            element(
                0x61A7,
                element(0x466E, b"cover.jpg"),
                element(0x4660, b"image/jpeg"),
                element(0x465C, b"\xff\xd8" + SECRET),
            ),
            element(
                0x61A7,
                element(0x467E, SECRET),
                element(0x4660, b"font/ttf"),
                element(0x465C, b"glyphs of subtitles"),
            ),
        ),
        cluster,
        cluster,
        element(0x1254C367, element(0x7373, element(0x67C8, element(0x4487, SECRET)))),
        is_open=is_live,
    )
