"""What a domain allows its people (``urn:startalk:policy:1``): limits of recall, and what may leave the company."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

DEFAULT_RECALL_SECONDS: Final = 120


class LeavePolicy(StrEnum):
    """Whether messages and files may be carried into another company."""

    ASK = "ask"
    FORBID = "forbid"


@dataclass(frozen=True, slots=True)
class DomainPolicy:
    """The defaults hold where a domain publishes none."""

    recall_seconds: int | None = (
        DEFAULT_RECALL_SECONDS  # None: without a limit; 0: nobody may recall
    )
    leaving: LeavePolicy = LeavePolicy.ASK
