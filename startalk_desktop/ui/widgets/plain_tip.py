"""Tool tips that are never taken for markup: Qt guesses, and a name with tags in it would be drawn as what it says."""

from __future__ import annotations

import html


def plain_tip(text: str) -> str:
    """`text` for `setToolTip`, shown letter by letter and line by line whatever it is."""
    lines = "<br>".join(map(html.escape, text.split("\n")))
    return f"<p>{lines}</p>" if text else ""
