"""What a person typed, as it may leave: nothing that XML can't carry, and not too much of it. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from startalk_desktop.core.errors import ActionRefused, RefusalCode
from startalk_desktop.model.message import Mention

MAX_TEXT_BYTES: Final = 60_000
"""UTF-8 bytes of one message's text. Servers cut a stream at stanzas of 256 KiB, some at 64."""

_MENTIONS_LIMIT: Final = 100
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def sendable(text: str) -> str:
    """`text` without what XML can't carry and without blank ends.

    Raises:
        ValueError: nothing is left, or more than `MAX_TEXT_BYTES`.
    """
    text = printable(text)
    if not text:
        raise ValueError("there is nothing to send")
    if len(text.encode()) > MAX_TEXT_BYTES:
        raise ValueError(
            f"a message can't be longer than {MAX_TEXT_BYTES} bytes; send it as a file"
        )
    return text


def printable(text: str) -> str:
    """`text` without what XML can't carry and without blank ends, however long."""
    return _NOT_IN_XML.sub("", text).strip()


def replacement(text: str) -> str:
    """`text` as the new text of a message.

    Raises:
        ActionRefused: EMPTY or TOO_LONG.
    """
    try:
        return sendable(text)
    except ValueError as error:
        is_empty = not printable(text)
        code = RefusalCode.EMPTY if is_empty else RefusalCode.TOO_LONG
        raise ActionRefused(code) from error


def moved_mentions(typed: str, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """`mentions` of what was typed, at their places in `printable(typed)`; those that are nowhere go."""
    if not mentions:
        return ()
    kept = _NOT_IN_XML.sub("", typed)
    cut = len(kept) - len(kept.lstrip())
    length = len(kept.strip())
    moved = []
    for mention in sorted(mentions, key=lambda one: (one.start, one.end))[:_MENTIONS_LIMIT]:
        start = len(_NOT_IN_XML.sub("", typed[: max(0, mention.start)])) - cut
        end = len(_NOT_IN_XML.sub("", typed[: max(0, mention.end)])) - cut
        if 0 <= start < end <= length:
            moved.append(replace(mention, start=start, end=end))
    return tuple(moved)
