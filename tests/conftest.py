"""Fixtures for every test: the servers, and a memory that is quickly looked through."""

import gc
from collections.abc import Generator

import pytest

pytest_plugins = ["tests.servers.plugin"]


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for no garbage while everything is imported: there is none, and each look is longer than the last."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


@pytest.fixture(scope="module", autouse=True)
def _what_is_here_to_stay() -> None:
    """Set aside from Python's garbage collection what was imported and collected: half a million objects.

    Tests of windows collect before each of them, which took longer than the tests themselves. Whoever ends the
    program within a test gives it all back (`startalk_desktop.garbage`), so this looks before each file.
    """
    if not gc.get_freeze_count():
        gc.collect()
        gc.freeze()
