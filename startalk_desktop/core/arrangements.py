"""How one account's conversations are arranged: chosen here, told to its other devices, and heard from them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Final

from startalk_desktop.core.announcer import ConversationLines
from startalk_desktop.core.line import Line
from startalk_desktop.core.people import People
from startalk_desktop.model.conversation import ConversationSettings
from startalk_desktop.model.events import ConversationSettingsChanged
from startalk_desktop.model.identity import ConversationKind, Timestamp, now
from startalk_desktop.model.jid import Jid
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.store.conversation_settings import Arrangement
from startalk_desktop.tasks import TaskScope
from startalk_desktop.xmpp.errors import NotConnected, RequestFailed

_log = logging.getLogger(__name__)

_LONGEST_WAIT: Final = 30.0
"""Seconds between two looks for mutes that ended; a clock may be set, and a machine may sleep."""

_FETCHES: Final = 3
_FLUSH_PATIENCE: Final = 2.0

Edit = Callable[[ConversationSettings], ConversationSettings]


class Arrangements:
    """Settings go to the store first. What is chosen while offline is told at the next sign-in; the latest counts."""

    def __init__(
        self,
        line: Line,
        store: AccountStore,
        lines: ConversationLines,
        people: People,
        scope: TaskScope,
        clock: Callable[[], Timestamp] = now,
    ) -> None:
        self._line = line
        self._store = store
        self._lines = lines
        self._people = people
        self._scope = scope
        self._clock = clock
        self._turn = asyncio.Lock()  # for who talks to the server
        self._heard = 0
        self._refused: set[tuple[Jid, int]] = set()
        self._has_untold = False
        self._has_mutes = asyncio.Event()

    # ours

    async def change(self, peer: Jid, kind: ConversationKind, edit: Edit) -> None:
        """Change the settings of one conversation by `edit`, which runs in another thread."""
        if await self._store.arrangements.change(peer, kind, edit):
            self._changed({peer})

    async def hide(self, peer: Jid, kind: ConversationKind) -> None:
        """Archive a conversation away until its next message."""
        if await self._store.arrangements.hide(peer, kind):
            self._changed({peer})

    async def mark_unread(self, peer: Jid, kind: ConversationKind) -> None:
        """Let a conversation look unread, on all devices, until it is read on any."""
        if await self._store.arrangements.mark_unread(peer, kind):
            self._changed({peer})

    async def was_read(self, peer: Jid, kind: ConversationKind) -> None:
        """The user looked at a conversation: it is not marked unread any more."""
        if (await self._store.arrangements.get(peer)).unread is not None:
            await self.change(peer, kind, lambda known: replace(known, unread=None))

    async def run(self) -> None:
        """End mutes when their time has come, until cancelled."""
        while True:
            await self.look()
            self._has_mutes.clear()
            moment = await self._store.arrangements.next_unmute()
            pause = _LONGEST_WAIT
            if moment is not None:
                pause = min(max((moment - self._clock()) / 1e6, 0.0), _LONGEST_WAIT)
            try:
                async with asyncio.timeout(pause):
                    await self._has_mutes.wait()
            except TimeoutError:
                continue

    async def look(self) -> None:
        """End the mutes whose time has come, for other clients of the account, too, which know no end of a mute."""
        # While offline it stays here: it must not count as later than what is chosen elsewhere meanwhile.
        is_told = self._line.is_up
        ended = await self._store.arrangements.unmute(self._clock(), is_told=is_told)
        if ended:
            self._changed(ended)

    # the other devices'

    async def changed(self, event: ConversationSettingsChanged) -> None:
        """A device of ours arranged a conversation."""
        self._heard += 1
        if await self._store.arrangements.apply(event.peer, event.kind, event.settings):
            self._show({event.peer})

    def stream_began(self, *, is_resumed: bool) -> None:
        """Signed in: hear what was chosen elsewhere, then tell what was chosen here."""
        self._refused.clear()
        self._scope.start(self._catch_up(is_resumed=is_resumed), "catch up on settings")

    async def _catch_up(self, *, is_resumed: bool) -> None:
        if not is_resumed:
            async with self._turn:
                await self._fetch()
        await self._tell()

    async def _fetch(self) -> None:
        for _ in range(_FETCHES):
            heard = self._heard
            try:
                theirs = await self._line.require().conversation_settings.fetch()
            except NotConnected:
                return
            except RequestFailed as error:
                _log.info("the account keeps no settings of conversations: %s", error)
                return
            if heard == self._heard:  # else something newer may have been heard meanwhile
                self._show(await self._store.arrangements.apply_all(theirs))
                return

    # telling

    async def flush(self) -> None:
        """The line is about to be ended: tell now what is untold; what can't be told in time waits for the next one."""
        try:
            async with asyncio.timeout(_FLUSH_PATIENCE):
                await self._tell()
        except TimeoutError:
            _log.info("not every setting could be told in time")

    def _changed(self, peers: Collection[Jid]) -> None:
        self._show(peers)
        self._has_untold = True
        # Whoever has the turn looks once more before they let go of it.
        if self._line.is_up and not self._turn.locked() and not self._scope.is_closed:
            self._scope.start(self._tell(), "tell settings")

    def _show(self, peers: Collection[Jid]) -> None:
        self._has_mutes.set()
        self._lines.touch(peers)
        self._people.arranged(peers)

    async def _tell(self) -> None:
        async with self._turn:
            self._has_untold = True
            while self._has_untold:
                self._has_untold = False
                for one in await self._left():
                    if not await self._publish(one):
                        return

    async def _publish(self, one: Arrangement) -> bool:
        """Tell the settings of one conversation; False where the line is down."""
        line = await self._store.conversations.get(one.peer)
        is_joined = line is not None and line.is_joined
        try:
            await self._line.require().conversation_settings.publish(
                one.peer, one.kind, one.settings, is_joined=is_joined
            )
        except NotConnected:
            return False
        except RequestFailed as error:
            # It stays untold, and is tried again in the next stream.
            _log.info("the settings for %s were refused: %s", one.peer, error)
            self._refused.add((one.peer, one.revision))
        else:
            await self._store.arrangements.told(one.peer, one.revision)
        return True

    async def _left(self) -> list[Arrangement]:
        untold = await self._store.arrangements.untold()
        return [one for one in untold if (one.peer, one.revision) not in self._refused]
