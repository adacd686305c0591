"""Asks before something leaves a company, and refuses where its domain forbids it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from startalk_desktop.core.accounts import Accounts
from startalk_desktop.core.forwarding import Crossing, Forwarding
from startalk_desktop.model.identity import AccountId
from startalk_desktop.ui.crossing_dialog import ask_crossing, say_forbidden
from startalk_desktop.ui.theme import Theme


class CrossingGuard:
    """One for the window: forwarding, pasting and dropping ask it. It remembers no answer."""

    def __init__(
        self, theme: Theme, accounts: Accounts, forwarding: Forwarding, parent: QWidget
    ) -> None:
        self._theme = theme
        self._accounts = accounts
        self._forwarding = forwarding
        self._parent = parent

    async def sources_of(self, paths: Sequence[Path]) -> frozenset[AccountId]:
        """Whose files these are, where the program itself put them there for others to open."""
        return await self._forwarding.sources_of(paths)

    async def may_cross(self, source: AccountId, target: AccountId, what: str) -> bool:
        """Whether `what`, in the user's words, may go from `source` into `target`; asks where that takes a yes.

        Raises:
            AccountUnknown, AccountNotOpen: nobody can tell what the domain allows.
        """
        crossing = self._forwarding.check(source, target)
        if crossing is Crossing.FREE:
            return True
        window = self._parent.window()
        accounts = self._accounts.get(source), self._accounts.get(target)
        if crossing is Crossing.FORBIDDEN:
            await say_forbidden(self._theme, window, *accounts, what)
            return False
        return await ask_crossing(self._theme, window, *accounts, what)
