"""Names in a text that is edited: their places follow, or they go."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import Mention
from startalk_desktop.viewmodels.mention_ranges import MentionRanges, utf16_length

WANG = Jid("wang", "acme.example")


def units(text: str, start: int, end: int) -> str:
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le", errors="replace")


def splice(text: str, place: int, removed: int, added: str) -> str:
    encoded = text.encode("utf-16-le")
    new = encoded[: 2 * place] + added.encode("utf-16-le") + encoded[2 * (place + removed) :]
    return new.decode("utf-16-le", errors="replace")


def edit(ranges: MentionRanges, text: str, place: int, removed: int, added: str) -> str:
    new = splice(text, place, removed, added)
    ranges.edited(place, removed, utf16_length(added), lambda a, b: units(new, a, b))
    return new


def test_text_before_moves_a_name_and_emoji_count_as_one_point() -> None:
    ranges = MentionRanges()
    text = "@王芳 看"
    ranges.take(text, (Mention(WANG, 0, 3),))
    text = edit(ranges, text, 0, 0, "🎉 ")
    assert ranges.mentions(text) == (Mention(WANG, 2, 5),)
    assert text[2:5] == "@王芳"


def test_an_edit_inside_breaks_a_name() -> None:
    ranges = MentionRanges()
    ranges.take("hi @wang", (Mention(WANG, 3, 8),))
    edit(ranges, "hi @wang", 5, 1, "")
    assert len(ranges) == 0


def test_a_change_of_form_leaves_names_alone() -> None:
    """Qt tells of preedit text as if the whole line had been replaced by itself."""
    ranges = MentionRanges()
    text = "hi @wang"
    ranges.take(text, (Mention(WANG, 3, 8),))
    ranges.edited(0, 8, 8, lambda a, b: units(text, a, b))
    assert ranges.mentions(text) == (Mention(WANG, 3, 8),)


def test_mentions_that_do_not_fit_are_left_out() -> None:
    ranges = MentionRanges()
    ranges.take("hi", (Mention(WANG, 0, 9), Mention(WANG, 1, 1), Mention(WANG, -1, 2)))
    assert ranges.mentions("hi") == ()


texts = st.text("ab 王🎉@", max_size=12)


@given(texts, texts, st.lists(st.tuples(st.integers(0, 40), st.integers(0, 6), texts), max_size=6))
def test_what_is_left_always_names_what_it_named(
    before: str, after: str, edits: list[tuple[int, int, str]]
) -> None:
    label = "@wang"
    text = before + label + after
    ranges = MentionRanges()
    ranges.take(text, (Mention(WANG, len(before), len(before) + len(label)),))
    for place, removed, added in edits:
        place = min(place, utf16_length(text))
        removed = min(removed, utf16_length(text) - place)
        text = edit(ranges, text, place, removed, added)
        for one in ranges.ranges:
            assert units(text, one.start, one.end) == label


@given(texts, texts, texts)
def test_typing_around_a_name_keeps_it(before: str, after: str, typed: str) -> None:
    label = "@wang"
    text = before + label + after
    for place in (utf16_length(before), utf16_length(before + label)):
        ranges = MentionRanges()
        ranges.take(text, (Mention(WANG, len(before), len(before) + len(label)),))
        new = edit(ranges, text, place, 0, typed)
        (mention,) = ranges.mentions(new)
        assert new[mention.start : mention.end] == label
