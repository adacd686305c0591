"""Messages across a link between two reference servers."""

from __future__ import annotations

from tests.bench.measuring import measured
from tests.bench.results import Result, ratio_of


async def measure_links(runs: int) -> list[Result]:
    """2,000 messages between two linked servers against the same between two people of one."""
    across, within = [], []
    for _ in range(runs):
        across.append(await measured("links_messages", "linked"))
        within.append(await measured("links_messages", "own"))
    return [
        ratio_of(
            "links.messages",
            "per s",
            [run["rate"] for run in across],
            "between two people of one server",
            [run["rate"] for run in within],
        )
    ]
