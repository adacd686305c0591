"""Invitations in the store: one a room, bounded by whoever sends them, and not again after a no."""

from __future__ import annotations

from pathlib import Path

from startalk_desktop.model.jid import Jid
from startalk_desktop.model.room import RoomInvitation
from startalk_desktop.store import invitations
from startalk_desktop.store.account_store import AccountStore
from tests.store.building import ACCOUNT, KEY

ROOM = Jid.parse("研发@conference.acme.example")
LI = Jid.parse("li@acme.example")
MALLORY = Jid.parse("mallory@evil.example")
AT = 1_700_000_000_000_000


def numbered(number: int) -> Jid:
    return Jid.parse(f"room{number}@conference.acme.example")


async def test_an_invitation_outlives_the_program(tmp_path: Path) -> None:
    asked = RoomInvitation(ROOM, LI, AT, "来聊", is_direct=True)
    store = await AccountStore.open(tmp_path / "a.db", KEY, ACCOUNT)
    assert await store.invitations.put(asked)
    await store.close()
    store = await AccountStore.open(tmp_path / "a.db", KEY, ACCOUNT)
    assert await store.invitations.all() == [asked]
    await store.close()


async def test_the_latest_of_a_room_counts(store: AccountStore) -> None:
    assert await store.invitations.put(RoomInvitation(ROOM, LI, AT, "neu"))
    assert not await store.invitations.put(RoomInvitation(ROOM, MALLORY, AT - 1, "alt"))
    assert not await store.invitations.put(RoomInvitation(ROOM, LI, AT, "neu"))
    assert [one.inviter for one in await store.invitations.all()] == [LI]
    assert await store.invitations.put(RoomInvitation(ROOM, MALLORY, AT + 1))
    assert [one.inviter for one in await store.invitations.all()] == [MALLORY]


async def test_in_doubt_about_its_time_it_is_no_news(store: AccountStore) -> None:
    await store.invitations.put(RoomInvitation(ROOM, LI, AT))
    assert not await store.invitations.put(RoomInvitation(ROOM, LI, AT + 10), doubt=10)
    assert await store.invitations.put(RoomInvitation(ROOM, LI, AT + 11), doubt=10)
    await store.invitations.decline(ROOM, AT + 11)
    assert not await store.invitations.put(RoomInvitation(ROOM, LI, AT + 21), doubt=10)
    assert await store.invitations.put(RoomInvitation(ROOM, LI, AT + 22), doubt=10)


async def test_nobody_drives_out_what_others_sent(store: AccountStore) -> None:
    await store.invitations.put(RoomInvitation(ROOM, LI, AT))
    for number in range(100):
        await store.invitations.put(RoomInvitation(numbered(number), MALLORY, AT + 1 + number))
    kept = await store.invitations.all()
    assert kept[0].inviter == LI
    assert len(kept) == 1 + invitations.LIMIT_OF_ONE
    assert kept[-1].room == numbered(99)


async def test_many_inviters_are_bounded_too(store: AccountStore) -> None:
    for number in range(invitations.LIMIT + 20):
        inviter = Jid.parse(f"m{number}@evil.example")
        await store.invitations.put(RoomInvitation(numbered(number), inviter, AT + number))
    kept = await store.invitations.all()
    assert len(kept) == invitations.LIMIT
    assert kept[0].room == numbered(20)


async def test_what_was_declined_does_not_come_again(store: AccountStore) -> None:
    await store.invitations.put(RoomInvitation(ROOM, LI, AT))
    assert await store.invitations.decline(ROOM, AT + 5)
    assert await store.invitations.all() == []
    assert not await store.invitations.put(RoomInvitation(ROOM, LI, AT + 1))
    assert await store.invitations.put(RoomInvitation(ROOM, LI, AT + 6))
    # An older no of another device does not take away what came after it.
    assert not await store.invitations.declined([(ROOM, AT + 2)])
    assert len(await store.invitations.all()) == 1
    assert await store.invitations.untold() == [(ROOM, AT + 5)]
    await store.invitations.told(ROOM, AT + 5)
    assert await store.invitations.untold() == []


async def test_a_no_is_over_once_we_are_in(store: AccountStore) -> None:
    await store.invitations.put(RoomInvitation(ROOM, LI, AT))
    assert await store.invitations.drop(ROOM)
    assert not await store.invitations.drop(ROOM)
    await store.invitations.decline(ROOM, AT)
    await store.invitations.drop(ROOM)
    assert await store.invitations.put(RoomInvitation(ROOM, LI, AT))


async def test_what_was_declined_is_bounded(store: AccountStore) -> None:
    count = invitations.DECLINED_LIMIT + 10
    await store.invitations.declined([(numbered(number), AT + number) for number in range(count)])
    assert await store.invitations.put(RoomInvitation(numbered(9), LI, AT))
    assert not await store.invitations.put(RoomInvitation(numbered(10), LI, AT))
