"""Qt's loop in the long run: with some releases of PySide6 it aborts the process after some thousand turns."""

import asyncio
import gc
import os
import subprocess
import sys
import tracemalloc

import psutil

TURNS = 50_000
WARM_UP = 20_000
MOST_PYTHON_GROWTH_BYTES = 200_000
MOST_PROCESS_GROWTH_BYTES = 3_000_000
"""A leak of one small object a turn would be more, in Python's objects or in Qt's."""


def exercise() -> tuple[int, int]:
    """Run the loop; returns by how many bytes Python's objects, and the process, grew after the warm-up."""
    import qasync
    from PySide6.QtCore import QCoreApplication

    application = QCoreApplication([])
    process = psutil.Process()
    python_growth = process_growth = 0

    async def turn(count: int) -> None:
        loop = asyncio.get_running_loop()
        for _ in range(count // 2):
            await asyncio.sleep(0)
            soon = loop.create_future()
            loop.call_later(0, soon.set_result, None)
            await soon

    async def work() -> None:
        nonlocal python_growth, process_growth
        await turn(WARM_UP)
        gc.collect()
        resident = process.memory_info().rss
        await turn(TURNS)
        gc.collect()
        process_growth = process.memory_info().rss - resident
        tracemalloc.start()
        traced, _ = tracemalloc.get_traced_memory()
        await turn(TURNS)
        gc.collect()
        python_growth = tracemalloc.get_traced_memory()[0] - traced

    with qasync.QSelectorEventLoop(application) as loop:
        loop.run_until_complete(work())
    return python_growth, process_growth


def test_fifty_thousand_turns_neither_abort_nor_leak() -> None:
    # In a process of its own: an abort must fail this test, not end the whole run.
    finished = subprocess.run(
        [sys.executable, "-X", "faulthandler", __file__],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    python_growth, process_growth = map(int, finished.stdout.split())
    assert python_growth < MOST_PYTHON_GROWTH_BYTES
    assert process_growth < MOST_PROCESS_GROWTH_BYTES


if __name__ == "__main__":
    sys.stdout.write(" ".join(map(str, exercise())))
