"""What a search inside a conversation may ask for besides words."""

from __future__ import annotations

from enum import IntFlag


class SearchKind(IntFlag):
    """What a message has to have. Stored with each message, so the numbers stay as they are."""

    LINKS = 1
    FILES = 2  # pictures are files, too
    PICTURES = 4
    MENTIONS = 8  # it names us
