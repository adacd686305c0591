"""A QR code is read from a real screen, an X server's, by the grab that the sign-in really makes."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.xvfb import virtual_screen

LINK = "https://acme.example/.well-known/startalk-nav.json"
TOP = Path(__file__).parents[2]


@pytest.fixture
def display() -> Iterator[str]:
    with virtual_screen() as made:
        yield made


@pytest.mark.skipif(sys.platform != "linux", reason="X servers are Linux's")
def test_a_code_on_the_screen_is_read(display: str, tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "DISPLAY": display,
        "QT_QPA_PLATFORM": "xcb",
        "PYTHONPATH": str(TOP),
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.ui.screen_with_code", LINK, str(tmp_path / "screen.png")],
        env=environment,
        cwd=TOP,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, f"{done.returncode}: {done.stdout}{done.stderr}"
    assert done.stdout.splitlines() == [LINK]
