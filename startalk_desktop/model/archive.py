"""Asking an archive (XEP-0313) and what is known of one: pages, and intervals between which nothing is missing."""

from __future__ import annotations

from dataclasses import dataclass

from startalk_desktop.model.annotation import Annotation
from startalk_desktop.model.events import RoomInvitationReceived
from startalk_desktop.model.identity import Timestamp
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import ReceivedMessage


@dataclass(frozen=True, slots=True)
class ArchiveQuery:
    """One page of `archive`.

    Exactly one direction: `before` set (``""`` asks for the newest page) pages backwards, else forwards from
    `after` (``""`` is the archive's start). `start`/`end` bound by time, `with_jid` by peer.
    """

    archive: Jid  # the own bare address, or a room
    limit: int = 50
    before: str | None = None
    after: str = ""
    with_jid: Jid | None = None
    start: Timestamp | None = None
    end: Timestamp | None = None


@dataclass(frozen=True, slots=True)
class ArchivePage:
    """An answer, oldest first, whichever way it was paged.

    `first_id`/`last_id` bound the page even where some results were no messages we keep.
    """

    messages: tuple[ReceivedMessage, ...]
    first_id: str
    last_id: str
    first_at: Timestamp | None
    last_at: Timestamp | None
    is_complete: bool  # nothing further in the direction asked
    total: int | None = None
    annotations: tuple[Annotation, ...] = ()  # oldest first
    invitations: tuple[
        RoomInvitationReceived, ...
    ] = ()  # oldest first; by others, of the own archive


@dataclass(frozen=True, slots=True)
class ArchiveInterval:
    """A stretch of one archive, both ends included, of which everything is known.

    Times are the archive's own stamps; None where only a live message told of an end.
    """

    first_id: str
    last_id: str
    first_at: Timestamp | None
    last_at: Timestamp | None
    reaches_start: bool  # the archive has nothing older
