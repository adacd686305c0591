"""The merged directory: trees kept in step by hash, contact groups where there is none, names, presence, pictures."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from startalk_desktop.core import groups, organisation_sync
from startalk_desktop.core.directory import Company
from startalk_desktop.core.presence_board import PresenceBoard, PresenceSummary
from startalk_desktop.model.card import Avatar
from startalk_desktop.model.changes import ConversationsChanged, DirectoryChanged, PeopleChanged
from startalk_desktop.model.events import (
    AvatarChanged,
    OrgIndexChanged,
    OrgTreeAnnounced,
    OrgTreeWithdrawn,
    OrgUnitChanged,
    PresenceChanged,
    RosterItemChanged,
    RosterReceived,
    SubscriptionRequested,
)
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.org_tree import content_hash
from startalk_desktop.model.organisation import (
    Member,
    OrgIndex,
    Person,
    TreeFault,
    UnitContent,
    UnitHead,
)
from startalk_desktop.model.presence import Availability, Presence
from startalk_desktop.model.roster import RosterItem, Subscription
from tests.core.fakes import FakeDomain, _FakeOrganisation
from tests.core.world import LI, ME_AT_ACME, ME_AT_BETA, WANG, World, until

HQ = UnitHead("hq", "", "总部", 1, "h1", 2)
RD = UnitHead("rd", "hq", "研发", 2, "r1", 1)


def publish(domain: FakeDomain, *heads: UnitHead) -> OrgIndex:
    domain.index = OrgIndex("Acme 公司", "1", heads)
    members = {"hq": (Member(LI, "李伟", "CEO"),), "rd": (Member(WANG, "王芳", "Engineer"),)}
    domain.units = {
        head.id: UnitContent(head.id, head.parent, head.name, members.get(head.id, ()))
        for head in heads
    }
    return domain.index


def asked_units(domain: FakeDomain) -> list[tuple[str, ...]]:
    return [details for what, details in domain.line.log if what == "units"]


async def test_the_tree_is_fetched_and_then_only_what_differs(world: World) -> None:
    domain = world.domain()
    publish(domain, HQ, RD)
    account = await world.online()
    directory = world.app.directory
    await until(lambda: found(world, "王芳"))
    assert [unit.name for unit in await directory.root(account.id)] == ["总部"]
    assert [unit.name for unit in await directory.children(account.id, "hq")] == ["研发"]
    assert [m.name for m in await directory.members(account.id, "rd")] == ["王芳"]
    assert directory.company(account.id) == Company("Acme 公司", 2)
    assert (await directory.person(account.id, WANG)).unit_path == ("总部", "研发")
    assert sorted(asked_units(domain)[0]) == ["hq", "rd"]
    domain.line.break_line()
    changed = publish(domain, HQ, replace(RD, content_hash="r2"))
    domain.units["rd"] = UnitContent("rd", "hq", "研发", (Member(WANG, "王芳芳"),))
    domain.line.sign_in()
    await until(lambda: found(world, "王芳芳"))
    assert asked_units(domain)[1:] == [("rd",)]
    domain.line.emit(OrgIndexChanged(replace(changed, units=(HQ,))))
    await until(lambda: is_gone(world, "王芳芳"))
    domain.line.emit(OrgUnitChanged(UnitContent("hq", "", "总部", (Member(WANG, "芳芳"),))))
    await until(lambda: found(world, "芳芳"))
    assert asked_units(domain)[1:] == [("rd",)]
    await until(lambda: DirectoryChanged(account.id, frozenset({"hq"})) in world.changes)


async def test_a_unit_that_was_announced_is_not_fetched_again(world: World) -> None:
    domain = world.domain()
    index = publish(domain, HQ, RD)
    account = await world.online()
    await until(lambda: found(world, "王芳"))
    asked = asked_units(domain)
    renamed = UnitContent("rd", "hq", "研发", (Member(WANG, "王芳芳"),))
    domain.line.emit(OrgUnitChanged(renamed))
    head = replace(RD, content_hash=content_hash(renamed), order=7)
    domain.line.emit(OrgIndexChanged(replace(index, units=(HQ, head))))
    directory = world.app.directory

    async def order() -> bool:
        return [unit.order for unit in await directory.children(account.id, "hq")] == [7]

    await until(order)
    assert await found(world, "王芳芳")
    domain.line.break_line()
    domain.index = replace(index, units=(HQ, head))
    domain.line.sign_in()
    await world.app.accounts.open_runtimes()[0].sync.caught_up()
    await until(lambda: DirectoryChanged(account.id, None) in world.changes)
    assert asked_units(domain) == asked


async def test_a_change_that_is_only_announced_is_asked_for(world: World) -> None:
    domain = world.domain()
    publish(domain, HQ)
    await world.online()
    await until(lambda: found(world, "李伟"))
    publish(domain, HQ, RD)
    domain.line.emit(OrgTreeAnnounced())
    await until(lambda: found(world, "王芳"))


@pytest.mark.parametrize(("people", "seconds"), [(0, 0), (10_000, 20), (1_000_000, 30)])
async def test_clients_of_a_large_company_do_not_all_ask_at_once(
    world: World, monkeypatch: pytest.MonkeyPatch, people: int, seconds: float
) -> None:
    spans: list[tuple[float, float]] = []

    def moment(start: float, end: float) -> float:
        spans.append((start, end))
        return 0.0

    monkeypatch.setattr(organisation_sync.random, "uniform", moment)
    domain = world.domain()
    publish(domain, replace(HQ, count=people))
    account = await world.online()
    await until(lambda: world.app.directory.company(account.id).people_count == people)
    spans.clear()
    domain.line.emit(OrgTreeAnnounced())
    await until(lambda: spans)
    assert spans == [(0, seconds)]


async def test_a_tree_that_is_taken_away_goes_and_contacts_take_its_place(world: World) -> None:
    domain = world.domain()
    publish(domain, HQ, RD)
    account = await world.online()
    await until(lambda: found(world, "王芳"))
    domain.line.emit(OrgTreeWithdrawn())
    await until(lambda: is_gone(world, "王芳"))
    domain.line.emit(RosterReceived((RosterItem(LI, "", Subscription.BOTH, ("同事",)),)))
    directory = world.app.directory
    await until(lambda: directory.company(account.id).people_count == 1)
    assert [unit.name for unit in await directory.root(account.id)] == ["同事"]


async def test_faults_are_told_and_mended(world: World) -> None:
    domain = world.domain()
    index = publish(domain, HQ, RD)
    faults = ((TreeFault.UNIT_TWICE, 2),)
    domain.index = replace(index, faults=faults)
    foreign = ((TreeFault.PERSON_ELSEWHERE, 3),)
    domain.units["rd"] = replace(domain.units["rd"], faults=foreign)
    account = await world.online()
    directory = world.app.directory
    await until(lambda: directory.company(account.id).faults == tuple(sorted(faults + foreign)))
    await until(lambda: found(world, "王芳"))
    domain.units["rd"] = replace(domain.units["rd"], faults=())
    mended = replace(index, units=(HQ, replace(RD, content_hash="r2")))
    domain.line.emit(OrgIndexChanged(mended))
    await until(lambda: directory.company(account.id).faults == ())


async def test_faults_are_remembered_however_far_a_sync_came(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A unit that is stored is not fetched again: what was wrong with it has to be stored by then, too."""
    monkeypatch.setattr(organisation_sync, "_UNITS_AT_ONCE", 1)
    domain = world.domain()
    publish(domain, HQ, RD)
    foreign = ((TreeFault.PERSON_ELSEWHERE, 3),)
    domain.units["hq"] = replace(domain.units["hq"], faults=foreign)
    fetch = _FakeOrganisation.fetch_units

    async def all_but_rd(self: _FakeOrganisation, ids: Sequence[str]) -> tuple[UnitContent, ...]:
        if "rd" in ids:
            await asyncio.Event().wait()
        return await fetch(self, ids)

    monkeypatch.setattr(_FakeOrganisation, "fetch_units", all_but_rd)
    account = await world.online()
    await until(lambda: found(world, "李伟"))
    await world.stop()
    await world.start()
    assert world.app.directory.company(account.id).faults == foreign


async def found(world: World, name: str) -> bool:
    people = await world.app.directory.find_people(name)
    return name in [each.person.name for each in people]


async def is_gone(world: World, name: str) -> bool:
    return not await found(world, name)


async def test_a_name_that_comes_while_it_is_looked_up_is_found(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    domain = world.domain()
    publish(domain, RD)
    account = await world.online()
    await until(lambda: found(world, "王芳"))
    organisation = world.app.accounts.runtime(account.id).store.directory
    persons = organisation.persons

    async def overtaken(jids: Iterable[Jid]) -> dict[Jid, Person]:
        monkeypatch.setattr(organisation, "persons", persons)
        nobody = await persons(jids)
        domain.line.emit(OrgIndexChanged(publish(domain, HQ, RD)))
        await until(lambda: DirectoryChanged(account.id, frozenset({"hq"})) in world.changes)
        return nobody

    monkeypatch.setattr(organisation, "persons", overtaken)
    directory = world.app.directory
    assert directory.name(account.id, LI) == LI.local
    names = world.app.accounts.runtime(account.id).people._names
    await until(lambda: not names._is_looking)
    assert directory.name(account.id, LI) == "李伟"


async def test_the_inbox_calls_people_what_the_tree_calls_them(world: World) -> None:
    domain = world.domain()
    account = await world.online()
    domain.incoming(LI, "hello")
    await until(lambda: is_called(world, "liwei"))
    await world.app.accounts.runtime(account.id)._ingest.idle()
    world.app.changes.flush()
    world.changes.clear()
    domain.line.emit(OrgIndexChanged(publish(domain, HQ, RD)))
    told = ConversationsChanged(account.id, frozenset({LI}))
    await until(lambda: told in world.changes)
    assert await is_called(world, "李伟")


async def is_called(world: World, name: str) -> bool:
    return [line.name for line in await world.app.inbox.conversations()] == [name]


async def test_an_index_that_vanishes_leaves_the_tree(world: World) -> None:
    domain = world.domain()
    publish(domain, HQ, RD)
    await world.online()
    await until(lambda: found(world, "王芳"))
    domain.index = None
    domain.line.break_line()
    domain.line.sign_in()
    await world.app.accounts.open_runtimes()[0].sync.caught_up()
    assert await found(world, "王芳")


async def test_contact_groups_where_there_is_no_tree(world: World) -> None:
    account = await world.online()
    item = RosterItem(WANG, "王芳", Subscription.BOTH, ("总部::研发",))
    world.domain().line.emit(
        RosterReceived((item, RosterItem(LI, "", Subscription.BOTH, ("总部",))))
    )
    directory = world.app.directory
    await until(lambda: directory.company(account.id).people_count == 2)
    roots = await directory.root(account.id)
    assert [(unit.name, unit.count) for unit in roots] == [("总部", 2)]
    below = await directory.children(account.id, roots[0].id)
    assert [unit.name for unit in below] == ["研发"]
    assert [m.name for m in await directory.members(account.id, below[0].id)] == ["王芳"]
    assert [m.name for m in await directory.members(account.id, roots[0].id)] == ["liwei"]
    assert await found(world, "王芳")
    world.domain().line.emit(RosterItemChanged(None, WANG))
    await until(lambda: directory.company(account.id).people_count == 1)


async def test_companies_take_turns_in_what_is_found(world: World) -> None:
    first, second = await world.online(ME_AT_ACME), await world.online(ME_AT_BETA)
    for own, domain in ((ME_AT_ACME, "acme"), (ME_AT_BETA, "beta")):
        items = tuple(
            RosterItem(Jid.parse(f"wang{n}@{domain}.example"), f"Wang {n}", Subscription.BOTH)
            for n in range(10 if domain == "acme" else 2)
        )
        world.domain(own).line.emit(RosterReceived(items))
    directory = world.app.directory
    await until(lambda: directory.company(second.id).people_count == 2)
    await until(lambda: directory.company(first.id).people_count == 10)
    people = await directory.find_people("wang", limit=4)
    assert [each.account for each in people] == [first.id, second.id, first.id, second.id]
    assert await directory.find_people(" ") == []


async def test_names_are_told_when_they_are_known(world: World) -> None:
    publish(world.domain(), HQ, RD)
    account = await world.online()
    await until(lambda: found(world, "王芳"))
    directory = world.app.directory
    assert directory.name(account.id, LI) == "liwei"
    await until(lambda: directory.name(account.id, LI) == "李伟")
    assert any(isinstance(change, PeopleChanged) and LI in change.jids for change in world.changes)
    stranger = Jid.parse("stranger@else.example")
    assert directory.name(account.id, stranger) == "stranger"
    assert directory.name(account.id, Jid.parse("room@muc.acme.example/小李")) == "小李"


async def test_presence_is_summed_and_ends_with_the_line(world: World) -> None:
    account = await world.online()
    line = world.domain().line
    directory = world.app.directory
    assert directory.presence(account.id, WANG) == PresenceSummary()
    line.emit(PresenceChanged(Presence(WANG.with_resource("phone"), Availability.AWAY, "路上")))
    line.emit(PresenceChanged(Presence(WANG.with_resource("desk"), Availability.AVAILABLE)))
    assert directory.presence(account.id, WANG).availability is Availability.AVAILABLE
    line.emit(PresenceChanged(Presence(WANG.with_resource("desk"), Availability.OFFLINE)))
    assert directory.presence(account.id, WANG) == PresenceSummary(Availability.AWAY, "路上")
    line.break_line()
    assert directory.presence(account.id, WANG) == PresenceSummary()
    line.sign_in(is_resumed=True)
    await until(lambda: directory.presence(account.id, WANG).availability is Availability.AWAY)
    line.break_line()
    line.sign_in()
    await until(lambda: world.app.accounts.runtime(account.id).line.is_up)
    assert directory.presence(account.id, WANG) == PresenceSummary()


def test_presence_is_bounded() -> None:
    board = PresenceBoard()
    for number in range(25_000):
        board.take(Presence(Jid("x", f"d{number}", "r"), Availability.AVAILABLE))
        board.take(Presence(Jid("one", "d", f"{number}"), Availability.AVAILABLE))
    assert len(board.clear()) <= 20_000
    assert board.of(Jid("x", "d0")) == PresenceSummary()


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(Availability)), max_size=20))
def test_the_most_available_client_counts(told: list[tuple[int, Availability]]) -> None:
    board = PresenceBoard()
    clients: dict[int, Availability] = {}
    for resource, availability in told:
        before = board.of(WANG)
        changed = board.take(Presence(WANG.with_resource(f"{resource}"), availability))
        clients[resource] = availability
        assert changed == (board.of(WANG) != before)
    online = [each for each in clients.values() if each > Availability.OFFLINE]
    if online:
        assert board.of(WANG).availability == max(online)
    elif told:
        assert board.of(WANG).availability is Availability.OFFLINE


async def test_pictures_are_fetched_once_and_kept(world: World) -> None:
    content = b"\x89PNG\r\n" + bytes(100)
    domain = world.domain()
    domain.avatars[WANG] = Avatar(hashlib.sha1(content).hexdigest(), "image/png", content)
    account = await world.online()
    directory = world.app.directory
    assert await directory.avatar(account.id, WANG) == content
    assert await directory.avatar(account.id, WANG.with_resource("desk")) == content
    assert await directory.avatar(account.id, LI) is None
    assert await directory.avatar(account.id, LI) is None
    assert [details for what, details in domain.line.log if what == "avatar"] == [WANG, LI]
    domain.line.break_line()
    assert await directory.avatar(account.id, WANG) == content
    domain.line.sign_in()
    newer = content + b"!"
    domain.avatars[WANG] = Avatar(hashlib.sha1(newer).hexdigest(), "image/png", newer)
    domain.line.emit(AvatarChanged(WANG, hashlib.sha1(newer).hexdigest()))
    await until(lambda: any(isinstance(c, PeopleChanged) and WANG in c.jids for c in world.changes))
    assert await directory.avatar(account.id, WANG) == newer
    domain.avatars[LI] = Avatar("0" * 40, "image/png", bytes(600_000))
    assert await directory.avatar(account.id, LI) is None, "too large"


async def test_colleagues_may_see_us_and_strangers_may_not(world: World) -> None:
    publish(world.domain(), HQ, RD)
    account = await world.online()
    await until(lambda: found(world, "王芳"))
    line = world.domain().line
    line.emit(SubscriptionRequested(Jid.parse("stranger@else.example")))
    line.emit(SubscriptionRequested(WANG))
    await world.app.accounts.runtime(account.id)._ingest.idle()
    assert [details for what, details in line.log if what == "approve"] == [WANG]


GROUPS = st.lists(st.text(":abc ", max_size=12), max_size=4)


@given(st.lists(GROUPS, max_size=8))
def test_groups_make_a_tree(contacts: list[list[str]]) -> None:
    items = [
        RosterItem(Jid(f"p{number}", "acme.example"), "", Subscription.BOTH, tuple(names))
        for number, names in enumerate(contacts)
    ]
    units = {unit.id: unit for unit in groups.units(items)}
    for unit in units.values():
        assert unit.name.strip()
        assert unit.parent == "" or unit.parent in units
        below = [child for child in units.values() if child.parent == unit.id]
        own = groups.members(items, unit.id)
        assert max([unit.count, *(child.count for child in below)]) == unit.count
        assert unit.count <= len(own) + sum(child.count for child in below)
        assert own or below, "nobody would be shown an empty unit"
