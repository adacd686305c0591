"""Finding people among 30,000 in three companies, and the same by reading every row; prints JSON.

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
from tests.bench.organisation import organisation
from tests.bench.profile import COMPANIES, FileVault

QUERIES = (
    "王",
    "王芳12",
    "wangfang",
    "wf",
    "person77",
    "工程师",
    "00123",
    "部门 40",
    "李 部门",
    "zzz",
)
"""Names, pinyin, initials, addresses, titles, numbers, units, several at once, and nobody."""

_LIMIT = 60
_TURNS = 7


async def find(profile: Path) -> dict[str, float]:
    """Milliseconds: the median over all queries, and the slowest query's, for both ways."""
    medians = []
    async with Startalk.running(profile, FileVault.read(profile)) as startalk:
        await startalk.directory.find_people(QUERIES[0], _LIMIT)
        for query in QUERIES:
            seconds = []
            for _ in range(_TURNS):
                began = time.perf_counter()
                found = await startalk.directory.find_people(query, _LIMIT)
                seconds.append(time.perf_counter() - began)
            if bool(found) == (query == QUERIES[-1]):
                raise RuntimeError(f"{query} found {len(found)} people")
            medians.append(statistics.median(seconds) * 1000)
    plain = _scan()
    return {
        "milliseconds": statistics.median(medians),
        "slowest_milliseconds": max(medians),
        "scan_milliseconds": statistics.median(plain),
        "slowest_scan_milliseconds": max(plain),
    }


def _scan() -> list[float]:
    """Everything in the clear, in SQLite in memory, and LIKE on each column: no pinyin, no units, no order."""
    medians = []
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE person (jid, name, title, phone, email)")
        for company in COMPANIES:
            database.executemany(
                "INSERT INTO person VALUES (?, ?, ?, ?, ?)",
                [
                    (str(one.jid), one.name, one.title, one.phone, one.email)
                    for unit in organisation(f"{company}.example")
                    for one in unit.members
                ],
            )
        columns = ("jid", "name", "title", "phone", "email")
        matches = " OR ".join(f"{column} LIKE ?1" for column in columns)
        for query in QUERIES:
            seconds = []
            for _ in range(_TURNS):
                began = time.perf_counter()
                database.execute(
                    f"SELECT * FROM person WHERE {matches}",
                    (f"%{query}%",),
                ).fetchall()
                seconds.append(time.perf_counter() - began)
            medians.append(statistics.median(seconds) * 1000)
    return medians


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(find(Path(sys.argv[1])))) + "\n")
