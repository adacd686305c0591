"""What a view-model meets when its account is locked or removed while it asks: no fault, just nothing to show."""

from __future__ import annotations

from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, Final

from startalk_desktop.core.errors import AccountNotOpen, AccountUnknown
from startalk_desktop.store.errors import StoreClosed

ACCOUNT_GONE: Final = (AccountNotOpen, AccountUnknown, StoreClosed)
"""For `except`: `AccountsChanged` tells the rest of the window."""


async def unless_gone(work: Coroutine[Any, Any, object]) -> None:
    """Do `work`; that the account goes meanwhile ends it quietly."""
    with suppress(*ACCOUNT_GONE):
        await work
