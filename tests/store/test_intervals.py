"""What is known of an archive: against a simulated archive of which we know the truth."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from startalk_desktop.model.archive import ArchiveInterval, ArchivePage, ArchiveQuery
from startalk_desktop.store.intervals import Intervals, with_live, with_page
from tests.store.building import OWN, WANG, received

ids = st.integers(0, 10_000).map(str)


@dataclass
class Archive:
    """A server's archive: ids in their order, with coarse stamps; only some results are messages we keep."""

    times: list[int]
    kept: list[bool]
    known: set[int] = field(default_factory=set)  # the truth: positions that were ever told to us
    intervals: Intervals = ()

    def id(self, position: int) -> str:
        # Says nothing of the order.
        return f"{position * 7919 % 10_007:05}"

    def fetch(
        self, limit: int, *, before: int | None = None, after: int | None = None
    ) -> ArchivePage:
        """Page, learn the page, and check that nothing is claimed that is not known."""
        count = len(self.times)
        if after is None:
            end = count if before is None else before
            positions = range(max(0, end - limit), end)
            is_complete = positions.start == 0
            query = ArchiveQuery(OWN, limit, before="" if before is None else self.id(before))
        else:
            positions = range(after + 1, min(count, after + 1 + limit))
            is_complete = positions.stop == count
            query = ArchiveQuery(OWN, limit, after="" if after < 0 else self.id(after))
        page = ArchivePage(
            messages=tuple(
                received(stanza_id=self.id(p), peer=WANG) for p in positions if self.kept[p]
            ),
            first_id=self.id(positions[0]) if positions else "",
            last_id=self.id(positions[-1]) if positions else "",
            first_at=self.times[positions[0]] if positions else None,
            last_at=self.times[positions[-1]] if positions else None,
            is_complete=is_complete,
        )
        self.known.update(positions)
        self.intervals = with_page(self.intervals, query, page)
        self.check()
        return page

    def grow(self, step: int, *, is_live: bool) -> None:
        self.times.append((self.times[-1] if self.times else 0) + step)
        self.kept.append(True)
        if is_live:
            position = len(self.times) - 1
            self.known.add(position)
            self.intervals = with_live(self.intervals, self.id(position))
            self.check()

    def check(self) -> None:
        place = {self.id(p): p for p in range(len(self.times))}
        stretches = [(place[one.first_id], place[one.last_id]) for one in self.intervals]
        for first, last in stretches:
            assert set(range(first, last + 1)) <= self.known, "a hole was taken for known"
        for (start, _), (_, end) in itertools.pairwise(stretches):
            # Where stamps tie, nothing tells which of two comes first, or whether they overlap.
            assert start <= end or self.times[end] == self.times[start], "oldest first"
        for one in self.intervals:
            if one.reaches_start:
                assert set(range(place[one.first_id])) <= self.known


def archives(*, has_ties: bool) -> st.SearchStrategy[Archive]:
    def build(results: list[tuple[int, bool]]) -> Archive:
        times, clock = [], 0
        for step, _ in results:
            clock += step
            times.append(clock)
        return Archive(times, [kept for _, kept in results])

    steps = st.integers(0 if has_ties else 1, 3)
    return st.lists(st.tuples(steps, st.booleans()), min_size=1, max_size=40).map(build)


@given(archives(has_ties=True), st.data())
def test_nothing_unknown_is_ever_claimed(archive: Archive, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 12))):
        count = len(archive.times)
        limit = data.draw(st.integers(1, 8))
        match data.draw(st.sampled_from(["newest", "before", "after", "missed"])):
            case "newest":
                archive.fetch(limit)
                assert archive.intervals[-1].last_id == archive.id(count - 1)
                # The stream is unbroken from here on: what comes live belongs to it.
                for step in data.draw(st.lists(st.integers(0, 2), max_size=3)):
                    archive.grow(step, is_live=True)
            case "before":
                archive.fetch(limit, before=data.draw(st.integers(0, count - 1)))
            case "after":
                archive.fetch(limit, after=data.draw(st.integers(-1, count - 1)))
            case "missed":
                archive.grow(data.draw(st.integers(0, 3)), is_live=False)


@given(archives(has_ties=False), st.data())
def test_stretches_that_meet_become_one(archive: Archive, data: st.DataObject) -> None:
    count = len(archive.times)
    for before in data.draw(st.lists(st.integers(1, count), max_size=10)):
        archive.fetch(data.draw(st.integers(2, 8)), before=before if before < count else None)
    place = {archive.id(p): p for p in range(count)}
    for older, newer in itertools.pairwise(archive.intervals):
        # Neighbours may stay apart, since nothing says that no result is between them, but never overlap.
        assert place[older.last_id] < place[newer.first_id]
    runs = [p for p in sorted(archive.known) if p - 1 not in archive.known]
    assert len(archive.intervals) >= len(runs)


@given(archives(has_ties=True), st.integers(1, 9), st.lists(st.integers(0, 2), max_size=12))
def test_newest_page_first_then_backwards_until_known(
    archive: Archive, limit: int, missed: list[int]
) -> None:
    """As `core` does it, twice: the first sync, then one after a break."""
    for steps in ([], missed):
        for step in steps:
            archive.grow(step, is_live=False)
        page = archive.fetch(limit)
        fetches = 0
        while not archive.intervals[-1].reaches_start:
            newest = archive.intervals[-1]
            place = next(p for p in range(len(archive.times)) if archive.id(p) == newest.first_id)
            page = archive.fetch(limit, before=place)
            fetches += 1
            assert fetches <= len(archive.times), "paging back makes progress"
        assert len(archive.intervals) == 1
        assert page.first_id
    assert archive.known == set(range(len(archive.times)))
    assert archive.intervals[0].last_id == archive.id(len(archive.times) - 1)


@given(archives(has_ties=True), st.integers(1, 9))
def test_after_a_break_forwards_from_what_is_known(archive: Archive, limit: int) -> None:
    archive.fetch(1, after=-1)
    while True:
        end = max(archive.known)
        if archive.fetch(limit, after=end).is_complete:
            break
    assert len(archive.intervals) == 1
    assert archive.intervals[0].reaches_start


def interval(first: str, last: str, first_at: int | None, last_at: int | None) -> ArchiveInterval:
    return ArchiveInterval(first, last, first_at, last_at, reaches_start=False)


def test_equal_stamps_prove_nothing() -> None:
    known = (interval("a", "b", 10, 20),)
    page = ArchivePage((), "c", "d", 20, 30, is_complete=False)
    assert len(with_page(known, ArchiveQuery(OWN, before=""), page)) == 2


def test_what_only_live_messages_told_of_is_no_evidence_and_a_newest_page_is_newer() -> None:
    known = with_live((interval("a", "b", 10, 20),), "z", is_unbroken=False)
    assert [one.first_id for one in known] == ["a", "z"]
    page = ArchivePage((), "m", "n", 30, 40, is_complete=False)
    assert [one.first_id for one in with_page(known, ArchiveQuery(OWN, before=""), page)] == [
        "a",
        "z",
        "m",
    ]


def test_a_live_message_that_is_known_already_changes_nothing() -> None:
    known = (interval("a", "b", 10, 20),)
    assert with_live(known, "b") == known


def test_a_page_bounded_in_time_does_not_reach_the_start() -> None:
    page = ArchivePage((), "c", "d", 20, 30, is_complete=True)
    query = ArchiveQuery(OWN, before="", start=15)
    assert not with_page((), query, page)[0].reaches_start


def test_an_empty_page_before_the_first_id_reaches_the_start() -> None:
    page = ArchivePage((), "", "", None, None, is_complete=True)
    known = with_page((interval("a", "b", 10, 20),), ArchiveQuery(OWN, before="a"), page)
    assert known[0].reaches_start


def test_a_page_joins_both_neighbours() -> None:
    known = (interval("a", "b", 10, 20), interval("e", "f", 50, 60))
    page = ArchivePage((received(stanza_id="b"),), "b", "d", 20, 40, is_complete=False)
    joined = with_page(known, ArchiveQuery(OWN, before="e"), page)
    assert joined == (interval("a", "f", 10, 60),)
