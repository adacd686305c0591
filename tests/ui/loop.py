"""The program's own event loop for tests of the window."""

from __future__ import annotations

import asyncio
import atexit
import gc
import os
from collections.abc import Awaitable
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import qasync
from PySide6.QtWidgets import QApplication


def application() -> QApplication:
    """The one application of this process, as the program sets it up."""
    app = QApplication.instance()
    if app is None:
        app = QApplication(["startalk-test"])
        # Without a screen the library keeps what was copied, and would free it after Python has gone: that crashes.
        atexit.register(app.clipboard().clear)
    assert isinstance(app, QApplication)
    app.setQuitOnLastWindowClosed(False)
    return app


class SteppedLoop(qasync.QSelectorEventLoop):
    """The program's loop, run once for each fixture and test.

    qasync ends each run with one more round of Qt's events, outside of the loop: tasks would wake there without a
    running loop. The program runs its loop once, and has closed everything by then.
    """

    def run_until_complete(self, future: Awaitable[Any]) -> Any:
        task = asyncio.ensure_future(future, loop=self)  # noqa: TID251  a loop has to make its main task

        def stop(_task: object) -> None:
            self.stop()

        task.add_done_callback(stop)
        try:
            self.run_forever()
        finally:
            task.remove_done_callback(stop)
        return task.result()


def new_loop() -> SteppedLoop:
    """A fresh loop on the application's.

    What is left of the last test's windows is collected here: whichever thread allocates next would do it otherwise,
    and Qt's objects die badly outside of their own thread.
    """
    gc.collect()
    return SteppedLoop(application())
