"""A demo company's organisation tree as the items of its node ``urn:startalk:org:1``."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence

from lxml import etree

from startalk_desktop.demo.organisation import DemoUnit
from startalk_desktop.refserver.stanza import E, Element

NAMESPACE = "urn:startalk:org:1"
Item = tuple[str, Element]


def org_items(name: str, domain: str, units: Sequence[DemoUnit]) -> Iterator[Item]:
    """Yield (item id, payload) of every unit and, last, of the index that names them all."""
    counts = _head_counts(units)
    index = E(NAMESPACE, "index", {"name": name, "revision": "1"})
    for order, unit in enumerate(units):
        payload = _unit(unit, domain)
        content_hash = hashlib.sha256(etree.tostring(payload, method="c14n")).hexdigest()[:32]
        yield unit.id, payload
        head = {
            "id": unit.id,
            "parent": unit.parent,
            "name": unit.name,
            "order": str(order),
            "hash": content_hash,
            "count": str(counts[unit.id]),
        }
        index.append(E(NAMESPACE, "unit", head))
    yield "index", index


def _unit(unit: DemoUnit, domain: str) -> Element:
    members = (
        {
            "jid": f"{person.login}@{domain}",
            "name": person.name,
            "title": person.title,
            "phone": person.phone,
            "email": person.email,
            "order": str(order),
        }
        for order, person in enumerate(unit.people)
    )
    attributes = {"id": unit.id, "parent": unit.parent, "name": unit.name}
    return E(NAMESPACE, "unit", attributes, *(E(NAMESPACE, "member", member) for member in members))


def _head_counts(units: Sequence[DemoUnit]) -> dict[str, int]:
    """People in each unit and below."""
    parents = {unit.id: unit.parent for unit in units}
    counts: dict[str, int] = defaultdict(int)
    for unit in units:
        place = unit.id
        while place:
            counts[place] += len(unit.people)
            place = parents[place]
    return counts
