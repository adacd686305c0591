"""What was chosen about quiet for one company; kept in its store, so that it goes with it."""

from __future__ import annotations

from typing import Final

from startalk_desktop.core.attention_text import settings_from, text_of
from startalk_desktop.model.attention import AttentionSettings
from startalk_desktop.store.account_store import AccountStore

_SETTING: Final = "attention"


class AccountAttention:
    """The settings of one account.

    Attributes:
        settings: as chosen.
    """

    def __init__(self, store: AccountStore) -> None:
        self._store = store
        self.settings = AttentionSettings()

    async def load(self) -> None:
        """Take up what was chosen in an earlier run."""
        kept = await self._store.settings.get(_SETTING)
        if kept is not None:
            self.settings = settings_from(kept)

    async def choose(self, settings: AttentionSettings) -> None:
        """Choose, also for the runs to come."""
        self.settings = settings
        await self._store.settings.set(_SETTING, text_of(settings))
