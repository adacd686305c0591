"""`make bench`: measures the program against simpler things that do less, and writes ``build/bench``.

Each run measures both sides one after the other; what is measured is in the modules beside this one.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from tests.bench.measure_archive import measure_search, measure_sync
from tests.bench.measure_directory import measure_directory
from tests.bench.measure_files import measure_files, measure_pictures
from tests.bench.measure_links import measure_links
from tests.bench.measure_organisation import measure_organisation
from tests.bench.measure_rooms import measure_rooms
from tests.bench.measure_start import measure_start
from tests.bench.measuring import ProcessFailedError
from tests.bench.results import Result, write
from tests.servers.process import MissingServerError

_FOLDER = Path("build/bench")

Benchmark = Callable[[int], Awaitable[list[Result]]]

_BENCHMARKS: dict[str, Benchmark] = {
    "sync": measure_sync,
    "organisation": measure_organisation,
    "start": measure_start,
    "search": measure_search,
    "directory": measure_directory,
    "rooms": measure_rooms,
    "links": measure_links,
    "files": measure_files,
    "pictures": measure_pictures,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what was asked for; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench", description="Measure the program; see build/bench."
    )
    parser.add_argument("--only", choices=_BENCHMARKS, help="one benchmark in place of all")
    parser.add_argument("--runs", type=int, default=3, help="how often (default: %(default)s)")
    options = parser.parse_args(arguments)
    if options.runs < 1:
        parser.error("--runs: at least one")
    results: list[Result] = []
    failures = 0
    for name, benchmark in _BENCHMARKS.items():
        if options.only not in (None, name):
            continue
        sys.stderr.write(f"measuring {name} …\n")
        try:
            results += asyncio.run(benchmark(options.runs))
        except (ProcessFailedError, MissingServerError, TimeoutError) as error:
            sys.stderr.write(f"{name} could not be measured: {error}\n")
            failures += 1
    sys.stdout.write(write(results, _FOLDER))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
