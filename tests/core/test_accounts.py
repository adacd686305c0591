"""Accounts: added, signed in and out, locked, erased; and whatever one does, the others go on."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from pathlib import Path

import pytest

from startalk_desktop.core.errors import AccountExists, AccountNotOpen, AccountUnknown
from startalk_desktop.model.account import Endpoint
from startalk_desktop.model.changes import AccountsChanged
from startalk_desktop.model.connection import Offline, Online, Refused
from startalk_desktop.model.events import SessionStarted
from startalk_desktop.model.failure import FailureCode
from startalk_desktop.model.identity import AccountId, ConversationId
from startalk_desktop.model.jid import Jid
from startalk_desktop.store.errors import KeyringLocked, StoreDamaged, WrongKey
from tests.core.world import ME_AT_ACME, ME_AT_BETA, ME_AT_GAMMA, WANG, World, until


async def says(world: World, account: AccountId, *texts: str) -> bool:
    return await world.texts(ConversationId(account, WANG)) == list(texts)


async def test_accounts_are_there_again_at_the_next_start(world: World) -> None:
    first = await world.online(ME_AT_ACME)
    second = await world.online(ME_AT_BETA)
    assert (first.colour, second.colour) == (0, 1)
    with pytest.raises(AccountExists):
        await world.app.accounts.add(ME_AT_ACME, "again")
    await world.stop()
    await world.start()
    assert [account.jid for account in world.app.accounts.all()] == [ME_AT_ACME, ME_AT_BETA]
    await until(lambda: world.app.accounts.state(first.id) == Online())
    assert world.domain().line.settings.password == "secret"


async def test_signed_out_stays_signed_out_and_readable(world: World) -> None:
    account = await world.online()
    world.domain().incoming(WANG, "你好")
    await until(lambda: says(world, account.id, "你好"))
    await world.app.accounts.sign_out(account.id)
    assert world.app.accounts.state(account.id) == Offline()
    assert world.domain().line.is_closed
    await world.stop()
    await world.start()
    assert world.app.accounts.state(account.id) == Offline()
    assert await says(world, account.id, "你好")
    await world.app.accounts.sign_in(account.id)
    await until(lambda: world.app.accounts.state(account.id) == Online())


async def test_locked_is_closed_and_stays_so(world: World) -> None:
    account = await world.online()
    other = await world.online(ME_AT_BETA)
    world.domain().incoming(WANG, "secret plans")
    await until(lambda: says(world, account.id, "secret plans"))
    await world.app.accounts.lock(account.id)
    assert world.app.accounts.is_locked(account.id)
    assert world.domain().line.is_closed
    with pytest.raises(AccountNotOpen):
        await world.texts(ConversationId(account.id, WANG))
    assert await world.app.search.messages("plans") == []
    assert world.app.inbox.unread_count() == 0
    await world.stop()
    await world.start()
    assert world.app.accounts.is_locked(account.id)
    await until(lambda: world.app.accounts.state(other.id) == Online())
    assert len(world.domain().sessions) == 1, "a locked account was signed in"
    await world.app.accounts.unlock(account.id)
    assert await says(world, account.id, "secret plans")
    await until(lambda: world.app.accounts.state(account.id) == Online())
    await world.stop()
    await world.start()
    assert not world.app.accounts.is_locked(account.id)


async def test_removed_is_erased_key_first(world: World) -> None:
    account = await world.online()
    kept = await world.online(ME_AT_BETA)
    world.domain().incoming(WANG, "gone for good")
    await until(lambda: says(world, account.id, "gone for good"))
    order: list[str] = []
    destroy = world.vault.destroy
    folder = world.profile / "accounts" / account.id
    assert folder.exists()

    async def watched(name: str) -> None:
        order.append(f"key, files {'there' if folder.exists() else 'gone'}")
        await destroy(name)

    world.vault.destroy = watched  # type: ignore[method-assign]
    await world.app.accounts.remove(account.id)
    assert order == ["key, files there"]
    assert not folder.exists()
    assert await world.vault.load(f"account-{account.id}") is None
    assert await world.vault.load_secret(f"account-{account.id}") is None
    assert world.domain().line.is_closed
    with pytest.raises(AccountUnknown):
        world.app.accounts.get(account.id)
    await world.stop()
    await world.start()
    assert [each.id for each in world.app.accounts.all()] == [kept.id]


async def test_a_key_that_cannot_be_destroyed_leaves_the_account(world: World) -> None:
    account = await world.online()

    async def refuse(name: str) -> None:
        raise KeyringLocked("unlock it")

    world.vault.destroy = refuse  # type: ignore[method-assign]
    with pytest.raises(KeyringLocked):
        await world.app.accounts.remove(account.id)
    assert world.app.accounts.get(account.id) == account
    assert (world.profile / "accounts" / account.id).exists()


async def test_a_missing_key_refuses_one_account_and_no_other(world: World) -> None:
    lost = await world.online(ME_AT_ACME)
    good = await world.online(ME_AT_BETA)
    await world.stop()
    await world.vault.destroy(f"account-{lost.id}")
    await world.start()
    state = world.app.accounts.state(lost.id)
    assert isinstance(state, Refused)
    assert state.failure.code is FailureCode.KEY_MISSING
    await until(lambda: world.app.accounts.state(good.id) == Online())
    await world.app.accounts.remove(lost.id)
    assert [each.id for each in world.app.accounts.all()] == [good.id]


async def test_a_damaged_store_refuses_one_account_and_no_other(world: World) -> None:
    bad = await world.online(ME_AT_ACME)
    good = await world.online(ME_AT_BETA)
    await world.stop()
    for file in (world.profile / "accounts" / bad.id).iterdir():
        file.write_bytes(b"\0" * 8192)
    await world.start()
    assert isinstance(world.app.accounts.state(bad.id), Refused)
    await until(lambda: world.app.accounts.state(good.id) == Online())


async def test_a_hanging_session_holds_up_nobody(world: World) -> None:
    stuck = await world.online(ME_AT_ACME)
    good = await world.online(ME_AT_BETA)
    world.domain(ME_AT_ACME).line.hangs = True
    conversation = await world.app.inbox.open_direct(stuck.id, WANG)
    await world.app.conversation(conversation).send("into the void")
    world.domain(ME_AT_BETA).incoming(WANG, "still here")
    await until(lambda: says(world, good.id, "still here"), 2)
    began = time.monotonic()
    await world.stop()
    assert time.monotonic() - began < 8


async def test_a_flooding_session_holds_up_nobody(world: World) -> None:
    flooding = await world.online(ME_AT_ACME)
    good = await world.online(ME_AT_BETA)
    for number in range(3_000):
        world.domain(ME_AT_ACME).incoming(WANG, f"flood {number}")
    began = time.monotonic()
    world.domain(ME_AT_BETA).incoming(WANG, "still here")
    await until(lambda: says(world, good.id, "still here"))
    took = time.monotonic() - began
    store = world.app.accounts.runtime(flooding.id).store
    behind = 3_000 - len(await store.messages.latest(WANG, 10_000))
    assert took < 2
    assert behind > 0, "the flood was over before the test was"
    await world.app.accounts.runtime(flooding.id)._ingest.idle()


async def test_a_hanging_store_is_left_out_of_merged_answers(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("startalk_desktop.core.merging.from_accounts.__defaults__", (0.2,))
    stuck = await world.online(ME_AT_ACME)
    good = await world.online(ME_AT_BETA)
    world.domain(ME_AT_BETA).incoming(WANG, "still here")
    await until(lambda: says(world, good.id, "still here"))
    store = world.app.accounts.runtime(stuck.id).store

    async def hang(*args: object, **kwargs: object) -> list:
        await asyncio.Event().wait()
        return []

    monkeypatch.setattr(store.conversations, "all", hang)
    monkeypatch.setattr(store.search, "messages", hang)
    monkeypatch.setattr(store.directory, "find", hang)
    assert [line.id.account for line in await world.app.inbox.conversations()] == [good.id]
    assert len(await world.app.search.messages("still")) == 1
    assert await world.app.directory.find_people("nobody") == []


async def test_a_store_that_fails_ends_its_session_and_no_other(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = await world.online(ME_AT_ACME)
    good = await world.online(ME_AT_BETA)
    store = world.app.accounts.runtime(broken.id).store

    async def fail(*args: object, **kwargs: object) -> None:
        raise StoreDamaged("the disk is on fire")

    monkeypatch.setattr(store.messages, "record", fail)
    world.domain(ME_AT_ACME).incoming(WANG, "lost on this machine")
    state = await until(lambda: refused(world, broken.id))
    assert state.failure.code is FailureCode.STORE_DAMAGED
    await until(lambda: world.domain(ME_AT_ACME).line.is_closed)
    world.domain(ME_AT_BETA).incoming(WANG, "still here")
    await until(lambda: says(world, good.id, "still here"))


def refused(world: World, account: AccountId) -> Refused | None:
    state = world.app.accounts.state(account)
    return state if isinstance(state, Refused) else None


async def test_what_a_session_that_was_let_go_says_counts_for_nothing(world: World) -> None:
    account = await world.online()
    old = world.domain().line
    await world.app.accounts.sign_out(account.id)
    old.emit(SessionStarted(ME_AT_ACME, False, frozenset()))
    old.is_up = True
    world.domain().incoming(WANG, "from the grave")
    assert world.app.accounts.state(account.id) == Offline()
    await world.app.accounts.sign_in(account.id)
    await until(lambda: says(world, account.id, "from the grave"))  # by the archive


async def test_an_edited_endpoint_is_used_at_once(world: World) -> None:
    account = await world.online()
    elsewhere = replace(account, endpoint=Endpoint("chat.acme.example", 5223, is_direct_tls=True))
    await world.app.accounts.update(elsewhere)
    await until(lambda: len(world.domain().sessions) == 2)
    assert world.domain().line.settings.endpoint == elsewhere.endpoint
    await world.app.accounts.update(replace(elsewhere, company="Acme 总部"))
    assert len(world.domain().sessions) == 2
    assert world.app.accounts.get(account.id).company == "Acme 总部"
    with pytest.raises(ValueError, match="address"):
        await world.app.accounts.update(replace(elsewhere, jid=Jid.parse("other@acme.example")))


async def test_the_company_is_called_what_it_calls_itself_until_a_person_says(world: World) -> None:
    account = await world.online()
    assert account.company == "acme.example"
    started = SessionStarted(ME_AT_ACME, False, frozenset(), "Acme\n\x1b[31m  公司 " + "x" * 200)
    world.domain().line.emit(started)
    company = await until(lambda: told_company(world, account.id))
    assert company.startswith("Acme [31m 公司 xxx")
    assert len(company) == 80
    await world.app.accounts.update(replace(world.app.accounts.get(account.id), company="工作"))
    world.domain().line.emit(replace(started, company_name="Acme Ltd"))
    await world.app.accounts.runtime(account.id)._ingest.idle()
    assert world.app.accounts.get(account.id).company == "工作"


def told_company(world: World, account: AccountId) -> str:
    company = world.app.accounts.get(account).company
    return company if company != "acme.example" else ""


async def test_a_network_change_reaches_every_line(world: World) -> None:
    await world.online(ME_AT_ACME)
    await world.online(ME_AT_BETA)
    world.app.accounts.network_changed()
    assert ("network_changed", None) in world.domain(ME_AT_ACME).line.log
    assert ("network_changed", None) in world.domain(ME_AT_BETA).line.log


async def test_a_new_password_is_tried_at_once(world: World) -> None:
    account = await world.online()
    await world.app.accounts.set_password(account.id, "neu-新")
    assert world.domain().line.settings.password == "neu-新"


async def test_a_failed_add_leaves_nothing(world: World) -> None:
    await world.start()
    world.domain(ME_AT_GAMMA)

    async def refuse(name: str, secret: str) -> None:
        raise KeyringLocked("unlock it")

    world.vault.save_secret = refuse  # type: ignore[method-assign]
    with pytest.raises(KeyringLocked):
        await world.app.accounts.add(ME_AT_GAMMA, "secret")
    assert world.app.accounts.all() == []
    accounts = world.profile / "accounts"
    assert not accounts.exists() or not list(accounts.iterdir())


async def test_checking_keeps_nothing(world: World) -> None:
    await world.start()
    result = await world.app.accounts.check(ME_AT_ACME, "secret", on_progress=lambda state: None)
    assert result.jid.bare == ME_AT_ACME
    assert world.app.accounts.all() == []
    assert AccountsChanged() not in world.changes


async def test_a_locked_keyring_refuses_until_it_is_unlocked(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = await world.online()
    load = world.vault.load_secret

    async def refuse(name: str) -> str | None:
        raise KeyringLocked("unlock it")

    monkeypatch.setattr(world.vault, "load_secret", refuse)
    await world.app.accounts.sign_in(account.id)
    state = await until(lambda: refused(world, account.id))
    assert state.failure.code is FailureCode.KEYRING_LOCKED
    monkeypatch.setattr(world.vault, "load_secret", load)
    await world.app.accounts.sign_in(account.id)
    await until(lambda: world.app.accounts.state(account.id) == Online())


async def test_a_profile_of_another_key_is_not_opened(world: World) -> None:
    await world.online()
    await world.stop()
    await world.vault.create("window")
    with pytest.raises(WrongKey):
        await world.start()


async def test_an_account_that_closes_badly_holds_up_no_other(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = await world.online(ME_AT_ACME), await world.online(ME_AT_BETA)
    store = world.app.accounts.runtime(bad.id).store
    close = store.close

    async def fail() -> None:
        await close()
        raise StoreDamaged("the disk is on fire")

    monkeypatch.setattr(store, "close", fail)
    await world.stop()
    assert world.domain(ME_AT_BETA).line.is_closed
    assert "did not close well" in caplog.text
    await world.start()
    await until(lambda: world.app.accounts.state(good.id) == Online())


def test_the_profile_says_nothing(world: World) -> None:
    asyncio.run(_scan(world))


async def _scan(world: World) -> None:
    account = await world.online()
    domain = world.domain()
    domain.incoming(WANG, "项目名称 Unicornproject")
    await until(lambda: says(world, account.id, "项目名称 Unicornproject"))
    await world.app.conversation(ConversationId(account.id, WANG)).set_draft("Draftwords")
    words = ["Unicornproject", "项目名称", "Draftwords", "王芳", "acme", "andy", "secret"]
    found = list(await asyncio.to_thread(_hits, world.profile, words))
    await world.stop()
    found += list(await asyncio.to_thread(_hits, world.profile, words))
    assert found == []


def _hits(folder: Path, words: list[str]) -> list[str]:
    contents = [(path.name, path.read_bytes()) for path in folder.rglob("*") if path.is_file()]
    return [
        f"{word} in {name}"
        for name, content in contents
        for word in words
        for encoding in ("utf-8", "utf-16-le")
        if word.encode(encoding) in content or word in name
    ]
