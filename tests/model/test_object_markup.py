"""The original Startalk's objects in a text: known kinds, unknown ones, and what only looks like one."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from startalk_desktop.model.object_markup import (
    MAX_OBJECTS,
    MarkedObject,
    ObjectKind,
    objects,
    pieces,
    plain_text,
)


@pytest.mark.parametrize(
    ("text", "kind", "value", "size"),
    [
        (
            '[obj type="image" value="https://f.acme.example/a.png" width=640 height=480]',
            ObjectKind.PICTURE,
            "https://f.acme.example/a.png",
            (640, 480),
        ),
        (
            '[obj type="image" value="/file/a.jpg?name=a" width=200.000000 height=196.000000 ]',
            ObjectKind.PICTURE,
            "/file/a.jpg?name=a",
            (200, 196),
        ),
        ('[obj type="url" value="http://a.example"]', ObjectKind.LINK, "http://a.example", (None, None)),
        ('[obj type="tel" value="13900001111"]', ObjectKind.TELEPHONE, "13900001111", (None, None)),
        ('[obj type="emoticon" value="[/chi]" width=EmojiOne height=0 ]', ObjectKind.EMOTICON, "[/chi]", (None, None)),
        ('[obj type="hologram" value="x"]', ObjectKind.UNKNOWN, "x", (None, None)),
        ('[obj value="v" type="TEL"]', ObjectKind.TELEPHONE, "v", (None, None)),
        ('[obj type="image" value="" width=-4 height=99999999]', ObjectKind.PICTURE, "", (None, None)),
    ],
)  # fmt: skip
def test_an_object_tells_what_it_is(
    text: str, kind: ObjectKind, value: str, size: tuple[int | None, int | None]
) -> None:
    (found,) = objects(f"before {text} after")
    assert (found.kind, found.value, (found.width, found.height)) == (kind, value, size)
    assert found.source == text
    assert found.fallback


@pytest.mark.parametrize(
    "text",
    [
        "[obj]",
        "[obj type=]",
        '[obj value="x"]',
        '[obj type="image" value="x"',
        '[obj type="image\nvalue="x"]',
        "[object type=image]",
        '[obj type="image" value="' + "x" * 5000 + '"]',
    ],
)
def test_what_only_looks_like_an_object_stays_text(text: str) -> None:
    assert objects(text) == ()
    assert pieces(text) == (text,)
    assert plain_text(text) == text


def test_plain_text_says_objects_in_the_words_it_is_given() -> None:
    text = 'See [obj type="image" value="https://a.example/1.png"]: [obj type="tel" value="110"]'
    assert plain_text(text) == "See https://a.example/1.png: 110"
    assert plain_text(text, lambda one: f"<{one.kind}>") == "See <image>: <tel>"
    assert plain_text('[obj type="what"]') == '[obj type="what"]'


@given(
    st.lists(
        st.sampled_from(
            [
                "a",
                " ",
                "[obj ",
                'type="tel"',
                ' value="1"',
                "]",
                '[obj type="x" value="y"]',
                '"',
                "\n",
            ]
        ),
        max_size=40,
    )
)
def test_pieces_together_are_the_text(parts: list[str]) -> None:
    text = "".join(parts)
    assert "".join(p.source if isinstance(p, MarkedObject) else p for p in pieces(text)) == text
    for one in objects(text):
        assert text[one.start : one.end] == one.source


def test_the_number_of_objects_and_the_time_are_bounded() -> None:
    one = '[obj type="tel" value="1"]'
    assert len(objects(one * 500)) == MAX_OBJECTS
    assert plain_text(one * (MAX_OBJECTS + 1)).endswith(one)
    begin = time.process_time()
    for hostile in ('[obj type="a" value="', "[obj ", "[obj" + " " * 50, '[obj a="b" '):
        objects(hostile * (200_000 // len(hostile)))
    assert time.process_time() - begin < 1.0
