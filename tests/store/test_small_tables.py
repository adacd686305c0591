"""The contact list, blobs and settings of an account, and the window's own store."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from startalk_desktop.model.account import Account, Endpoint
from startalk_desktop.model.identity import AccountId
from startalk_desktop.model.roster import RosterItem, Subscription
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.store.blobs import MAX_BLOB_BYTES, BlobTooLarge
from startalk_desktop.store.window_store import WindowStore
from tests.store.building import KEY, OWN, ROOM, WANG


async def test_roster(store: AccountStore) -> None:
    wang = RosterItem(WANG, "王芳", Subscription.BOTH, ("研发部::测试组", "朋友"), is_pending=True)
    other = RosterItem(OWN, "Lina", Subscription.NONE)
    await store.roster.replace([wang, other])
    assert await store.roster.all() == [other, wang]
    await store.roster.put(replace(wang, name="A 王芳", groups=()))
    assert (await store.roster.all())[0].name == "A 王芳"
    await store.roster.remove(WANG)
    assert await store.roster.all() == [other]
    await store.roster.replace([])
    assert await store.roster.all() == []


async def test_blobs(store: AccountStore) -> None:
    await store.blobs.put("avatar", b"\x89PNG", "image/png")
    assert await store.blobs.get("avatar") == b"\x89PNG"
    assert await store.blobs.content_type("avatar") == "image/png"
    await store.blobs.put("avatar", b"new", "image/jpeg")
    assert await store.blobs.get("avatar") == b"new"
    await store.blobs.remove("avatar")
    assert await store.blobs.get("avatar") is None
    assert await store.blobs.content_type("avatar") is None
    with pytest.raises(BlobTooLarge):
        await store.blobs.put("large", bytes(MAX_BLOB_BYTES + 1), "image/png")


async def test_settings(store: AccountStore) -> None:
    assert await store.settings.get("theme") is None
    await store.settings.set("theme", "dark")
    await store.settings.set("theme", "light")
    assert await store.settings.get("theme") == "light"


async def test_window(tmp_path: Path) -> None:
    path = tmp_path / "window.db"
    first = Account(AccountId("x1"), OWN, "Acme", 3, 1)
    second = Account(
        AccountId("x2"),
        ROOM,
        "公司",
        4,
        0,
        is_enabled=False,
        endpoint=Endpoint("10.0.0.1", 5223, is_direct_tls=True),
        extra_ca_pem="-----BEGIN",
        pinned_sha256="AA:BB",
        sends_receipts=False,
        sends_markers=False,
        sends_chat_states=False,
        nav_url="https://公司.example/nav",
        brand="#0b6e4f",
        wears_brand=True,
    )
    store = await WindowStore.open(path, KEY)
    await store.save_account(first)
    await store.save_account(second)
    await store.save_account(replace(first, colour=5))
    await store.set("layout", b"\0\1")
    await store.close()
    store = await WindowStore.open(path, KEY)
    assert await store.accounts() == [second, replace(first, colour=5)]
    assert await store.get("layout") == b"\0\1"
    assert await store.get("other") is None
    await store.remove_account(second.id)
    assert [account.id for account in await store.accounts()] == ["x1"]
    await store.close()
