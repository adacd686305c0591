"""QR codes in pictures of every kind, and in what is no picture."""

from __future__ import annotations

import io

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from startalk_desktop.core import qr_codes
from startalk_desktop.core.qr_codes import (
    MAX_CODES,
    GreyPicture,
    PictureUnreadable,
    codes_in_file,
    codes_in_pixels,
)

URL = "https://acme.example/.well-known/startalk-nav.json"


def code(text: str = URL, scale: int = 4) -> Image.Image:
    made = io.BytesIO()
    segno.make(text, micro=False).save(made, kind="png", scale=scale)
    return Image.open(made).convert("RGB")


def file_of(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    written = io.BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def several(*texts: str) -> Image.Image:
    images = [code(text) for text in texts]
    page = Image.new(
        "RGB", (max(i.width for i in images) + 80, sum(i.height + 40 for i in images)), "white"
    )
    top = 20
    for image in images:
        page.paste(image, (40, top))
        top += image.height + 40
    return page


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "BMP"])
def test_each_kind_of_picture(kind: str) -> None:
    assert codes_in_file(file_of(code(), kind)) == (URL,)


def test_in_chinese() -> None:
    assert codes_in_file(file_of(code("xmpp:王芳@公司.example"))) == ("xmpp:王芳@公司.example",)


def test_turned_dark_small_and_see_through() -> None:
    assert codes_in_file(file_of(code().rotate(27, expand=True, fillcolor="white"))) == (URL,)
    dark = Image.eval(code(), lambda value: 255 - value)
    assert codes_in_file(file_of(dark)) == (URL,)
    assert codes_in_file(file_of(code(scale=2))) == (URL,)
    made = io.BytesIO()
    segno.make(URL).save(made, kind="png", scale=4, light=None)
    assert codes_in_file(made.getvalue()) == (URL,)


def test_a_photograph_that_says_how_it_was_held() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    assert codes_in_file(file_of(code(), "JPEG", exif=exif)) == (URL,)


def test_several_codes_from_the_top_each_once() -> None:
    page = several("https://a.example/nav", "xmpp:b.example", "https://a.example/nav")
    assert codes_in_file(file_of(page)) == ("https://a.example/nav", "xmpp:b.example")


def test_no_more_than_can_be_meant() -> None:
    page = several(*(f"https://c{number}.example/nav" for number in range(MAX_CODES + 3)))
    assert len(codes_in_file(file_of(page))) == MAX_CODES


def test_pixels_of_a_screen() -> None:
    screen = Image.new("L", (1920, 1080), 90)
    screen.paste(code().convert("L"), (1200, 500))
    assert codes_in_pixels(GreyPicture(1920, 1080, screen.tobytes())) == (URL,)


def test_a_picture_without_a_code_has_none() -> None:
    assert codes_in_file(file_of(Image.effect_noise((300, 300), 90))) == ()


@pytest.mark.parametrize(
    "content",
    [b"", b"hello", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"<svg xmlns='x'/>"],
)
def test_what_is_no_picture(content: bytes) -> None:
    with pytest.raises(PictureUnreadable):
        codes_in_file(content)


def test_a_picture_that_breaks_off() -> None:
    whole = file_of(code())
    with pytest.raises(PictureUnreadable):
        codes_in_file(whole[: len(whole) // 2])


def test_a_picture_of_more_pixels_than_memory_bears_is_not_decoded() -> None:
    bomb = file_of(Image.new("1", (20_000, 20_000)))
    assert len(bomb) < 100_000
    with pytest.raises(PictureUnreadable):
        codes_in_file(bomb)


def test_more_bytes_than_anybody_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qr_codes, "MAX_PICTURE_BYTES", 100)
    with pytest.raises(PictureUnreadable):
        codes_in_file(file_of(code()))


@pytest.mark.parametrize(
    "picture", [GreyPicture(0, 0, b""), GreyPicture(10, 10, b"x"), GreyPicture(10**6, 10**6, b"x")]
)
def test_pixels_that_are_not_those(picture: GreyPicture) -> None:
    with pytest.raises(PictureUnreadable):
        codes_in_pixels(picture)


@settings(deadline=None)
@given(st.integers(0, 400), st.binary(min_size=1, max_size=12))
def test_a_damaged_file_is_read_or_refused(place: int, noise: bytes) -> None:
    whole = bytearray(file_of(code(scale=1)))
    whole[place : place + len(noise)] = noise
    try:
        codes = codes_in_file(bytes(whole))
    except PictureUnreadable:
        return
    assert len(codes) <= 1
