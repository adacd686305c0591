"""A window of PySide6 with nothing in it, from the start of the process to its first paint; prints JSON.

Argument: the `time.monotonic` of the process's start, as its parent saw it.
"""

from __future__ import annotations

import json
import sys
import time

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from tests.bench.memory import resident_megabytes


class _Window(QWidget):
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  Qt's name
        """Paint nothing, and end."""
        super().paintEvent(event)
        QTimer.singleShot(0, self._tell)

    def _tell(self) -> None:
        result = {
            "seconds": time.monotonic() - float(sys.argv[1]),
            "megabytes": resident_megabytes(),
        }
        sys.stdout.write(json.dumps(result) + "\n")
        sys.stdout.flush()
        QApplication.quit()


def main() -> None:
    """Show the window until it has been painted."""
    app = QApplication([])
    window = _Window()
    window.resize(1200, 780)
    window.show()
    app.exec()


if __name__ == "__main__":
    main()
