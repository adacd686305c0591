"""Which comings and goings fold into one row, and what came of them for each person."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import MessageCursor
from startalk_desktop.model.room import RoomEvent, RoomEventKind
from startalk_desktop.viewmodels.event_folds import FoldedEvent, folded, movement

JOINED, LEFT = RoomEventKind.JOINED, RoomEventKind.LEFT


def event(at: int, kind: RoomEventKind, who: str, *, is_own: bool = False) -> RoomEvent:
    return RoomEvent(at, kind, who, jid=Jid(who, "acme.example"), is_own=is_own)


def moved(*happened: tuple[RoomEventKind, str]) -> object:
    events = [event(number, kind, who) for number, (kind, who) in enumerate(happened)]
    return movement([FoldedEvent(one, one.who) for one in events])


def cursors(*times: int) -> list[MessageCursor]:
    return [MessageCursor(at, row) for row, at in enumerate(times)]


def test_a_message_parts_two_folds() -> None:
    events = [event(at, JOINED, f"p{at}") for at in (11, 12, 21, 35)]
    runs = folded(events, cursors(10, 20, 30))
    assert [[one.at for one in run] for run in runs] == [[11, 12], [21], [35]]


def test_what_is_before_the_messages_in_sight_is_not_shown() -> None:
    events = [event(5, JOINED, "early"), event(15, JOINED, "late")]
    assert [run[0].who for run in folded(events, cursors(10))] == ["late"]
    assert [run[0].who for run in folded(events, [])] == ["early"]
    whole = folded(events, cursors(10), is_beginning=True)
    assert [run[0].who for run in whole] == ["early", "late"]


def test_what_is_after_an_open_end_is_not_shown() -> None:
    events = [event(15, JOINED, "one"), event(25, JOINED, "two")]
    assert [run[0].who for run in folded(events, cursors(10, 20), until=20)] == ["one"]


def test_ours_and_what_has_a_line_of_its_own_does_not_fold() -> None:
    events = [
        event(11, JOINED, "we", is_own=True),
        event(12, RoomEventKind.KICKED, "rude"),
        event(13, RoomEventKind.AFFILIATION, "new"),
    ]
    assert folded(events, cursors(10)) == []


def test_who_comes_and_goes_within_a_fold_is_told_once() -> None:
    found = moved(
        (JOINED, "a"), (JOINED, "b"), (LEFT, "a"), (LEFT, "c"), (JOINED, "c"), (LEFT, "d")
    )
    assert found.joined == ("b",)
    assert found.visited == ("a",)
    assert found.returned == ("c",)
    assert found.left == ("d",)


@given(st.lists(st.tuples(st.sampled_from([JOINED, LEFT]), st.sampled_from("abcde"))))
def test_everybody_is_in_just_one_group(happened: list[tuple[RoomEventKind, str]]) -> None:
    found = moved(*happened)
    groups = [*found.joined, *found.left, *found.visited, *found.returned]
    assert sorted(groups) == sorted({who for _, who in happened})


@given(
    st.lists(st.integers(0, 50), max_size=12).map(sorted),
    st.lists(st.integers(0, 50), max_size=12).map(sorted),
)
def test_folds_keep_order_and_lose_nothing_that_is_in_sight(
    times: list[int], messages: list[int]
) -> None:
    runs = folded([event(at, JOINED, "a") for at in times], cursors(*messages))
    shown = [one.at for run in runs for one in run]
    first = messages[0] if messages else -1
    assert shown == [at for at in times if at >= first]
    assert all(runs)
