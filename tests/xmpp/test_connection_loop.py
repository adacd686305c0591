"""When an account is tried again, and when not: the rules, with nobody on the other side."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from aioxmpp.errors import StreamError, StreamErrorCondition

from startalk_desktop.model.connection import (
    CatchingUp,
    ConnectionState,
    Online,
    Refused,
    WaitingToRetry,
)
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.jid import Jid
from startalk_desktop.tasks import TaskScope
from startalk_desktop.xmpp.backoff import Backoff
from startalk_desktop.xmpp.connection_loop import ConnectionLoop
from startalk_desktop.xmpp.errors import SignInFailed
from startalk_desktop.xmpp.settings import SessionSettings
from tests.xmpp.recording import until

SETTINGS = SessionSettings(Jid.parse("王芳@acme.example"), "p")
DEFINITE = [
    FailureCode.PASSWORD,
    FailureCode.ACCOUNT_DISABLED,
    FailureCode.MECHANISM,
    FailureCode.SERVER_SIGNATURE,
    FailureCode.SERVER_TOO_OLD,
    FailureCode.TLS_MISSING,
    FailureCode.CERTIFICATE_CHANGED,
    FailureCode.CERTIFICATE_EXPIRED,
    FailureCode.CERTIFICATE_NAME,
    FailureCode.CERTIFICATE_UNTRUSTED,
]
PASSING = [
    FailureCode.HOST_UNKNOWN,
    FailureCode.NO_ROUTE,
    FailureCode.REFUSED_PORT,
    FailureCode.TIMEOUT,
    FailureCode.NOT_XMPP,
    FailureCode.DOMAIN_NOT_SERVED,
    FailureCode.TLS_FAILED,
    FailureCode.SERVER_ERROR,
    FailureCode.POLICY,
]


def failed(code: FailureCode) -> SignInFailed:
    return SignInFailed(Failure(code))


class FakeLine:
    def with_features(self, _features: object) -> "FakeLine":
        return self

    def abort(self) -> None:
        return


class Play:
    """A loop whose attempts end as the test says: with an exception, or with a line that lives until `end`."""

    def __init__(self, outcomes: Sequence[Exception | bool], delay: float = 3600.0) -> None:
        self._outcomes = list(outcomes)
        self._end: asyncio.Future[Exception] | None = None
        self.attempts = 0
        self.delays: list[int] = []
        self.states: list[ConnectionState] = []
        self.greetings: list[bool] = []
        self.has_forgotten = False
        self.is_alive_answer = True
        self.hold = asyncio.Event()
        self.hold.set()
        self.scope = TaskScope("play")
        self._delay = delay
        self.loop = ConnectionLoop(
            SETTINGS,
            self,  # type: ignore[arg-type]
            SimpleNamespace(open=self._open),  # type: ignore[arg-type]
            SimpleNamespace(sign_in=self._sign_in),  # type: ignore[arg-type]
            self.states.append,
            self._greet,
            self.scope,
            SimpleNamespace(delay=self._note_delay),  # type: ignore[arg-type]
        )

    @property
    def last(self) -> ConnectionState | None:
        return self.states[-1] if self.states else None

    def end(self, error: Exception) -> None:
        assert self._end is not None
        self._end.set_result(error)

    async def reaches(self, kind: type[ConnectionState]) -> Any:
        await until(lambda: isinstance(self.last, kind), timeout=3.0)
        return self.last

    async def _open(self, _progress: Callable[..., None]) -> FakeLine:
        self.attempts += 1
        await self.hold.wait()
        outcome = self._outcomes[0]
        if isinstance(outcome, Exception):
            raise self._next()
        return FakeLine()

    def _next(self) -> Any:
        return self._outcomes.pop(0) if len(self._outcomes) > 1 else self._outcomes[0]

    async def _sign_in(self, _line: object) -> None:
        return

    def _note_delay(self, failures: int) -> float:
        self.delays.append(failures)
        return self._delay

    async def _greet(self, is_resumed: bool) -> None:
        self.greetings.append(is_resumed)

    # what the loop asks of the client

    async def establish(self, _line: object) -> bool:
        self._end = asyncio.get_running_loop().create_future()
        return bool(self._next())

    async def ended(self) -> Exception:
        assert self._end is not None
        return await self._end

    async def drop_line(self) -> None:
        return

    def forget(self) -> None:
        self.has_forgotten = True

    async def is_alive(self, _timeout: float) -> bool:
        return self.is_alive_answer

    def cut_line(self, reason: str) -> None:
        self.end(ConnectionResetError(reason))


@asynccontextmanager
async def playing(
    outcomes: Sequence[Exception | bool], delay: float = 3600.0
) -> AsyncIterator[Play]:
    play = Play(outcomes, delay)
    play.scope.start(play.loop.run(), "loop")
    try:
        yield play
    finally:
        await play.scope.close()


@pytest.mark.parametrize("code", DEFINITE)
async def test_what_a_person_has_to_solve_is_not_tried_again(code: FailureCode) -> None:
    async with playing([failed(code)]) as play:
        assert (await play.reaches(Refused)).failure.code is code
        assert (play.attempts, play.delays) == (1, [])


@pytest.mark.parametrize("code", PASSING)
async def test_what_may_pass_is_tried_again_later(code: FailureCode) -> None:
    async with playing([failed(code)], delay=0.0) as play:
        await until(lambda: play.attempts >= 4)
        assert play.delays[:3] == [1, 2, 3]
        waits = [state for state in play.states if isinstance(state, WaitingToRetry)]
        assert [wait.failure.code for wait in waits[:3]] == [code] * 3


async def test_a_bug_is_logged_and_does_not_end_the_account(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with playing([ValueError("nobody thought of this")]) as play:
        waiting = await play.reaches(WaitingToRetry)
        assert waiting.failure.code is FailureCode.INTERNAL
    assert any(record.exc_info for record in caplog.records if record.levelno == logging.ERROR)


async def test_a_wrong_password_stays_refused_on_another_network() -> None:
    async with playing([failed(FailureCode.PASSWORD)]) as play:
        await play.reaches(Refused)
        assert play.has_forgotten
        play.loop.network_changed()
        with pytest.raises(TimeoutError):
            await until(lambda: play.attempts > 1, timeout=0.1)


async def test_a_strange_certificate_is_looked_at_again_on_another_network() -> None:
    async with playing([failed(FailureCode.CERTIFICATE_NAME), True]) as play:
        await play.reaches(Refused)
        assert not play.has_forgotten, "the session could have been resumed at home"
        play.loop.network_changed()
        await play.reaches(CatchingUp)


async def test_a_network_change_during_an_attempt_makes_the_next_one_immediate() -> None:
    async with playing([failed(FailureCode.TIMEOUT), True]) as play:
        play.hold.clear()
        await until(lambda: play.attempts == 1)
        play.loop.network_changed()
        play.hold.set()
        await play.reaches(CatchingUp)
        assert play.delays == []


async def test_one_network_change_is_one_hurried_attempt() -> None:
    async with playing([failed(FailureCode.NO_ROUTE)]) as play:
        await play.reaches(WaitingToRetry)
        for _ in range(20):
            play.loop.network_changed()
        await until(lambda: play.attempts == 2)
        await play.reaches(WaitingToRetry)
        with pytest.raises(TimeoutError):
            await until(lambda: play.attempts > 2, timeout=0.1)


async def test_a_dead_line_is_left_at_once_after_a_network_change() -> None:
    async with playing([False, True]) as play:
        await play.reaches(CatchingUp)
        play.is_alive_answer = False
        play.loop.network_changed()
        await until(lambda: play.greetings == [False, True])
        assert play.delays == []


async def test_a_living_line_stays() -> None:
    async with playing([False]) as play:
        await play.reaches(CatchingUp)
        play.loop.network_changed()
        await until(lambda: len(play.scope) == 1)
        assert play.attempts == 1


async def test_a_server_that_shuts_down_is_given_time() -> None:
    shutdown = StreamError(StreamErrorCondition.SYSTEM_SHUTDOWN)
    async with playing([False]) as play:
        await play.reaches(CatchingUp)
        play.end(shutdown)
        waiting = await play.reaches(WaitingToRetry)
        assert waiting.failure.code is FailureCode.SERVER_SHUTDOWN
        assert play.delays[0] > 3


async def test_replaced_by_another_client_is_no_reason_to_fight() -> None:
    async with playing([False]) as play:
        await play.reaches(CatchingUp)
        play.end(StreamError(StreamErrorCondition.CONFLICT))
        assert (await play.reaches(Refused)).failure.code is FailureCode.RESOURCE_CONFLICT


@pytest.mark.parametrize("is_resumed", [True, False])
async def test_only_a_resumed_session_is_online_again_at_once(is_resumed: bool) -> None:
    async with playing([False, is_resumed], delay=0.0) as play:
        await play.reaches(CatchingUp)
        play.loop.caught_up()
        assert isinstance(play.last, Online)
        if not is_resumed:
            play.loop.session_ended()
        play.end(ConnectionResetError("cut"))
        await until(lambda: len(play.greetings) == 2)
        assert isinstance(play.last, Online if is_resumed else CatchingUp)


async def test_being_caught_up_says_nothing_while_there_is_no_line() -> None:
    async with playing([failed(FailureCode.NO_ROUTE)]) as play:
        await play.reaches(WaitingToRetry)
        play.loop.caught_up()
        assert isinstance(play.last, WaitingToRetry)


async def test_failures_are_counted_on_through_short_sessions() -> None:
    """A server that lets in and throws out at once gets no storm of attempts."""
    async with playing([False], delay=0.0) as play:
        for number in range(1, 5):
            await until(lambda number=number: len(play.greetings) == number)
            play.end(ConnectionResetError("thrown out"))
        await until(lambda: len(play.greetings) == 5)
        assert play.delays == [1, 2, 3, 4]


async def test_a_steady_session_starts_the_count_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("startalk_desktop.xmpp.connection_loop._STEADY_SECONDS", -1.0)
    async with playing([False], delay=0.0) as play:
        for number in range(1, 4):
            await until(lambda number=number: len(play.greetings) == number)
            play.end(ConnectionResetError("cut"))
        await until(lambda: len(play.greetings) == 4)
        assert play.delays == [1, 1, 1]


def test_the_real_backoff_fits() -> None:
    assert Backoff(SETTINGS.first_retry, SETTINGS.longest_retry).delay(1) <= 1.0
