"""What a session told, and waiting for what it is about to tell."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, TypeVar

from startalk_desktop.model.account import Endpoint
from startalk_desktop.model.connection import ConnectionState
from startalk_desktop.model.events import ConnectionChanged, SessionEvent, SessionStarted
from startalk_desktop.model.jid import Jid
from startalk_desktop.tasks import TaskScope
from startalk_desktop.xmpp.session import AccountSession
from startalk_desktop.xmpp.settings import SessionSettings
from tests.servers.running import RunningServer

PATIENCE = 15.0
EventT = TypeVar("EventT")


class Recorder:
    """Takes a session's events."""

    def __init__(self) -> None:
        self.events: list[SessionEvent] = []
        self._has_news = asyncio.Event()

    def __call__(self, event: SessionEvent) -> None:
        self.events.append(event)
        self._has_news.set()

    @property
    def states(self) -> list[ConnectionState]:
        """Each connection state, in order."""
        return [event.state for event in self.events if isinstance(event, ConnectionChanged)]

    def clear(self) -> None:
        """Forget what was told so far."""
        self.events.clear()

    async def wait_for(
        self,
        kind: type[EventT],
        matching: Callable[[EventT], bool] = lambda _event: True,
        timeout: float = PATIENCE,
    ) -> EventT:
        """The first event of `kind` that matches, told already or within `timeout` seconds."""
        async with asyncio.timeout(timeout):
            while True:
                for event in self.events:
                    if isinstance(event, kind) and matching(event):
                        return event
                self._has_news.clear()
                await self._has_news.wait()

    async def wait_for_state(self, kind: type[EventT], timeout: float = PATIENCE) -> EventT:
        """The first state of `kind`."""
        event = await self.wait_for(
            ConnectionChanged, lambda change: isinstance(change.state, kind), timeout
        )
        assert isinstance(event.state, kind)
        return event.state


class LiveSession:
    """A session with what it told."""

    def __init__(self, settings: SessionSettings, **parts: Any) -> None:
        self.told = Recorder()
        self.failures: list[str] = []
        self.scope = TaskScope(
            "test", lambda name, error: self.failures.append(f"{name}: {error!r}")
        )
        self.session = AccountSession(settings, self.told, self.scope, **parts)

    async def signed_in(self) -> SessionStarted:
        """Wait until the session has begun."""
        return await self.told.wait_for(SessionStarted)


@asynccontextmanager
async def live(settings: SessionSettings, **parts: Any) -> AsyncIterator[LiveSession]:
    """Start a session and close it at the end; no task of it may have failed or be left."""
    one = LiveSession(settings, **parts)
    one.session.start()
    try:
        yield one
    finally:
        await one.session.close()
        await one.scope.close()
    assert one.failures == []


async def settings_for(
    server: RunningServer, local: str, password: str = "Kirschbaum 樱桃树", **changes: Any
) -> SessionSettings:
    """Settings that fit an account of `server`, which is made if need be."""
    address = await server.create_account(local, password)
    settings = SessionSettings(
        Jid.parse(address),
        password,
        endpoint=Endpoint(server.host, server.c2s_port),
        extra_ca_pem=server.ca_file.read_text(),
        first_retry=0.1,
        longest_retry=0.5,
    )
    return replace(settings, **changes)


async def until(condition: Callable[[], bool], timeout: float = PATIENCE) -> None:
    """Let the loop run until `condition` holds."""
    async with asyncio.timeout(timeout):
        while not condition():  # noqa: ASYNC110  a condition of the world tells nobody
            await asyncio.sleep(0.005)
