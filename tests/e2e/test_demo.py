"""`make demo` off screen: it signs in to three companies, holds a conversation, leaves pictures and ends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtGui import QImage


def test_the_demo_takes_its_tour(tmp_path: Path) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    demo = subprocess.run(
        [sys.executable, "-m", "startalk_desktop.demo", "--tour", "--pictures", str(tmp_path)],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=110,
    )
    assert demo.returncode == 0, demo.stderr
    pictures = sorted(tmp_path.glob("*.png"))
    assert [picture.stem[3:] for picture in pictures] == [
        "signed-in", "conversation", "writing", "answered", "room", "directory", "people-found",
        "linked", "search", "switcher", "dark",
    ]  # fmt: skip
    assert all(QImage(str(picture)).width() >= 900 for picture in pictures)
    assert "Traceback" not in demo.stderr
