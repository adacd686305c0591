"""The program from the start of its process to a usable window; prints JSON.

Usable: the inbox's rows and a conversation's messages have been painted. Arguments: the `time.monotonic` of the
process's start as its parent saw it, the profile's folder.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path

import qasync
from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, QTimer
from PySide6.QtWidgets import QAbstractItemView, QApplication

from startalk_desktop.app import run
from startalk_desktop.core.startalk import Startalk
from startalk_desktop.tasks import TaskScope
from startalk_desktop.ui.main_window import MainWindow
from startalk_desktop.viewmodels.inbox import InboxRole
from tests.bench.memory import resident_megabytes
from tests.bench.profile import FileVault

_PATIENCE = 60.0  # seconds


class PaintWatch(QObject):
    """Resolves `painted` when the view has painted rows for the first time."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__()
        self._view = view
        self.painted: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        view.viewport().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        """Look at paint events; the view itself paints after this returns."""
        model: QAbstractItemModel | None = self._view.model()
        if event.type() == QEvent.Type.Paint and model is not None and model.rowCount() > 0:
            QTimer.singleShot(0, self._note)
        return False

    def end(self) -> None:
        """Watch no more; a filter must be gone before what it watches."""
        self._view.viewport().removeEventFilter(self)

    def _note(self) -> None:
        if not self.painted.done():
            self.painted.set_result(time.monotonic())


async def start(app: QApplication, began: float, profile: Path) -> dict[str, float]:
    """Run the program until its window is usable, then close it."""
    result: dict[str, float] = {}

    async def watch(window: MainWindow) -> None:
        inbox = PaintWatch(window.inbox)
        messages = PaintWatch(window.stage.view.messages)
        try:
            async with asyncio.timeout(_PATIENCE):
                inbox_at = await inbox.painted
                first = window.inbox_model.index(0).data(InboxRole.CONVERSATION)
                window.stage.open(first.id)
                result["seconds"] = await messages.painted - began
            result["inbox_seconds"] = inbox_at - began
            result["megabytes"] = resident_megabytes()
        finally:
            inbox.end()
            messages.end()
            window.close()

    def on_shown(_startalk: Startalk, window: MainWindow, scope: TaskScope) -> None:
        scope.start(watch(window), "watch the start")

    await run(app, profile, FileVault.read(profile), on_shown)
    return result


def main() -> None:
    """As `startalk_desktop.app.main` does it."""
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    loop = qasync.QSelectorEventLoop(app)
    asyncio.set_event_loop(loop)
    with loop:
        result = loop.run_until_complete(start(app, float(sys.argv[1]), Path(sys.argv[2])))
    sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
