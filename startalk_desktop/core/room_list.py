"""The account's list of rooms on its server (XEP-0402), as far as this program has to remember it."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from startalk_desktop.core.line import Line
from startalk_desktop.model.jid import Jid, JidError
from startalk_desktop.model.room import RoomBookmark
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.xmpp.errors import NotConnected, RequestFailed

_log = logging.getLogger(__name__)

LIMIT: Final = 2_000
_SETTING: Final = "rooms.bookmarked"


class RoomList:
    """The bookmarks as last heard. Which rooms were on the list is kept, so that it is known which were taken off."""

    def __init__(self, line: Line, store: AccountStore) -> None:
        self._line = line
        self._store = store
        self._bookmarks: dict[Jid, RoomBookmark] = {}
        self._known: set[Jid] = set()  # those that are, or were, to be entered
        self._meanwhile: dict[
            Jid, RoomBookmark | None
        ] = {}  # heard since the list was last asked for

    async def load(self) -> None:
        """Take up what the last run of the program knew."""
        self._known = _rooms_of(await self._store.settings.get(_SETTING))

    @property
    def bookmarks(self) -> Mapping[Jid, RoomBookmark]:
        """What is on the list."""
        return MappingProxyType(self._bookmarks)

    def of(self, room: Jid) -> RoomBookmark:
        """The room's bookmark, or what one would say that is not there."""
        return self._bookmarks.get(room) or RoomBookmark(room)

    async def fetch(self) -> frozenset[Jid] | None:
        """Ask for the whole list; returns the rooms that were to be entered and, by another device's doing, are not
        any more. None where the list can't be had.
        """
        self._meanwhile.clear()
        try:
            found = await self._line.require().rooms.bookmarks()
        except RequestFailed as error:
            _log.info("the domain tells no bookmarks: %s", error)
            return None
        # What was heard while the answer was on its way may be newer than the answer; if it is not, what is newer is
        # told once more.
        answer: dict[Jid, RoomBookmark | None] = {one.room: one for one in found[:LIMIT]}
        answer |= self._meanwhile
        self._bookmarks = {room: one for room, one in answer.items() if one is not None}
        wanted = {one.room for one in self._bookmarks.values() if one.is_autojoin}
        dropped = frozenset(self._known - wanted)
        await self._remember(wanted)
        return dropped

    async def heard(self, room: Jid, bookmark: RoomBookmark | None) -> None:
        """The list changed, by us or by another device."""
        if room in self._meanwhile or len(self._meanwhile) < LIMIT:
            self._meanwhile[room] = bookmark
        if bookmark is None:
            self._bookmarks.pop(room, None)
        elif room in self._bookmarks or len(self._bookmarks) < LIMIT:
            self._bookmarks[room] = bookmark
        is_wanted = bookmark is not None and bookmark.is_autojoin
        await self._remember(self._known | {room} if is_wanted else self._known - {room})

    async def put(self, bookmark: RoomBookmark) -> None:
        """Put a room on the list, or change it there. A domain that keeps no list is no fault.

        Raises:
            NotConnected
        """
        try:
            await self._line.require().rooms.set_bookmark(bookmark)
        except NotConnected:
            raise
        except RequestFailed as error:
            _log.info("the domain keeps no bookmark of %s: %s", bookmark.room, error)
            return
        await self.heard(bookmark.room, bookmark)

    async def switch_off(self, room: Jid) -> None:
        """Let no device enter the room by itself any more; its name stays on the list.

        Raises:
            NotConnected
        """
        if self._bookmarks.get(room) is None and room not in self._known:
            return
        await self.put(replace(self.of(room), is_autojoin=False))

    async def _remember(self, known: set[Jid]) -> None:
        if known != self._known:
            self._known = known
            await self._store.settings.set(_SETTING, json.dumps(sorted(map(str, known))))


def _rooms_of(text: str | None) -> set[Jid]:
    try:
        return {Jid.parse(room) for room in json.loads(text or "[]")}
    except (ValueError, TypeError, AttributeError, JidError):
        _log.warning("the list of rooms that was kept can't be read")
        return set()
