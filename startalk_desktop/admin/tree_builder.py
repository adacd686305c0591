"""The tree that a company's entries of staff make, checked as a whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lxml import etree

from startalk_desktop.admin.reporting_lines import check_managers
from startalk_desktop.admin.staff import Origin, Problems, StaffEntry, Visibility
from startalk_desktop.admin.unit_matching import KnownUnit, Path, match_units
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.org_tree import build_index
from startalk_desktop.model.organisation import Member, UnitContent
from startalk_desktop.xmpp.org_names import MAX_MEMBERS, MAX_UNITS
from startalk_desktop.xmpp.org_publishing import PublishedTree
from startalk_desktop.xmpp.org_writer import index_payload, unit_payload

_ENVELOPE_BYTES: Final = 1_000
"""Of a stanza around a payload, generously."""


@dataclass(frozen=True, slots=True)
class WantedTree:
    """What is to be published.

    Attributes:
        units: the ones above before the ones below, in the sequence of the source.
        paths: of each unit, the names from the top.
    """

    name: str
    units: tuple[UnitContent, ...]
    paths: Mapping[str, Path]


def build_tree(
    name: str,
    entries: Sequence[StaffEntry],
    published: PublishedTree,
    problems: Problems,
    seen_by: frozenset[Visibility] = frozenset({Visibility.COMPANY, Visibility.LINKED}),
) -> WantedTree:
    """The tree of those entries that are `seen_by` somebody, with the ids that `published` has for its units.

    Units without anybody to be seen, in them or below, are left out: their names would tell of the hidden.
    """
    _check_people(entries, problems)
    check_managers(entries, problems)
    given = _given_ids(entries, problems)
    shown = [entry for entry in entries if entry.visibility in seen_by]
    people: dict[Path, set[Jid]] = {}
    for entry in shown:
        for path in _from_the_top(entry.path):
            people.setdefault(path, set()).add(entry.jid)
    ids = match_units(
        people, {path: given[path] for path in people if path in given}, known_units(published)
    )
    members: dict[Path, dict[Jid, Member]] = defaultdict(dict)
    seen = {entry.jid for entry in shown}
    for entry in shown:
        place = len(members[entry.path])
        members[entry.path].setdefault(entry.jid, _member(entry, place, seen))
    units = tuple(
        UnitContent(
            ids[path],
            ids[path[:-1]] if path[:-1] else "",
            path[-1],
            tuple(members[path].values()),
        )
        for path in people
    )
    return WantedTree(name, units, {ids[path]: path for path in people})


def check_sizes(tree: WantedTree, limit: int, origin: Origin, problems: Problems) -> None:
    """Find what no server would take: `limit` is the largest stanza, in bytes."""
    if len(tree.units) > MAX_UNITS:
        problems.add(origin, f"{len(tree.units)} units; clients read {MAX_UNITS}")
    index = _size(index_payload(build_index(tree.name, "0" * 10, tree.units)))
    if index > limit:
        problems.add(
            origin,
            f"the index of {len(tree.units)} units takes {index} bytes in one stanza, and the server takes {limit};"
            " let it take more (docs/servers.md) and say so with --max-stanza-bytes",
        )
    for unit in tree.units:
        size = _size(unit_payload(unit))
        if size > limit or len(unit.members) > MAX_MEMBERS:
            problems.add(
                origin,
                f"the unit {'/'.join(tree.paths[unit.id])} has {len(unit.members)} people in itself, {size} bytes in"
                f" one stanza, and the server takes {limit}; split it into smaller units",
            )


def known_units(published: PublishedTree) -> dict[str, KnownUnit]:
    """The units that are published, with their paths and all people in and below; circles are cut."""
    heads: dict[str, tuple[str, str]] = {}
    if published.index is not None:
        heads.update({head.id: (head.parent, head.name) for head in published.index.units})
    # What broke off half-way has units that the index does not name yet, or names otherwise.
    heads.update({unit.id: (unit.parent, unit.name) for unit in published.units.values()})
    people: dict[str, set[Jid]] = defaultdict(set)
    paths: dict[str, Path] = {}
    for unit_id in heads:
        above = list(_upwards(unit_id, heads))
        paths[unit_id] = tuple(heads[each][1] for each in reversed(above))
        unit = published.units.get(unit_id)
        for each in above:
            people[each].update(member.jid for member in (unit.members if unit else ()))
    return {unit_id: KnownUnit(paths[unit_id], frozenset(people[unit_id])) for unit_id in heads}


def _upwards(unit_id: str, heads: Mapping[str, tuple[str, str]]) -> Iterator[str]:
    seen: set[str] = set()
    while unit_id in heads and unit_id not in seen:
        seen.add(unit_id)
        yield unit_id
        unit_id = heads[unit_id][0]


def _check_people(entries: Sequence[StaffEntry], problems: Problems) -> None:
    first: dict[Jid, StaffEntry] = {}
    places: dict[tuple[Jid, Path], StaffEntry] = {}
    for entry in entries:
        known = first.setdefault(entry.jid, entry)
        if known.name != entry.name:
            problems.add(
                entry.origin,
                f"{entry.jid} is called {entry.name!r} here and {known.name!r} in {known.origin};"
                " one address is one person",
            )
        if known.visibility is not entry.visibility:
            problems.add(
                entry.origin,
                f"{entry.jid} is {entry.visibility} here and {known.visibility} in {known.origin};"
                " say the same in both",
            )
        twin = places.setdefault((entry.jid, entry.path), entry)
        if twin is not entry:
            problems.add(
                entry.origin,
                f"{entry.jid} is in {'/'.join(entry.path)} already, by {twin.origin}; remove one of the two",
            )


def _given_ids(entries: Sequence[StaffEntry], problems: Problems) -> dict[Path, str]:
    ids: dict[Path, tuple[str, Origin]] = {}
    paths: dict[str, tuple[Path, Origin]] = {}
    for entry in entries:
        if not entry.unit_id:
            continue
        unit_id, said = ids.setdefault(entry.path, (entry.unit_id, entry.origin))
        if unit_id != entry.unit_id:
            problems.add(
                entry.origin,
                f"{'/'.join(entry.path)} has the id {entry.unit_id!r} here and {unit_id!r} in {said}",
            )
        path, said = paths.setdefault(entry.unit_id, (entry.path, entry.origin))
        if path != entry.path:
            problems.add(
                entry.origin,
                f"the id {entry.unit_id!r} is {'/'.join(entry.path)} here and {'/'.join(path)} in {said};"
                " write the same path for one unit",
            )
    return {path: unit_id for path, (unit_id, _) in ids.items()}


def _from_the_top(path: Path) -> Iterator[Path]:
    for length in range(1, len(path) + 1):
        yield path[:length]


def _member(entry: StaffEntry, place: int, seen: Collection[Jid]) -> Member:
    order = place if entry.order is None else entry.order
    # Who is not to be seen is not named as somebody's manager either.
    manager = entry.manager if entry.manager in seen else None
    return Member(entry.jid, entry.name, entry.title, entry.phone, entry.email, order, manager)


def _size(payload: etree._Element) -> int:
    return len(etree.tostring(payload, encoding="utf-8")) + _ENVELOPE_BYTES
