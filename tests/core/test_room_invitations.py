"""Invitations as the core keeps them: over restarts and devices, never of the blocked, never into where we are."""

from __future__ import annotations

from startalk_desktop.core.room_invitations import DOUBT, FRESH
from startalk_desktop.model.account import Account
from startalk_desktop.model.changes import InvitationReceived, InvitationsChanged
from startalk_desktop.model.events import (
    RoomBookmarkChanged,
    RoomInvitationReceived,
    RoomInvitationsDeclined,
)
from startalk_desktop.model.identity import AccountId, ConversationId, now
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


MINUTE = 60_000_000


def archived(room: Jid, at: int, inviter: Jid = WANG) -> RoomInvitationReceived:
    return RoomInvitationReceived(room, inviter.with_resource("desk"), "来吧", at, True)


async def signed_in(world: World, *waiting_for: Jid) -> Account:
    """Online, with the newest page read, and nothing but these waiting."""
    account = await world.online()
    runtime = world.app.accounts.runtime(account.id)
    await until(lambda: runtime.sync.is_anchored(ME_AT_ACME))
    await until(lambda: has(world, account, *waiting_for))
    return account


async def test_one_that_another_device_took_is_read_out_of_the_archive(world: World) -> None:
    world.domain().archive.invite(archived(ROOM, now() - MINUTE))
    account = await signed_in(world, ROOM)
    (one,) = await world.app.rooms.invitations(account.id)
    assert (one.inviter, one.reason, one.is_direct) == (WANG, "来吧", True)
    assert InvitationReceived(account.id, ROOM, WANG, "来吧", is_history=True) in world.changes


async def test_what_was_live_is_no_news_out_of_the_archive(world: World) -> None:
    account = await invited(world, ROOM)
    await world.stop()
    # The server's clock is a little ahead.
    world.domain().archive.invite(archived(ROOM, now() + DOUBT // 2))
    world.changes.clear()
    await signed_in(world, ROOM)
    domain = world.domain()
    domain.archive.invite(archived(LUNCH, now()))
    world.app.accounts.runtime(account.id).sync.live_lost()
    await until(lambda: has(world, account, ROOM, LUNCH))
    told = [one for one in world.changes if isinstance(one, InvitationReceived)]
    assert [one.room for one in told] == [LUNCH]


async def test_what_was_declined_anywhere_is_not_asked_again_by_the_archive(world: World) -> None:
    domain = world.domain()
    domain.declined[ROOM] = now() - MINUTE
    # Though the clock of the device that said no was behind the server's.
    domain.archive.invite(archived(ROOM, domain.declined[ROOM] + DOUBT // 2))
    domain.archive.invite(archived(LUNCH, now()))
    await signed_in(world, LUNCH)


async def test_what_is_asked_after_a_no_is_asked(world: World) -> None:
    domain = world.domain()
    domain.declined[ROOM] = now() - 2 * DOUBT
    domain.archive.invite(archived(ROOM, now() - MINUTE))
    await signed_in(world, ROOM)


async def test_what_is_long_ago_is_no_question_any_more(world: World) -> None:
    domain = world.domain()
    domain.archive.invite(archived(ROOM, now() - FRESH - MINUTE))
    domain.archive.invite(archived(LUNCH, now() - FRESH + MINUTE))
    await signed_in(world, LUNCH)


async def test_a_room_on_the_list_does_not_ask_out_of_the_archive(world: World) -> None:
    domain = world.domain()
    domain.bookmarks[ROOM] = RoomBookmark(ROOM, is_autojoin=True)
    domain.has_rooms = False  # it can't be entered now
    domain.archive.invite(archived(ROOM, now() - MINUTE))
    domain.archive.invite(archived(LUNCH, now()))
    await signed_in(world, LUNCH)


async def test_what_led_into_a_room_does_not_ask_when_we_left_it(world: World) -> None:
    domain = world.domain()
    domain.archive.invite(archived(ROOM, now() - MINUTE))
    account = await signed_in(world, ROOM)
    await world.app.rooms.join(account.id, ROOM)
    await world.app.inbox.leave_room(ConversationId(account.id, ROOM))
    # Nor on a device that never was in it.
    await until(lambda: ROOM in domain.declined)
    await world.stop()
    domain.archive.invite(archived(LUNCH, now()))
    await signed_in(world, LUNCH)


async def test_an_occupant_does_not_invite_in_a_persons_name(world: World) -> None:
    account = await world.online()
    await world.app.rooms.join(account.id, ROOM)
    domain = world.domain()
    domain.archive.invite(archived(Jid.parse("evil@rooms.evil.example"), now(), inviter=ROOM))
    domain.archive.invite(archived(LUNCH, now()))
    await world.stop()
    await signed_in(world, LUNCH)


async def test_the_newest_of_very_many_are_looked_at(world: World) -> None:
    rooms = [Jid.parse(f"r{number}@rooms.acme.example") for number in range(120)]
    for number, room in enumerate(rooms):
        inviter = Jid.parse(f"p{number}@acme.example")
        world.domain().archive.invite(archived(room, now() - MINUTE + number, inviter))
    account = await world.online()
    await until(lambda: ends_with_all(world, account, rooms[-50:]))


async def ends_with_all(world: World, account: Account, rooms: list[Jid]) -> bool:
    return await waiting(world, account.id) == rooms
