"""Pictures of people and rooms: fetched when first asked for, kept in the account's encrypted store."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from startalk_desktop.core.changes import ChangeHub
from startalk_desktop.core.line import Line
from startalk_desktop.model.card import avatar_name
from startalk_desktop.model.changes import PeopleChanged
from startalk_desktop.model.identity import AccountId
from startalk_desktop.model.jid import Jid
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.tasks import TaskScope
from startalk_desktop.xmpp.errors import NotConnected, RequestFailed

_log = logging.getLogger(__name__)

_SIZE_LIMIT: Final = 512 * 1024
_FETCHES_AT_ONCE: Final = 2
_MISSING_LIMIT: Final = 10_000


class Avatars:
    """Pictures by bare address. Nothing is fetched until somebody is shown; who has none is asked once a stream."""

    def __init__(
        self,
        account: AccountId,
        line: Line,
        store: AccountStore,
        changes: ChangeHub,
        scope: TaskScope,
        is_room: Callable[[Jid], bool] = lambda _: False,
    ) -> None:
        self._is_room = is_room
        self._account = account
        self._line = line
        self._store = store
        self._changes = changes
        self._scope = scope
        self._missing: set[Jid] = set()
        self._fetching: dict[Jid, asyncio.Task[bytes | None]] = {}
        self._turn = asyncio.Semaphore(_FETCHES_AT_ONCE)

    async def of(self, jid: Jid) -> bytes | None:
        """The picture of the person at `jid`, or None where there is none or it can't be had now."""
        jid = jid.bare
        stored = await self._store.blobs.get(_name(jid))
        if stored:
            return stored
        if jid in self._missing or not self._line.is_up:
            return None
        task = self._fetching.get(jid)
        if task is None:
            task = self._scope.start(self._fetch(jid), f"avatar {jid}")
            task.add_done_callback(lambda _: self._fetching.pop(jid, None))
            self._fetching[jid] = task
        return await asyncio.shield(task)

    async def changed(self, jid: Jid, sha1: str) -> None:
        """Somebody announced a picture; ``""`` where they took it away. It is fetched when next asked for."""
        jid = jid.bare
        self._missing.discard(jid)
        stored = await self._store.blobs.get(_name(jid))
        if stored and avatar_name(stored) == sha1:
            return
        if stored:
            await self._store.blobs.put(_name(jid), b"", "")
        if not sha1:
            self._note_missing(jid)
        self._changes.announce(PeopleChanged(self._account, frozenset({jid})))

    async def keep_own(self, own: Jid, content: bytes) -> None:
        """Keep our own new picture, which is about to be published; ``b""``: there is none any more."""
        await self._store.blobs.put(_name(own), content, "image/png" if content else "")
        if content:
            self._missing.discard(own)
        else:
            self._note_missing(own)

    def stream_began(self) -> None:
        """A new stream: who had no picture may have one now."""
        self._missing.clear()

    async def _fetch(self, jid: Jid) -> bytes | None:
        async with self._turn:
            try:
                cards = self._line.require().cards
                avatar = await (cards.room_avatar if self._is_room(jid) else cards.avatar)(jid)
            except NotConnected:
                return None
            except RequestFailed as error:
                _log.debug("no picture of %s: %s", jid, error)
                avatar = None
        if avatar is None or not 0 < len(avatar.content) <= _SIZE_LIMIT:
            self._note_missing(jid)
            return None
        await self._store.blobs.put(_name(jid), avatar.content, avatar.content_type)
        return avatar.content

    def _note_missing(self, jid: Jid) -> None:
        if len(self._missing) < _MISSING_LIMIT:
            self._missing.add(jid)


def _name(jid: Jid) -> str:
    return f"avatar/{jid}"
