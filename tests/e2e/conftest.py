"""The whole program, without its process: the real core and window on Qt's loop, and domains to sign in to."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
import pytestqt.plugin
import shiboken6
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from startalk_desktop.core.startalk import Startalk
from startalk_desktop.refserver import DomainConfig, ReferenceServer, ServerConfig
from startalk_desktop.store.keys import MemoryVault
from startalk_desktop.tasks import TaskScope
from startalk_desktop.ui.layout_store import ForgetfulLayoutStore
from startalk_desktop.ui.main_window import MainWindow
from startalk_desktop.ui.theme import Theme, ThemeMode
from startalk_desktop.ui.time_texts import TimeTexts
from tests.e2e.stage import DOMAINS, PASSWORD, Desk, populate
from tests.ui.loop import application, new_loop
from tests.ui.waiting import settle

# Our loop drives Qt. pytest-qt would run Qt's events between fixtures, where no loop runs and no task can start.
pytestqt.plugin._process_events = lambda: None


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], object]]:
    """Coroutine tests in this folder run on qasync."""
    return {"qasync": new_loop}


@pytest.fixture(scope="session")
def qapp_cls() -> type:
    """pytest-qt uses the application that the loop runs on."""
    return type(application())


@pytest_asyncio.fixture
async def server() -> AsyncIterator[ReferenceServer]:
    """Three domains with people, trees and rooms."""
    domains = tuple(
        DomainConfig(name, title=title, accounts={"lin": PASSWORD, "wang": PASSWORD})
        for name, title in DOMAINS.items()
    )
    async with ReferenceServer(ServerConfig(domains=domains)) as running:
        for name, title in DOMAINS.items():
            await populate(running.domain(name), title)
        yield running


@pytest_asyncio.fixture
async def desk(server: ReferenceServer, tmp_path: Path) -> AsyncIterator[Desk]:
    """The window over an empty profile."""
    async with _desk(server, tmp_path / "profile", "lin") as made:
        yield made


@pytest_asyncio.fixture
async def wangs_desk(server: ReferenceServer, tmp_path: Path) -> AsyncIterator[Desk]:
    """Another person's window, over a profile of its own."""
    async with _desk(server, tmp_path / "wangs", "wang") as made:
        yield made


@asynccontextmanager
async def _desk(server: ReferenceServer, profile: Path, user: str) -> AsyncIterator[Desk]:
    failures: list[tuple[str, BaseException]] = []
    scope = TaskScope("window", lambda name, error: failures.append((name, error)))
    startalk = await Startalk.open(profile, MemoryVault())
    theme = Theme(application(), ThemeMode.LIGHT)
    theme.apply()
    times = TimeTexts(QLocale("en_GB"))
    window = MainWindow(startalk, theme, times, ForgetfulLayoutStore(), scope)
    window.resize(1200, 780)
    window.show()
    window.activateWindow()
    yield Desk(server, startalk, window, user)
    for widget in window.findChildren(QWidget):
        if widget.isWindow() and widget.isVisible():
            widget.close()
    await settle()
    await window.shut()
    window.close()
    await scope.close()
    await startalk.close()
    window.deleteLater()
    await settle()
    shiboken6.delete(theme)
    assert failures == []
