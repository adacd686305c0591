"""Waits between attempts: doubling, capped, never in step."""

from hypothesis import given
from hypothesis import strategies as st

from startalk_desktop.xmpp.backoff import Backoff


def test_it_doubles_up_to_the_cap() -> None:
    backoff = Backoff(1.0, 120.0, chance=lambda: 1.0)
    assert [backoff.delay(n) for n in range(1, 10)] == [1, 2, 4, 8, 16, 32, 64, 120, 120]


@given(st.integers(1, 1_000_000), st.floats(0.0, 1.0))
def test_it_is_never_less_than_half_nor_more_than_the_cap(failures: int, chance: float) -> None:
    full = Backoff(1.0, 120.0, chance=lambda: 1.0).delay(failures)
    assert full / 2 <= Backoff(1.0, 120.0, chance=lambda: chance).delay(failures) <= full <= 120.0


def test_two_clients_do_not_wait_alike() -> None:
    backoff = Backoff(1.0, 120.0)
    assert len({backoff.delay(8) for _ in range(20)}) > 1
