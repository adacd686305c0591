from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from startalk_desktop.store.account_store import AccountStore
from tests.store.building import ACCOUNT, KEY


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[AccountStore]:
    """A new account's store, in which all of the archive counts as unread."""
    opened = await AccountStore.open(tmp_path / "profile" / "a.db", KEY, ACCOUNT, history_until=0)
    yield opened
    await opened.close()
