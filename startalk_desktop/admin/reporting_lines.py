"""Whom people report to, checked over all of a source: everybody named is in it, and nobody reports to themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from startalk_desktop.admin.staff import Problems, StaffEntry
from startalk_desktop.model.jid import Jid


def check_managers(entries: Sequence[StaffEntry], problems: Problems) -> None:
    """Find managers who are nobody in the source, and circles of people who report to each other."""
    people = {entry.jid for entry in entries}
    first: dict[Jid, StaffEntry] = {}
    for entry in entries:
        if entry.manager is None:
            continue
        if entry.manager not in people:
            problems.add(
                entry.origin,
                f"{entry.jid} reports to {entry.manager}, who is not in the source; add them, or leave it empty",
            )
        first.setdefault(entry.jid, entry)
    done: set[Jid] = set()
    for jid in first:
        circle = _circle(jid, first, done)
        if circle:
            named = " → ".join(map(str, (*circle, circle[0])))
            problems.add(
                first[circle[0]].origin, f"people report to themselves in a circle: {named}"
            )


def _circle(start: Jid, entries: Mapping[Jid, StaffEntry], done: set[Jid]) -> list[Jid]:
    """The circle that the line up from `start` ends in, unless it was told before; each line is walked once."""
    line: dict[Jid, int] = {}
    at: Jid | None = start
    while at is not None and at in entries and at not in done and at not in line:
        line[at] = len(line)
        at = entries[at].manager
    done.update(line)
    return list(line)[line[at] :] if at is not None and at in line else []
