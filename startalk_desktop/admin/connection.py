"""The administrator's session with the domain, for the length of a command."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from types import MappingProxyType
from typing import Final, TypeVar

from startalk_desktop.admin.outcome import ExitCode, Stop
from startalk_desktop.model.connection import CatchingUp, Online, Refused, WaitingToRetry
from startalk_desktop.model.events import ConnectionChanged, SessionEvent
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.tasks import TaskScope
from startalk_desktop.xmpp.errors import NotConnected
from startalk_desktop.xmpp.session import AccountSession
from startalk_desktop.xmpp.settings import SessionSettings

_log = logging.getLogger(__name__)

ResultT = TypeVar("ResultT")

_SIGN_IN_SECONDS: Final = 60.0
_BREAK_SECONDS: Final = 60.0
_MOST_BREAKS: Final = 5

_ADVICE: Final = MappingProxyType(
    {
        FailureCode.PASSWORD: "wrong name or password",
        FailureCode.HOST_UNKNOWN: "no such domain in DNS; --server HOST:PORT names the server",
        FailureCode.REFUSED_PORT: "nobody listens there; --server HOST:PORT names the server",
        FailureCode.CERTIFICATE_UNTRUSTED: "its certificate is of no known authority; --ca-file names one",
        FailureCode.CERTIFICATE_NAME: "its certificate is for another name",
        FailureCode.CERTIFICATE_EXPIRED: "its certificate has expired",
        FailureCode.MECHANISM: "it offers no way to sign in that is safe",
    }
)


class Connection:
    """A session that may break and come back.

    Attributes:
        session: for requests, each through `steady`.
    """

    def __init__(self, settings: SessionSettings) -> None:
        self._settings = settings
        self._scope = TaskScope("startalk-admin")
        self._is_up = asyncio.Event()
        self._has_news = asyncio.Event()
        self._failure: Failure | None = None
        self.session = AccountSession(settings, self._take, self._scope)

    async def open(self) -> None:
        """Sign in.

        Raises:
            Stop: it failed.
        """
        self.session.start()
        try:
            async with asyncio.timeout(_SIGN_IN_SECONDS):
                failure = await self._up_or_failed()
        except TimeoutError:
            failure = Failure(FailureCode.TIMEOUT)
        if failure is not None:
            raise Stop(ExitCode.NOT_CONNECTED, self._words(failure))

    async def steady(self, ask: Callable[[], Awaitable[ResultT]]) -> ResultT:
        """What `ask` returns; after a break it is asked again. It must be harmless to ask twice.

        Raises:
            RequestFailed: the answer was an error.
            NotConnected: the line broke, and does not come back.
        """
        for attempt in range(_MOST_BREAKS):
            try:
                return await ask()
            except NotConnected as error:
                _log.warning("the line broke: %s", error)
                if attempt == _MOST_BREAKS - 1:
                    raise
                try:
                    async with asyncio.timeout(_BREAK_SECONDS):
                        await self._is_up.wait()
                except TimeoutError:
                    raise error from None
        raise AssertionError("not reached")

    async def close(self) -> None:
        """Sign out."""
        await self.session.close()
        await self._scope.close()

    def _take(self, event: SessionEvent) -> None:
        if not isinstance(event, ConnectionChanged):
            return
        if isinstance(event.state, CatchingUp):
            self.session.caught_up()
        if isinstance(event.state, CatchingUp | Online):
            self._is_up.set()
        else:
            self._is_up.clear()
        if isinstance(event.state, Refused | WaitingToRetry):
            self._failure = event.state.failure
        self._has_news.set()

    async def _up_or_failed(self) -> Failure | None:
        while not self._is_up.is_set():
            if self._failure is not None:
                return self._failure
            self._has_news.clear()
            await self._has_news.wait()
        return None

    def _words(self, failure: Failure) -> str:
        advice = _ADVICE.get(failure.code, failure.code.replace("-", " "))
        detail = f" ({failure.detail})" if failure.detail else ""
        return f"can't sign in as {self._settings.jid}: {advice}{detail}"


@asynccontextmanager
async def connected(settings: SessionSettings) -> AsyncIterator[Connection]:
    """Be signed in for the length of an ``async with``.

    Raises:
        Stop: it can't be.
    """
    connection = Connection(settings)
    try:
        await connection.open()
        yield connection
    finally:
        await connection.close()
