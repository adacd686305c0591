"""Takes place, time and names out of HEIC and AVIF pictures: Exif and XMP blocks are overwritten where they stand.

These files are boxes (ISO/IEC 14496-12) that point to one another by position, so nothing is moved. Pure functions.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from startalk_desktop.core.picture_metadata import NotStripped

_BRANDS: Final = {
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"heim": "image/heic",
    b"heis": "image/heic",
    b"hevc": "image/heic-sequence",
    b"mif1": "image/heif",
    b"msf1": "image/heif-sequence",
    b"avif": "image/avif",
    b"avis": "image/avif",
}
_SPOKEN: Final = frozenset({b"Exif", b"mime"})
_EMPTY_EXIF: Final = bytes(4) + b"II*\0" + struct.pack("<IHI", 8, 0, 0)
"""Where its TIFF begins, and one without entries: decoders refuse a picture whose Exif is none."""

_MAX_BOXES: Final = 4096
_MAX_ITEMS: Final = 4096


def media_type_of(content: bytes) -> str:
    """The kind of a picture of this family; ``""`` where it is none."""
    return _BRANDS.get(content[8:12], "") if content[4:8] == b"ftyp" else ""


def blanked(content: bytes) -> bytes:
    """`content` with its Exif blocks saying nothing, and its XMP blocks overwritten by zeros.

    Raises:
        NotStripped: it is not built as it should be, or keeps them where they can't be found.
    """
    changed = bytearray(content)
    try:
        for box in _boxes(content, 0, len(content)):
            if box.kind == b"meta":
                for kind, start, end in _places(content, _Box(box.kind, box.start + 4, box.end)):
                    said = (
                        _EMPTY_EXIF if kind == b"Exif" and end - start >= len(_EMPTY_EXIF) else b""
                    )
                    changed[start:end] = said.ljust(end - start, b"\0")
            elif box.kind == b"uuid":
                changed[box.start : box.end] = bytes(box.end - box.start)
            elif box.kind == b"moov":
                raise NotStripped("a film")
    except (struct.error, IndexError) as error:
        raise NotStripped("the picture ends too early") from error
    return bytes(changed)


@dataclass(frozen=True, slots=True)
class _Box:
    kind: bytes
    start: int  # of what is in it
    end: int


def _boxes(content: bytes, start: int, end: int) -> Iterator[_Box]:
    for _ in range(_MAX_BOXES):
        if start == end:
            return
        size, kind = struct.unpack_from(">I4s", content, start)
        head = 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", content, start + 8)
            head = 16
        elif size == 0:
            size = end - start
        if size < head or start + size > end:
            raise NotStripped("a box that leads nowhere")
        yield _Box(kind, start + head, start + size)
        start += size
    raise NotStripped("boxes without an end")


def _places(content: bytes, meta: _Box) -> list[tuple[bytes, int, int]]:
    """Which and where the blocks are that say something, of the items that `meta` lists."""
    inner = {box.kind: box for box in _boxes(content, meta.start, meta.end)}
    items, places = inner.get(b"iinf"), inner.get(b"iloc")
    if items is None or places is None:
        return []
    wanted = _spoken_items(content, items)
    found = []
    for item, method, start, length in _extents(content, places):
        if item not in wanted:
            continue
        base = inner.get(b"idat") if method == 1 else None
        if method > 1 or (method == 1 and base is None):
            raise NotStripped("a block that is put together from others")
        begin = start + (base.start if base is not None else 0)
        end = begin + length
        if length == 0 or end > len(content):
            raise NotStripped("a block that is nowhere")
        # Only the first piece of a block has its head.
        found.append((wanted[item], begin, end))
        wanted[item] = b""
    return found


def _spoken_items(content: bytes, items: _Box) -> dict[int, bytes]:
    is_long = content[items.start] > 0
    head = 4 + (4 if is_long else 2)
    wanted: dict[int, bytes] = {}
    for box in _boxes(content, items.start + head, items.end):
        version = content[box.start]
        if box.kind != b"infe" or version < 2:
            continue
        if version == 2:
            item, _, kind = struct.unpack_from(">HH4s", content, box.start + 4)
        else:
            item, _, kind = struct.unpack_from(">IH4s", content, box.start + 4)
        if kind in _SPOKEN:
            wanted[item] = kind
    return wanted


def _extents(content: bytes, places: _Box) -> Iterator[tuple[int, int, int, int]]:
    """Item, how it is kept, where, and how long, of each piece of each item (section 8.11.3)."""
    version = content[places.start]
    sizes = content[places.start + 4], content[places.start + 5]
    offset_size, length_size = sizes[0] >> 4, sizes[0] & 15
    base_size, index_size = sizes[1] >> 4, sizes[1] & 15 if version else 0
    reader = _Reader(content, places.start + 6, places.end)
    count = reader.number(4 if version == 2 else 2)
    if version > 2 or count > _MAX_ITEMS:
        raise NotStripped("a list of places that is not understood")
    for _ in range(count):
        item = reader.number(4 if version == 2 else 2)
        method = reader.number(2) & 15 if version else 0
        reader.number(2)  # in which file: only this one is looked at
        base = reader.number(base_size)
        for _ in range(reader.number(2)):
            reader.number(index_size)
            start = reader.number(offset_size)
            yield item, method, base + start, reader.number(length_size)


class _Reader:
    def __init__(self, content: bytes, position: int, end: int) -> None:
        self._content = content
        self._position = position
        self._end = end

    def number(self, size: int) -> int:
        start, self._position = self._position, self._position + size
        if self._position > self._end:
            raise NotStripped("a list that ends too early")
        return int.from_bytes(self._content[start : self._position], "big")
