"""The demo's world: as large, as deep and as believable as it is said to be, and the same each time."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from startalk_desktop.demo.org_items import linked_units, org_items
from startalk_desktop.demo.world import DemoCompany, build_world
from startalk_desktop.xmpp.org_names import NAMESPACE

NOW = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def companies() -> tuple[DemoCompany, ...]:
    return build_world(NOW)


def test_the_largest_company_has_6500_people_four_levels_deep(
    companies: tuple[DemoCompany, ...],
) -> None:
    travel = companies[0]
    assert sum(1 for _ in travel.people) == 6_500
    parents = {unit.id: unit.parent for unit in travel.units}

    def depth(unit: str) -> int:
        return 0 if not unit else 1 + depth(parents[unit])

    assert max(map(depth, parents)) == 4


def test_there_are_a_few_thousand_messages_in_chinese_and_english(
    companies: tuple[DemoCompany, ...],
) -> None:
    assert 2_000 <= sum(company.message_count for company in companies) <= 10_000
    texts = [m.text for c in companies for chat in c.chats for m in chat.messages]
    assert any("报价" in text for text in texts)
    assert any("draft" in text for text in texts)
    assert not any("{" in text for text in texts)


@pytest.mark.parametrize("number", range(3))
def test_each_company_holds_together(companies: tuple[DemoCompany, ...], number: int) -> None:
    company = companies[number]
    logins = [person.login for person in company.people]
    assert [login for login, count in Counter(logins).items() if count > 1] == []
    for chat in company.chats:
        assert {m.sender for m in chat.messages} <= {chat.colleague.login, company.user.login}
    for room in company.rooms:
        assert company.user.login in room.members
        assert {m.sender for m in room.messages} <= set(room.members) <= set(logins)
    for messages in (item.messages for item in (*company.chats, *company.rooms)):
        times = [message.sent_at for message in messages]
        assert times == sorted(times)
        assert times[-1] < NOW


def test_the_same_seed_makes_the_same_world(companies: tuple[DemoCompany, ...]) -> None:
    assert build_world(NOW) == companies


def test_the_index_names_every_unit_with_its_head_count(companies: tuple[DemoCompany, ...]) -> None:
    travel = companies[0]
    items = dict(org_items(travel.name, travel.domain, travel.units))
    index = items.pop("index")
    heads = {head.get("id"): head for head in index}
    assert heads.keys() == items.keys() == {unit.id for unit in travel.units}
    assert heads["hq"].get("count") == "6500"
    assert len({head.get("hash") for head in index}) == len(heads)
    assert items["hq"].tag == f"{{{NAMESPACE}}}unit"


def test_two_companies_are_linked_and_the_third_stays_apart(
    companies: tuple[DemoCompany, ...],
) -> None:
    travel, studio, laboratory = companies
    assert travel.links == ()
    (ours,), (theirs,) = studio.links, laboratory.links
    assert (ours.partner, theirs.partner) == (laboratory.domain, studio.domain)
    (chat,) = ours.chats
    assert theirs.envoys == (chat.colleague.login,)
    assert chat.colleague in list(laboratory.people)
    for company, link, login in (
        (studio, ours, studio.user.login),
        (laboratory, theirs, chat.colleague.login),
    ):
        shown = linked_units(company.units, link.units)
        assert 1 < sum(len(unit.people) for unit in shown) < sum(1 for _ in company.people) / 2
        assert any(person.login == login for unit in shown for person in unit.people)
    texts = [message.text for message in chat.messages]
    assert len(texts) == len(set(texts)) > 10  # nobody says the same twice


def test_what_a_partner_sees_begins_with_the_units_that_are_open(
    companies: tuple[DemoCompany, ...],
) -> None:
    seen = linked_units(companies[2].units, ["u1"])
    assert [(unit.name, unit.parent) for unit in seen] == [
        ("Engineering", ""), ("Firmware", "u1"), ("Cloud", "u1"), ("Apps", "u1"),
    ]  # fmt: skip
