"""Whom an account wants to hear nothing of, and what it tells the server of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from startalk_desktop.model.jid import Jid

MAX_REPORT_CHARACTERS: Final = 2000
MAX_REPORTED_MESSAGES: Final = 50


class ReportReason(StrEnum):
    """The reasons that XEP-0377 section 4 knows."""

    SPAM = "urn:xmpp:reporting:spam"
    ABUSE = "urn:xmpp:reporting:abuse"


@dataclass(frozen=True, slots=True)
class Report:
    """What the server's operators are told together with a block (XEP-0377)."""

    reason: ReportReason
    text: str = ""
    messages: tuple[tuple[Jid, str], ...] = ()  # by which archive, and what that calls the message
