"""What has to be done so that a node holds the wanted tree: only what differs, each step told by what it changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from startalk_desktop.admin.tree_builder import WantedTree, known_units
from startalk_desktop.admin.unit_matching import KnownUnit, Path
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.org_tree import build_index, content_hash
from startalk_desktop.model.organisation import Member, OrgIndex, UnitContent
from startalk_desktop.xmpp.org_names import INDEX_ID
from startalk_desktop.xmpp.org_publishing import PublishedTree


@dataclass(frozen=True, slots=True)
class UnitChange:
    """A unit that is somewhere else or called something else."""

    before: Path
    after: Path


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps, and what they mean. `people_moved` are in other units than before, `people_changed` are written otherwise.

    Attributes:
        puts: the units to be published.
        index: to be published when the units are there; None where it is as it should be.
        removals: the items to be taken away after that.
        people_before: how many people are published now.
    """

    puts: tuple[UnitContent, ...]
    index: OrgIndex | None
    removals: tuple[str, ...]
    units_added: tuple[Path, ...]
    units_removed: tuple[Path, ...]
    units_moved: tuple[UnitChange, ...]
    units_renamed: tuple[UnitChange, ...]
    people_added: tuple[Member, ...]
    people_removed: tuple[Member, ...]
    people_moved: tuple[Member, ...]
    people_changed: tuple[Member, ...]
    people_before: int
    people_after: int
    units_after: int

    @property
    def is_empty(self) -> bool:
        """Whether the node holds the wanted tree already."""
        return not (self.puts or self.index or self.removals)


def make_plan(wanted: WantedTree, published: PublishedTree) -> Plan:
    """Compare what is wanted with what a node holds."""
    known = known_units(published)
    before, after = _people(published.units.values()), _people(wanted.units)
    kept = [unit for unit in wanted.units if unit.id in known]
    return Plan(
        puts=tuple(unit for unit in wanted.units if not _is_published(unit, published)),
        index=_changed_index(wanted, published.index),
        removals=tuple(sorted(published.item_ids - set(wanted.paths) - {INDEX_ID})),
        units_added=tuple(wanted.paths[unit.id] for unit in wanted.units if unit.id not in known),
        units_removed=tuple(
            unit.path for unit_id, unit in known.items() if unit_id not in wanted.paths
        ),
        units_moved=tuple(
            change for unit in kept if (change := _move(unit, wanted, published, known))
        ),
        units_renamed=tuple(
            UnitChange(known[unit.id].path, wanted.paths[unit.id])
            for unit in kept
            if known[unit.id].path[-1] != unit.name
        ),
        people_added=tuple(_member(after[jid]) for jid in after if jid not in before),
        people_removed=tuple(_member(before[jid]) for jid in before if jid not in after),
        people_moved=tuple(
            _member(after[jid])
            for jid in after
            if jid in before and after[jid].keys() != before[jid].keys()
        ),
        people_changed=tuple(
            _member(after[jid])
            for jid in after
            if jid in before and _differs(before[jid], after[jid])
        ),
        people_before=len(before),
        people_after=len(after),
        units_after=len(wanted.units),
    )


def _is_published(unit: UnitContent, published: PublishedTree) -> bool:
    present = published.units.get(unit.id)
    return (
        present is not None and not present.faults and content_hash(present) == content_hash(unit)
    )


def _changed_index(wanted: WantedTree, present: OrgIndex | None) -> OrgIndex | None:
    revision = present.revision if present is not None else ""
    index = build_index(wanted.name, revision, wanted.units)
    if present is not None and not present.faults and index == present:
        return None
    following = int(revision) + 1 if revision.isascii() and revision.isdigit() else 1
    return build_index(wanted.name, f"{following}", wanted.units)


def _move(
    unit: UnitContent, wanted: WantedTree, published: PublishedTree, known: Mapping[str, KnownUnit]
) -> UnitChange | None:
    present = published.units.get(unit.id)
    if present is None or present.parent == unit.parent:
        return None
    return UnitChange(known[unit.id].path, wanted.paths[unit.id])


_Places = dict[str, Member]


def _people(units: Iterable[UnitContent]) -> dict[Jid, _Places]:
    people: dict[Jid, _Places] = defaultdict(dict)
    for unit in units:
        for member in unit.members:
            people[member.jid][unit.id] = member
    return dict(people)


def _member(places: _Places) -> Member:
    return next(iter(places.values()))


def _differs(before: _Places, after: _Places) -> bool:
    """Whether somebody is described otherwise in a unit that stays; the place in the row does not count."""
    return any(
        replace(old, order=new.order) != new
        for unit_id, new in after.items()
        if (old := before.get(unit_id)) is not None
    )
