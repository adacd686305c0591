"""Somebody as a source of staff describes them, with the place in the source, and what is wrong in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from startalk_desktop.model.jid import Jid

MOST_SHOWN: Final = 20
"""Problems that are listed; the rest is counted."""


class Visibility(StrEnum):
    """Who may see somebody in the tree."""

    COMPANY = "company"
    LINKED = "linked"  # linked domains, too
    HIDDEN = "hidden"  # nobody: never leaves this machine as a member of a unit


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something is said: a file, and in it a line and a column (both from 1; 0 where there is none)."""

    source: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return ":".join([self.source, *(f"{part}" for part in (self.line, self.column) if part)])


@dataclass(frozen=True, slots=True)
class StaffEntry:
    """A person in one unit; who is in several has an entry for each.

    Attributes:
        path: the names of the units from the top to the person's own.
        unit_id: what the source calls the unit, so that it may be renamed and moved; ``""`` where it does not say.
        manager: whom the person reports to there.
        order: the place in the unit; None leaves it to the sequence of entries.
    """

    jid: Jid
    name: str
    path: tuple[str, ...]
    origin: Origin
    title: str = ""
    phone: str = ""
    email: str = ""
    unit_id: str = ""
    order: int | None = None
    visibility: Visibility = Visibility.COMPANY
    manager: Jid | None = None


class Problems:
    """What is wrong with a source; all of it is found before anything is said."""

    def __init__(self) -> None:
        self._found: list[tuple[Origin, str]] = []

    def __len__(self) -> int:
        return len(self._found)

    def add(self, origin: Origin, text: str) -> None:
        """`text` says what is wrong at `origin` and what to do."""
        self._found.append((origin, text))

    def lines(self) -> Iterator[str]:
        """The first ones, by their places, and how many more there are."""
        ordered = sorted(self._found, key=lambda each: (each[0].line, each[0].column))
        for origin, text in ordered[:MOST_SHOWN]:
            yield f"{origin}: {text}"
        if len(ordered) > MOST_SHOWN:
            yield f"… and {len(ordered) - MOST_SHOWN} more like these"
