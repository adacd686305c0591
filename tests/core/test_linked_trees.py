"""Linked domains in the directory: below their company, found as what they are, and gone with the link."""

from __future__ import annotations

from dataclasses import replace

import pytest

from startalk_desktop.core import linked_sync
from startalk_desktop.core.ports import RequestFailed
from startalk_desktop.model.account import Account
from startalk_desktop.model.events import (
    LinkedTreeChanged,
    LinksChanged,
    PresenceAsked,
    SubscriptionRequested,
)
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.linked import LinkedDomain, domain_of, is_partner, linked_id
from startalk_desktop.model.organisation import (
    Member,
    OrgIndex,
    TreeSource,
    UnitContent,
    UnitHead,
)
from tests.core.fakes import FakeDomain
from tests.core.test_directory import HQ, RD, found
from tests.core.test_directory import publish as publish_own
from tests.core.world import ME_AT_BETA, WANG, World, until

BETA = LinkedDomain("beta.example", "Beta 贝塔")
MARIA = Jid.parse("maria@beta.example")
SALES = UnitHead("rd", "", "Sales", 1, "s1", 1)  # the id is one of the own tree's, too
EAST = UnitHead("east", "rd", "East", 1, "e1", 1)


def link(domain: FakeDomain, *heads: UnitHead) -> None:
    members = {"rd": (Member(MARIA, "Maria Santos", "Director"),), "east": ()}
    domain.links = (BETA,)
    domain.linked_indexes["beta.example"] = OrgIndex("Beta", "1", heads)
    domain.linked_units["beta.example"] = {
        head.id: UnitContent(head.id, head.parent, head.name, members[head.id]) for head in heads
    }


async def linked(world: World, *heads: UnitHead) -> Account:
    publish_own(world.domain(), HQ, RD)
    link(world.domain(), *heads)
    account = await world.online()
    await until(lambda: found(world, "Maria Santos"))
    await until(lambda: found(world, "王芳"))
    return account


async def test_a_partner_is_the_last_of_its_companys_units(world: World) -> None:
    account = await linked(world, SALES, EAST)
    directory = world.app.directory
    top = await directory.root(account.id)
    assert [unit.name for unit in top] == ["总部", "Beta 贝塔"]
    partner = top[1]
    assert is_partner(partner.id)
    assert (domain_of(partner.id), partner.count) == ("beta.example", 1)
    (sales,) = await directory.children(account.id, partner.id)
    assert sales.name == "Sales"
    assert [one.jid for one in await directory.members(account.id, sales.id)] == [MARIA]
    assert [one.name for one in await directory.children(account.id, sales.id)] == ["East"]
    assert [one.jid for one in await directory.members(account.id, "rd")] == [WANG], "its own rd"
    company = directory.company(account.id)
    assert (company.people_count, company.source) == (2, TreeSource.ORGANISATION)
    person = await directory.person(account.id, MARIA)
    assert person.unit_path == ("Beta 贝塔", "Sales")
    path = await directory.path_to(account.id, MARIA)
    assert path == (linked_id("beta.example", ""), linked_id("beta.example", "rd"))


async def test_the_same_person_is_there_once_for_each_way(world: World) -> None:
    account = await linked(world, SALES)
    own = world.domain(ME_AT_BETA)
    own.index = OrgIndex("Beta", "1", (SALES,))
    own.units = {"rd": UnitContent("rd", "", "Sales", (Member(MARIA, "Maria Santos"),))}
    beta = await world.online(ME_AT_BETA)

    async def both() -> bool:
        hits = await world.app.directory.find_people("maria")
        return [hit.account for hit in hits] == [beta.id, account.id]

    await until(both)


async def test_colleagues_come_before_partners_who_match_as_well(world: World) -> None:
    domain = world.domain()
    publish_own(domain, HQ, RD)
    link(domain, SALES)
    other = Member(Jid.parse("aaa@beta.example"), "王芳")
    domain.linked_units["beta.example"]["rd"] = UnitContent("rd", "", "Sales", (other,))
    await world.online()
    await until(lambda: found(world, "王芳"))

    async def in_order() -> bool:
        hits = await world.app.directory.find_people("王芳")
        return [hit.person.jid for hit in hits] == [WANG, other.jid]

    await until(in_order)


async def test_only_what_differs_is_fetched_and_what_is_gone_goes(world: World) -> None:
    account = await linked(world, SALES, EAST)
    domain = world.domain()

    def asked() -> list[object]:
        return [details for what, details in domain.line.log if what == "linked units"]

    assert asked() == [("beta.example", "rd", "east")]
    store = world.app.accounts.runtime(account.id).store.directory
    same = domain.linked_indexes["beta.example"]
    assert not await store.apply_linked_index("beta.example", same), "no news"
    assert not await store.apply_linked_index("gamma.example", same), "no link"
    assert not await store.put_links((BETA,)), "no news either"
    assert await store.put_links((LinkedDomain("beta.example", "Beta AG"),)), "another name"
    assert [unit.name for unit in await store.root_units()] == ["总部", "Beta AG"]
    domain.line.break_line()
    link(domain, SALES)
    domain.line.sign_in()
    directory, sales = world.app.directory, linked_id("beta.example", "rd")

    async def east_is_gone() -> bool:
        return await directory.children(account.id, sales) == []

    await until(east_is_gone)
    assert asked() == [("beta.example", "rd", "east")]
    domain.line.emit(LinksChanged(()))

    async def is_cut() -> bool:
        return [unit.name for unit in await directory.root(account.id)] == ["总部"]

    await until(is_cut)
    assert await directory.find_people("Maria") == []
    assert await found(world, "王芳"), "the own tree stays"


async def test_a_domain_that_publishes_nothing_shows_its_partners(world: World) -> None:
    link(world.domain(), SALES)
    account = await world.online()
    await until(lambda: found(world, "Maria Santos"))
    directory = world.app.directory
    (partner,) = await directory.root(account.id)
    (sales,) = await directory.children(account.id, partner.id)
    assert [one.jid for one in await directory.members(account.id, sales.id)] == [MARIA]
    assert directory.company(account.id).source is TreeSource.NONE
    assert directory.company(account.id).people_count == 0
    assert len(await directory.path_to(account.id, MARIA)) == 2


async def test_whom_a_partner_lists_is_no_colleague(world: World) -> None:
    account = await linked(world, SALES)
    line = world.domain().line
    line.emit(PresenceAsked(MARIA.with_resource("x")))
    line.emit(SubscriptionRequested(MARIA))
    await world.app.accounts.runtime(account.id)._ingest.idle()
    assert [what for what, _ in line.log if what in ("show_to", "approve")] == []


async def test_a_partner_that_can_not_be_read_leaves_what_is_known(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = await linked(world, SALES)
    domain = world.domain()
    domain.line.break_line()

    async def refuse(asked: str) -> None:
        domain.line.log.append(("refused", asked))
        raise RequestFailed(Failure(FailureCode.DOMAIN_UNREACHABLE), "remote-server-timeout")

    monkeypatch.setattr(domain.line.linked_trees, "fetch_index", refuse)
    domain.line.sign_in()
    await until(lambda: ("refused", "beta.example") in domain.line.log)
    assert await found(world, "Maria Santos")
    assert len(await world.app.directory.root(account.id)) == 2


async def test_a_partner_without_end_is_cut_off(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linked_sync, "_MOST_UNITS", 3)
    monkeypatch.setattr(linked_sync, "_MOST_PEOPLE", 2)
    domain = world.domain()
    heads = [UnitHead(f"u{n}", "", f"U {n}", n, f"h{n}", 1) for n in range(9)]
    domain.links = (BETA,)
    domain.linked_indexes["beta.example"] = OrgIndex("Beta", "1", tuple(heads))
    people = tuple(Member(Jid(f"p{n}", "beta.example"), f"P {n}") for n in range(5))
    domain.linked_units["beta.example"] = {"u0": UnitContent("u0", "", "U 0", people)}
    account = await world.online()
    directory, top = world.app.directory, linked_id("beta.example", "")

    async def units() -> bool:
        return len(await directory.children(account.id, top)) == 3

    await until(units)
    await until(lambda: [d for w, d in domain.line.log if w == "linked units"])
    assert await directory.find_people("P 0") == []


async def test_a_partner_that_announces_a_change_is_looked_at_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linked_sync, "_LEAST_SECONDS", 0.0)
    await linked(world, SALES)
    domain = world.domain()
    assert ("linked follow", "beta.example") in domain.line.log
    name = "Joana Prado"
    domain.linked_indexes["beta.example"] = OrgIndex(
        "Beta", "2", (replace(SALES, content_hash="s2"),)
    )
    domain.linked_units["beta.example"]["rd"] = UnitContent(
        "rd", "", "Sales", (Member(MARIA, name),)
    )
    domain.line.emit(LinkedTreeChanged("gamma.example"))  # who is no partner is not asked
    domain.line.emit(LinkedTreeChanged("beta.example"))
    await until(lambda: found(world, name))
    domain.line.emit(LinkedTreeChanged("beta.example", is_withdrawn=True))

    async def is_gone() -> bool:
        return not await found(world, name)

    await until(is_gone)
    assert [one for one in domain.line.log if one == ("linked index", "gamma.example")] == []


async def test_a_partner_that_announces_nothing_is_looked_at_now_and_then(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linked_sync, "_LOOK_SECONDS", (0.01, 0.02))
    domain = world.domain()
    domain.unfollowable.add("beta.example")
    await linked(world, SALES)

    def looks() -> int:
        return domain.line.log.count(("linked index", "beta.example"))

    so_far = looks()
    await until(lambda: looks() > so_far + 2)


async def test_a_partner_to_whom_one_is_not_let_any_more_is_shown_no_more(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linked_sync, "_LEAST_SECONDS", 0.0)
    account = await linked(world, SALES)

    async def refuse(_domain: str) -> None:
        raise RequestFailed(Failure(FailureCode.NOT_ALLOWED, ""), "not-allowed")

    monkeypatch.setattr(world.domain().line.linked_trees, "fetch_index", refuse)
    world.domain().line.emit(LinkedTreeChanged("beta.example"))

    async def is_gone() -> bool:
        return not await found(world, "Maria Santos")

    await until(is_gone)
    assert len(await world.app.directory.root(account.id)) == 2


async def test_a_line_that_is_down_is_no_partners_fault(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only a line that broke while a partner was asked counts against that partner."""
    monkeypatch.setattr(linked_sync, "_LEAST_SECONDS", 0.0)
    account = await linked(world, SALES)
    sync, domain = world.app.accounts.runtime(account.id).linked, world.domain()
    for _ in range(3):
        domain.line.break_line()
        sync.tree_changed("beta.example", is_withdrawn=False)
        await until(lambda: sync._task is not None and sync._task.done())
        so_far = domain.line.log.count(("linked index", "beta.example"))
        domain.line.sign_in()
        await until(lambda n=so_far: domain.line.log.count(("linked index", "beta.example")) > n)
