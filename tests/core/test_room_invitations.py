"""Invitations as the core keeps them: over restarts and devices, never of the blocked, never into where we are."""

from __future__ import annotations

from startalk_desktop.model.account import Account
from startalk_desktop.model.changes import InvitationReceived, InvitationsChanged
from startalk_desktop.model.events import (
    RoomBookmarkChanged,
    RoomInvitationReceived,
    RoomInvitationsDeclined,
)
from startalk_desktop.model.identity import AccountId, now
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.room import RoomBookmark
from tests.core.fakes import refused
from tests.core.world import LI, ME_AT_ACME, WANG, World, until

ROOM = Jid.parse("研发@conference.acme.example")
LUNCH = Jid.parse("lunch@conference.acme.example")


async def waiting(world: World, account: AccountId) -> list[Jid]:
    return [one.room for one in await world.app.rooms.invitations(account)]


async def invited(world: World, *rooms: Jid, inviter: Jid = WANG) -> Account:
    account = await world.online()
    for room in rooms:
        world.domain().line.emit(
            RoomInvitationReceived(room, inviter.with_resource("desk"), "来吧", now(), True)
        )
    await until(lambda: has(world, account, *rooms))
    return account


async def has(world: World, account: Account, *rooms: Jid) -> bool:
    return await waiting(world, account.id) == list(rooms)


async def test_it_is_there_after_a_restart_and_offline(world: World) -> None:
    account = await invited(world, ROOM)
    await until(lambda: InvitationReceived(account.id, ROOM, WANG, "来吧") in world.changes)
    assert InvitationsChanged(account.id) in world.changes
    (before,) = await world.app.rooms.invitations(account.id)
    assert (before.inviter, before.reason, before.is_direct) == (WANG, "来吧", True)
    await world.stop()
    world.domain().signs_in_by_itself = False
    await world.start()
    assert await world.app.rooms.invitations(account.id) == (before,)


async def test_it_goes_when_we_join_here(world: World) -> None:
    account = await invited(world, ROOM, LUNCH)
    world.changes.clear()
    await world.app.rooms.join(account.id, ROOM)
    assert await waiting(world, account.id) == [LUNCH]
    await until(lambda: InvitationsChanged(account.id) in world.changes)
    world.domain().line.emit(RoomInvitationReceived(ROOM, WANG, "", now()))
    world.domain().line.emit(RoomInvitationReceived(LUNCH, LI, "", now()))
    await until(lambda: is_by(world, account, LI))
    assert await waiting(world, account.id) == [LUNCH]  # we are in the other


async def is_by(world: World, account: Account, inviter: Jid) -> bool:
    return [one.inviter for one in await world.app.rooms.invitations(account.id)] == [inviter]


async def test_it_goes_when_another_device_joins(world: World) -> None:
    account = await invited(world, ROOM)
    world.domain().line.emit(RoomBookmarkChanged(ROOM, RoomBookmark(ROOM, is_autojoin=True)))
    await until(lambda: has(world, account))


async def test_a_no_is_told_to_the_other_devices_and_to_nobody_else(world: World) -> None:
    account = await invited(world, ROOM)
    domain = world.domain()
    await world.app.rooms.decline(account.id, ROOM)
    assert await waiting(world, account.id) == []
    await until(lambda: ROOM in domain.declined)
    assert domain.received == []
    # The same one once more, out of another queue.
    domain.line.emit(RoomInvitationReceived(ROOM, WANG, "", domain.declined[ROOM] - 1))
    domain.line.emit(RoomInvitationReceived(LUNCH, WANG, "", now()))
    await until(lambda: has(world, account, LUNCH))


async def test_a_no_of_another_device_counts_live_and_at_sign_in(world: World) -> None:
    account = await invited(world, ROOM, LUNCH)
    domain = world.domain()
    domain.line.emit(RoomInvitationsDeclined(ROOM, now()))
    await until(lambda: has(world, account, LUNCH))
    await world.stop()
    domain.declined[LUNCH] = now()
    await world.online()
    await until(lambda: has(world, account))


async def test_a_no_while_offline_is_told_at_the_next_sign_in(world: World) -> None:
    account = await invited(world, ROOM)
    domain = world.domain()
    domain.line.break_line()
    await until(lambda: not world.app.accounts.runtime(account.id).line.is_up)
    await world.app.rooms.decline(account.id, ROOM)
    assert domain.declined == {}
    domain.line.sign_in()
    await until(lambda: ROOM in domain.declined)


async def test_a_no_dated_in_the_future_is_a_no_of_today(world: World) -> None:
    account = await invited(world, ROOM)
    line = world.domain().line
    line.emit(RoomInvitationsDeclined(ROOM, now() + 10**15))
    await until(lambda: has(world, account))
    line.emit(RoomInvitationReceived(ROOM, WANG, "", now()))
    await until(lambda: has(world, account, ROOM))


async def test_whoever_is_blocked_invites_nobody(world: World) -> None:
    account = await invited(world, ROOM)
    await invited(world, ROOM, LUNCH, inviter=WANG)
    block_list = world.app.accounts.runtime(account.id).block_list
    await block_list.block({WANG: None})
    await until(lambda: has(world, account))
    line = world.domain().line
    line.emit(RoomInvitationReceived(ROOM, WANG.with_resource("desk"), "", now(), True))
    line.emit(RoomInvitationReceived(LUNCH, LI, "", now(), True))
    await until(lambda: is_by(world, account, LI))


async def test_we_do_not_invite_ourselves(world: World) -> None:
    account = await invited(world, ROOM)
    line = world.domain().line
    line.emit(RoomInvitationReceived(LUNCH, ME_AT_ACME.with_resource("x"), "", now()))
    line.emit(RoomInvitationReceived(ROOM, LI, "", now()))
    await until(lambda: is_by(world, account, LI))
    assert await waiting(world, account.id) == [ROOM]


async def test_a_flood_of_a_stranger_drives_out_no_colleague(world: World) -> None:
    account = await invited(world, ROOM)
    mallory = Jid.parse("mallory@evil.example")
    for number in range(200):
        room = Jid.parse(f"r{number}@rooms.evil.example")
        world.domain().line.emit(RoomInvitationReceived(room, mallory, "x" * 10_000, now()))
    last = Jid.parse("r199@rooms.evil.example")
    await until(lambda: ends_with(world, account, last))
    kept = await world.app.rooms.invitations(account.id)
    assert kept[0].room == ROOM
    assert len(kept) == 11
    assert max(len(one.reason) for one in kept) == 500


async def ends_with(world: World, account: Account, room: Jid) -> bool:
    return (await waiting(world, account.id))[-1] == room


async def test_a_domain_that_keeps_nothing_is_no_fault(world: World) -> None:
    account = await world.online()
    domain = world.domain()

    async def refuse(*_: object) -> None:
        raise refused("feature-not-implemented")

    domain.line.invitations.fetch = domain.line.invitations.publish = refuse  # type: ignore[assignment]
    await invited(world, ROOM)
    await world.app.rooms.decline(account.id, ROOM)
    assert await waiting(world, account.id) == []
