"""Times that keep an archive's order."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from startalk_desktop.store.ordering import NEAR, in_order, settled

coarse = st.lists(st.integers(0, 20), max_size=30).map(
    lambda seconds: [second * 1_000_000 for second in sorted(seconds)]
)


@given(coarse)
def test_ties_are_spread_in_the_archives_order(times: list[int]) -> None:
    ordered = in_order(times)
    assert all(one < other for one, other in itertools.pairwise(ordered))
    assert all(abs(new - old) < 1_000 for new, old in zip(ordered, times, strict=True))


@given(coarse, coarse)
def test_two_neighbouring_pages_keep_their_order_whichever_comes_first(
    older: list[int], newer: list[int]
) -> None:
    newer = [time + (older[-1] if older else 0) for time in newer]
    newer_first = in_order(newer)
    then_older = in_order(older, before=newer_first[0] if newer_first else None)
    assert sorted(then_older + newer_first) == then_older + newer_first
    older_first = in_order(older)
    then_newer = in_order(newer, after=older_first[-1] if older_first else None)
    assert sorted(older_first + then_newer) == older_first + then_newer


def test_a_clock_that_jumped_is_believed() -> None:
    times = [100 * NEAR, 2 * NEAR]
    assert in_order(times) == times


def test_a_stamp_next_to_what_is_known_moves_nothing() -> None:
    assert settled(5 * NEAR + 700, 5 * NEAR) == 5 * NEAR + 700
    assert settled(5 * NEAR, 9 * NEAR) == 9 * NEAR
