"""Companies' own colours: whatever they say, they can be seen, and told from those of others."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from startalk_desktop.model.account import Account
from startalk_desktop.model.company_colours import (
    PALETTE,
    are_alike,
    distance,
    free_entry,
    seen_as,
    settled,
    with_luminance,
)
from startalk_desktop.model.identity import AccountId
from startalk_desktop.model.jid import Jid

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


def company(number: int, brand: str = "", colour: int | None = None) -> Account:
    entry = number if colour is None else colour
    jid = Jid("wang", f"c{number}.example")
    return Account(AccountId(str(number)), jid, f"C{number}", entry, number, brand=brand)


def told_apart(accounts: list[Account]) -> bool:
    return not any(
        are_alike(seen_as(one.hue), seen_as(other.hue)) for one, other in combinations(accounts, 2)
    )


def test_the_palette_can_be_told_apart() -> None:
    assert not any(are_alike(*pair) for pair in combinations(PALETTE, 2))


@pytest.mark.parametrize(
    ("said", "seen"),
    [
        ("#0b6e4f", "#0b6e4f"),  # as it is
        ("#ffffff", with_luminance("#ffffff", 0, 0.45)),
        ("#000000", with_luminance("#000000", 0.07, 1)),
        (3, PALETTE[3]),
        (23, PALETTE[3]),
    ],
)
def test_a_colour_is_seen_on_light_and_dark(said: str | int, seen: str) -> None:
    assert seen_as(said) == seen


@given(COLOURS)
def test_what_is_seen_is_seen_the_same_again(colour: str) -> None:
    # Rounding to whole channels may move it once more, by what nobody sees.
    assert distance(seen_as(seen_as(colour)), seen_as(colour)) < 0.01


def test_white_is_one_from_black() -> None:
    assert distance("#ffffff", "#000000") == pytest.approx(1, abs=0.001)
    assert distance("#123456", "#123456") == 0


def test_a_company_wears_its_own_colour() -> None:
    (one, other) = settled([company(0, "#ffcc00"), company(1)])
    assert (one.hue, other.hue) == ("#ffcc00", 1)
    (one,) = settled([replace(one, brand="")])
    assert one.hue == 0  # what it had before


def test_of_two_that_look_alike_the_first_wears_it() -> None:
    first, second = settled([company(0, "#ffcc00"), company(1, "#fecb02")])
    assert (first.hue, second.hue) == ("#ffcc00", 1)
    # Who has it keeps it, wherever it stands; and who waits gets it when it is free.
    second, first = settled([replace(second, position=0), replace(first, position=1)])
    assert (first.hue, second.hue) == ("#ffcc00", 1)
    (second,) = settled([second])
    assert second.hue == "#fecb02"


def test_an_own_colour_that_another_has_by_the_palette_is_not_worn() -> None:
    plain, branded = settled([company(0), company(1, PALETTE[0])])
    assert (plain.hue, branded.hue) == (0, 1)


def test_whose_colour_is_taken_has_an_entry_that_is_not() -> None:
    # The palette's violet is worn as somebody's own.
    accounts = settled([company(0, PALETTE[2]), company(1, "#ffcc00"), company(2, "#ffcc00")])
    assert [one.hue for one in accounts] == [PALETTE[2], "#ffcc00", 3]


def test_a_new_company_gets_an_entry_that_nobody_looks_like() -> None:
    assert free_entry({0, 1}, []) == 2
    assert free_entry({0}, [PALETTE[1]]) == 2
    assert free_entry({3}, list(PALETTE)) == 0  # all taken: any will do


@given(st.lists(st.one_of(st.just(""), COLOURS), max_size=6))
def test_companies_can_be_told_apart_whatever_they_say(brands: list[str]) -> None:
    accounts: list[Account] = []
    for number, brand in enumerate(brands):
        used = {one.colour for one in accounts}
        worn = [seen_as(one.hue) for one in accounts if one.wears_brand]
        entry = free_entry(used, worn)
        accounts = settled([*accounts, company(number, brand, entry)])
    assert told_apart(accounts)
    assert settled(accounts) == accounts
