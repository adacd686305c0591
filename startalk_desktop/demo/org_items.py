"""A demo company's organisation tree as the items of its node ``urn:startalk:org:1``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from startalk_desktop.demo.organisation import DemoUnit
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.org_tree import build_index
from startalk_desktop.model.organisation import Member, UnitContent
from startalk_desktop.refserver.stanza import Element
from startalk_desktop.xmpp.org_names import INDEX_ID
from startalk_desktop.xmpp.org_writer import index_payload, unit_payload

Item = tuple[str, Element]


def org_items(name: str, domain: str, units: Sequence[DemoUnit]) -> Iterator[Item]:
    """Yield (item id, payload) of every unit and, last, of the index that names them all."""
    contents = [_content(unit, domain) for unit in units]
    for content in contents:
        yield content.id, unit_payload(content)
    yield INDEX_ID, index_payload(build_index(name, "1", contents))


def _content(unit: DemoUnit, domain: str) -> UnitContent:
    members = (
        Member(
            Jid(person.login, domain), person.name, person.title, person.phone, person.email, order
        )
        for order, person in enumerate(unit.people)
    )
    return UnitContent(unit.id, unit.parent, unit.name, tuple(members))
