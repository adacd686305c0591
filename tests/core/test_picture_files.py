"""Pictures before they leave: nothing but the picture is left in them; and decoders are asked for nothing absurd."""

from __future__ import annotations

import io
import struct
import sys
import zlib
from contextlib import suppress
from typing import Any

import pillow_heif
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, PngImagePlugin

from startalk_desktop.core import heif_metadata, picture_decoding, picture_files
from startalk_desktop.core.picture_files import (
    fitting_name,
    prepared,
    preview,
    showable,
    thumbnail,
)
from startalk_desktop.core.picture_metadata import NotStripped, strip
from startalk_desktop.model.message import MAX_THUMBNAIL_BYTES
from startalk_desktop.model.picture_header import PictureHeader, read_header

SECRET = b"GPS-Jingzhou-30.35N"
GPS_IFD = 0x8825


def image(width: int = 60, height: int = 40, mode: str = "RGB") -> Image.Image:
    """Red, with a blue corner at the top left."""
    made = Image.new(mode, (width, height), (255, 0, 0) if mode == "RGB" else (255, 0, 0, 90))
    ImageDraw.Draw(made).rectangle((0, 0, 9, 9), "blue")
    return made


def exif(orientation: int = 1) -> bytes:
    data = Image.Exif()
    data[0x010F] = SECRET.decode()
    data[0x0112] = orientation
    data.get_ifd(GPS_IFD)[1] = "N"
    return data.tobytes()


def written(made: Image.Image, kind: str, **options: Any) -> bytes:
    target = io.BytesIO()
    made.save(target, kind, **options)
    return target.getvalue()


def jpeg(orientation: int = 1, **size: int) -> bytes:
    content = written(image(**size), "JPEG", exif=exif(orientation), comment=SECRET, quality=95)
    xmp = b"http://ns.adobe.com/xap/1.0/\0<x>" + SECRET
    segment = b"\xff\xe1" + struct.pack(">H", len(xmp) + 2) + xmp
    return content[:2] + segment + content[2:] + b"film after the end " + SECRET


def png() -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", SECRET.decode())
    info.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    return written(image(mode="RGBA"), "PNG", pnginfo=info, exif=exif(), dpi=(72, 72)) + SECRET


def webp(orientation: int = 1, **options: Any) -> bytes:
    return (
        written(image(), "WEBP", exif=exif(orientation), xmp=SECRET, lossless=True, **options)
        + SECRET
    )


def gif() -> bytes:
    frames = [image(), image().rotate(90, expand=False)]
    return written(
        frames[0], "GIF", save_all=True, append_images=frames[1:], loop=3, comment=SECRET
    )


def opened(content: bytes) -> Image.Image:
    found = Image.open(io.BytesIO(content))
    found.load()
    return found


def blue_corner(content: bytes) -> tuple[bool, bool]:
    """Whether the blue corner is at the right, and at the bottom."""
    found = opened(content).convert("RGB")
    width, height = found.size
    for right, bottom in ((False, False), (True, False), (False, True), (True, True)):
        red, _, blue = found.getpixel((width - 5 if right else 4, height - 5 if bottom else 4))
        if blue > 200 > red:
            return right, bottom
    raise AssertionError("no corner is blue")


@pytest.mark.parametrize("content", [jpeg(), png(), webp(), gif()], ids="jpeg png webp gif".split())
def test_nothing_but_the_picture_is_left(content: bytes) -> None:
    assert SECRET in content
    ready = prepared(content, strips_metadata=True)
    assert ready is not None
    assert SECRET not in ready.content
    assert not opened(ready.content).getexif()
    assert (
        opened(ready.content).convert("RGBA").tobytes() == opened(content).convert("RGBA").tobytes()
    )
    assert (ready.width, ready.height) == (60, 40)


def test_what_belongs_to_the_picture_stays() -> None:
    profile = b"\0" * 128
    content = written(image(), "JPEG", icc_profile=profile, progressive=True)
    assert opened(strip(content).content).info["icc_profile"] == profile
    assert (
        "transparency"
        in opened(strip(written(image().convert("P"), "PNG", transparency=0)).content).info
    )


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_what_moves_goes_on_moving(kind: str) -> None:
    frames = [image(), image().transpose(Image.Transpose.ROTATE_180)]
    content = written(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)
    ready = prepared(content, strips_metadata=True)
    assert ready is not None
    assert opened(ready.content).n_frames == 2
    assert preview(ready.content) == ready.content


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("make", [jpeg, webp])
def test_a_turned_picture_is_upright_for_good(make: Any, orientation: int) -> None:
    ready = prepared(make(orientation), strips_metadata=True)
    assert ready is not None
    is_sideways = orientation > 4
    assert (ready.width, ready.height) == ((40, 60) if is_sideways else (60, 40))
    assert opened(ready.content).size == (ready.width, ready.height)
    places = {1: (False, False), 2: (True, False), 3: (True, True), 4: (False, True),
              5: (False, False), 6: (True, False), 7: (True, True), 8: (False, True)}  # fmt: skip
    assert blue_corner(ready.content) == places[orientation]
    assert blue_corner(ready.thumbnail) == places[orientation]
    assert SECRET not in ready.content


def test_a_turned_picture_too_large_to_turn_keeps_that_one_word(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(picture_decoding, "MAX_PIXELS", 100)
    ready = prepared(jpeg(6), strips_metadata=True)
    assert ready is not None
    assert dict(opened(ready.content).getexif()) == {0x0112: 6}
    assert (ready.width, ready.height) == (40, 60)
    assert SECRET not in ready.content


def test_metadata_stays_where_somebody_wants_that() -> None:
    content = jpeg(6)
    ready = prepared(content, strips_metadata=False)
    assert ready is not None
    assert ready.content == content
    assert (ready.width, ready.height) == (40, 60)


@pytest.mark.parametrize("make", [jpeg, png, webp, gif])
def test_what_is_cut_off_is_refused_or_clean(make: Any) -> None:
    content = make()
    for length in range(12, len(content), 7):
        try:
            left = strip(content[:length]).content
        except NotStripped:
            continue
        assert SECRET not in left


@given(
    st.binary(max_size=200), st.sampled_from([jpeg(), png(), webp(), gif()]), st.integers(0, 400)
)
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_stripped_or_refused(noise: bytes, content: bytes, place: int) -> None:
    for hostile in (noise, content[:place] + noise + content[place + len(noise) :]):
        with suppress(NotStripped):
            strip(hostile)
        read_header(hostile)


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


def heic(secret: bytes = SECRET, *, version: int = 1, method: int = 0) -> bytes:
    """A file of this family: its pixels are noise, its boxes are as the standard says."""
    items = b"".join(
        box(b"infe", b"\2\0\0\0" + struct.pack(">HH4s", number, 0, kind) + b"\0")
        for number, kind in ((1, b"hvc1"), (2, b"Exif"), (3, b"mime"))
    )
    pixels = b"p" * 50

    def meta(start: int) -> bytes:
        places = b""
        position = start
        for number, length in ((1, len(pixels)), (2, len(secret)), (3, len(secret))):
            how = struct.pack(">H", method if number > 1 else 0) if version else b""
            places += struct.pack(">H", number) + how + struct.pack(">HHII", 0, 1, position, length)
            position += length
        iloc = bytes([version, 0, 0, 0, 0x44, 0x00]) + struct.pack(">H", 3) + places
        return box(
            b"meta",
            bytes(4) + box(b"iinf", bytes(4) + struct.pack(">H", 3) + items) + box(b"iloc", iloc),
        )

    head = box(b"ftyp", b"heic\0\0\0\0mif1")
    size = len(head) + len(meta(0)) + 8
    return head + meta(size) + box(b"mdat", pixels + secret + secret)


@pytest.mark.parametrize("version", [0, 1])
def test_place_and_time_are_blanked_in_heic(version: int) -> None:
    content = heic(version=version)
    ready = prepared(content, strips_metadata=True)
    assert ready is not None
    assert ready.media_type == "image/heic"
    assert SECRET not in ready.content
    assert b"p" * 50 in ready.content
    assert len(ready.content) == len(content)
    assert prepared(content, strips_metadata=False) is not None


def test_heic_that_hides_its_metadata_is_refused() -> None:
    with pytest.raises(NotStripped):
        prepared(heic(method=2), strips_metadata=True)
    with pytest.raises(NotStripped):
        prepared(heic(method=1), strips_metadata=True)


@given(st.integers(0, 400), st.binary(min_size=1, max_size=30))
@settings(max_examples=200, deadline=None)
def test_any_heic_is_blanked_or_refused(place: int, noise: bytes) -> None:
    content = heic()
    with suppress(NotStripped):
        heif_metadata.blanked(content[:place] + noise + content[place + len(noise) :])


@pytest.mark.parametrize(("kind", "media_type"), [("HEIF", "image/heic"), ("AVIF", "image/avif")])
def test_heic_and_avif_are_blanked_and_still_the_same_picture(kind: str, media_type: str) -> None:
    pillow_heif.register_heif_opener()
    content = written(image(640, 400), kind, exif=exif(), xmp=b"<x>" + SECRET + b"</x>", quality=95)
    assert SECRET in content
    ready = prepared(content, strips_metadata=True)
    assert ready is not None
    assert SECRET not in ready.content
    assert (ready.media_type, ready.width, ready.height) == (media_type, 640, 400)
    assert ready.thumbnail_type == "image/jpeg"
    for shown in (preview(ready.content), showable(ready.content)):
        assert shown is not None
        assert read_header(shown) == PictureHeader("image/jpeg", 640, 400)
        assert blue_corner(shown) == (False, False)
    assert read_header(ready.thumbnail) == PictureHeader("image/jpeg", 256, 160)


@pytest.mark.parametrize(("kind", "alpha"), [("HEIF", True), ("AVIF", True), ("AVIF", False)])
def test_a_rare_kind_is_shown_as_one_that_all_know(kind: str, alpha: bool) -> None:
    pillow_heif.register_heif_opener()
    content = written(image(5000, 100, "RGBA" if alpha else "RGB"), kind)
    shown = showable(content)
    assert shown is not None
    header = read_header(shown)
    assert header is not None
    assert header.width == picture_files.SHOWN_SIDE
    assert header.media_type == ("image/webp" if alpha else "image/jpeg")
    assert showable(png()) == png()


@pytest.mark.parametrize("kind", ["HEIF", "AVIF"])
@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_a_turned_heic_or_avif_stands_upright(kind: str, orientation: int) -> None:
    pillow_heif.register_heif_opener()
    content = written(image(640, 400), kind, exif=exif(orientation), quality=95)
    ready = prepared(content, strips_metadata=True)
    assert ready is not None
    sizes = {1: (640, 400), 3: (640, 400), 6: (400, 640), 8: (400, 640)}
    assert (ready.width, ready.height) == sizes[orientation]
    assert SECRET not in ready.content


def test_without_its_library_heic_goes_without_a_preview(monkeypatch: pytest.MonkeyPatch) -> None:
    pillow_heif.register_heif_opener()
    content = written(image(640, 400), "HEIF", exif=exif())
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    picture_decoding._prepare_heif.cache_clear()
    try:
        assert preview(content) is None
        ready = prepared(content, strips_metadata=True)
    finally:
        picture_decoding._prepare_heif.cache_clear()
    assert ready is not None
    assert SECRET not in ready.content
    assert (ready.media_type, ready.thumbnail) == ("image/heic", b"")


@pytest.mark.parametrize("kind", ["HEIF", "AVIF"])
def test_a_large_or_damaged_heic_or_avif_is_not_decoded(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pillow_heif.register_heif_opener()
    content = written(image(640, 400), kind)
    for length in (20, 100, len(content) // 2, len(content) - 30):
        assert preview(content[:length]) is None
        assert showable(content[:length]) is None
    for place in range(40, len(content), 61):
        preview(content[:place] + b"\xff\x00\x80" + content[place + 3 :])
    monkeypatch.setattr(picture_decoding, "MAX_PIXELS", 640 * 400 - 1)
    assert preview(content) is None
    assert showable(content) is None


def test_a_thumbnail_is_small() -> None:
    noisy = Image.effect_noise((3000, 2000), 200).convert("RGB")
    small = thumbnail(written(noisy, "JPEG"))
    header = read_header(small)
    assert header is not None
    assert max(header.width, header.height) <= 256
    assert 0 < len(small) <= MAX_THUMBNAIL_BYTES
    assert thumbnail(written(image(mode="RGBA"), "PNG")).startswith(b"\xff\xd8")


def test_a_preview_is_as_large_as_is_shown() -> None:
    large = written(image(4000, 100), "PNG")
    shown = preview(large)
    assert shown is not None
    header = read_header(shown)
    assert header == PictureHeader("image/jpeg", picture_files.PREVIEW_SIDE, 32)
    glass = preview(written(image(4000, 100, "RGBA"), "PNG"))
    assert glass is not None
    assert opened(glass).mode == "RGBA"
    small = written(image(), "PNG")
    assert preview(small) == small


def test_a_jpeg_of_few_bytes_is_its_own_preview() -> None:
    photo = written(image(3000, 2000), "JPEG")
    assert preview(photo) == photo
    noisy = written(Image.effect_noise((3000, 2000), 90).convert("RGB"), "JPEG", quality=90)
    shown = preview(noisy)
    assert shown is not None
    assert max(opened(shown).size) == picture_files.PREVIEW_SIDE
    assert preview(photo[: len(photo) // 2]) is None


def bomb(width: int, height: int) -> bytes:
    """A PNG of few bytes and many pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content))
            + kind
            + content
            + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_a_bomb_is_not_decoded() -> None:
    for content in (bomb(100_000, 100_000), bomb(2**31 - 1, 2**31 - 1)):
        ready = prepared(content, strips_metadata=True)
        assert ready is not None
        assert ready.thumbnail == b""
        assert preview(content) is None


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"<svg/>", b"\x89PNG"])
def test_what_is_no_picture_is_none(content: bytes) -> None:
    assert prepared(content, strips_metadata=True) is None
    assert preview(content) is None


@pytest.mark.parametrize("content", [jpeg()[:60], png()[:20], webp()[:14], gif()[:8]])
def test_what_only_begins_like_a_picture_is_refused(content: bytes) -> None:
    with pytest.raises(NotStripped):
        prepared(content, strips_metadata=True)
    assert prepared(content, strips_metadata=False) is None


def test_a_name_says_what_the_picture_is() -> None:
    assert fitting_name("图.JPG", "image/jpeg") == "图.JPG"
    assert fitting_name("图.heic", "image/jpeg") == "图.heic.jpg"
    assert fitting_name("a", "image/heic") == "a"
