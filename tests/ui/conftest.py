"""The window under test: on the program's own loop, over a world in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping

import pytest
import pytest_asyncio
import pytestqt.plugin
import shiboken6
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QWidget

from startalk_desktop.tasks import TaskScope
from startalk_desktop.ui.layout_store import ForgetfulLayoutStore
from startalk_desktop.ui.main_window import MainWindow
from startalk_desktop.ui.theme import Theme, ThemeMode
from startalk_desktop.ui.time_texts import TimeTexts
from tests.ui.clock import it_is_afternoon
from tests.ui.loop import application, new_loop
from tests.ui.screens import Studio
from tests.ui.waiting import settle, until
from tests.ui.world import World

# Our loop drives Qt. pytest-qt would run Qt's events between fixtures, where no loop runs and no task can start.
pytestqt.plugin._process_events = lambda: None


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], object]]:
    """Coroutine tests in this folder run on qasync."""
    return {"qasync": new_loop}


@pytest.fixture(autouse=True)
def _afternoon() -> Iterator[None]:
    with it_is_afternoon():
        yield


@pytest.fixture(autouse=True)
def _no_window_stays() -> Iterator[None]:
    """A main window that outlives its test makes each later one in this process dress two."""
    yield
    left = [one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow)]
    for window in left:
        shiboken6.delete(window)
    assert left == [], "delete the main window at the end of the test"


@pytest.fixture(scope="session")
def qapp_cls() -> type:
    """pytest-qt uses the application that the loop runs on."""
    return type(application())


@pytest.fixture
def theme() -> Iterator[Theme]:
    """The light theme, applied."""
    made = Theme(application(), ThemeMode.LIGHT)
    made.apply()
    yield made
    # The application would keep it, and with it all that follows it: ten megabytes a test.
    shiboken6.delete(made)


@pytest.fixture
def times() -> TimeTexts:
    """Times in English."""
    return TimeTexts(QLocale("en_GB"))


@pytest_asyncio.fixture
async def scope() -> AsyncIterator[TaskScope]:
    """A scope in which no task may fail."""
    failures: list[tuple[str, BaseException]] = []
    made = TaskScope("test", lambda name, error: failures.append((name, error)))
    yield made
    await made.close()
    assert failures == []


@pytest_asyncio.fixture
async def studio(theme: Theme, times: TimeTexts, scope: TaskScope) -> AsyncIterator[Studio]:
    """A window over the world, its inbox read."""
    world = World()
    window = MainWindow(world.startalk, theme, times, ForgetfulLayoutStore(), scope)  # type: ignore[arg-type]
    window.resize(1200, 780)
    window.show()
    window.activateWindow()
    await until(
        lambda: window.inbox_model.rowCount() == len(world.startalk.conversations),
        "the inbox is read",
    )
    yield Studio(world, window, scope)
    for widget in window.findChildren(QWidget):
        if widget.isWindow() and widget.isVisible():
            widget.close()
    await settle()
    await window.shut()
    window.close()
    window.deleteLater()
    await settle()
