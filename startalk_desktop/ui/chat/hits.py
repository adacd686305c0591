"""What in a message is under the mouse, by what a click does."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class HitKind(Enum):
    """What a click does; the comment says what `Hit.value` is."""

    LINK = auto()  # the address
    MENTION = auto()  # the person's `Jid`
    QUOTE = auto()  # the answered message's store row
    REACTION = auto()  # the emoji
    VERSIONS = auto()  # None: the texts before the edit
    READERS = auto()  # None: who has read it
    UNDO = auto()  # None: undo the recall
    COPY_CODE = auto()  # the code
    PICTURE = auto()  # its index among the pictures that the message shows
    SHOW_PICTURE = auto()  # the same: it is not here
    FILE = auto()  # which of the message's files
    TRANSFER = auto()  # which of the message's files: stop its transfer, or try it again
    FAILURE = auto()  # None: send again or discard
    FOLD = auto()  # None: open or close what is folded
    SENDER = auto()  # None: the sender's card


@dataclass(frozen=True, slots=True)
class Hit:
    """A place in a message that can be clicked; `row` is the message's store row where another's bubble shows it."""

    kind: HitKind
    value: object = None
    row: int | None = None
