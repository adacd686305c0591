"""Finds what films in Matroska and WebM tell besides themselves: what has to be overwritten so that it is gone.

These files are elements in one another (EBML, RFC 8794) that point to one another by position (RFC 9559), so nothing is
moved: an element that speaks becomes a Void one of the same length. What players need stays: tracks, chapters, subtitle
fonts. Clusters, which hold the film, are passed over; only one of unknown length is walked through to its end. All of
it blocks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from startalk_desktop.core.film_metadata import Blank
from startalk_desktop.core.picture_metadata import NotStripped

ENDINGS: Final = frozenset({".mkv", ".webm", ".mka", ".mk3d"})
"""Of the names of files that are understood."""

_EBML: Final = 0x1A45DFA3
_VOID: Final = 0xEC
_CHECKSUM: Final = 0xBF
_SEGMENT: Final = 0x18538067
_SEEK_HEAD, _SEEK_ID = 0x114D9B74, 0x53AB
_INFO: Final = 0x1549A966
_TRACKS, _TRACK, _TRACK_TYPE, _CODEC = 0x1654AE6B, 0xAE, 0x83, 0x86
_ATTACHMENTS, _ATTACHED, _ATTACHED_TYPE = 0x1941A469, 0x61A7, 0x4660
_CLUSTER: Final = 0x1F43B675

_KEPT: Final = frozenset({_SEEK_HEAD, _INFO, _TRACKS, _CLUSTER, 0x1C53BB6B, 0x1043A770})
"""Of a segment's: those, cues and chapters. All else, above all tags, is told besides."""

_IN_CLUSTER: Final = frozenset({0xE7, 0x5854, 0xA7, 0xAB, 0xA3, 0xA0, 0xAF, _VOID, _CHECKSUM})
_INFO_KEPT: Final = frozenset(
    # The scale of times, the duration, and the numbers by which segments find one another.
    {0x2AD7B1, 0x4489, 0x73A4, 0x3CB923, 0x3EB923, 0x4444, 0x6924}
)
_PROGRAMS: Final = frozenset(
    {0x4D80, 0x5741}
)  # that wrote it; they have to be there, and may say nothing
_SPEAKING_OF_TRACK: Final = frozenset(
    {
        0x536E,
        0x258688,
        0x3A9697,
        0x3B4040,
        0x26B240,
    }  # its name, and of its codec name, settings, addresses
)
_ATTACHED_DESCRIPTION: Final = 0x467E
_FONTS: Final = (b"font/", b"application/font", b"application/x-font", b"application/x-truetype")
_OPENTYPE: Final = b"application/vnd.ms-opentype"
_METADATA_TRACK: Final = b"\x21"
_METADATA_CODEC: Final = b"D_WEBVTT/METADATA"

_MAX_ELEMENTS: Final = 500_000
_MAX_BLANKS: Final = 10_000
_MAX_BLANKED: Final = 64 * 1024 * 1024
_MAX_WORD: Final = 128  # bytes of a name that is looked at
_MAX_SIZE_WIDTH: Final = 8


def is_matroska(head: bytes) -> bool:
    """Whether a file that begins so is of this family."""
    return head.startswith(_EBML.to_bytes(4, "big"))


def blanks(file: BinaryIO, size: int) -> list[Blank]:
    """What to overwrite in `file`, which is `size` bytes long; in order.

    Raises:
        NotStripped: it is not built as it should be, or has a track that tells of the film.
        OSError: it can't be read.
    """
    return sorted(_Film(file, size).blanks())


@dataclass(frozen=True, slots=True)
class _Element:
    """`is_open`: its length is not known; `end` is then where its parent ends."""

    id: int
    start: int
    body: int
    end: int
    is_open: bool = False


class _Film:
    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        self._size = size
        self._elements = 0
        self._blanked = 0

    def blanks(self) -> list[Blank]:
        found: list[Blank] = []
        at = 0
        while at < self._size:
            one = self._element(at, self._size)
            at = one.end
            if one.id == _SEGMENT:
                inside, at = self._level_one(one)
                found += self._segment(inside)
            elif one.id == _VOID:
                found += self._zeroed(one)
            elif one.id != _EBML or one.is_open:
                raise NotStripped("beside the film stands something that is not known")
            if len(found) > _MAX_BLANKS:
                raise NotStripped("it says too many things")
        return found

    # elements

    def _element(self, at: int, limit: int) -> _Element:
        self._elements += 1
        if self._elements > _MAX_ELEMENTS:
            raise NotStripped("elements without an end")
        self._file.seek(at)
        head = self._file.read(4 + _MAX_SIZE_WIDTH)
        id_width = _width(head, 0)
        if id_width > 4:
            raise NotStripped("something that is no element")
        size_width = _width(head, id_width)
        body = at + id_width + size_width
        if size_width > _MAX_SIZE_WIDTH or body > limit or len(head) < id_width + size_width:
            raise NotStripped("an element that ends too early")
        most = (1 << 7 * size_width) - 1
        length = int.from_bytes(head[id_width : id_width + size_width], "big") & most
        id_ = int.from_bytes(head[:id_width], "big")
        if length == most:
            return _Element(id_, at, body, limit, is_open=True)
        if body + length > limit:
            raise NotStripped("an element that leads nowhere")
        return _Element(id_, at, body, body + length)

    def _children(self, parent: _Element) -> Iterator[_Element]:
        at = parent.body
        while at < parent.end:
            one = self._element(at, parent.end)
            if one.is_open:
                raise NotStripped("an element of unknown length")
            yield one
            at = one.end

    def _level_one(self, segment: _Element) -> tuple[list[_Element], int]:
        """What the segment is made of, and where it ends."""
        found: list[_Element] = []
        at = segment.body
        while at < segment.end:
            one = self._element(at, segment.end)
            if segment.is_open and one.id in (_EBML, _SEGMENT):
                break
            if one.id in _IN_CLUSTER - {_VOID, _CHECKSUM}:
                raise NotStripped("a piece of the film outside of a cluster")
            if not one.is_open:
                found.append(one)
                at = one.end
            elif one.id == _CLUSTER:
                at = self._end_of(one)
            else:
                raise NotStripped("an element of unknown length")
        return found, at

    def _end_of(self, cluster: _Element) -> int:
        """Where a cluster of unknown length ends: before what does not belong into one."""
        at = cluster.body
        while at < cluster.end:
            one = self._element(at, cluster.end)
            if one.id not in _IN_CLUSTER:
                break
            if one.is_open:
                raise NotStripped("an element of unknown length")
            at = one.end
        return at

    def _content(self, element: _Element) -> bytes:
        self._file.seek(element.body)
        return self._file.read(min(element.end - element.body, _MAX_WORD))

    def _word(self, parent: _Element, id_: int) -> bytes:
        """The content of the first child of that kind."""
        return next((self._content(one) for one in self._children(parent) if one.id == id_), b"")

    # what goes

    def _segment(self, elements: list[_Element]) -> list[Blank]:
        kept = _KEPT
        if any(self._has_font(one) for one in elements if one.id == _ATTACHMENTS):
            kept |= {_ATTACHMENTS}

        def of_seek(seek: _Element) -> Iterable[Blank]:
            sought = int.from_bytes(self._word(seek, _SEEK_ID), "big")
            return () if sought in kept else self._voided(seek)

        inside: dict[int, Callable[[_Element], Iterable[Blank]]] = {
            _INFO: self._of_info,
            _TRACKS: self._of_tracks,
            _SEEK_HEAD: of_seek,
            _ATTACHMENTS: self._of_attachments,
        }

        def of_segment(one: _Element) -> Iterable[Blank]:
            if one.id not in kept:
                return self._voided(one)
            return self._cleaned(self._children(one), inside[one.id]) if one.id in inside else ()

        return self._cleaned(elements, of_segment)

    def _cleaned(
        self, elements: Iterable[_Element], act: Callable[[_Element], Iterable[Blank]]
    ) -> list[Blank]:
        """What `act` takes from the children of one parent; what was left over before; and a sum that is wrong then."""
        found: list[Blank] = []
        checksums = []
        for one in elements:
            if one.id == _CHECKSUM:
                checksums.append(one)
            else:
                found += self._zeroed(one) if one.id == _VOID else act(one)
        if found:
            for one in checksums:
                found += self._voided(one)
        return found

    def _of_info(self, one: _Element) -> Iterable[Blank]:
        if one.id in _PROGRAMS:
            return self._zeroed(one)
        return () if one.id in _INFO_KEPT else self._voided(one)

    def _of_tracks(self, track: _Element) -> Iterable[Blank]:
        if track.id != _TRACK:
            return self._voided(track)
        kind, codec = self._word(track, _TRACK_TYPE), self._word(track, _CODEC)
        if kind.lstrip(b"\0") == _METADATA_TRACK or codec.startswith(_METADATA_CODEC):
            raise NotStripped("it has a track that tells of the film")
        return self._cleaned(
            self._children(track),
            lambda one: self._voided(one) if one.id in _SPEAKING_OF_TRACK else (),
        )

    def _of_attachments(self, attached: _Element) -> Iterable[Blank]:
        if attached.id != _ATTACHED or not self._is_font(attached):
            return self._voided(attached)
        return self._cleaned(
            self._children(attached),
            lambda one: self._voided(one) if one.id == _ATTACHED_DESCRIPTION else (),
        )

    def _has_font(self, attachments: _Element) -> bool:
        children = self._children(attachments)
        return any(one.id == _ATTACHED and self._is_font(one) for one in children)

    def _is_font(self, attached: _Element) -> bool:
        kind = self._word(attached, _ATTACHED_TYPE).lower()
        return kind.startswith(_FONTS) or kind.rstrip(b"\0") == _OPENTYPE

    def _voided(self, element: _Element) -> list[Blank]:
        """A Void element in its place (RFC 8794, section 11.3.2): one byte of name, and what is left of the head
        for the length."""
        width = min(element.body - element.start - 1, _MAX_SIZE_WIDTH)
        length = element.end - element.start - 1 - width
        self._count(length)
        head = (length | 1 << 7 * width).to_bytes(width, "big")
        return [(element.start, bytes([_VOID]) + head + bytes(length))]

    def _zeroed(self, element: _Element) -> list[Blank]:
        length = element.end - element.body
        self._count(length)
        return [(element.body, bytes(length))] if length else []

    def _count(self, length: int) -> None:
        self._blanked += length
        if self._blanked > _MAX_BLANKED:
            raise NotStripped("what it says is too long")


def _width(head: bytes, at: int) -> int:
    """How many bytes the number at `at` has, by the zeros before its first one (RFC 8794, section 4)."""
    return 9 - head[at].bit_length() if at < len(head) else 9
