"""What is wrong with one account's published tree, remembered as long as the tree itself."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection
from typing import Final

from startalk_desktop.model.organisation import Faults, TreeFault
from startalk_desktop.store.account_store import AccountStore

_SETTING: Final = "directory.faults"
INDEX: Final = ""
"""Stands for the index among the units."""


class TreeFaults:
    """Faults by unit; each unit's are known anew when it is fetched. They are told once they are kept."""

    def __init__(self, store: AccountStore) -> None:
        self._store = store
        self._by_unit: dict[str, dict[TreeFault, int]] = {}
        self._kept: str | None = ""  # None while it is written
        self._total: Faults = ()

    @property
    def total(self) -> Faults:
        """How often each fault was found in the whole tree, as the store has it."""
        return self._total

    async def load(self) -> None:
        """Read what was kept, once, when the store was opened."""
        written = await self._store.settings.get(_SETTING) or ""
        known = set(TreeFault)
        kept: dict[str, dict[str, int]] = json.loads(written) if written else {}
        self._by_unit = {
            unit: {TreeFault(name): count for name, count in found.items() if name in known}
            for unit, found in kept.items()
        }
        self._kept, self._total = written, self._counted()

    def put(self, unit: str, faults: Faults) -> None:
        """`unit`, or the `INDEX`, has these faults now."""
        if faults:
            self._by_unit[unit] = dict(faults)
        else:
            self._by_unit.pop(unit, None)

    def keep_only(self, units: Collection[str]) -> None:
        """Forget the faults of all units but these."""
        self._by_unit = {
            unit: found for unit, found in self._by_unit.items() if unit == INDEX or unit in units
        }

    async def save(self) -> bool:
        """Keep them over restarts; returns whether `total` is another one now.

        Keep a unit's faults before its content: a unit in the store is not fetched again, so they would be lost.
        """
        written = json.dumps(self._by_unit, sort_keys=True) if self._by_unit else ""
        if written == self._kept:
            return False
        before, total = self._total, self._counted()
        self._kept = None
        await self._store.settings.set(_SETTING, written)
        self._kept, self._total = written, total
        return total != before

    def _counted(self) -> Faults:
        counts: Counter[TreeFault] = Counter()
        for found in self._by_unit.values():
            counts.update(found)
        return tuple(sorted(counts.items()))
