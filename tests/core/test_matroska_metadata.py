"""Films in Matroska and WebM before they leave: nothing that tells of them is left, and nothing else changed."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from startalk_desktop.core import matroska_metadata
from startalk_desktop.core.picture_metadata import NotStripped
from tests.core.metadata_files import SECRET, WHEN, element, matroska

EBML = element(0x1A45DFA3, element(0x4282, b"webm"))
SEGMENT, CLUSTER, INFO, TAGS = 0x18538067, 0x1F43B675, 0x1549A966, 0x1254C367
BLOCK = element(0xA3, b"\x81\0\0\x80pixels")


def blanked(content: bytes) -> bytes:
    changed = bytearray(content)
    end = 0
    for place, bytes_ in matroska_metadata.blanks(io.BytesIO(content), len(content)):
        assert end <= place <= len(content) - len(bytes_), "in order, and inside of the film"
        end = place + len(bytes_)
        changed[place:end] = bytes_
    return bytes(changed)


def ids(content: bytes) -> Iterator[int]:
    """The kinds of elements that follow one another in `content`."""
    at = 0
    while at < len(content):
        name = 9 - content[at].bit_length()
        yield int.from_bytes(content[at : at + name], "big")
        width = 9 - content[at + name].bit_length()
        number = int.from_bytes(content[at + name : at + name + width], "big")
        at += name + width + number - (1 << 7 * width)
    assert at == len(content)


@pytest.mark.parametrize("is_live", [False, True])
@pytest.mark.parametrize("has_sums", [False, True])
def test_a_film_says_nothing_and_shows_the_same(is_live: bool, has_sums: bool) -> None:
    pixels = b"moving pictures" * 20
    content = matroska(pixels, is_live=is_live, has_sums=has_sums)
    assert matroska_metadata.is_matroska(content)
    left = blanked(content)
    assert SECRET not in left
    assert struct.pack(">Q", WHEN) not in left
    assert len(left) == len(content)
    places = [at for at in range(len(content)) if content.startswith(pixels, at)]
    assert len(places) == 4
    assert [at for at in range(len(left)) if left.startswith(pixels, at)] == places
    assert b"glyphs of subtitles" in left
    assert b"V_VP8" in left
    assert b"\x2a\xd7\xb1\x83\x0f\x42\x40" in left, "the scale of its times"
    assert b"\xc0\xff\xee\x11" not in left, "sums of what it was"
    assert blanked(left) == left


def test_what_goes_leaves_a_void_of_its_length() -> None:
    content = matroska()
    segment = content[len(element(0x1A45DFA3, element(0x4282, b"matroska"))) + 12 :]
    before = list(ids(segment))
    after = list(ids(blanked(content)[-len(segment) :]))
    assert [0xEC if one == TAGS else one for one in before] == after
    assert b"\x12\x54\xc3\x67" not in blanked(content), "and nothing leads there any more"


@pytest.mark.parametrize("width", range(1, 9))
@pytest.mark.parametrize("length", [0, 1, 100])
def test_any_length_can_be_written_in_any_way(width: int, length: int) -> None:
    tags = element(TAGS, b"x" * length, width=width)
    left = blanked(EBML + element(SEGMENT, tags, element(INFO)))
    assert list(ids(left[-len(tags) - 12 :])) == [0xEC, INFO]
    assert b"x" not in left[-len(tags) - 12 :]


def test_a_film_of_which_nothing_is_told_stays_as_it_is() -> None:
    content = EBML + element(SEGMENT, element(0xBF, b"sum4"), element(CLUSTER, BLOCK))
    assert matroska_metadata.blanks(io.BytesIO(content), len(content)) == []


def test_of_films_behind_one_another_none_says_anything() -> None:
    left = blanked(matroska(is_live=True) + matroska(is_live=True) + matroska())
    assert SECRET not in left


def test_attachments_without_a_font_go_as_a_whole() -> None:
    cover = element(0x61A7, element(0x4660, b"image/png"), element(0x465C, SECRET))
    left = blanked(EBML + element(SEGMENT, element(0x1941A469, cover)))
    assert b"\x19\x41\xa4\x69" not in left
    assert SECRET not in left


def test_what_is_cut_off_is_refused_or_says_nothing() -> None:
    for is_live in (False, True):
        content = matroska(is_live=is_live)
        for length in range(4, len(content)):
            with suppress(NotStripped):
                assert SECRET not in blanked(content[:length])


@pytest.mark.parametrize(
    "content",
    [
        EBML + b"\x18\x53\x80\x67",  # ends within its head
        EBML + element(SEGMENT, element(INFO))[:-1],
        EBML + element(SEGMENT, element(INFO, is_open=True)),
        EBML + element(SEGMENT, element(TAGS, SECRET, is_open=True), is_open=True),
        EBML + element(SEGMENT, element(INFO, element(0x7BA9, SECRET, is_open=True))),
        EBML
        + element(SEGMENT, element(INFO, b"\x7b\xa9\x40\xff" + SECRET)),  # longer than its parent
        EBML + element(SEGMENT, b"\0" * 20),  # no name is that long
        EBML + element(SEGMENT, b"\x08" + bytes(20)),
        EBML + element(SEGMENT, b"\xec\0" + bytes(20)),  # no length is that long
        EBML + b"#!/bin/sh",
        element(0x1A45DFA3, is_open=True) + element(SEGMENT),
        EBML
        + element(SEGMENT, element(CLUSTER, BLOCK, element(0x7FFE, b"?"), BLOCK, is_open=True)),
        EBML
        + element(SEGMENT, element(CLUSTER, element(0xA3, SECRET, is_open=True), is_open=True)),
    ],
)
def test_absurd_films_are_refused(content: bytes) -> None:
    with pytest.raises(NotStripped):
        blanked(content)


@pytest.mark.parametrize(
    "about", [element(0x83, b"\x21"), element(0x83, b"\0\x21"), element(0x86, b"D_WEBVTT/METADATA")]
)
def test_a_track_that_tells_of_the_film_can_not_be_taken_out(about: bytes) -> None:
    track = element(0xAE, element(0xD7, b"\1"), about)
    with pytest.raises(NotStripped):
        blanked(EBML + element(SEGMENT, element(0x1654AE6B, track)))


def test_films_that_never_end_are_refused_in_time() -> None:
    many = element(0xE7, b"\0", width=1) * matroska_metadata._MAX_ELEMENTS
    with pytest.raises(NotStripped):
        blanked(EBML + element(SEGMENT, element(CLUSTER, many, is_open=True), is_open=True))
    sayings = element(TAGS, SECRET) * (matroska_metadata._MAX_BLANKS + 1)
    with pytest.raises(NotStripped):
        blanked(EBML + element(SEGMENT, sayings))


def test_what_says_too_much_is_refused_before_it_is_in_memory() -> None:
    """A file of a terabyte that says but one word, as a sparse one may; only its beginning is ever read."""
    head = EBML + element(SEGMENT, is_open=True) + b"\x12\x54\xc3\x67"
    length = 1 << 40
    content = head + (length | 1 << 56).to_bytes(8, "big")
    with pytest.raises(NotStripped):
        matroska_metadata.blanks(io.BytesIO(content), len(content) + length)


@given(st.integers(0, 1_600), st.binary(min_size=1, max_size=30), st.booleans())
@settings(max_examples=300, deadline=None)
def test_any_film_is_blanked_or_refused(place: int, noise: bytes, is_live: bool) -> None:
    content = matroska(is_live=is_live)
    changed = content[:place] + noise + content[place + len(noise) :]
    with suppress(NotStripped):
        assert len(blanked(changed)) == len(changed)
