"""What a person has to know before they leave a company."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class StaysOnServer(StrEnum):
    """What is kept by the company's server, and is not ours to destroy."""

    ACCOUNT = "account"  # one can sign in again
    ARCHIVE = "archive"  # the messages
    ROOMS = "rooms"  # being a member of rooms, and what was said there
    CONTACTS = "contacts"
    CARD = "card"  # card and picture
    SETTINGS = "settings"  # bookmarks, pins, read positions, whom one blocks


@dataclass(frozen=True, slots=True)
class StoreCounts:
    """How much an account's store holds."""

    conversations: int = 0
    messages: int = 0
    drafts: int = 0
    unsent: int = (
        0  # own messages, and own edits, recalls and reactions, that the server does not have
    )
    files: int = 0  # pictures and other small files
    people: int = 0


@dataclass(frozen=True, slots=True)
class LeaveSummary:
    """What leaving destroys here, for good, and what it leaves with the company."""

    counts: StoreCounts | None  # None: it is locked, or can't be opened
    bytes_here: int
    stays: frozenset[StaysOnServer]
    room_count: int = 0  # rooms that go on having us as a member
