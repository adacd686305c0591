"""When the user wants to be left alone, by one company or by all, and how much a notice may show."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from startalk_desktop.core.accounts import Accounts
from startalk_desktop.core.attention_text import settings_from, text_of
from startalk_desktop.core.changes import ChangeHub
from startalk_desktop.core.disturbance import disturbance, next_change
from startalk_desktop.core.errors import AccountNotOpen
from startalk_desktop.model.attention import (
    AttentionSettings,
    Disturbance,
    QuietHours,
    WorkHours,
)
from startalk_desktop.model.changes import (
    AccountsChanged,
    AttentionChanged,
    Change,
    OwnPresenceChanged,
)
from startalk_desktop.model.identity import AccountId, Timestamp, now
from startalk_desktop.model.presence import Availability
from startalk_desktop.store.window_store import WindowStore

_SETTING: Final = "attention"
_HIDES_CONTENT: Final = "attention.hides-content"
_IS_SILENT: Final = "attention.is-silent"
_YES: Final = b"yes"

_LONGEST_WAIT: Final = 30.0
"""Seconds; a clock may be set, and a machine may sleep."""


class Attention:
    """Quiet hours, do not disturb, work hours. `AttentionChanged` tells of choices, and of what time brings.

    A company is quiet where its own settings or those of all say so, outside of its work hours, and while its presence
    says that one does not want to be disturbed.
    """

    def __init__(
        self,
        accounts: Accounts,
        window: WindowStore,
        changes: ChangeHub,
        clock: Callable[[], Timestamp] = now,
    ) -> None:
        self._accounts = accounts
        self._window = window
        self._changes = changes
        self._clock = clock
        self._of_all = AttentionSettings()
        self._hides_content = False
        self._is_silent = False
        self._is_screen_locked = False
        self._seen: dict[AccountId, Disturbance] = {}
        self._has_news = asyncio.Event()
        self._subscription = changes.subscribe(self._on_change)

    async def load(self) -> None:
        """Take up what was chosen in an earlier run."""
        kept = await self._window.get(_SETTING)
        if kept is not None:
            self._of_all = settings_from(kept.decode(errors="replace"))
        self._hides_content = await self._window.get(_HIDES_CONTENT) == _YES
        self._is_silent = await self._window.get(_IS_SILENT) == _YES

    # whether it is quiet

    def state(self, account: AccountId) -> Disturbance:
        """Whether the company may disturb now; one that is locked has nothing to tell.

        Raises:
            AccountUnknown
        """
        try:
            runtime = self._accounts.runtime(account)
        except AccountNotOpen:
            return disturbance([self._of_all], self._clock())
        chosen = [self._of_all, runtime.attention.settings]
        is_busy = runtime.own_presence.chosen.availability is Availability.BUSY
        return disturbance(chosen, self._clock(), is_busy=is_busy)

    def settings(self, account: AccountId | None) -> AttentionSettings:
        """What was chosen for one company, or for all.

        Raises:
            AccountUnknown, AccountNotOpen
        """
        if account is None:
            return self._of_all
        return self._accounts.runtime(account).attention.settings

    async def set_do_not_disturb(self, account: AccountId | None, until: Timestamp | None) -> None:
        """Be quiet until then (FOREVER: until it is taken back); None takes it back.

        Raises:
            AccountUnknown, AccountNotOpen
        """
        await self._choose(account, replace(self.settings(account), do_not_disturb_until=until))

    async def set_quiet_hours(self, account: AccountId | None, hours: QuietHours | None) -> None:
        """Be quiet inside of `hours`.

        Raises:
            AccountUnknown, AccountNotOpen
        """
        await self._choose(account, replace(self.settings(account), quiet_hours=hours))

    async def set_work_hours(self, account: AccountId, hours: WorkHours | None) -> None:
        """Be quiet outside of `hours`, and show colleagues that one is not there.

        Raises:
            AccountUnknown, AccountNotOpen
        """
        await self._choose(account, replace(self.settings(account), work_hours=hours))

    async def _choose(self, account: AccountId | None, settings: AttentionSettings) -> None:
        if account is None:
            self._of_all = settings
            await self._window.set(_SETTING, text_of(settings).encode())
        else:
            await self._accounts.runtime(account).attention.choose(settings)
        self._tell(account)

    # how much a notice shows

    @property
    def content_hidden(self) -> bool:
        """Whether no notice may show what was said: by choice, or while the screen is locked."""
        return self._hides_content or self._is_screen_locked

    @property
    def names_hidden(self) -> bool:
        """Whether no notice may even show by whom: while the screen is locked."""
        return self._is_screen_locked

    @property
    def is_silent(self) -> bool:
        """Whether notices come without a sound, by choice."""
        return self._is_silent

    async def set_content_hidden(self, is_hidden: bool) -> None:
        """Let notices show that something was said, and not what."""
        self._hides_content = is_hidden
        await self._window.set(_HIDES_CONTENT, _YES if is_hidden else b"")
        self._tell(None)

    async def set_silent(self, is_silent: bool) -> None:
        """Let notices come without a sound."""
        self._is_silent = is_silent
        await self._window.set(_IS_SILENT, _YES if is_silent else b"")
        self._tell(None)

    def set_screen_locked(self, is_locked: bool) -> None:
        """The desktop's screen is locked now, or no longer."""
        if is_locked != self._is_screen_locked:
            self._is_screen_locked = is_locked
            self._tell(None)

    # as time goes by

    async def run(self) -> None:
        """Tell what time brings, until cancelled."""
        while True:
            self.look()
            self._has_news.clear()
            try:
                async with asyncio.timeout(self._pause()):
                    await self._has_news.wait()
            except TimeoutError:
                continue

    def look(self) -> None:
        """Compare with the last look, and tell what has changed meanwhile."""
        states = self._states()
        for account, state in states.items():
            if account in self._seen and self._seen[account] != state:
                self._changes.announce(AttentionChanged(account))
        self._seen = states

    def _pause(self) -> float:
        at = self._clock()
        chosen = [self._of_all]
        chosen += [runtime.attention.settings for runtime in self._accounts.open_runtimes()]
        moment = next_change(chosen, at)
        return _LONGEST_WAIT if moment is None else min((moment - at) / 1e6, _LONGEST_WAIT)

    def _states(self) -> dict[AccountId, Disturbance]:
        return {account.id: self.state(account.id) for account in self._accounts.all()}

    def _tell(self, account: AccountId | None) -> None:
        self._seen = self._states()
        self._changes.announce(AttentionChanged(account))
        self._has_news.set()

    def _on_change(self, change: Change) -> None:
        if isinstance(change, AccountsChanged | OwnPresenceChanged):
            self._has_news.set()
