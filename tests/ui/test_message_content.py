"""What is shown of a message: marks hidden, objects as what they are, pictures and files, and bounds for all of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import (
    ForwardedMessage,
    Mention,
    Message,
    Quote,
    SharedFile,
    Tombstone,
)
from startalk_desktop.ui.chat.hits import Hit, HitKind
from startalk_desktop.ui.chat.large_emoji import is_large_emoji
from startalk_desktop.ui.chat.links import LinkFinder, is_openable, telephone_target
from startalk_desktop.ui.chat.message_content import TEXT_SHOWN, content_of
from startalk_desktop.ui.chat.message_parts import (
    Code,
    Content,
    FileCard,
    Forwarded,
    More,
    Paragraph,
    Picture,
    Rest,
    Style,
)
from startalk_desktop.ui.chat.text_block import len16, slice16
from tests.viewmodels.test_message_window import LI, WANG, message

LINKS = LinkFinder()
PNG = "https://upload.acme.example/a.png"


def content(text: str, **fields: object) -> Content:
    sent: Message = replace(message(1), text=text, **fields)  # type: ignore[arg-type]
    return content_of(sent, LINKS, WANG)


def runs(shown: Content) -> list[tuple[str, Style, Hit | None]]:
    return [
        (piece.text[run.start : run.end], run.style, run.hit)
        for piece in shown.pieces
        if isinstance(piece, Paragraph)
        for run in piece.runs
    ]


def test_marks_are_not_shown_and_style_what_they_enclose() -> None:
    shown = content("A *bold _and slanted_* `x_y_z` ~word~")
    assert shown.text == "A bold and slanted x_y_z word"
    assert runs(shown) == [
        ("bold and slanted", Style.STRONG, None),
        ("and slanted", Style.EMPHASIS, None),
        ("x_y_z", Style.MONO, None),
        ("word", Style.STRIKE, None),
    ]


def test_a_text_that_is_no_styling_is_shown_as_it_is() -> None:
    assert content("*a* `b`", is_styled=False).text == "*a* `b`"
    assert runs(content("*a*", is_styled=False)) == []


def test_code_and_quotations_are_pieces_of_their_own() -> None:
    shown = content("Look:\n```py\nx = 1\n\ny = 2\n```\n\n> really?\n>> yes\ndone")
    assert shown.pieces == (
        Paragraph("Look:"),
        Code("x = 1\n\ny = 2", start=6),
        Paragraph("really?", depth=1, start=19),
        Paragraph("yes", depth=2, start=27),
        Paragraph("done", start=31),
    )
    assert shown.text == "Look:\nx = 1\n\ny = 2\nreally?\nyes\ndone"


@pytest.mark.parametrize("text", ["```", "```\n```", ">", "> ```", "*", "``` ```", "\n"])
def test_a_text_of_nothing_but_marks_is_never_nothing(text: str) -> None:
    shown = content(text)
    assert shown.pieces
    assert shown.text.strip() or not text.strip(">` \n")


def test_links_are_found_outside_code_only() -> None:
    shown = content("*https://a.example/x* and `https://b.example/` www.acme.com")
    assert [hit for _, _, hit in runs(shown) if hit] == [
        Hit(HitKind.LINK, "https://a.example/x"),
        Hit(HitKind.LINK, "http://www.acme.com"),
    ]


def test_mentions_stand_where_their_names_are_shown() -> None:
    text = '*Hi* 🙂 @李娜 and\r\n@王芳 [obj type="tel" value="110"] @王芳'
    mentions = [
        Mention(LI, text.index("@李娜"), text.index("@李娜") + 3),
        Mention(WANG, text.rindex("@王芳"), text.rindex("@王芳") + 3),
        Mention(LI, 400, 500),
        Mention(LI, 5, 2),
        Mention(LI, -3, 2),
    ]
    shown = content(text, mentions=tuple(mentions))
    assert [
        (name, style) for name, style, hit in runs(shown) if hit and hit.kind is HitKind.MENTION
    ] == [("@李娜", Style.NONE), ("@王芳", Style.OWN)]


def test_objects_of_the_original_are_shown_as_what_they_are() -> None:
    shown = content(
        'Call [obj type="tel" value="+86 (21) 5555-0142"], see [obj type="url" value="https://a.example/_x_"] '
        '[obj type="emoticon" value="[/wx]"] [obj type="hologram" value="Table 4"] [obj type="tel" value="soon"]'
    )
    assert shown.text == "Call +86 (21) 5555-0142, see https://a.example/_x_ [/wx] Table 4 soon"
    assert runs(shown) == [
        ("+86 (21) 5555-0142", Style.NONE, Hit(HitKind.LINK, "tel:+862155550142")),
        ("https://a.example/_x_", Style.NONE, Hit(HitKind.LINK, "https://a.example/_x_")),
        ("[/wx]", Style.MUTED, None),
        ("Table 4", Style.MUTED, None),
        ("soon", Style.NONE, None),
    ]


def test_a_picture_in_a_text_stands_between_the_words_around_it() -> None:
    shown = content(f'Now: [obj type="image" value="{PNG}" width=40 height=20 ] good?')
    assert shown.pieces == (
        Paragraph("Now:"),
        Picture(SharedFile(PNG, width=40, height=20), 0),
        Paragraph("good?", start=5),
    )
    assert [one.file.url for one in shown.pictures] == [PNG]


@pytest.mark.parametrize("value", ["", "/file/a.png", "javascript:x", "http://a.example/a.png"])
def test_a_picture_that_can_not_be_loaded_is_told_in_words(value: str) -> None:
    shown = content(f'[obj type="image" value="{value}"]')
    assert shown.text == "[Picture]"
    assert shown.pictures == ()
    is_link = value.startswith("http:")
    assert [hit for _, _, hit in runs(shown)] == [Hit(HitKind.LINK, value) if is_link else None]


def test_files_are_pictures_or_cards_and_their_address_is_not_shown_again() -> None:
    pdf = SharedFile("https://upload.acme.example/a.pdf", size=12)
    png = SharedFile(PNG, media_type="image/png")
    svg = SharedFile("https://upload.acme.example/a.svg", media_type="image/svg+xml")
    shown = content(PNG, files=(pdf, png, svg))
    assert shown.pieces == (FileCard(pdf, 0), Picture(png, 0, 1), FileCard(svg, 2))
    assert shown.text == ""


def test_a_picture_that_is_a_file_and_an_object_is_shown_once() -> None:
    shown = content(f'[obj type="image" value="{PNG}"]', files=(SharedFile(PNG),))
    assert [type(piece) for piece in shown.pieces] == [Picture]


def test_forwarded_messages_can_be_selected_and_are_bounded() -> None:
    forwards = tuple(ForwardedMessage("张伟", f"*{number}* of many") for number in range(40))
    shown = content("See:", forwards=forwards)
    assert shown.pieces[0] == Paragraph("See:")
    assert isinstance(shown.pieces[1], Forwarded)
    assert shown.pieces[-1] == More(10)
    assert shown.text.startswith("See:\n0 of many\n1 of many")
    long = content("", forwards=tuple(ForwardedMessage("x", "word " * 2000) for _ in range(20)))
    assert isinstance(long.pieces[-1], More)
    assert len(long.text) < 12_000


def test_a_long_text_is_shown_in_part_and_selected_whole() -> None:
    text = "很长 " * TEXT_SHOWN
    shown = content(text)
    assert isinstance(shown.pieces[0], Paragraph)
    assert len(shown.pieces[0].text) <= TEXT_SHOWN
    assert shown.pieces[-1] == Rest()
    assert shown.text == text
    assert len(content("\n" * 5000 + "end").text) == 5003


def test_a_tombstone_has_nothing_to_select() -> None:
    assert content("gone", tombstone=Tombstone(1)) == Content((), "")


@pytest.mark.parametrize(
    ("text", "is_large"),
    [
        ("😀", True),
        ("👍🏽🎉", True),
        ("❤️ ☕ 👨‍👩‍👧‍👦", True),
        ("🇨🇳🇪🇺", True),
        ("1️⃣", True),
        ("😀😀😀😀", False),
        ("😀!", False),
        ("123", False),
        ("❤", False),
        ("©", False),
        ("→", False),
        ("", False),
        ("王", False),
        ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", True),
        ("😀" + "\u200d" * 90, False),
    ],
)
def test_one_to_three_emoji_are_large(text: str, is_large: bool) -> None:
    assert is_large_emoji(text) is is_large
    assert content(text).is_large is is_large


def test_emoji_under_a_quote_or_beside_a_file_are_not_large() -> None:
    assert not content("😀", reply=Quote("x")).is_large
    assert not content("😀", files=(SharedFile(PNG),)).is_large


@pytest.mark.parametrize(
    ("number", "target"),
    [
        ("110", "tel:110"),
        ("+86 (21) 5555-0142", "tel:+862155550142"),
        ("5550142;23", "tel:5550142;23"),
        ("", ""),
        ("call me", ""),
        ("12?x=y", ""),
        ("1" * 40, ""),
    ],
)
def test_only_telephone_numbers_are_dialled(number: str, target: str) -> None:
    assert telephone_target(number) == target
    if target:
        assert is_openable(target)
    assert not is_openable(f"tel:{number}?x")


@given(
    st.lists(
        st.sampled_from(
            ["a", " ", "*", "_", "`", "~", ">", "\n", "```", "王", "🙂", "@x", "https://a.example/ ",
             '[obj type="tel" value="110"]', f'[obj type="image" value="{PNG}"]', '[obj type="?" value=""]']
        ),
        max_size=30,
    ),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4),
)  # fmt: skip
def test_pieces_lie_in_the_shown_text_in_order(
    parts: list[str], places: list[tuple[int, int]]
) -> None:
    mentions = tuple(Mention(Jid("x", "y"), start, end) for start, end in places)
    shown = content("".join(parts), mentions=mentions)
    at = 0
    for piece in shown.pieces:
        if isinstance(piece, (Paragraph, Code)):
            assert piece.start == at
            length = len16(piece.text)
            assert slice16(shown.text, at, at + length) == piece.text
            at += length + 1
        if isinstance(piece, Paragraph):
            assert all(0 <= run.start < run.end <= len(piece.text) for run in piece.runs)
            assert list(piece.runs) == sorted(piece.runs, key=lambda run: run.start)
