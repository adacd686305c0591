"""Whether a text names us."""

from __future__ import annotations

import re
from collections.abc import Sequence

from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import Mention
from startalk_desktop.store.words import fold


class MentionRule:
    """By what others name us.

    Args:
        own_names: texts whose use is a mention.
        own: the own address, to which a text may refer (XEP-0372).
    """

    def __init__(self, own_names: Sequence[str] = (), own: Jid | None = None) -> None:
        self._pattern = mention_pattern(own_names)
        self._own = None if own is None else own.bare

    def names_us(self, text: str, mentions: Sequence[Mention] = ()) -> bool:
        """Whether `text`, which refers to `mentions`, names us."""
        if self._own is not None and any(one.jid.bare == self._own for one in mentions):
            return True
        return self._pattern is not None and self._pattern.search(fold(text)) is not None


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
