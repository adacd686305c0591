"""What people are found by, in memory: which of ten thousand have a word is told in a fraction of the time of a query.

It holds what the database holds, so it is made anew after each change of the tree, by whoever looks for somebody first.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate

from startalk_desktop.store import people
from startalk_desktop.store.sqlcipher import Connection

_MOST_NARROWED = 2_000
"""People. Where more have a word, it narrows nothing down, and the query reads everybody."""

_END = b"\n\n"  # in no key: what people are found by is folded, and each field is in one line


class PersonIndex:
    """The people and units of one account as they are in the database.

    Attributes:
        units: by id.
    """

    def __init__(self, connection: Connection) -> None:
        rows = connection.execute(
            "SELECT id, name_key || char(0) || spelling || char(0) || initials || char(0) || rest_key FROM person"
        ).fetchall()
        self.units = people.units(connection)
        self._ids: list[int] = [row[0] for row in rows]
        keys = [row[1].encode() for row in rows]
        self._text = _END.join(keys)
        self._ends = list(accumulate(len(key) + len(_END) for key in keys))

    def narrowed(self, words: Iterable[str]) -> list[int] | None:
        """The rows of all people who have each of `words` in what they are found by; None where that are too many."""
        found: set[int] | None = None
        for word in words:
            having = self._having(word.encode())
            if having is not None:
                found = having if found is None else found & having
        return None if found is None else sorted(found)

    def _having(self, word: bytes) -> set[int] | None:
        found: set[int] = set()
        place = self._text.find(word)
        while place >= 0:
            person = bisect_right(self._ends, place)
            found.add(self._ids[person])
            if len(found) > _MOST_NARROWED:
                return None
            # On to the next person: one has a word or not.
            place = self._text.find(word, self._ends[person])
        return found
