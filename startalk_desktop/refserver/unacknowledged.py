"""Stanzas that were sent and may be lost, until the other side acknowledges them (XEP-0198 section 4)."""

from __future__ import annotations

from collections import deque

from .parser import StreamError

_MODULUS = 2**32


class Unacknowledged:
    """What was sent, oldest first, as bytes; `bytes` says how many those are."""

    def __init__(self) -> None:
        self.bytes = 0
        self._kept: deque[tuple[float, bytes]] = deque()
        self._acknowledged = 0

    def __len__(self) -> int:
        return len(self._kept)

    def add(self, content: bytes, moment: float = 0.0) -> None:
        """One more was sent, at that moment."""
        self._kept.append((moment, content))
        self.bytes += len(content)

    def acknowledge(self, given: str | None) -> None:
        """The other side tells its count; raises `StreamError` if it can't be."""
        if given is None or not given.isdecimal() or len(given) > len(str(_MODULUS)):
            raise StreamError("bad-format", "h is no number")
        fresh = (int(given) - self._acknowledged) % _MODULUS
        if fresh > len(self._kept):
            text = f"You acknowledged {given} stanzas, which is more than were sent"
            raise StreamError("undefined-condition", text)
        self._acknowledged = (self._acknowledged + fresh) % _MODULUS
        for _ in range(fresh):
            self._drop()

    def drop_before(self, moment: float) -> None:
        """Forget what was sent earlier."""
        while self._kept and self._kept[0][0] < moment:
            self._drop()

    def contents(self) -> list[bytes]:
        """All of them."""
        return [content for _, content in self._kept]

    def clear(self) -> None:
        """Forget all of them."""
        self._kept.clear()
        self.bytes = 0

    def _drop(self) -> None:
        self.bytes -= len(self._kept.popleft()[1])
