"""The account's list of rooms on its server (XEP-0402), as far as this program has to remember it."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from startalk_desktop.core.line import Line
from startalk_desktop.model.failure import FailureCode
from startalk_desktop.model.jid import Jid, JidError
from startalk_desktop.model.room import RoomBookmark
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.xmpp.errors import NotConnected, RequestFailed

_log = logging.getLogger(__name__)

LIMIT: Final = 2_000
_SETTING: Final = "rooms.bookmarked"
_UNTOLD: Final = "rooms.untold"

_PASSING: Final = frozenset(
    {FailureCode.TIMEOUT, FailureCode.CONNECTION_LOST, FailureCode.SERVER_SHUTDOWN}
)


class RoomList:
    """The bookmarks as last heard. Which rooms were on the list is kept, so that it is known which were taken off; and
    what the server was not told yet, because the line broke, so that nobody is brought back into what they left.
    """

    def __init__(self, line: Line, store: AccountStore) -> None:
        self._line = line
        self._store = store
        self._bookmarks: dict[Jid, RoomBookmark] = {}
        self._known: set[Jid] = set()  # those that are, or were, to be entered
        self._untold: dict[Jid, RoomBookmark] = {}
        self._meanwhile: dict[
            Jid, RoomBookmark | None
        ] = {}  # heard since the list was last asked for

    async def load(self) -> None:
        """Take up what the last run of the program knew."""
        self._known = _rooms_of(await self._store.settings.get(_SETTING))
        self._untold = _bookmarks_of(await self._store.settings.get(_UNTOLD))

    @property
    def bookmarks(self) -> Mapping[Jid, RoomBookmark]:
        """What is on the list."""
        return MappingProxyType(self._bookmarks)

    def of(self, room: Jid) -> RoomBookmark:
        """The room's bookmark, or what one would say that is not there."""
        return self._untold.get(room) or self._bookmarks.get(room) or RoomBookmark(room)

    def is_untold(self, room: Jid) -> bool:
        """Whether we have changed the room's bookmark and the server does not have that yet."""
        return room in self._untold

    async def fetch(self) -> frozenset[Jid] | None:
        """Ask for the whole list, and tell what it lacks of ours; returns the rooms that were to be entered and, by
        another device's doing, are not any more. None where the list can't be had.
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
        answer |= self._untold
        self._bookmarks = {room: one for room, one in answer.items() if one is not None}
        wanted = {one.room for one in self._bookmarks.values() if one.is_autojoin}
        dropped = frozenset(self._known - wanted)
        await self._remember(wanted)
        for bookmark in [*self._untold.values()]:
            await self._tell(bookmark)
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
        """Put a room on the list, or change it there: now, or in the next stream if this one breaks.

        A domain that keeps no list is no fault.
        """
        if bookmark.room in self._untold or len(self._untold) < LIMIT:
            self._untold[bookmark.room] = bookmark
            await self._keep_untold()
        await self._tell(bookmark)

    async def switch_off(self, room: Jid) -> None:
        """Let no device enter the room by itself any more; its name stays on the list."""
        if self.of(room) == RoomBookmark(room) and room not in self._known:
            return
        await self.put(replace(self.of(room), is_autojoin=False))

    async def _tell(self, bookmark: RoomBookmark) -> None:
        room = bookmark.room
        try:
            await self._line.require().rooms.set_bookmark(bookmark)
        except RequestFailed as error:
            _log.info("the domain has no bookmark of %s: %s", room, error)
            if isinstance(error, NotConnected) or error.failure.code in _PASSING:
                return  # to be told in the next stream
            await self._is_told(bookmark)
        else:
            await self._is_told(bookmark)
            await self.heard(room, bookmark)

    async def _is_told(self, bookmark: RoomBookmark) -> None:
        if self._untold.get(bookmark.room) == bookmark:
            del self._untold[bookmark.room]
            await self._keep_untold()

    async def _keep_untold(self) -> None:
        kept = [
            [str(one.room), one.name, one.nick, one.is_autojoin, one.password]
            for one in self._untold.values()
        ]
        await self._store.settings.set(_UNTOLD, json.dumps(kept))

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


def _bookmarks_of(text: str | None) -> dict[Jid, RoomBookmark]:
    try:
        kept = [
            RoomBookmark(Jid.parse(room), name, nick, is_autojoin, password)
            for room, name, nick, is_autojoin, password in json.loads(text or "[]")
        ]
    except (ValueError, TypeError, AttributeError, JidError):
        _log.warning("what was to be told of rooms can't be read")
        return {}
    return {one.room: one for one in kept}
