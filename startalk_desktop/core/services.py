"""Which services of each company work: where files or the nav document fail, chat goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from startalk_desktop.core.accounts import Accounts
from startalk_desktop.core.changes import ChangeHub
from startalk_desktop.core.errors import AccountNotOpen, AccountUnknown
from startalk_desktop.core.nav_watch import NavWatch
from startalk_desktop.model.changes import (
    AccountsChanged,
    Change,
    ConnectionStateChanged,
    FilesChanged,
    NavChanged,
    ServicesChanged,
)
from startalk_desktop.model.connection import (
    CatchingUp,
    Connecting,
    Offline,
    Online,
    Refused,
    SigningIn,
    WaitingToRetry,
)
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.identity import AccountId, Timestamp, now
from startalk_desktop.model.services import ServiceKind, ServiceState, Standing

_UNKNOWN: Final = (Standing.UNKNOWN, None)

_Told = tuple[Standing, Failure | None]


class Services:
    """How the services of every account stand, and since when one fails."""

    def __init__(
        self,
        accounts: Accounts,
        nav: NavWatch,
        changes: ChangeHub,
        clock: Callable[[], Timestamp] = now,
    ) -> None:
        self._accounts = accounts
        self._nav = nav
        self._changes = changes
        self._clock = clock
        self._states: dict[AccountId, tuple[ServiceState, ...]] = {}
        self._subscription = changes.subscribe(self._on_change)

    def of(self, account: AccountId) -> tuple[ServiceState, ...]:
        """Chat first; the nav document only where the account was found by one.

        Raises:
            AccountUnknown
        """
        self._accounts.get(account)
        return self._refreshed(account)

    def missing(self, account: AccountId) -> tuple[ServiceState, ...]:
        """What fails while chat works.

        Raises:
            AccountUnknown
        """
        chat, *others = self.of(account)
        if chat.standing is not Standing.WORKING:
            return ()
        return tuple(state for state in others if state.standing is Standing.FAILING)

    def close(self) -> None:
        """Hear no more changes."""
        self._subscription.cancel()

    def _on_change(self, change: Change) -> None:
        match change:
            case ConnectionStateChanged() | FilesChanged() | NavChanged():
                self._look(change.account)
            case AccountsChanged():
                known = {account.id for account in self._accounts.all()}
                for account in [account for account in self._states if account not in known]:
                    del self._states[account]
                for account in known:
                    self._look(account)
            case _:
                pass

    def _look(self, account: AccountId) -> None:
        before = self._states.get(account)
        try:
            after = self._refreshed(account)
        except AccountUnknown:
            return
        if before != after:
            self._changes.announce(ServicesChanged(account))

    def _refreshed(self, account: AccountId) -> tuple[ServiceState, ...]:
        before = {state.kind: state for state in self._states.get(account, ())}
        chat = self._chat(account, before.get(ServiceKind.CHAT))
        told = {ServiceKind.CHAT: chat, ServiceKind.FILES: self._files(account, chat[0])}
        if self._accounts.get(account).nav_url:
            told[ServiceKind.NAV] = self._nav_document(account)
        states = tuple(
            self._dated(before.get(kind), kind, standing, failure)
            for kind, (standing, failure) in told.items()
        )
        self._states[account] = states
        return states

    def _dated(
        self,
        before: ServiceState | None,
        kind: ServiceKind,
        standing: Standing,
        failure: Failure | None,
    ) -> ServiceState:
        if standing is not Standing.FAILING:
            return ServiceState(kind, standing)
        was_failing = before is not None and before.standing is Standing.FAILING
        since = before.since if before is not None and was_failing else self._clock()
        return ServiceState(kind, standing, failure, since)

    def _chat(self, account: AccountId, before: ServiceState | None) -> _Told:
        match self._accounts.state(account):
            case Online() | CatchingUp():
                return Standing.WORKING, None
            case WaitingToRetry(failure=failure) | Refused(failure=failure):
                return Standing.FAILING, failure
            case Connecting() | SigningIn():
                is_failing = before is not None and before.standing is Standing.FAILING
                return (before.standing, before.failure) if before and is_failing else _UNKNOWN
            case Offline():
                return _UNKNOWN

    def _files(self, account: AccountId, chat: Standing) -> _Told:
        """Files go through chat: while that is down, nobody knows."""
        if chat is not Standing.WORKING:
            return _UNKNOWN
        try:
            failure = self._accounts.runtime(account).files.limits.failure
        except AccountNotOpen:
            return _UNKNOWN
        if failure is None:
            return Standing.WORKING, None
        if failure.code is FailureCode.UNSUPPORTED:
            return Standing.ABSENT, None
        return Standing.FAILING, failure

    def _nav_document(self, account: AccountId) -> _Told:
        if not self._nav.is_known(account):
            return _UNKNOWN
        failure = self._nav.failure(account)
        return (Standing.WORKING, None) if failure is None else (Standing.FAILING, failure)
