"""A search for two Chinese characters in all companies, and the same by reading every row; prints JSON.

Argument: the profile's folder.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import statistics
import sys
import time
from contextlib import closing
from pathlib import Path

from startalk_desktop.core.startalk import Startalk
from tests.bench.profile import MESSAGES, FileVault, bench_text

_QUERY = "报告"
_LIMIT = 50
_TURNS = 20


async def search(profile: Path) -> dict[str, float]:
    """Milliseconds for each way, the median of several turns."""
    async with Startalk.running(profile, FileVault.read(profile)) as startalk:
        seconds = []
        for _ in range(_TURNS):
            began = time.perf_counter()
            hits = await startalk.search.messages(_QUERY, limit=_LIMIT)
            seconds.append(time.perf_counter() - began)
    if len(hits) != _LIMIT:
        raise RuntimeError(f"the search found {len(hits)} messages, not {_LIMIT}")
    return {"milliseconds": statistics.median(seconds) * 1000, "scan_milliseconds": _scan()}


def _scan() -> float:
    """The texts in the clear, in SQLite in memory, and LIKE: it has no index to use, and nothing to decrypt."""
    seconds = []
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE message (at INTEGER PRIMARY KEY, text TEXT NOT NULL)")
        texts = ((number, bench_text(number)) for number in range(MESSAGES))
        database.executemany("INSERT INTO message VALUES (?, ?)", texts)
        for _ in range(_TURNS):
            began = time.perf_counter()
            database.execute(
                "SELECT at, text FROM message WHERE text LIKE ?", (f"%{_QUERY}%",)
            ).fetchall()
            seconds.append(time.perf_counter() - began)
    return statistics.median(seconds) * 1000


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(search(Path(sys.argv[1])))) + "\n")
