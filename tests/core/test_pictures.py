"""Pictures are fetched once, bounded on disk, and never a program."""

from __future__ import annotations

import asyncio

import pytest

from startalk_desktop.core.account_runtime import AccountRuntime
from startalk_desktop.core.pictures import Pictures
from startalk_desktop.model.files import Downloaded
from startalk_desktop.model.identity import ConversationId
from startalk_desktop.store.blobs import MAX_BLOB_BYTES
from startalk_desktop.tasks import TaskScope
from tests.core.world import WANG, World, until


def url(number: int) -> str:
    return f"https://upload.acme.example/{number}.png"


def fetches(world: World) -> list[object]:
    return [details for what, details in world.domain().line.log if what == "download"]


@pytest.fixture
async def runtime(world: World) -> AccountRuntime:
    account = await world.online()
    world.domain().files.update(
        {url(number): Downloaded(bytes([number]) * 100, "image/png") for number in range(6)}
    )
    return world.app.accounts.runtime(account.id)


async def test_it_is_fetched_once_and_there_offline(world: World, runtime: AccountRuntime) -> None:
    handle = world.app.conversation(ConversationId(runtime.account.id, WANG))
    both = await asyncio.gather(handle.picture(url(1)), handle.picture(url(1)))
    assert both == [bytes([1]) * 100] * 2
    assert fetches(world) == [url(1)]
    world.domain().line.break_line()
    assert await handle.picture(url(1)) == bytes([1]) * 100
    assert await handle.picture(url(2)) is None
    await world.stop()
    world.domain().signs_in_by_itself = False
    await world.start()
    assert await world.app.conversation(handle.id).picture(url(1)) == bytes([1]) * 100


async def test_what_is_none_is_asked_for_once_a_stream(
    world: World, runtime: AccountRuntime
) -> None:
    domain = world.domain()
    domain.files[url(7)] = Downloaded(b"<svg/>", "image/svg+xml")
    domain.files[url(8)] = Downloaded(b"<html>", "text/html")
    domain.files[url(9)] = Downloaded(b"x" * (MAX_BLOB_BYTES + 1), "image/png")
    for number in (7, 8, 9, 10):
        assert await runtime.pictures.of(url(number)) is None
        assert await runtime.pictures.of(url(number)) is None
    assert len(fetches(world)) == 4
    domain.line.break_line()
    domain.line.sign_in()
    await until(lambda: runtime.line.is_up)
    assert await runtime.pictures.of(url(7)) is None
    assert len(fetches(world)) == 5


async def test_the_least_recent_goes_first(world: World, runtime: AccountRuntime) -> None:
    scope = TaskScope("test")
    pictures = Pictures(runtime.line, runtime.store, scope, cache_bytes=300, cache_count=10)
    for number in (0, 1, 2, 0, 3):
        assert await pictures.of(url(number)) == bytes([number]) * 100
    assert len(fetches(world)) == 4
    again = Pictures(runtime.line, runtime.store, scope, cache_bytes=300, cache_count=10)
    await again.load()
    world.domain().line.break_line()
    there = [number for number in range(6) if await again.of(url(number))]
    assert there == [0, 2, 3]
    await scope.close()


async def test_there_are_never_too_many(world: World, runtime: AccountRuntime) -> None:
    scope = TaskScope("test")
    pictures = Pictures(runtime.line, runtime.store, scope, cache_count=2)
    for number in range(5):
        await pictures.of(url(number))
    world.domain().line.break_line()
    assert [number for number in range(6) if await pictures.of(url(number))] == [3, 4]
    await scope.close()
