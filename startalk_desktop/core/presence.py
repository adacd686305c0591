"""What we are to the colleagues of each company, and going away by itself when nobody is at the machine."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from startalk_desktop.core.account_runtime import AccountRuntime
from startalk_desktop.core.accounts import Accounts
from startalk_desktop.core.attention import Attention
from startalk_desktop.core.changes import ChangeHub
from startalk_desktop.core.own_presence import ShownPresence
from startalk_desktop.core.texts import printable
from startalk_desktop.model.changes import (
    AccountsChanged,
    AttentionChanged,
    Change,
    ConnectionStateChanged,
    OwnPresenceChanged,
)
from startalk_desktop.model.identity import AccountId, Timestamp, now
from startalk_desktop.model.presence import Availability, OwnPresence
from startalk_desktop.store.window_store import WindowStore
from startalk_desktop.tasks import TaskScope

DEFAULT_AWAY_MINUTES: Final = 5  # what XEP-0319 section 2.1 suggests
MAX_STATUS_CHARACTERS: Final = 500

IdleSeconds = Callable[[], float | None]
"""How long the user has done nothing on this machine; None where that can't be known."""

_LOOK_EVERY: Final = 3.0
_AWAY_AFTER: Final = "presence.away-after-minutes"


class Presences:
    """Own presence by company. `OwnPresenceChanged` tells when what others see has changed.

    What others see is what was chosen, but: busy while do not disturb is on, away for long outside of work hours, and
    away when nobody has been at the machine for a while.
    """

    def __init__(
        self,
        accounts: Accounts,
        attention: Attention,
        window: WindowStore,
        changes: ChangeHub,
        scope: TaskScope,
        clock: Callable[[], Timestamp] = now,
    ) -> None:
        self._accounts = accounts
        self._attention = attention
        self._window = window
        self._changes = changes
        self._scope = scope
        self._clock = clock
        self._idle_seconds: IdleSeconds | None = None
        self._away_after = DEFAULT_AWAY_MINUTES
        self._idle_since: Timestamp | None = None
        self._subscription = changes.subscribe(self._on_change)

    async def load(self) -> None:
        """Take up what was chosen in an earlier run."""
        kept = await self._window.get(_AWAY_AFTER)
        if kept is not None and kept.isdigit() and len(kept) < 6:
            self._away_after = int(kept)

    # choosing

    def chosen(self, account: AccountId) -> OwnPresence:
        """What was chosen for a company.

        Raises:
            AccountUnknown, AccountNotOpen
        """
        return self._accounts.runtime(account).own_presence.chosen

    def shown(self, account: AccountId) -> ShownPresence:
        """What its colleagues are told; that the account is online is another matter.

        Raises:
            AccountUnknown, AccountNotOpen
        """
        return self._accounts.runtime(account).own_presence.shown

    async def set(
        self, account: AccountId | None, availability: Availability, status: str = ""
    ) -> None:
        """Be `availability` in one company, or in all that are open, with a text of one's own.

        Raises:
            ValueError: to be offline is to sign out (`accounts.go_offline`).
            AccountUnknown, AccountNotOpen
        """
        if availability <= Availability.OFFLINE:
            raise ValueError("to be offline, sign out")
        presence = OwnPresence(availability, printable(status)[:MAX_STATUS_CHARACTERS])
        runtimes = self._accounts.open_runtimes()
        for runtime in runtimes if account is None else [self._accounts.runtime(account)]:
            await runtime.own_presence.choose(presence)
            self._show(runtime)
            self._changes.announce(OwnPresenceChanged(runtime.account.id))

    # going away by itself

    @property
    def away_after_minutes(self) -> int:
        """How long nobody has to be at the machine; 0: one never goes away by itself."""
        return self._away_after

    async def set_away_after(self, minutes: int) -> None:
        """Go away after so many minutes; 0: never.

        Raises:
            ValueError: it is less than nothing.
        """
        if minutes < 0:
            raise ValueError("nobody goes away before they went")
        self._away_after = minutes
        await self._window.set(_AWAY_AFTER, str(minutes).encode())
        self.look()

    def watch_idle(self, idle_seconds: IdleSeconds) -> None:
        """Look at `idle_seconds` every few seconds from now on."""
        is_first = self._idle_seconds is None
        self._idle_seconds = idle_seconds
        if is_first:
            self._scope.start(self._watch(), "watch for idleness")

    def look(self) -> None:
        """See whether the user has gone, or come back, and tell the colleagues."""
        idle = self._idle_seconds() if self._idle_seconds is not None else None
        is_away = bool(self._away_after) and idle is not None and idle >= self._away_after * 60
        if is_away and idle is not None and self._idle_since is None:
            self._idle_since = self._clock() - int(idle * 1_000_000)
        elif not is_away and self._idle_since is not None:
            self._idle_since = None
        else:
            return
        self._show_all()

    async def _watch(self) -> None:
        while True:
            self.look()
            await asyncio.sleep(_LOOK_EVERY)

    # telling

    def _on_change(self, change: Change) -> None:
        match change:
            case ConnectionStateChanged() | AttentionChanged() if change.account is not None:
                for runtime in self._accounts.open_runtimes():
                    if runtime.account.id == change.account:
                        self._show(runtime)
            case AccountsChanged() | AttentionChanged():
                self._show_all()

    def _show_all(self) -> None:
        for runtime in self._accounts.open_runtimes():
            self._show(runtime)

    def _show(self, runtime: AccountRuntime) -> None:
        account = runtime.account.id
        if runtime.own_presence.show(self._attention.state(account), self._idle_since):
            self._changes.announce(OwnPresenceChanged(account))
