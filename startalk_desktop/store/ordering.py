"""Times that keep an archive's order: rules only, no database.

Archives stamp messages coarsely (whole seconds, often) but know their order. Conversations are ordered by time, so
stamps that tie, or disagree with our own clock by next to nothing, are moved by microseconds.
"""

from __future__ import annotations

from collections.abc import Sequence

from startalk_desktop.model.identity import Timestamp

NEAR: Timestamp = 2_000_000
"""Differences below this are the resolution of a stamp; beyond it, an archive's stamp is believed as it is."""

_LATEST: Timestamp = 4_102_444_800_000_000  # the year 2100


def sane(at: Timestamp) -> Timestamp:
    """`at`, kept between 1970 and 2100: it may come from a hostile peer, and has to fit a column."""
    return min(max(at, 0), _LATEST)


def settled(known: Timestamp, stamp: Timestamp) -> Timestamp:
    """The time of a message known since `known`, for which the archive says `stamp`."""
    return known if abs(known - stamp) < NEAR else stamp


def in_order(
    times: Sequence[Timestamp], after: Timestamp | None = None, before: Timestamp | None = None
) -> list[Timestamp]:
    """`times` of an archive's messages, oldest first, made strictly growing wherever they are near one another.

    `after` and `before` are the times of the messages next to them in the archive, where those are known.
    """
    ordered = list(times)
    for at, time in enumerate(ordered):
        if after is not None and time <= after < time + NEAR:
            ordered[at] = after + 1
        after = ordered[at]
    for at in range(len(ordered) - 1, -1, -1):
        if before is not None and before <= ordered[at] < before + NEAR:
            ordered[at] = before - 1
        before = ordered[at]
    return ordered
