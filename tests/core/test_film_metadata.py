"""Films and TIFFs before they leave: nothing that tells where and when is left, and nothing else changed."""

from __future__ import annotations

import io
import struct
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageSequence

from startalk_desktop.core import film_metadata, tiff_metadata
from startalk_desktop.core.picture_metadata import NotStripped
from tests.core.metadata_files import SECRET, WHEN, box, film, tiff


def blanked(content: bytes) -> bytes:
    changed = bytearray(content)
    for place, zeros in film_metadata.blanks(io.BytesIO(content), len(content)):
        changed[place : place + len(zeros)] = zeros
    return bytes(changed)


@pytest.mark.parametrize("is_long", [False, True])
def test_a_film_says_nothing_and_shows_the_same(is_long: bool) -> None:
    pixels = b"moving pictures" * 20
    content = film(pixels, is_long=is_long)
    assert film_metadata.is_film(content)
    left = blanked(content)
    assert SECRET not in left
    assert struct.pack(">I", WHEN) not in left
    assert len(left) == len(content)
    assert left.index(pixels) == content.index(pixels)
    assert [left.count(kind) for kind in (b"udta", b"uuid", b"meta")] == [0, 0, 0]
    assert left.count(b"trak") == 1
    assert left.count(b"stco") == 1
    assert blanked(left) == left


def test_what_is_cut_off_is_refused_or_clean() -> None:
    content = film()
    for length in range(8, len(content), 5):
        try:
            left = blanked(content[:length])
        except NotStripped:
            continue
        # What is not described is not shown either, but it is still there: only the end may be missing.
        assert SECRET not in left or b"moov" not in left


@pytest.mark.parametrize(
    "content",
    [
        box(b"ftyp") + struct.pack(">I4s", 4, b"moov"),
        box(b"ftyp") + struct.pack(">I4s", 999, b"moov"),
        box(b"moov", box(b"mvhd")),
        box(b"moov", box(b"mvhd", bytes(6))),
        box(b"moov", *[b"trak".join([struct.pack(">I", 3), b""])]),
    ],
)
def test_absurd_films_are_refused(content: bytes) -> None:
    with pytest.raises(NotStripped):
        blanked(content)


@given(st.integers(0, 900), st.binary(min_size=1, max_size=30))
@settings(max_examples=200, deadline=None)
def test_any_film_is_blanked_or_refused(place: int, noise: bytes) -> None:
    content = film()
    with suppress(NotStripped):
        left = blanked(content[:place] + noise + content[place + len(noise) :])
        assert len(left) >= len(content)


@pytest.mark.parametrize(
    "compression", ["raw", "tiff_lzw", "tiff_adobe_deflate", "jpeg", "packbits"]
)
@pytest.mark.parametrize("is_big", [False, True])
def test_a_tiff_says_nothing_and_shows_the_same(compression: str, is_big: bool) -> None:
    content = tiff(compression, big_tiff=is_big)
    assert tiff_metadata.is_tiff(content)
    assert SECRET in content
    left = tiff_metadata.blanked(content)
    assert SECRET not in left.content
    assert (left.width, left.height) == (60, 40)
    before, after = (Image.open(io.BytesIO(one)) for one in (content, left.content))
    assert after.tobytes() == before.tobytes()
    assert dict(after.getexif().get_ifd(0x8825)) == {}
    assert not {270, 271, 272, 305, 315, 700, 33723} & set(after.tag_v2)


def test_all_pages_of_a_tiff_stay() -> None:
    content = tiff(pages=3)
    left = tiff_metadata.blanked(content)
    assert SECRET not in left.content
    before, after = (
        [page.tobytes() for page in ImageSequence.Iterator(Image.open(io.BytesIO(one)))]
        for one in (content, left.content)
    )
    assert len(after) == 3
    assert after == before


@given(st.integers(0, 900), st.binary(min_size=1, max_size=30))
@settings(max_examples=200, deadline=None)
def test_any_tiff_is_blanked_or_refused(place: int, noise: bytes) -> None:
    content = tiff()
    with suppress(NotStripped):
        tiff_metadata.blanked(content[:place] + noise + content[place + len(noise) :])
    with suppress(NotStripped):
        tiff_metadata.blanked(content[:place])
