"""What is known of an archive, as a set of intervals: rules only, no database.

An archive is a row of results whose ids say nothing of their order. An interval is a stretch of it of which we know
everything. What joins intervals is evidence that they touch or share a place:

* a page asked for *before* (or *after*) an id lies right next to the result with that id;
* a page has in it, or right next to it, the id where another interval begins or ends;
* by the archive's own stamps, each of two intervals begins *before* the other ends. Results come in the order of
  their stamps (XEP-0313 section 4), so a strictly earlier stamp is an earlier place; equal stamps prove nothing.

Where the evidence leaves a doubt, less is claimed than might be true: a page is then fetched twice, never missed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from startalk_desktop.model.archive import ArchiveInterval, ArchivePage, ArchiveQuery
from startalk_desktop.model.identity import Timestamp

Intervals = tuple[ArchiveInterval, ...]


def with_page(
    intervals: Sequence[ArchiveInterval], query: ArchiveQuery, page: ArchivePage
) -> Intervals:
    """The intervals, oldest first, once `page` is known too.

    `query` has to be about the same stretch as the intervals: the same archive and the same `with_jid`.
    """
    # Bounded in time, "complete" says nothing about the archive's start.
    at_start = query.start is None and (
        (query.before is not None and page.is_complete)
        or (query.before is None and not query.after)
    )
    if not page.first_id:
        return _with_empty_page(intervals, query, page)
    known = ArchiveInterval(page.first_id, page.last_id, page.first_at, page.last_at, at_start)
    is_newest = query.end is None and (
        query.before == "" or (query.before is None and page.is_complete)
    )
    neighbour = query.after if query.before is None else query.before
    apart = list(intervals)
    if neighbour:
        known = _joined_next(apart, known, neighbour, is_page_older=query.before is not None)
    ids = {page.first_id, page.last_id, neighbour, *(m.stanza_id for m in page.messages)} - {""}
    known = _absorbed(apart, known, ids, is_newest=is_newest)
    # What has taken in the newest interval is the newest.
    is_newest = is_newest or (bool(intervals) and intervals[-1] not in apart)
    older = apart if is_newest else [one for one in apart if _is_older(one, known)]
    return (*older, known, *(one for one in apart if one not in older))


def with_live(
    intervals: Sequence[ArchiveInterval], stanza_id: str, *, is_unbroken: bool = True
) -> Intervals:
    """The intervals once the archive has told, live, of its newest result.

    Where the stream is unbroken since the newest interval was fetched, that one now reaches up to it. Its time is
    not noted: only the archive's own stamps are evidence, and a live message has none.
    """
    if any(stanza_id in (one.first_id, one.last_id) for one in intervals):
        return tuple(intervals)
    if intervals and is_unbroken:
        return (*intervals[:-1], replace(intervals[-1], last_id=stanza_id))
    return (*intervals, ArchiveInterval(stanza_id, stanza_id, None, None, reaches_start=False))


def _with_empty_page(
    intervals: Sequence[ArchiveInterval], query: ArchiveQuery, page: ArchivePage
) -> Intervals:
    """Nothing before an id, and no more to come: what begins with that id reaches the archive's start."""
    is_start = bool(query.before) and page.is_complete and query.start is None
    return tuple(
        replace(one, reaches_start=True) if is_start and one.first_id == query.before else one
        for one in intervals
    )


def _joined_next(
    apart: list[ArchiveInterval], page: ArchiveInterval, neighbour: str, *, is_page_older: bool
) -> ArchiveInterval:
    """`page` together with the interval at whose end it lies, which is taken out of `apart`; else just `page`."""
    for one in apart:
        if is_page_older and one.first_id == neighbour:
            apart.remove(one)
            return replace(
                one,
                first_id=page.first_id,
                first_at=page.first_at,
                reaches_start=page.reaches_start,
            )
        if not is_page_older and one.last_id == neighbour:
            apart.remove(one)
            return replace(one, last_id=page.last_id, last_at=page.last_at)
    return page


def _absorbed(
    apart: list[ArchiveInterval],
    known: ArchiveInterval,
    page_ids: Collection[str],
    *,
    is_newest: bool,
) -> ArchiveInterval:
    """`known` with all that it shares a place with, which is taken out of `apart`."""
    # Each merger can bring the next one about.
    while True:
        other = next(
            (one for one in apart if _share_a_place(known, one, page_ids, is_newest=is_newest)),
            None,
        )
        if other is None:
            return known
        apart.remove(other)
        known = _union(known, other)


def _share_a_place(
    known: ArchiveInterval,
    other: ArchiveInterval,
    page_ids: Collection[str],
    *,
    is_newest: bool,
) -> bool:
    if other.first_id in page_ids or other.last_id in page_ids:
        return True
    ends = (other.first_id, other.last_id)
    if known.first_id in ends or known.last_id in ends:
        return True
    # Nothing lies beyond the archive's ends, so there one side is enough.
    begins_before = is_newest or other.reaches_start or _is_before(other.first_at, known.last_at)
    ends_after = known.reaches_start or _is_before(known.first_at, other.last_at)
    return begins_before and ends_after


def _union(one: ArchiveInterval, other: ArchiveInterval) -> ArchiveInterval:
    # On a tie either end may be taken: the one that is further in claims less.
    first = other if _is_before(other.first_at, one.first_at) or one.first_at is None else one
    last = other if _is_before(one.last_at, other.last_at) or one.last_at is None else one
    return ArchiveInterval(
        first.first_id,
        last.last_id,
        first.first_at,
        last.last_at,
        one.reaches_start or other.reaches_start,
    )


def _is_older(one: ArchiveInterval, other: ArchiveInterval) -> bool:
    """Which of two disjoint intervals comes first; one that only live messages told of is the newest."""
    if one.first_at is None or other.reaches_start:
        return False
    if other.first_at is None or one.reaches_start:
        return True
    return (one.first_at, one.last_at or one.first_at) <= (
        other.first_at,
        other.last_at or other.first_at,
    )


def _is_before(one: Timestamp | None, other: Timestamp | None) -> bool:
    return one is not None and other is not None and one < other
