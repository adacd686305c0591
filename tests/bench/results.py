"""What the benchmarks found: a JSON list for machines and a Markdown table for people."""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Result:
    """One figure: the median of `runs`, and how it compares with something measured in the same run.

    `against` says what with; `ratio` is the median of value / reference, run by run (None: an absolute figure).
    """

    name: str
    value: float
    unit: str
    against: str
    ratio: float | None
    runs: list[float]


def ratio_of(
    name: str, unit: str, runs: Sequence[float], against: str, references: Sequence[float]
) -> Result:
    """Compare each run with the reference measured beside it."""
    pairs = zip(runs, references, strict=True)
    ratio = statistics.median(value / reference for value, reference in pairs)
    return Result(name, statistics.median(runs), unit, against, ratio, list(runs))


def write(results: Sequence[Result], folder: Path) -> str:
    """Write ``results.json`` and ``results.md`` into `folder`; returns the table."""
    folder.mkdir(parents=True, exist_ok=True)
    listed = [asdict(result) for result in results]
    (folder / "results.json").write_text(json.dumps(listed, indent=2) + "\n", encoding="utf-8")
    table = _table(results)
    (folder / "results.md").write_text(table, encoding="utf-8")
    return table


def _table(results: Sequence[Result]) -> str:
    lines = ["| name | median | unit | against | ratio | runs |", "|---|---:|---|---|---:|---|"]
    for result in results:
        ratio = "" if result.ratio is None else f"{result.ratio:.2f}"
        runs = " ".join(f"{run:.4g}" for run in result.runs)
        lines.append(
            f"| {result.name} | {result.value:.4g} | {result.unit} | {result.against} | {ratio} | {runs} |"
        )
    return "\n".join(lines) + "\n"
