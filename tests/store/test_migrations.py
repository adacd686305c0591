"""Databases of every released schema open with this program, with all that is in them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from startalk_desktop.model.message import DeliveryState
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.store.database import schema_steps
from startalk_desktop.store.sqlcipher import connect
from startalk_desktop.store.window_store import WindowStore
from tests.store.building import ACCOUNT, KEY, OWN, ROOM, WANG
from tests.store.make_released_databases import RELEASED

ACCOUNTS = sorted(RELEASED.glob("account-*.db"))
WINDOWS = sorted(RELEASED.glob("window-*.db"))


@pytest.mark.parametrize("schema", ["account", "window"])
def test_every_schema_has_its_database(schema: str) -> None:
    steps = len(schema_steps(schema))
    names = [path.name for path in sorted(RELEASED.glob(f"{schema}-*.db"))]
    assert names == [f"{schema}-{step:04}.db" for step in range(1, steps + 1)]


@pytest.mark.parametrize("released", ACCOUNTS, ids=lambda path: path.stem)
async def test_an_account_of_each_version(released: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(released, tmp_path / "a.db"))
    store = await AccountStore.open(path, KEY, ACCOUNT)
    texts = {message.text: message for message in await store.messages.latest(WANG, 10)}
    assert list(texts) == ["周五开会", "好的", "还没发出"]
    assert texts["还没发出"].state is DeliveryState.QUEUED
    room, direct = await store.conversations.all()
    assert (room.id.peer, room.draft, room.is_pinned, room.unread_count) == (
        ROOM,
        "写了一半",
        True,
        1,
    )
    assert (direct.name, direct.unread_count) == ("王芳", 0)
    [interval] = await store.archive.intervals(OWN)
    assert (interval.first_id, interval.last_id, interval.reaches_start) == ("s1", "s2", True)
    assert [hit.message.text for hit in await store.search.messages("开会")] == ["周五开会"]
    [person] = await store.directory.find_people("wangfang", 5)
    assert (person.title, person.unit_path) == ("工程师", ("总部",))
    assert [item.name for item in await store.roster.all()] == ["小王"]
    assert await store.blobs.get("avatar") == b"\x89PNG"
    assert await store.settings.get("theme") == "dark"
    await store.close()


@pytest.mark.parametrize("released", WINDOWS, ids=lambda path: path.stem)
async def test_a_window_of_each_version(released: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(released, tmp_path / "w.db"))
    store = await WindowStore.open(path, KEY)
    [account] = await store.accounts()
    assert (account.id, account.jid) == (ACCOUNT, OWN)
    assert await store.get("layout") == b"\1\2"
    await store.close()


@pytest.mark.parametrize("released", [*ACCOUNTS, *WINDOWS], ids=lambda path: path.stem)
async def test_the_migrated_schema_is_that_of_a_new_database(
    released: Path, tmp_path: Path
) -> None:
    kind = released.stem.partition("-")[0]
    old, new = Path(shutil.copy(released, tmp_path / "old.db")), tmp_path / "new.db"
    schemas = []
    for path in (old, new):
        opened = (
            await AccountStore.open(path, KEY, ACCOUNT)
            if kind == "account"
            else await WindowStore.open(path, KEY)
        )
        await opened.close()
        connection = connect(path, KEY)
        schemas.append(
            connection.execute(
                "SELECT type, name, sql FROM sqlite_schema"
                " WHERE name NOT LIKE 'sqlite_stat%' ORDER BY type, name"
            ).fetchall()
        )
        connection.close()
    assert schemas[0] == schemas[1]
