"""Which of the units that are published is which of those that are wanted, so that a move or a new name stays one.

A source that gives its units ids says so itself. Otherwise the path decides, and then the people: of what is left on
both sides, units that share most of their people are the same.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from startalk_desktop.model.jid import Jid
from startalk_desktop.xmpp.org_names import INDEX_ID

Path = tuple[str, ...]

_ENOUGH: Final = 0.5
"""The share of common people, of all that are in either, from which two units are the same."""
_ID_DIGITS: Final = 8


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """A unit that is published: where it is, and who is in it and below."""

    path: Path
    people: frozenset[Jid]


def match_units(
    wanted: Mapping[Path, Collection[Jid]],
    given: Mapping[Path, str],
    known: Mapping[str, KnownUnit],
) -> dict[Path, str]:
    """An id for each wanted unit.

    Args:
        wanted: by path, who is in the unit and below.
        given: the ids that the source itself gives.
        known: what is published, by id.
    """
    ids = dict(given)
    free = {unit_id: unit for unit_id, unit in known.items() if unit_id not in set(given.values())}
    by_path = {unit.path: unit_id for unit_id, unit in free.items()}
    for path in wanted:
        if path not in ids and path in by_path:
            ids[path] = by_path[path]
            free.pop(ids[path], None)
    left = {path: frozenset(people) for path, people in wanted.items() if path not in ids}
    ids.update(_by_people(left, free))
    taken = {*ids.values(), *known, INDEX_ID}
    for path in wanted:
        if path not in ids:
            ids[path] = _new_id(path, taken)
            taken.add(ids[path])
    return ids


def _by_people(
    wanted: Mapping[Path, frozenset[Jid]], known: Mapping[str, KnownUnit]
) -> list[tuple[Path, str]]:
    where: dict[Jid, list[str]] = defaultdict(list)
    for unit_id, unit in known.items():
        for jid in unit.people:
            where[jid].append(unit_id)
    candidates = []
    for path, people in wanted.items():
        shared: dict[str, int] = defaultdict(int)
        for jid in people:
            for unit_id in where.get(jid, ()):
                shared[unit_id] += 1
        for unit_id, count in shared.items():
            likeness = count / len(people | known[unit_id].people)
            if likeness >= _ENOUGH:
                candidates.append((*_rank(path, known[unit_id].path, likeness), path, unit_id))
    matched: list[tuple[Path, str]] = []
    used: set[Path | str] = set()
    for *_, path, unit_id in sorted(candidates):
        if not used & {path, unit_id}:
            used |= {path, unit_id}
            matched.append((path, unit_id))
    return matched


def _rank(wanted: Path, known: Path, likeness: float) -> tuple[float, bool, int]:
    """The most alike first; a unit and the only one in it are told apart by name and level."""
    return -likeness, wanted[-1] != known[-1], abs(len(wanted) - len(known))


def _new_id(path: Path, taken: Collection[str]) -> str:
    """The same for the same path, so that a run that broke off and its repetition agree."""
    digest = hashlib.sha256("\x1f".join(path).encode()).hexdigest()
    digits = _ID_DIGITS
    while (unit_id := f"u{digest[:digits]}") in taken and digits < len(digest):
        digits += 1
    return unit_id
