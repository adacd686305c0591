"""What stands in for a tree: how contact groups are nested, and a search on the server."""

from __future__ import annotations

import pytest

from startalk_desktop.core.ports import NotConnected
from startalk_desktop.model.events import RosterReceived
from startalk_desktop.model.organisation import Member, TreeSource
from startalk_desktop.model.roster import RosterItem, Subscription
from tests.core.test_directory import HQ, RD, publish
from tests.core.world import LI, WANG, World, until


async def test_private_storage_says_what_separates_groups(world: World) -> None:
    domain = world.domain()
    domain.delimiter = "/"
    account = await world.online()
    directory = world.app.directory
    items = (
        RosterItem(WANG, "王芳", Subscription.BOTH, ("总部/研发",)),
        RosterItem(LI, "李伟", Subscription.BOTH),
    )
    domain.line.emit(RosterReceived(items))
    await until(lambda: directory.company(account.id).people_count == 2)

    async def names() -> list[str]:
        return [unit.name for unit in await world.app.directory.root(account.id)]

    async def are_nested() -> bool:
        return await names() == ["总部"]

    await until(are_nested)
    assert [one.jid for one in await directory.members(account.id, "")] == [LI], "in no group"
    path = await directory.path_to(account.id, WANG)
    assert len(path) == 2
    assert [one.jid for one in await directory.members(account.id, path[-1])] == [WANG]
    assert await directory.path_to(account.id, LI) == ()
    await world.stop()
    domain.signs_in_by_itself = False
    await world.start()
    assert await names() == ["总部"], "it is known offline, too"
    domain.delimiter = None
    domain.line.sign_in()

    async def are_flat() -> bool:
        return await names() == ["总部/研发"]

    await until(are_flat)


async def test_a_server_is_searched_where_it_can_be(world: World) -> None:
    domain = world.domain()
    domain.users = [Member(WANG, "王芳", "Engineer")]
    account = await world.online()
    directory = world.app.directory
    await until(lambda: directory.company(account.id).is_searchable)
    assert directory.company(account.id).source is TreeSource.NONE
    found = await directory.search_server(account.id, "王芳")
    assert [(one.account, one.person.jid, one.person.title) for one in found] == [
        (account.id, WANG, "Engineer")
    ]
    assert await directory.search_server(account.id, " 王 ") == [], "too little to ask for"
    assert [details for what, details in domain.line.log if what == "search"] == ["王芳"]
    domain.line.break_line()
    assert not directory.company(account.id).is_searchable
    with pytest.raises(NotConnected):
        await directory.search_server(account.id, "王芳")


async def test_a_published_tree_is_no_fallback(world: World) -> None:
    publish(world.domain(), HQ, RD)
    account = await world.online()
    directory = world.app.directory
    await until(lambda: directory.company(account.id).people_count == 2)
    assert directory.company(account.id).source is TreeSource.ORGANISATION
    await until(lambda: _path(world, account.id))
    assert await directory.path_to(account.id, WANG) == ("hq", "rd")


async def _path(world: World, account: str) -> bool:
    return bool(await world.app.directory.path_to(account, WANG))  # type: ignore[arg-type]
