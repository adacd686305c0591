"""The rows of the directory as a tree, with which of them are open, and the flat list of those in sight. No Qt."""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

from startalk_desktop.model.account import Account
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.organisation import Member, UnitHead

_MOST_COMPARED: Final = 400
"""Rows that are compared one by one; of more than these, what differs is put in as a whole."""


class NodeKind(StrEnum):
    """What a row of the tree is."""

    SECTION = "section"  # people of all companies, gathered
    COMPANY = "company"
    PARTNER = "partner"  # a linked domain, below the company through which it is reached
    UNIT = "unit"
    PERSON = "person"


class Section(StrEnum):
    """What people are gathered for above the companies."""

    STARRED = "starred"
    RECENT = "recent"


Content = Section | Account | UnitHead | Member


@dataclass(slots=True, eq=False)
class Node:
    """One row.

    Attributes:
        account: whose tree it is in; of a section, none.
        depth: how many rows it is below.
        children: None until they were read for the first time; kept, and not in sight, while it is closed.
        is_stale: changed while it was being read.
        row: where it was last found in the list of rows; it may have moved since.
    """

    kind: NodeKind
    account: Account | None
    parent: Node | None
    content: Content
    depth: int = 0
    children: list[Node] | None = None
    is_open: bool = False
    is_loading: bool = False
    is_stale: bool = False
    row: int = 0

    @property
    def key(self) -> Hashable:
        """What makes it the same row after its parent was read again."""
        match self.content:
            case Account(id=account):
                return NodeKind.COMPANY, account
            case UnitHead(id=unit):
                return NodeKind.UNIT, unit
            case Member(jid=jid):
                return NodeKind.PERSON, self.account and self.account.id, jid
            case section:
                return NodeKind.SECTION, section

    @property
    def jid(self) -> Jid | None:
        """A person's address."""
        return self.content.jid if isinstance(self.content, Member) else None

    @property
    def has_children(self) -> bool:
        """Whether it can be opened; until it was read, it is taken to have some."""
        return self.kind is not NodeKind.PERSON and (self.children is None or bool(self.children))

    def in_sight(self) -> Iterator[Node]:
        """What is shown below it, in order."""
        if self.is_open:
            for child in self.children or ():
                yield child
                if child.is_open:
                    yield from child.in_sight()

    def opened(self) -> Iterator[Node]:
        """Itself and all below it whose children are known."""
        if self.children is not None:
            yield self
            for child in self.children:
                yield from child.opened()


@dataclass(frozen=True, slots=True)
class Step:
    """Rows `start` to `end` of the old children give way to rows `fresh_start` to `fresh_end` of the new ones."""

    start: int
    end: int
    fresh_start: int
    fresh_end: int


def steps_between(shown: Sequence[Node], fresh: Sequence[Node]) -> list[Step]:
    """What turns `shown` into `fresh`, from the end on, so that each step leaves the places of the others alone."""
    old, new = [node.key for node in shown], [node.key for node in fresh]
    head = sum(1 for _ in itertools.takewhile(_are_equal, zip(old, new, strict=False)))
    tail_end = min(len(old), len(new)) - head
    ends = zip(reversed(old), reversed(new), strict=False)
    tail = sum(1 for _ in itertools.takewhile(_are_equal, itertools.islice(ends, tail_end)))
    old_middle, new_middle = old[head : len(old) - tail], new[head : len(new) - tail]
    if not old_middle and not new_middle:
        return []
    if len(old_middle) + len(new_middle) > _MOST_COMPARED:
        return [Step(head, len(old) - tail, head, len(new) - tail)]
    matcher = SequenceMatcher(None, old_middle, new_middle, autojunk=False)
    return [
        Step(head + a, head + b, head + c, head + d)
        for tag, a, b, c, d in reversed(matcher.get_opcodes())
        if tag != "equal"
    ]


def _are_equal(pair: tuple[Hashable, Hashable]) -> bool:
    return pair[0] == pair[1]
