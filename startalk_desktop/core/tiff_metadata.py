"""Takes place, time and names out of TIFF pictures: directories keep what decoding the picture takes, and no more.

What a directory pointed to is overwritten, and nothing else is moved, so the pixels stay as they are, however they
were packed (TIFF 6.0, and BigTIFF with its wider numbers). Pure functions.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

from startalk_desktop.core.picture_metadata import NotStripped

_HEADS: Final = {
    b"II*\0": ("<", False),
    b"MM\0*": (">", False),
    b"II+\0": ("<", True),
    b"MM\0+": (">", True),
}
_SIZES: Final = (
    0,
    1,
    1,
    2,
    4,
    8,
    1,
    1,
    2,
    4,
    8,
    4,
    8,
    4,
    0,
    0,
    8,
    8,
    8,
)  # bytes of a value, by type
_KEPT: Final = frozenset(
    # What the pixels are and where: the baseline, packing, tiles, inks, YCbCr, JPEG, and the colours' profile.
    (
        254, 255, 256, 257, 258, 259, 262, 263, 266, 273, 274, 277, 278, 279, 280, 281, 282, 283, 284, 288, 289, 290,
        291, 292, 293, 296, 297, 301, 317, 318, 319, 320, 321, 322, 323, 324, 325, 330, 332, 333, 334, 336, 337, 338,
        339, 340, 341, 342, 347, 512, 513, 514, 515, 517, 518, 519, 520, 521, 529, 530, 531, 532, 34675,
    )
)  # fmt: skip
_SUB_DIRECTORIES: Final = 330
_POINTERS: Final = frozenset(
    {34665, 34853, 40965}
)  # Exif, GPS, interoperability: directories of their own
_WIDTH, _HEIGHT = 256, 257
_MAX_DIRECTORIES: Final = 1024
_MAX_ENTRIES: Final = 4096


@dataclass(frozen=True, slots=True)
class BlankTiff:
    """A TIFF without the rest, and the size that its first picture says it has."""

    content: bytes
    width: int | None
    height: int | None


def is_tiff(head: bytes) -> bool:
    """Whether a file that begins so is built as a TIFF; cameras' raw files are, too."""
    return head[:4] in _HEADS


def blanked(content: bytes) -> BlankTiff:
    """`content` without what is no part of the pictures.

    Raises:
        NotStripped: it is not built as it should be.
    """
    try:
        return _Tiff(content).blanked()
    except (struct.error, IndexError) as error:
        raise NotStripped("the picture ends too early") from error


class _Tiff:
    def __init__(self, content: bytes) -> None:
        if not is_tiff(content):
            raise NotStripped("no TIFF")
        self._order, self._is_big = _HEADS[content[:4]]
        self._content = content
        self._changed = bytearray(content)
        self._seen: set[int] = set()
        self._size: dict[int, int] = {}
        self._kept_places: list[tuple[int, int]] = []
        self._blank_places: list[tuple[int, int]] = []

    def blanked(self) -> BlankTiff:
        (first,) = self._unpack("Q" if self._is_big else "I", 8 if self._is_big else 4)
        waiting = [(first, True)]
        while waiting:
            start, is_picture = waiting.pop()
            if start == 0:
                continue
            if start in self._seen:
                raise NotStripped("directories without an end")
            self._seen.add(start)
            if len(self._seen) > _MAX_DIRECTORIES:
                raise NotStripped("too many directories")
            waiting += self._directory(start, is_picture=is_picture)
        kept = sorted(self._kept_places)
        for start, end in self._blank_places:
            if any(start < until and begin < end for begin, until in kept):
                raise NotStripped("what is said and what is shown lie upon each other")
            self._changed[start:end] = bytes(end - start)
        return BlankTiff(bytes(self._changed), self._size.get(_WIDTH), self._size.get(_HEIGHT))

    def _directory(self, start: int, *, is_picture: bool) -> list[tuple[int, bool]]:
        """Rewrite one where it stands; returns those that it points to."""
        count_size, entry_size, word = (8, 20, "Q") if self._is_big else (2, 12, "I")
        (count,) = self._unpack("Q" if self._is_big else "H", start)
        if count > _MAX_ENTRIES:
            raise NotStripped("too many entries")
        begin = start + count_size
        end = begin + count * entry_size
        (following,) = self._unpack(word, end)
        self._check(end + struct.calcsize(word))
        kept, found = [], [(following, is_picture)]
        for place in range(begin, end, entry_size):
            tag, kind, values, number = self._entry(place)
            where = self._values(place, kind, values)
            if tag in _POINTERS:
                found.append((number, False))
            elif is_picture and tag in _KEPT:
                kept.append(self._content[place : place + entry_size])
                self._kept_places.append(where)
                if tag == _SUB_DIRECTORIES:
                    found += [(sub, True) for sub in self._numbers(where, kind, values)]
                elif tag in (_WIDTH, _HEIGHT):
                    self._size.setdefault(tag, number)
                continue
            if not place <= where[0] < place + entry_size:
                self._blank_places.append(where)
        head = struct.pack(self._order + ("Q" if self._is_big else "H"), len(kept))
        tail = struct.pack(self._order + word, following if is_picture else 0)
        rewritten = head + b"".join(kept) + tail
        whole = end + struct.calcsize(word) - start
        self._changed[start : start + whole] = rewritten.ljust(whole, b"\0")
        return found

    def _entry(self, place: int) -> tuple[int, int, int, int]:
        """Tag, type, how many values, and the first value or where the values are."""
        tag, kind = self._unpack("HH", place)
        if self._is_big:
            values, number = self._unpack("QQ", place + 4)
        else:
            (values,) = self._unpack("I", place + 4)
            if kind == 3 and values == 1:
                (number,) = self._unpack("H", place + 8)
            else:
                (number,) = self._unpack("I", place + 8)
        if self._is_big and kind == 3 and values == 1:
            (number,) = self._unpack("H", place + 12)
        return tag, kind, values, number

    def _values(self, place: int, kind: int, values: int) -> tuple[int, int]:
        """Where the values of an entry lie: in itself, if they are few."""
        if not 0 < kind < len(_SIZES) or not _SIZES[kind]:
            raise NotStripped("values of an unknown kind")
        length = _SIZES[kind] * values
        inside = 8 if self._is_big else 4
        at = place + (12 if self._is_big else 8)
        if length <= inside:
            return at, at + length
        (start,) = self._unpack("Q" if self._is_big else "I", at)
        self._check(start + length)
        return start, start + length

    def _numbers(self, where: tuple[int, int], kind: int, values: int) -> tuple[int, ...]:
        letter = {3: "H", 4: "I", 13: "I", 16: "Q", 18: "Q"}.get(kind)
        if letter is None or values > _MAX_DIRECTORIES:
            raise NotStripped("directories that are nowhere")
        return self._unpack(f"{values}{letter}", where[0])

    def _unpack(self, form: str, place: int) -> tuple[int, ...]:
        return struct.unpack_from(self._order + form, self._content, place)

    def _check(self, end: int) -> None:
        if end > len(self._content):
            raise NotStripped("a place that is nowhere")
