"""A demo company's tree: everybody reports to somebody, up to one."""

from __future__ import annotations

from startalk_desktop.demo.org_items import org_items
from startalk_desktop.demo.organisation import DemoPerson, DemoUnit
from startalk_desktop.xmpp.org_reader import read_index, read_unit


def somebody(login: str) -> DemoPerson:
    return DemoPerson(login=login, name=login.title(), title="", phone="", email="")


def test_people_report_to_their_head_and_heads_to_the_next_one_above() -> None:
    units = [
        DemoUnit("hq", "", "HQ", [somebody("boss"), somebody("aide")]),
        DemoUnit("empty", "hq", "Between", []),
        DemoUnit("rd", "empty", "R&D", [somebody("chief"), somebody("wang")]),
    ]
    *items, (_, index) = org_items("Acme", "acme.example", units)
    assert [unit.id for unit in read_index(index).units] == ["hq", "empty", "rd"]
    managers = {
        member.jid.local: member.manager and member.manager.local
        for item_id, payload in items
        for member in read_unit(item_id, payload, "acme.example").members
    }
    assert managers == {"boss": None, "aide": "boss", "chief": "boss", "wang": "chief"}
