"""Making a published tree of units one that can be walked: rules only, no database."""

from __future__ import annotations

from collections.abc import Mapping

MAX_DEPTH = 32
"""Levels of an organisation that are shown; a path up the tree ends there."""


def without_circles(parents: Mapping[str, str]) -> dict[str, str]:
    """`parents` by unit, with just enough of them emptied that following parents always ends."""
    safe: dict[str, str] = {}
    for start in parents:
        path: dict[str, None] = {}
        unit = start
        while unit in parents and unit not in safe and unit not in path:
            path[unit] = None
            unit = parents[unit]
        closes = unit if unit in path else None
        for step in path:
            safe[step] = parents[step]
        if closes is not None:
            safe[closes] = ""
    return safe
