"""A plan in words, for a person to agree to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from startalk_desktop.admin.plan import Plan, UnitChange
from startalk_desktop.admin.unit_matching import Path
from startalk_desktop.model.organisation import Member

_SHOWN = 10


def describe(plan: Plan, title: str, *, is_whole: bool = False) -> Iterator[str]:
    """Lines that say what `plan` does; of long lists the beginning, unless `is_whole`."""
    yield (
        f"{title}: {people(plan.people_after)} in {units(plan.units_after)}"
        f" (published now: {people(plan.people_before)})"
    )
    if plan.is_empty:
        yield "  nothing to do: it is published like this already"
        return
    limit = None if is_whole else _SHOWN
    yield from _part(units, "added", "+", [_path(path) for path in plan.units_added], limit)
    yield from _part(units, "removed", "-", [_path(path) for path in plan.units_removed], limit)
    yield from _part(units, "moved", ">", _changes(plan.units_moved), limit)
    yield from _part(units, "renamed", "~", _changes(plan.units_renamed), limit)
    yield from _part(people, "added", "+", _names(plan.people_added), limit)
    yield from _part(people, "removed", "-", _names(plan.people_removed), limit)
    yield from _part(people, "in other units", ">", _names(plan.people_moved), limit)
    yield from _part(people, "changed", "~", _names(plan.people_changed), limit)
    index = "the index" if plan.index else "not the index"
    yield f"  to send: {units(len(plan.puts))} and {index}; to take away: {units(len(plan.removals))}"


def units(count: int) -> str:
    """So many units."""
    return f"{count} unit" if count == 1 else f"{count} units"


def people(count: int) -> str:
    """So many people."""
    return f"{count} person" if count == 1 else f"{count} people"


def _part(
    of: Callable[[int], str], what: str, mark: str, lines: Sequence[str], limit: int | None
) -> Iterator[str]:
    if not lines:
        return
    yield f"  {of(len(lines))} {what}"
    for line in lines[:limit]:
        yield f"    {mark} {line}"
    if limit is not None and len(lines) > limit:
        yield f"    … and {len(lines) - limit} more (--verbose lists all)"


def _changes(changes: Sequence[UnitChange]) -> list[str]:
    return [f"{_path(change.before)} → {_path(change.after)}" for change in changes]


def _names(members: Sequence[Member]) -> list[str]:
    return [f"{member.name} ({member.jid})" for member in members]


def _path(path: Path) -> str:
    return " / ".join(path)
