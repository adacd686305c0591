"""`python -m startalk_desktop.demo`: three companies on the reference server, and the window signed in to them.

Without a display it does the same off screen, takes the tour, and leaves pictures in build/demo/.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_OK = 0
_FAILED = 1


@dataclass(slots=True)
class _Outcome:
    """How the visit went; a task of the window sets it."""

    problem: str = ""


def main() -> int:
    """Run the demo; returns the exit status."""
    parser = argparse.ArgumentParser(prog="make demo", description="Three companies in one window.")
    parser.add_argument(
        "--tour",
        action="store_true",
        help="drive a short conversation and end, as without a display",
    )
    parser.add_argument("--pictures", type=Path, default=Path("build") / "demo")
    options = parser.parse_args()
    is_tour = options.tour or not has_display()
    if is_tour:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with _servers() as invitation, tempfile.TemporaryDirectory(prefix="startalk-demo-") as folder:
        return _show(invitation, Path(folder), options.pictures if is_tour else None)


def has_display() -> bool:
    """Whether a window would be seen."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


@contextmanager
def _servers() -> Iterator[dict[str, Any]]:
    """The demo's servers as a child process; yields where they are and how to sign in."""
    process = subprocess.Popen(
        [sys.executable, "-m", "startalk_desktop.demo.server"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stdin is not None  # noqa: S101  both are pipes
    assert process.stdout is not None  # noqa: S101
    try:
        line = process.stdout.readline()
        if not line:
            raise SystemExit("the demo's servers did not start; what they said stands above")
        yield json.loads(line)
    finally:
        process.stdin.close()
        process.wait(timeout=30)
        process.stdout.close()


def _show(invitation: dict[str, Any], profile: Path, pictures: Path | None) -> int:
    import qasync
    from PySide6.QtWidgets import QApplication

    from startalk_desktop.app import run
    from startalk_desktop.core.startalk import Startalk
    from startalk_desktop.demo.tour import Tour, TourError
    from startalk_desktop.store.keys import MemoryVault
    from startalk_desktop.tasks import TaskScope
    from startalk_desktop.ui.main_window import MainWindow

    outcome = _Outcome()

    async def visit(startalk: Startalk, window: MainWindow) -> None:
        try:
            await _sign_in(startalk, invitation)
            if pictures is not None:
                await Tour(startalk, window, pictures).go()
        except TourError as error:
            outcome.problem = str(error)
        except BaseException as error:
            outcome.problem = repr(error)
            raise
        finally:
            if pictures is not None or outcome.problem:
                window.close()

    def on_shown(startalk: Startalk, window: MainWindow, scope: TaskScope) -> None:
        window.resize(1280, 800)
        scope.start(visit(startalk, window), "demo")

    application = QApplication([sys.argv[0]])
    application.setApplicationName("Startalk")
    application.setQuitOnLastWindowClosed(False)
    loop = qasync.QSelectorEventLoop(application)
    asyncio.set_event_loop(loop)
    with loop:
        status = int(loop.run_until_complete(run(application, profile, MemoryVault(), on_shown)))
    if outcome.problem:
        sys.stderr.write(f"demo: {outcome.problem}\n")
        return _FAILED
    if pictures is not None and status == _OK:
        sys.stdout.write(f"demo: pictures are in {pictures.resolve()}\n")
    return status


async def _sign_in(startalk: Any, invitation: dict[str, Any]) -> None:
    from startalk_desktop.model.account import Endpoint
    from startalk_desktop.model.jid import Jid

    authority = await asyncio.to_thread(Path(invitation["ca_file"]).read_text, "ascii")
    for account in invitation["accounts"]:
        await startalk.accounts.add(
            Jid.parse(account["jid"]),
            account["password"],
            endpoint=Endpoint(invitation["host"], invitation["port"]),
            extra_ca_pem=authority,
            company=account["company"],
        )


if __name__ == "__main__":
    sys.exit(main())
