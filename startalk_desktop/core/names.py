"""What to call people, at once: a bounded memory in front of the store's remarks, directory and contact list."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import Final

from startalk_desktop.core.changes import ChangeHub
from startalk_desktop.model.changes import PeopleChanged
from startalk_desktop.model.identity import AccountId
from startalk_desktop.model.jid import Jid
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.tasks import TaskScope

_LIMIT: Final = 4_096
_ASKED_AT_ONCE: Final = 500


class Names:
    """Names by bare address. What it has not it looks up in the background, many at once, and tells."""

    def __init__(
        self, account: AccountId, store: AccountStore, changes: ChangeHub, scope: TaskScope
    ) -> None:
        self._account = account
        self._store = store
        self._changes = changes
        self._scope = scope
        self._known: OrderedDict[Jid, str] = OrderedDict()  # "" where nobody knows a name
        self._asked: set[Jid] = set()
        self._looked_up: set[Jid] = set()  # just now; less what is forgotten meanwhile
        self._is_looking = False

    def of(self, jid: Jid) -> str:
        """The name of a bare address, or ``""`` where memory has none (yet)."""
        name = self._known.get(jid)
        if name is not None:
            self._known.move_to_end(jid)
            return name
        if len(self._asked) < _LIMIT and not self._scope.is_closed:
            self._asked.add(jid)
            if not self._is_looking:
                self._is_looking = True
                self._scope.start(self._look_up(), "look up names")
        return ""

    def forget(self, jids: Iterable[Jid] | None = None) -> None:
        """These may have other names now, or everybody may."""
        if jids is None:
            self._known.clear()
            self._looked_up.clear()
            return
        for jid in jids:
            self._known.pop(jid, None)
            self._looked_up.discard(jid)

    async def from_store(self, jid: Jid) -> str:
        """What the directory or else the contact list calls a bare address, ``""`` where neither does."""
        return (await self._names([jid]))[jid]

    async def all_from_store(self, jids: list[Jid]) -> dict[Jid, str]:
        """The names of bare addresses as the store has them."""
        found: dict[Jid, str] = {}
        for start in range(0, len(jids), _ASKED_AT_ONCE):
            found |= await self._names(jids[start : start + _ASKED_AT_ONCE])
        return found

    async def _look_up(self) -> None:
        try:
            while self._asked:
                asked = [self._asked.pop() for _ in range(min(len(self._asked), _ASKED_AT_ONCE))]
                self._looked_up = set(asked)
                names = await self._names(asked)
                remarks = await self._store.arrangements.remarks()
                names.update({jid: remarks[jid] for jid in asked if jid in remarks})
                for jid in names.keys() - self._looked_up:
                    del names[jid]
                    self._asked.add(jid)
                for jid, name in names.items():
                    self._known[jid] = name
                while len(self._known) > _LIMIT:
                    self._known.popitem(last=False)
                found = frozenset(jid for jid, name in names.items() if name)
                if found:
                    self._changes.announce(PeopleChanged(self._account, found))
        finally:
            self._is_looking = False

    async def _names(self, jids: list[Jid]) -> dict[Jid, str]:
        persons = await self._store.directory.persons(jids)
        names = {jid: persons[jid].name if jid in persons else "" for jid in jids}
        if not all(names.values()):
            for item in await self._store.roster.all():
                if item.name and not names.get(item.jid, "-"):
                    names[item.jid] = item.name
        return names
