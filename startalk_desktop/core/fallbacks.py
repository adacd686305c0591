"""What stands in for a tree that a domain does not publish: nested contact groups, and a search on its server."""

from __future__ import annotations

import logging
from typing import Final

from startalk_desktop.core.changes import ChangeHub
from startalk_desktop.core.line import Line
from startalk_desktop.core.people import People
from startalk_desktop.core.ports import NotConnected, RequestFailed
from startalk_desktop.model.changes import DirectoryChanged
from startalk_desktop.model.identity import AccountId
from startalk_desktop.model.organisation import Person
from startalk_desktop.tasks import TaskScope

_log = logging.getLogger(__name__)

_SHORTEST_QUERY: Final = 2
"""Characters: fewer would ask a server for half of its people."""


class Fallbacks:
    """Learns at each new stream how groups are nested and whether people can be searched for on the server."""

    def __init__(
        self, account: AccountId, line: Line, people: People, changes: ChangeHub, scope: TaskScope
    ) -> None:
        self._account = account
        self._line = line
        self._people = people
        self._changes = changes
        self._scope = scope
        self._is_searchable = False

    @property
    def is_searchable(self) -> bool:
        """Whether the domain offers a search for people (XEP-0055), as far as is known."""
        return self._is_searchable and self._line.is_up

    def stream_began(self) -> None:
        """A new stream: ask again."""
        self._scope.start(self._learn(), "learn of contact groups and user search")

    async def find(self, text: str) -> list[Person]:
        """People whom the domain's directory knows by `text`; nothing for less than two characters.

        Raises:
            NotConnected, RequestFailed
        """
        if len(text.strip()) < _SHORTEST_QUERY:
            return []
        members = await self._line.require().user_search.find(text)
        return [Person(one.jid, one.name, one.title, one.phone, one.email) for one in members]

    async def _learn(self) -> None:
        try:
            session = self._line.require()
            await self._people.delimiter_told(await session.group_delimiter.fetch())
        except NotConnected:
            return
        except RequestFailed as error:
            _log.info("how contact groups are nested is not known: %s", error)
        try:
            is_searchable = await self._line.require().user_search.is_offered()
        except NotConnected:
            return
        except RequestFailed as error:
            _log.info("whether people can be searched for is not known: %s", error)
            return
        if is_searchable != self._is_searchable:
            self._is_searchable = is_searchable
            self._changes.announce(DirectoryChanged(self._account, frozenset()))
