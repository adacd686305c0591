"""A file of a message on its way up or down."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from startalk_desktop.model.failure import Failure
from startalk_desktop.model.identity import ConversationId


class TransferDirection(StrEnum):
    """Whether a file leaves or comes."""

    UP = "up"
    DOWN = "down"


class TransferState(StrEnum):
    """How a transfer stands. DONE and CANCELLED are told once; there is nothing left of it then."""

    WAITING = "waiting"  # its turn comes, or what it needs comes back; `failure` says what was the matter last
    RUNNING = "running"
    FAILED = "failed"  # only a person can set it going again
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Transfer:
    """File `index` of message `row`, on its way.

    Attributes:
        id: names this transfer as long as it is there, across restarts.
        conversation: where the message is.
        row: the message.
        index: which of its files.
        direction: up or down.
        state: how it stands.
        done: bytes that are through.
        total: bytes in all, None where nobody told.
        failure: why it FAILED, or why it waits.
    """

    id: str
    conversation: ConversationId
    row: int
    index: int
    direction: TransferDirection
    state: TransferState
    done: int
    total: int | None
    failure: Failure | None = None
