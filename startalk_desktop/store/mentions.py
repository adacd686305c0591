"""Whether a text names us."""

from __future__ import annotations

import re
from collections.abc import Sequence

from startalk_desktop.store.words import fold


def mention_pattern(own_names: Sequence[str]) -> re.Pattern[str] | None:
    """What finds any of `own_names` in folded text: as whole words, but Chinese has no blanks between words."""
    folded = sorted({fold(name).strip() for name in own_names if name.strip()})
    if not folded:
        return None
    return re.compile(
        "|".join(
            (r"\b" if name[0].isascii() else "")
            + re.escape(name)
            + (r"\b" if name[-1].isascii() else "")
            for name in folded
        ),
        # \b between ASCII letters only: in "请andy看" the name stands alone.
        re.ASCII,
    )
