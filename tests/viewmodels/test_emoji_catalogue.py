"""The emoji's file and the search in it."""

from __future__ import annotations

import pytest

from startalk_desktop.viewmodels.emoji_catalogue import EmojiCatalogue, SkinTone, emoji_catalogue


@pytest.fixture
def catalogue() -> EmojiCatalogue:
    return emoji_catalogue()


def test_the_catalogue_is_whole_and_in_unicodes_order(catalogue: EmojiCatalogue) -> None:
    assert [group.id for group in catalogue.groups] == [
        "smileys-emotion", "people-body", "animals-nature", "food-drink", "travel-places",
        "activities", "objects", "symbols", "flags",
    ]  # fmt: skip
    assert len(catalogue.all) > 1_800
    assert len({emoji.text for emoji in catalogue.all}) == len(catalogue.all)
    for emoji in catalogue.all:
        assert emoji.short_names, emoji
        assert emoji.name, emoji
        assert emoji.name_zh, emoji


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("smile", "😄"),
        ("smi", "😄"),
        ("tada", "🎉"),
        ("+1", "👍"),
        ("red heart", "❤️"),
        ("HEART", "❤️"),
        ("红心", "❤️"),
        ("点赞", "👍"),
        ("加油", "💪"),
        ("笑哭", "😂"),
        ("china", "🇨🇳"),
    ],
)
def test_both_languages_find(catalogue: EmojiCatalogue, query: str, first: str) -> None:
    assert catalogue.search(query, 5)[0].text == first


def test_nothing_finds_nothing(catalogue: EmojiCatalogue) -> None:
    assert catalogue.search(" ", 5) == []
    assert catalogue.search("qqqqq", 5) == []
    assert len(catalogue.search("e", 7)) == 7


def test_what_is_used_comes_first_among_equals(catalogue: EmojiCatalogue) -> None:
    assert [emoji.text for emoji in catalogue.search("smi", 3)] == ["😄", "😏", "😃"]
    found = catalogue.search("smi", 3, lambda emoji: float(emoji.text == "😃"))
    assert found[0].text == "😃"


def test_tones_are_put_at_every_person(catalogue: EmojiCatalogue) -> None:
    couple = catalogue.by_short_name("people_holding_hands")
    assert couple is not None
    assert couple.in_tone(SkinTone.DARK) == "🧑🏿‍🤝‍🧑🏿"
    assert couple.in_tone(SkinTone.NONE) == couple.text
    assert catalogue.of("👍🏽") is catalogue.by_short_name("+1")
    smile = catalogue.by_short_name("smile")
    assert smile is not None
    assert not smile.has_tones
    assert smile.in_tone(SkinTone.DARK) == "😄"


def test_hearts_are_in_the_form_for_interchange(catalogue: EmojiCatalogue) -> None:
    """U+FE0F stands where the default is text, and nowhere else: reactions are compared as text."""
    heart, thumb = catalogue.by_short_name("heart"), catalogue.by_short_name("+1")
    assert heart is not None
    assert thumb is not None
    assert heart.text == "\u2764\ufe0f"
    assert thumb.text == "\U0001f44d"
