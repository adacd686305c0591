"""Where in a text that is being edited people are named: the places move with the edits, and broken ones go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import Mention

TextAt = Callable[[int, int], str]
"""The text between two places."""


@dataclass(frozen=True, slots=True)
class MentionRange:
    """A name in the text. Places count UTF-16 units, as Qt's texts do."""

    start: int
    end: int
    jid: Jid
    label: str  # what stands there


class MentionRanges:
    """The names in one text."""

    def __init__(self) -> None:
        self._ranges: list[MentionRange] = []

    def __len__(self) -> int:
        return len(self._ranges)

    @property
    def ranges(self) -> tuple[MentionRange, ...]:
        """All of them, by place."""
        return tuple(self._ranges)

    def clear(self) -> None:
        """Nobody is named."""
        self._ranges.clear()

    def add(self, start: int, label: str, jid: Jid) -> None:
        """`label` at `start` names somebody."""
        self._ranges.append(MentionRange(start, start + utf16_length(label), jid, label))
        self._ranges.sort(key=lambda one: one.start)

    def take(self, text: str, mentions: Sequence[Mention]) -> None:
        """The text is now `text`, with these in it; those that do not fit it are left out."""
        self.clear()
        for mention in mentions:
            label = text[mention.start : mention.end]
            if 0 <= mention.start < mention.end <= len(text) and "\n" not in label:
                self.add(utf16_length(text[: mention.start]), label, mention.jid)

    def edited(self, place: int, removed: int, added: int, text_at: TextAt) -> None:
        """At `place`, `removed` units were replaced by `added` others; `text_at` reads the new text.

        What an edit touches stays only where its text is still the same: Qt tells of changes of form as well.
        """
        moved = [
            replace(one, start=one.start + added - removed, end=one.end + added - removed)
            if one.start >= place + removed
            else one
            for one in self._ranges
        ]
        self._ranges = [one for one in moved if text_at(one.start, one.end) == one.label]

    def covers(self, place: int) -> bool:
        """Whether `place` is inside a name, or right behind its first character."""
        return any(one.start < place <= one.end for one in self._ranges)

    def starting_at(self, place: int) -> bool:
        """Whether a name begins at `place`."""
        return any(one.start == place for one in self._ranges)

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """The same for sending: places as code points of `text`."""
        if not self._ranges:
            return ()
        encoded = text.encode("utf-16-le", errors="surrogatepass")

        def points(units: int) -> int:
            return len(encoded[: 2 * units].decode("utf-16-le", errors="surrogatepass"))

        return tuple(Mention(one.jid, points(one.start), points(one.end)) for one in self._ranges)


def utf16_length(text: str) -> int:
    """How many UTF-16 units `text` has."""
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2
