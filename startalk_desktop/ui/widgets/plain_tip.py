"""Tool tips that are never taken for markup: Qt guesses, and a name with tags in it would be drawn as what it says."""

from __future__ import annotations

import html


def plain_tip(text: str) -> str:
    """`text` for `setToolTip`, shown letter by letter whatever it is."""
    return f"<p>{html.escape(text)}</p>" if text else ""
