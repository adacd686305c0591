"""What a domain offers, and whether it works at the moment."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from startalk_desktop.model.failure import Failure
from startalk_desktop.model.identity import Timestamp


class ServiceKind(StrEnum):
    """What an account uses of its domain."""

    CHAT = "chat"
    FILES = "files"  # the upload service
    NAV = "nav"  # the document that says where the company is


class Standing(StrEnum):
    """Whether a service works."""

    UNKNOWN = "unknown"  # not asked, or nothing can be asked now
    WORKING = "working"
    ABSENT = "absent"  # the domain does not offer it
    FAILING = "failing"


@dataclass(frozen=True, slots=True)
class ServiceState:
    """How one service of one account's domain stands.

    `failure` says why it is FAILING, and `since` when that was first seen.
    """

    kind: ServiceKind
    standing: Standing
    failure: Failure | None = None
    since: Timestamp | None = None
