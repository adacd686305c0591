"""The server as a program: links that are read again from its file while it runs."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

import startalk_desktop
from tests.servers.process import ServerProcess

CONFIG = """
[[domain]]
name = "acme.example"
[[domain.links]]
domain = "beta.example"
name = "Beta"
cut = {cut}
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGHUP")
def test_a_signal_reads_the_links_again_and_tells_what_crossed(tmp_path: Path) -> None:
    config, output = tmp_path / "server.toml", tmp_path / "out"
    config.write_text(CONFIG.format(cut="false"))
    process = ServerProcess(
        "the reference server",
        [sys.executable, "-m", "startalk_desktop.refserver", "--config", str(config)],
        folder=tmp_path,
        environment={"PYTHONPATH": str(Path(startalk_desktop.__file__).parents[1])},
        user=None,
        output=output,
    )

    def has_said(text: str) -> bool:
        return text in output.read_text(encoding="utf-8")

    try:
        process.wait_until(lambda: has_said("serving acme.example"), "serving")
        config.write_text(CONFIG.format(cut="true"))
        os.kill(process.pid, signal.SIGHUP)
        line = "acme.example - beta.example: cut, 0 sent, 0 received, 0 refused"
        process.wait_until(lambda: has_said(line), "cutting the link")
        config.write_text("[[domain]]\nname = 7")
        os.kill(process.pid, signal.SIGHUP)
        process.wait_until(lambda: has_said("the links stay as they were"), "a wrong file")
    finally:
        process.stop()
