"""What is written: a text with the people it names, what it is about, and why it did not leave."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from startalk_desktop.core.errors import RefusalCode
from startalk_desktop.core.outbox import MAX_TEXT_BYTES
from startalk_desktop.model.failure import Failure
from startalk_desktop.model.message import Mention, Message


class ComposeKind(Enum):
    """What becomes of the text at Enter."""

    WRITING = "writing"  # a new message
    REPLYING = "replying"  # a new message that answers another
    EDITING = "editing"  # the new text of a sent one


@dataclass(frozen=True, slots=True)
class ComposeMode:
    """What is written, and about which message."""

    kind: ComposeKind = ComposeKind.WRITING
    message: Message | None = None  # answered or edited
    author: str = ""  # of that message, as it is shown


@dataclass(frozen=True, slots=True)
class Written:
    """A text and the people it names."""

    text: str = ""
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Unsent:
    """Why what was written did not leave; it is in the composer still."""

    code: RefusalCode | None = None  # the edit can't be made
    failure: Failure | None = None  # the domain took no file; None: this computer could not do it


def is_too_long(text: str) -> bool:
    """Whether `text` is more than one message carries, so that it goes as a file."""
    return len(text) * 4 > MAX_TEXT_BYTES and size_of(text) > MAX_TEXT_BYTES


def size_of(text: str) -> int:
    """How many bytes of UTF-8 `text` has."""
    return len(text.strip().encode(errors="replace"))


def joined(first: Written, then: Written) -> Written:
    """`first`, and `then` on a new line behind it."""
    if not then.text.strip():
        return first
    begin = len(first.text) + 1
    moved = (
        Mention(mention.jid, mention.start + begin, mention.end + begin)
        for mention in then.mentions
    )
    return Written(f"{first.text}\n{then.text}", (*first.mentions, *moved))
