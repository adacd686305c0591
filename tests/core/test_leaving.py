"""Leaving a company: what it says before, in which order it destroys, and that nothing is left behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from startalk_desktop.core.errors import AccountUnknown
from startalk_desktop.model.attention import WorkHours
from startalk_desktop.model.connection import Offline
from startalk_desktop.model.conversation import ConversationSettings
from startalk_desktop.model.identity import AccountId, ConversationId, ConversationKind
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.leaving import LeaveSummary, StaysOnServer
from startalk_desktop.store.errors import KeyVaultError
from startalk_desktop.store.keys import MemoryVault
from tests.core.world import ME_AT_BETA, WANG, World, until

ROOM = Jid.parse("rd@rooms.acme.example")


class WatchedVault(MemoryVault):
    """Notes what is destroyed, and what was still there then."""

    def __init__(self, profile: Path) -> None:
        super().__init__()
        self.profile = profile
        self.destroyed: list[tuple[str, bool]] = []
        self.is_broken = False

    async def destroy(self, name: str) -> None:
        if self.is_broken:
            raise KeyVaultError("locked")
        self.destroyed.append((name, has_files(self.profile)))
        await super().destroy(name)


def has_files(profile: Path) -> bool:
    return any(path.is_file() for path in (profile / "accounts").rglob("*"))


@pytest.fixture
def vault(world: World) -> WatchedVault:
    world.vault = WatchedVault(world.profile)
    return world.vault


async def lived_in(world: World) -> AccountId:
    """An account with some of everything."""
    account = await world.online()
    world.domain().incoming(WANG, "早")
    chat = ConversationId(account.id, WANG)
    await until(lambda: has_texts(world, chat, ["早"]))
    await world.app.inbox.join_room(account.id, ROOM)
    await world.app.conversation(chat).set_draft("写了一半")
    await world.app.conversation(chat).set_starred(True)
    await world.app.attention.set_work_hours(account.id, WorkHours(540, 1080))
    world.domain().line.reaches_server = False
    await world.app.conversation(chat).send("没发出去")
    return account.id


async def has_texts(world: World, chat: ConversationId, texts: list[str]) -> bool:
    return await world.texts(chat) == texts


async def summary(world: World, account: AccountId) -> LeaveSummary:
    return await world.app.accounts.leave_summary(account)


async def test_it_says_what_goes_and_what_stays(world: World) -> None:
    account = await lived_in(world)
    told = await summary(world, account)
    assert told.counts is not None
    assert (told.counts.conversations, told.counts.messages, told.counts.drafts) == (2, 2, 1)
    assert told.counts.unsent == 1
    assert told.bytes_here > 10_000
    assert told.stays == frozenset(StaysOnServer)
    assert told.room_count == 1


async def test_what_the_server_does_not_keep_does_not_stay(world: World) -> None:
    world.domain().has_archive = False
    account = (await world.online()).id
    await until(lambda: lacks_archive(world, account))
    assert (await summary(world, account)).stays == frozenset(StaysOnServer) - {
        StaysOnServer.ARCHIVE,
        StaysOnServer.ROOMS,
    }


async def lacks_archive(world: World, account: AccountId) -> bool:
    return StaysOnServer.ARCHIVE not in (await summary(world, account)).stays


async def test_of_a_locked_one_only_the_size_is_known(world: World) -> None:
    account = await lived_in(world)
    await world.app.accounts.lock(account)
    told = await summary(world, account)
    assert told.counts is None
    assert told.bytes_here > 10_000
    with pytest.raises(AccountUnknown):
        await summary(world, AccountId("nobody"))


async def test_the_key_goes_first_and_nothing_is_left(world: World, vault: WatchedVault) -> None:
    account = await lived_in(world)
    name = f"account-{account}"
    await world.app.accounts.lock(account)
    await world.app.accounts.remove(account)
    assert vault.destroyed == [(name, True)]
    assert (await vault.load(name), await vault.load_secret(name)) == (None, None)
    assert not has_files(world.profile)
    assert await world.app.window.get(f"lock.{account}") is None
    await world.stop()
    app = await world.start()
    assert app.accounts.all() == []


async def test_a_key_that_cannot_be_destroyed_stops_it(world: World, vault: WatchedVault) -> None:
    account = await lived_in(world)
    vault.is_broken = True
    with pytest.raises(KeyVaultError):
        await world.app.accounts.remove(account)
    assert has_files(world.profile)
    assert [one.id for one in world.app.accounts.all()] == [account]


async def test_the_others_stay_as_they_are(world: World, vault: WatchedVault) -> None:
    account = await lived_in(world)
    beta = await world.online(ME_AT_BETA)
    await world.app.window.set("layout", b"wide")
    await world.app.window.set(f"lock.{beta.id}", b"")
    await world.app.accounts.remove(account)
    assert [one.id for one in world.app.accounts.all()] == [beta.id]
    assert await world.app.window.get("layout") == b"wide"
    assert await world.app.window.get(f"lock.{beta.id}") == b""
    assert has_files(world.profile)


async def test_what_the_server_keeps_is_there_for_who_comes_back(world: World) -> None:
    account = await lived_in(world)
    await until(lambda: world.domain().settings.get(WANG) is not None)
    await world.app.accounts.remove(account)
    again = await world.online()
    chat = ConversationId(again.id, WANG)
    assert world.domain().settings[WANG] == (
        ConversationKind.DIRECT,
        ConversationSettings(is_starred=True),
    )
    await until(lambda: is_starred(world, chat))


async def is_starred(world: World, chat: ConversationId) -> bool:
    return (await world.app.conversation(chat).info()).is_starred


async def test_offline_in_one_company_alone(world: World) -> None:
    account, beta = await world.online(), await world.online(ME_AT_BETA)
    await world.app.accounts.go_offline(account.id)
    assert world.app.accounts.state(account.id) == Offline()
    assert world.domain(ME_AT_BETA).line.is_up
    assert world.app.inbox.unread_count(account.id) == 0
    await world.stop()
    await world.online(ME_AT_BETA)
    assert world.app.accounts.state(account.id) == Offline()
    assert world.app.accounts.get(beta.id).is_enabled
