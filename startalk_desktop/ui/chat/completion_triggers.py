"""What before the caret asks for a completion: ``@name``, ``:name`` and ``:name:``. Pure functions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

from startalk_desktop.viewmodels.mention_ranges import utf16_length

LOOKED_AT: Final = 48
"""How many units before the caret are worth reading."""

# In Chinese no blank stands before the @, but in an address letters do.
_MENTION: Final = re.compile(r"(?<![A-Za-z0-9._+\-/])@((?:[^\s@]+(?: [^\s@]+)* ?)?)$")
_EMOJI: Final = re.compile(r"(?<![\w:/]):([\w+\-]{1,32})$")
_WHOLE_EMOJI: Final = re.compile(r"(?<![\w:/]):([\w+\-]{1,32}):$")
_LEAST: Final = 2  # letters of an emoji's name; of Chinese, one character says enough


class TriggerKind(Enum):
    """What is completed."""

    MENTION = "mention"
    EMOJI = "emoji"
    WHOLE_EMOJI = "whole-emoji"  # `:name:`, typed in full


@dataclass(frozen=True, slots=True)
class Trigger:
    """What is typed so far, and how many UTF-16 units before the caret it begins."""

    kind: TriggerKind
    query: str
    length: int


def trigger_before(text: str) -> Trigger | None:
    """What `text`, which ends at the caret, asks for."""
    if found := _MENTION.search(text):
        return _trigger(TriggerKind.MENTION, found)
    if found := _WHOLE_EMOJI.search(text):
        return _trigger(TriggerKind.WHOLE_EMOJI, found)
    found = _EMOJI.search(text)
    if found and (len(found[1]) >= _LEAST or not found[1].isascii()):
        return _trigger(TriggerKind.EMOJI, found)
    return None


def _trigger(kind: TriggerKind, found: re.Match[str]) -> Trigger:
    return Trigger(kind, found[1], utf16_length(found[0]))
