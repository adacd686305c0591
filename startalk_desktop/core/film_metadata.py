"""Finds place, time and names in films (MP4, MOV, 3GP): what has to be overwritten so that they are gone.

These files are boxes (ISO/IEC 14496-12, QuickTime) that point to one another by position, so nothing is moved: a box
that speaks becomes a free one of the same length. Tracks that say where a camera was, sample by sample, go the same
way. Only the description is read, never the film. All of it blocks.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from startalk_desktop.core.picture_metadata import NotStripped

Blank = tuple[int, bytes]
"""At which byte of the file these bytes take the place of what is there."""

ENDINGS: Final = frozenset({".mp4", ".m4v", ".mov", ".qt", ".3gp", ".3g2", ".f4v"})
"""Of the names of films that are understood."""

_TOP: Final = frozenset({b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot"})
_SPEAKING: Final = frozenset({b"udta", b"meta", b"uuid"})
_TIMED: Final = frozenset({b"mvhd", b"tkhd", b"mdhd"})
_NESTS: Final = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl", b"moof", b"traf"})
_SPEAKING_TRACKS: Final = frozenset({b"meta", b"camm"})
_MAX_DESCRIPTION: Final = 64 * 1024 * 1024
_MAX_BOXES: Final = 200_000
_MAX_SAMPLES: Final = 1_000_000
_MAX_BLANKED: Final = 64 * 1024 * 1024  # of samples that speak


def is_film(head: bytes) -> bool:
    """Whether a file that begins so is a film of this family."""
    return head[4:8] in _TOP


def blanks(file: BinaryIO, size: int) -> list[Blank]:
    """What to overwrite in `file`, which is `size` bytes long; in order.

    Raises:
        NotStripped: it is not built as it should be.
        OSError: it can't be read.
    """
    found: list[Blank] = []
    try:
        for number, (kind, head, start, end) in enumerate(_outer(file, size)):
            if number >= _MAX_BOXES:
                raise NotStripped("boxes without an end")
            if kind in _SPEAKING:
                found += _freed(start, head, end)
            elif kind in (b"moov", b"moof"):
                if end - start > _MAX_DESCRIPTION:
                    raise NotStripped("its description is too long to be looked through")
                file.seek(start)
                found += _Description(file.read(end - start), start, size).blanks()
    except (struct.error, IndexError) as error:
        raise NotStripped("the film ends too early") from error
    return sorted(found)


def _freed(start: int, head: int, end: int) -> list[Blank]:
    """Make the box a free one, and what is in it zeros."""
    if end - start - head > _MAX_DESCRIPTION:
        raise NotStripped("what it says is too long")
    return [(start + 4, b"free"), (start + head, bytes(end - start - head))]


def _outer(file: BinaryIO, size: int) -> Iterator[tuple[bytes, int, int, int]]:
    """Kind, length of the head, start and end of each box of the file."""
    start = 0
    while start + 8 <= size:
        file.seek(start)
        head = file.read(16)
        length, kind = struct.unpack_from(">I4s", head)
        head_length = 8
        if length == 1:
            (length,) = struct.unpack_from(">Q", head, 8)
            head_length = 16
        elif length == 0:
            length = size - start
        if length < head_length or start + length > size:
            raise NotStripped("a box that leads nowhere")
        yield kind, head_length, start, start + length
        start += length


@dataclass(frozen=True, slots=True)
class _Box:
    kind: bytes
    head: int
    start: int
    end: int


class _Description:
    """A box that tells of the film, with where it stands in the file."""

    def __init__(self, content: bytes, offset: int, size: int) -> None:
        self._content = content
        self._offset = offset
        self._size = size

    def blanks(self) -> list[Blank]:
        return list(self._of(_Box(b"", 0, 0, len(self._content))))

    def _of(self, parent: _Box, depth: int = 0) -> Iterator[Blank]:
        if depth > len(_NESTS):
            raise NotStripped("boxes too deep in one another")
        for box in self._boxes(parent):
            if box.kind in _SPEAKING:
                yield from _freed(self._offset + box.start, box.head, self._offset + box.end)
            elif box.kind in _TIMED:
                yield self._untimed(box)
            elif box.kind == b"trak" and self._speaks(box):
                yield from self._samples(box)
                yield from _freed(self._offset + box.start, box.head, self._offset + box.end)
            elif box.kind in _NESTS:
                yield from self._of(box, depth + 1)

    def _boxes(self, parent: _Box) -> Iterator[_Box]:
        start = parent.start + parent.head
        while start + 8 <= parent.end:
            length, kind = struct.unpack_from(">I4s", self._content, start)
            head = 8
            if length == 1:
                (length,) = struct.unpack_from(">Q", self._content, start + 8)
                head = 16
            elif length == 0:
                length = parent.end - start
            if length < head or start + length > parent.end:
                raise NotStripped("a box that leads nowhere")
            yield _Box(kind, head, start, start + length)
            start += length

    def _untimed(self, box: _Box) -> Blank:
        """When it was made and changed: the first two numbers after version and flags."""
        at = box.start + box.head
        length = 16 if self._content[at] else 8
        if at + 4 + length > box.end:
            raise NotStripped("a head that ends too early")
        return self._offset + at + 4, bytes(length)

    def _inside(self, box: _Box, *path: bytes) -> _Box | None:
        for kind in path:
            found = next((one for one in self._boxes(box) if one.kind == kind), None)
            if found is None:
                return None
            box = found
        return box

    def _speaks(self, track: _Box) -> bool:
        """Whether the track is no film, sound or text, but tells of them, such as where the camera was."""
        handler = self._inside(track, b"mdia", b"hdlr")
        if handler is None:
            return False
        at = handler.start + handler.head + 8
        return self._content[at : at + 4] in _SPEAKING_TRACKS

    def _samples(self, track: _Box) -> Iterator[Blank]:
        """What the track says, wherever in the file it lies (section 8.7)."""
        table = self._inside(track, b"mdia", b"minf", b"stbl")
        if table is None:
            return
        places, sizes, runs = self._places(table), self._sizes(table), self._runs(table)
        first, total = 0, 0
        for number, place in enumerate(places, 1):
            run = max((one for one in runs if one[0] <= number), default=None)
            if run is None:
                raise NotStripped("pieces that are nowhere")
            length = sum(sizes[first : first + run[1]])
            first += run[1]
            total += length
            if total > _MAX_BLANKED or place + length > self._size:
                raise NotStripped("pieces that lead nowhere")
            if length:
                yield place, bytes(length)

    def _places(self, table: _Box) -> tuple[int, ...]:
        box, letter = self._inside(table, b"stco"), "I"
        if box is None:
            box, letter = self._inside(table, b"co64"), "Q"
        return self._numbers(box, letter, 4)

    def _sizes(self, table: _Box) -> tuple[int, ...]:
        box = self._inside(table, b"stsz")
        if box is None:
            raise NotStripped("pieces of unknown length")
        same, count = struct.unpack_from(">II", self._content, box.start + box.head + 4)
        if count > _MAX_SAMPLES:
            raise NotStripped("too many pieces")
        return (same,) * count if same else self._numbers(box, "I", 8)

    def _runs(self, table: _Box) -> list[tuple[int, int]]:
        """From which chunk on there are how many samples in each."""
        flat = self._numbers(self._inside(table, b"stsc"), "III", 4)
        return [(flat[at], flat[at + 1]) for at in range(0, len(flat), 3)]

    def _numbers(self, box: _Box | None, form: str, skipped: int) -> tuple[int, ...]:
        if box is None:
            return ()
        at = box.start + box.head + skipped
        (count,) = struct.unpack_from(">I", self._content, at)
        if count > _MAX_SAMPLES or at + 4 + count * struct.calcsize(">" + form) > box.end:
            raise NotStripped("a list that ends too early")
        return struct.unpack_from(">" + form * count, self._content, at + 4)
