"""Selected text, from a place in one message to a place in another. Positions are in the text as it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from startalk_desktop.model.message import Message
from startalk_desktop.ui.chat.text_block import len16, slice16
from startalk_desktop.ui.time_texts import TimeTexts


@dataclass(frozen=True, slots=True)
class Place:
    """A position in the text shown of one message: its store row, and UTF-16 units from the text's start."""

    row: int
    position: int


@dataclass(frozen=True, slots=True)
class TextSelection:
    """From where the mouse was pressed to where it is."""

    anchor: Place
    focus: Place

    @property
    def is_empty(self) -> bool:
        """Whether nothing is selected."""
        return self.anchor == self.focus

    def range_in(
        self, index: int, anchor_index: int, focus_index: int, length: int
    ) -> tuple[int, int] | None:
        """What of the message at model row `index` is selected, as UTF-16 positions.

        `anchor_index` and `focus_index` are the model rows of the two ends, `length` that of the text.
        """
        ends = sorted(((anchor_index, self.anchor.position), (focus_index, self.focus.position)))
        (first, start), (last, end) = ends
        if not first <= index <= last:
            return None
        found = (start if index == first else 0, min(end, length) if index == last else length)
        return found if found[0] < found[1] else None


def copied_text(parts: Sequence[tuple[Message, str, str]], times: TimeTexts) -> str:
    """The clipboard's text for `parts`: message, sender's name, what is selected of the text shown.

    A part of one message is copied as it is; of several, each with who wrote it and when.
    """
    if len(parts) == 1:
        return parts[0][2]
    return "\n\n".join(
        f"{name}, {times.clock(message.sent_at)}\n{text}" for message, name, text in parts
    )


def word_at(text: str, position: int) -> tuple[int, int]:
    """The word around UTF-16 `position`; Chinese runs count as one word, as elsewhere in Qt."""
    before = len(slice16(text, 0, position))
    start = end = min(before, len(text))
    while start > 0 and _is_word(text[start - 1]):
        start -= 1
    while end < len(text) and _is_word(text[end]):
        end += 1
    if start == end and end < len(text):
        end += 1
    return len16(text[:start]), len16(text[:end])


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"
