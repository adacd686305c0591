"""A demo company's organisation tree as the items of its node ``urn:startalk:org:1``."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from startalk_desktop.demo.organisation import DemoUnit
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.org_tree import build_index
from startalk_desktop.model.organisation import Member, UnitContent
from startalk_desktop.refserver.stanza import Element
from startalk_desktop.xmpp.org_names import INDEX_ID
from startalk_desktop.xmpp.org_writer import index_payload, unit_payload

Item = tuple[str, Element]


def linked_units(units: Sequence[DemoUnit], opened: Collection[str]) -> list[DemoUnit]:
    """What a partner sees of a tree: the units with the ids `opened`, and all below them."""
    seen = set(opened)
    while more := {unit.id for unit in units if unit.parent in seen} - seen:
        seen |= more
    return [
        replace(unit, parent=unit.parent if unit.parent in seen else "")
        for unit in units
        if unit.id in seen
    ]


def org_items(name: str, domain: str, units: Sequence[DemoUnit]) -> Iterator[Item]:
    """Yield (item id, payload) of every unit and, last, of the index that names them all."""
    by_id = {unit.id: unit for unit in units}
    contents = [_content(unit, by_id, domain) for unit in units]
    for content in contents:
        yield content.id, unit_payload(content)
    yield INDEX_ID, index_payload(build_index(name, "1", contents))


def _content(unit: DemoUnit, units: Mapping[str, DemoUnit], domain: str) -> UnitContent:
    head, above = _head(unit, domain), _head_above(unit, units, domain)
    members = []
    for order, person in enumerate(unit.people):
        jid = Jid(person.login, domain)
        manager = above if jid == head else head
        details = (person.name, person.title, person.phone, person.email)
        members.append(Member(jid, *details, order, manager if manager != jid else None))
    return UnitContent(unit.id, unit.parent, unit.name, tuple(members))


def _head(unit: DemoUnit, domain: str) -> Jid | None:
    return Jid(unit.people[0].login, domain) if unit.people else None


def _head_above(unit: DemoUnit, units: Mapping[str, DemoUnit], domain: str) -> Jid | None:
    """Whom the head of a unit reports to: the head of the nearest unit above that has one."""
    above = units.get(unit.parent)
    while above is not None:
        head = _head(above, domain)
        if head is not None:
            return head
        above = units.get(above.parent)
    return None
