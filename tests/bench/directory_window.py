"""Opening and scrolling a directory of three companies with 10,000 people each; prints JSON.

Argument: the profile's folder. Needs ``QT_QPA_PLATFORM=offscreen`` where there is no screen.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path

import qasync
from PySide6.QtWidgets import QApplication

from startalk_desktop.core.startalk import Startalk
from startalk_desktop.garbage import LoopCollector
from startalk_desktop.tasks import TaskScope
from startalk_desktop.ui.directory_pane import DirectoryPane
from startalk_desktop.ui.theme import Theme, ThemeMode
from startalk_desktop.viewmodels.directory_model import DirectoryModel, DirectoryRole, NodeKind
from startalk_desktop.viewmodels.people_model import PeopleModel
from tests.bench.org_profile import ALL_PEOPLE
from tests.bench.profile import FileVault
from tests.bench.stalls import StallMeter

_STEP = 397  # pixels a frame: a fast wheel, and never the same rows at the same place
_FRAMES = 600
_WALKED_AT_ONCE = 100


async def measure(app: QApplication, profile: Path) -> dict[str, float]:
    """Milliseconds: the longest stall while all is opened, and how long frames take while scrolling."""
    theme = Theme(app, ThemeMode.LIGHT)
    theme.apply()
    scope = TaskScope("bench")
    async with Startalk.running(profile, FileVault.read(profile)) as startalk:
        parts = (startalk.accounts, startalk.directory, startalk.changes, scope)
        tree, people = DirectoryModel(*parts), PeopleModel(*parts)
        pane = DirectoryPane(theme, tree, people)
        pane.resize(320, 800)
        pane.show()
        await asyncio.sleep(0.5)
        garbage = LoopCollector(asyncio.get_running_loop())  # as the program has it
        garbage.start()
        began = time.perf_counter()
        async with StallMeter() as meter:
            await _open_all(tree)
        seconds = time.perf_counter() - began
        frames = _scroll(pane)
        garbage.stop()
        pane.close()
        tree.close()
        people.close()
        await scope.close()
    frames.sort()
    return {
        "open_stall": meter.worst,
        "open_stall_p99": meter.percentile(0.99),
        "open_seconds": seconds,
        "scroll_p99": frames[int(len(frames) * 0.99)],
        "scroll_max": frames[-1],
    }


async def _open_all(tree: DirectoryModel) -> None:
    """Open every company and unit, as somebody would who clicks from the top to the end."""
    filled = asyncio.Event()
    tree.filled.connect(filled.set)
    row = 0
    while row < tree.rowCount():
        index = tree.index(row, 0)
        if index.data(DirectoryRole.KIND) != NodeKind.PERSON and not index.data(
            DirectoryRole.IS_OPEN
        ):
            tree.set_open(row, True)
            if tree.index(row, 0).data(DirectoryRole.IS_LOADING):
                filled.clear()
                await filled.wait()
        row += 1
        if row % _WALKED_AT_ONCE == 0:
            await asyncio.sleep(
                0
            )  # what is measured is the directory's work, not this walk over its rows
    people = tree.kinds().count(NodeKind.PERSON)
    if people != ALL_PEOPLE:
        raise RuntimeError(f"{people} people are shown, not {ALL_PEOPLE}")


def _scroll(pane: DirectoryPane) -> list[float]:
    """From the top on, and after each second of it from somewhere else."""
    bar, frames = pane.tree.verticalScrollBar(), []
    for number in range(_FRAMES):
        leap = (number * _STEP * _FRAMES) % max(1, bar.maximum())
        began = time.perf_counter()
        bar.setValue(leap if number % 50 == 0 else bar.value() + _STEP)
        pane.tree.viewport().repaint()
        frames.append((time.perf_counter() - began) * 1000)
    return frames


def main() -> None:
    """Measure on the program's own loop."""
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)  # the loop would end with the window
    loop = qasync.QSelectorEventLoop(app)
    asyncio.set_event_loop(loop)
    with loop:
        found = loop.run_until_complete(measure(app, Path(sys.argv[1])))
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
