"""Scopes of tasks: failures are seen, ends are awaited, nothing starts afterwards."""

import asyncio
import logging

import pytest

from startalk_desktop.tasks import TaskScope


async def test_a_failure_is_logged_under_the_tasks_name_and_reported(
    caplog: pytest.LogCaptureFixture,
) -> None:
    failures: list[tuple[str, BaseException]] = []
    scope = TaskScope("acme", lambda name, error: failures.append((name, error)))

    async def fail() -> None:
        raise LookupError("gone")

    with caplog.at_level(logging.ERROR):
        task = scope.start(fail(), "sync")
        await asyncio.wait([task])
        await asyncio.sleep(0)
    assert [(name, type(error)) for name, error in failures] == [("acme/sync", LookupError)]
    assert "acme/sync" in caplog.text
    assert len(scope) == 0


async def test_close_cancels_and_awaits_all_but_the_caller() -> None:
    scope = TaskScope("acme")
    ended: list[str] = []
    started = asyncio.Event()

    async def wait_for_ever(name: str) -> None:
        try:
            started.set()
            await asyncio.Event().wait()
        finally:
            ended.append(name)

    scope.start(wait_for_ever("one"), "one")
    scope.start(wait_for_ever("two"), "two")
    await started.wait()
    await scope.start(scope.close(), "closer")
    assert sorted(ended) == ["one", "two"]


async def test_a_closed_scope_starts_nothing() -> None:
    scope = TaskScope("acme")
    await scope.close()

    async def work() -> None:
        pytest.fail("must not run")

    with pytest.raises(RuntimeError, match="closed"):
        scope.start(work(), "late")


async def test_a_task_that_ignores_its_cancellation_is_named(
    caplog: pytest.LogCaptureFixture,
) -> None:
    scope = TaskScope("acme")
    release = asyncio.Event()
    started = asyncio.Event()

    async def stubborn() -> None:
        started.set()
        while not release.is_set():
            try:
                await release.wait()
            except asyncio.CancelledError:
                continue

    task = scope.start(stubborn(), "stubborn")
    await started.wait()
    with caplog.at_level(logging.ERROR):
        await scope.close(timeout=0.05)
    assert "acme/stubborn" in caplog.text
    release.set()
    await task
