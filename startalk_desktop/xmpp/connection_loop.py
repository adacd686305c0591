"""Keeping one account connected: from attempt to attempt, each state told, each wait cut short by a better network."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from enum import Enum, auto
from typing import Any, Final

from startalk_desktop.model.connection import (
    CatchingUp,
    Connecting,
    ConnectionState,
    ConnectStep,
    Offline,
    Online,
    Refused,
    SigningIn,
    WaitingToRetry,
)
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.identity import now
from startalk_desktop.tasks import TaskScope
from startalk_desktop.xmpp.attempt import LineOpener
from startalk_desktop.xmpp.backoff import Backoff
from startalk_desktop.xmpp.client import SessionClient
from startalk_desktop.xmpp.errors import SignInFailed
from startalk_desktop.xmpp.line_failures import is_definite, line_failure, may_change_with_network
from startalk_desktop.xmpp.settings import SessionSettings
from startalk_desktop.xmpp.sign_in import Authenticator

_log = logging.getLogger(__name__)

_STEADY_SECONDS: Final = 30.0
"""A session that held so long shows that the server is well: failures are counted anew."""
_RESTART_FAILURES: Final = 4
"""A server that shuts down sends all its people away at once; the first wait is as after so many failures."""


class _Phase(Enum):
    TRYING = auto()
    LIVE = auto()
    WAITING = auto()
    REFUSED = auto()


class ConnectionLoop:
    """Connects, signs in, waits for the end, and begins again.

    Args:
        settings: the account.
        client: gets each line.
        opener: opens lines.
        authenticator: signs in on them.
        on_state: told of each change.
        on_established: runs when stanzas can be sent, told whether the session was resumed; cancelled when the
            line ends before it is done.
        scope: runs the probes.
        backoff: how long to wait between attempts.
    """

    def __init__(
        self,
        settings: SessionSettings,
        client: SessionClient,
        opener: LineOpener,
        authenticator: Authenticator,
        on_state: Callable[[ConnectionState], None],
        on_established: Callable[[bool], Coroutine[Any, Any, None]],
        scope: TaskScope,
        backoff: Backoff,
    ) -> None:
        self._settings = settings
        self._client = client
        self._opener = opener
        self._authenticator = authenticator
        self._on_state = on_state
        self._on_established = on_established
        self._scope = scope
        self._backoff = backoff
        self._state: ConnectionState = Offline()
        self._phase = _Phase.TRYING
        self._failures = 0
        self._is_caught_up = False
        self._retry_now = asyncio.Event()
        self._is_probing = False

    @property
    def state(self) -> ConnectionState:
        """The present state."""
        return self._state

    async def run(self) -> None:
        """Keep connected until cancelled; an established line is then left for the client's owner to end in order."""
        while True:
            self._phase = _Phase.TRYING
            self._retry_now.clear()
            error = await self._one_line()
            await self._client.drop_line()
            await self._rest(error)

    def network_changed(self) -> None:
        """The network came back or changed, or the machine woke: find out at once how things stand."""
        match self._phase:
            case _Phase.LIVE:
                if not self._is_probing:
                    self._is_probing = True
                    self._scope.start(self._probe(), "probe the line")
            case _Phase.REFUSED:
                if isinstance(self._state, Refused) and may_change_with_network(
                    self._state.failure
                ):
                    self._retry_now.set()
            case _Phase.TRYING | _Phase.WAITING:
                self._retry_now.set()

    def caught_up(self) -> None:
        """What happened meanwhile is fetched: from catching up to online."""
        self._is_caught_up = True
        if isinstance(self._state, CatchingUp):
            self._set_state(Online())

    def session_ended(self) -> None:
        """The session can't be resumed any more; the next one has to catch up."""
        self._is_caught_up = False

    def set_offline(self) -> None:
        """The loop was ended and so is the session."""
        self._set_state(Offline())

    async def _one_line(self) -> Exception:
        """Connect and stay until the line ends; returns why it ended, or never came to be."""
        try:
            is_resumed = await self._establish()
        except Exception as error:  # noqa: BLE001  whatever it is, it is why there is no line
            return error
        loop = asyncio.get_running_loop()
        live_since = loop.time()
        self._phase = _Phase.LIVE
        self._set_state(Online() if is_resumed and self._is_caught_up else CatchingUp())
        greeting = self._scope.start(self._on_established(is_resumed), "begin the session")
        try:
            return await self._client.ended()
        finally:
            greeting.cancel()
            if loop.time() - live_since > _STEADY_SECONDS:
                self._failures = 0

    async def _establish(self) -> bool:
        line = await self._opener.open(self._on_progress)
        try:
            self._set_state(SigningIn())
            async with asyncio.timeout(self._settings.sign_in_timeout):
                line = line.with_features(await self._authenticator.sign_in(line))
                return await self._client.establish(line)
        except BaseException:
            line.abort()
            raise

    def _on_progress(self, step: ConnectStep, host: str) -> None:
        self._set_state(Connecting(step, host))

    async def _rest(self, error: Exception) -> None:
        """Wait until the next attempt may begin."""
        failure = line_failure(error)
        if failure.code is FailureCode.INTERNAL:
            _log.error("a line ended in a way that was not foreseen", exc_info=error)
        if is_definite(failure):
            await self._wait_for_a_person(failure, error)
            return
        if failure.code is FailureCode.SERVER_SHUTDOWN:
            self._failures = max(self._failures, _RESTART_FAILURES)
        self._failures += 1
        self._phase = _Phase.WAITING
        delay = 0.0 if self._retry_now.is_set() else self._backoff.delay(self._failures)
        retry_at = now() + int(delay * 1_000_000)
        self._set_state(WaitingToRetry(retry_at, failure, self._failures))
        try:
            async with asyncio.timeout(delay):
                await self._retry_now.wait()
        except TimeoutError:
            return

    async def _wait_for_a_person(self, failure: Failure, error: Exception) -> None:
        self._phase = _Phase.REFUSED
        if not may_change_with_network(failure):
            self._client.forget()
        certificate = error.certificate if isinstance(error, SignInFailed) else None
        self._set_state(Refused(failure, certificate))
        self._retry_now.clear()
        await self._retry_now.wait()
        self._failures = 0

    async def _probe(self) -> None:
        try:
            if not await self._client.is_alive(self._settings.quick_probe_timeout):
                self._retry_now.set()
                self._client.cut_line("no sign of life after the network changed")
        finally:
            self._is_probing = False

    def _set_state(self, state: ConnectionState) -> None:
        if state != self._state:
            self._state = state
            self._on_state(state)
