"""Messages that are nothing but a few emoji, which are shown large."""

from __future__ import annotations

import re
from typing import Final

_LARGE: Final = 3
_LONGEST: Final = 80  # characters; three families of four with skin tones and joiners fit
_BASE: Final = (
    "[\U0001f000-\U0001faff]"
    # Of the older symbols those that are emoji by themselves, and any that is asked to be one.
    "|[\u231a\u231b\u23e9-\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615\u2648-\u2653\u267f\u2693\u26a1\u26aa\u26ab"
    "\u26bd\u26be\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705\u270a\u270b\u2728\u274c\u274e"
    "\u2753-\u2755\u2757\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55]"
    "|[\u203c-\u3299](?=[\ufe0f\u200d\U0001f3fb-\U0001f3ff])"
)
_ONE: Final = f"(?:{_BASE})[\ufe0f\U0001f3fb-\U0001f3ff]*[\U000e0020-\U000e007f]*"
_EMOJI: Final = re.compile(
    f"(?:[\U0001f1e6-\U0001f1ff]{{2}}|[0-9#*]\ufe0f?\u20e3|{_ONE}(?:\u200d{_ONE})*)[ \n]?"
)


def is_large_emoji(text: str) -> bool:
    """Whether `text` is one to three emoji and nothing else."""
    text = text.strip()
    if not text or len(text) > _LONGEST or text.isascii():
        return False
    at = count = 0
    while at < len(text):
        match = _EMOJI.match(text, at)
        if match is None or count == _LARGE:
            return False
        at = match.end()
        count += 1
    return True
