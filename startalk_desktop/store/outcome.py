"""What a write did, for `core` to announce after the commit."""

from __future__ import annotations

from dataclasses import dataclass, field

from startalk_desktop.model.jid import Jid


@dataclass(frozen=True, slots=True)
class RecordOutcome:
    """Rows by conversation, and the lines of the inbox that changed with them.

    `removed` has rows that turned out to be copies of another row (which is then in `updated`), or that were deleted.
    """

    added: dict[Jid, tuple[int, ...]] = field(default_factory=dict)
    updated: dict[Jid, tuple[int, ...]] = field(default_factory=dict)
    removed: dict[Jid, tuple[int, ...]] = field(default_factory=dict)
    peers: frozenset[Jid] = frozenset()
    readers: frozenset[Jid] = frozenset()  # rooms in which somebody else has read further

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed."""
        return not (self.added or self.updated or self.removed or self.peers or self.readers)
