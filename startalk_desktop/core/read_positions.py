"""How far conversations are read, told to and heard from the account's other devices (XEP-0490).

It goes to the own account alone, so it works where markers for peers are switched off.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Collection, Iterable
from typing import Final

from startalk_desktop.core.announcer import Announcer
from startalk_desktop.core.line import Line
from startalk_desktop.core.sync import ArchiveSync
from startalk_desktop.model.identity import ConversationKind
from startalk_desktop.model.jid import Jid, JidError
from startalk_desktop.model.message import Message, MessageCursor
from startalk_desktop.model.read_position import ReadPosition
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.tasks import TaskScope
from startalk_desktop.xmpp.errors import NotConnected, RequestFailed

_log = logging.getLogger(__name__)

PUBLISH_EVERY: Final = 2.0
"""Seconds between two positions of one conversation; the last one is always told."""

_FLUSH_PATIENCE: Final = 2.0
_LOOK_BACK: Final = 20
_AWAITED_LIMIT: Final = 5_000
_SETTING: Final = "read-positions.untold"


class ReadPositions:
    """Publishes ours, coalesced, and applies those of other devices; what is ahead of our messages waits for them."""

    def __init__(
        self,
        own: Jid,
        line: Line,
        store: AccountStore,
        announcer: Announcer,
        sync: ArchiveSync,
        scope: TaskScope,
        publish_every: float = PUBLISH_EVERY,
    ) -> None:
        self._own = own
        self._line = line
        self._store = store
        self._announcer = announcer
        self._sync = sync
        self._scope = scope
        self._publish_every = publish_every
        self._untold: dict[Jid, ReadPosition] = {}
        self._told: dict[Jid, ReadPosition] = {}  # what all devices know
        self._awaited: dict[Jid, ReadPosition] = {}
        self._publishing: set[Jid] = set()
        self._kept = ""
        self._catching_up: asyncio.Task[None] | None = None

    async def load(self) -> None:
        """Take up what an earlier run could not tell any more."""
        self._kept = await self._store.settings.get(_SETTING) or ""
        self._untold = _positions_from(self._kept)

    # ours

    async def read_up_to(self, kind: ConversationKind, upto: Message) -> None:
        """Everything up to `upto` has been seen here: tell the other devices soon, unless they know of more."""
        peer = upto.conversation.peer
        if not peer.is_bare:
            return  # private messages inside rooms have no place in it
        named = await self._newest_named(peer, upto)
        if named is None:
            return
        archive = peer if kind is ConversationKind.ROOM else self._own
        position = ReadPosition(peer, named.stanza_id, archive)
        known = self._untold.get(peer) or self._told.get(peer)
        if known is not None and not await self._is_ahead(position, known):
            return
        self._untold[peer] = position
        if self._line.is_up:
            self._begin(peer)
        else:
            await self._keep_untold()

    async def flush(self) -> None:
        """The line is about to be ended: tell now what was put off, and keep what can't be told any more."""
        try:
            async with asyncio.timeout(_FLUSH_PATIENCE):
                for position in list(self._untold.values()):
                    if not await self._tell(position):
                        break
        except TimeoutError:
            _log.info("not every read position could be told in time")
        await self._keep_untold()

    def stream_began(self, *, is_resumed: bool) -> None:
        """Signed in: hear what the others have read, then tell what they have not heard."""
        if self._catching_up is not None:
            self._catching_up.cancel()
        self._catching_up = self._scope.start(
            self._catch_up(is_resumed=is_resumed), "read positions"
        )

    async def _newest_named(self, peer: Jid, upto: Message) -> Message | None:
        """The newest message up to `upto` that the archive has given an id."""
        if upto.stanza_id:
            return upto
        place = MessageCursor(upto.sent_at, upto.row)
        earlier = await self._store.messages.before(peer, place, _LOOK_BACK)
        return next((one for one in reversed(earlier) if one.stanza_id), None)

    def _begin(self, peer: Jid) -> None:
        if peer not in self._publishing and not self._scope.is_closed:
            self._publishing.add(peer)
            self._scope.start(self._publish(peer), f"publish read position {peer}")

    async def _publish(self, peer: Jid) -> None:
        """Tell the position, and then, not too soon after, the one that has come meanwhile."""
        try:
            while (position := self._untold.get(peer)) is not None:
                if not await self._tell(position):
                    break
                await asyncio.sleep(self._publish_every)
        finally:
            self._publishing.discard(peer)
        await self._keep_untold()

    async def _tell(self, position: ReadPosition) -> bool:
        """Tell one position; False where the line is down. What the domain refuses to keep is not tried again."""
        try:
            await self._line.require().read_positions.publish(position)
        except NotConnected:
            return False
        except RequestFailed as error:
            _log.info("the account keeps no read positions: %s", error)
        self._told[position.peer] = position
        if self._untold.get(position.peer) == position:
            del self._untold[position.peer]
        return True

    async def _keep_untold(self) -> None:
        """What is not told survives the end of the program."""
        text = _text_of(self._untold.values()) if self._untold else ""
        if text != self._kept:
            self._kept = text
            await self._store.settings.set(_SETTING, text)

    # the other devices'

    async def changed(self, position: ReadPosition) -> None:
        """Another device has read up to `position`."""
        peer = position.peer
        # Only the own archive's ids and the room's own name a message (XEP-0490).
        if position.archive not in {self._own, peer}:
            _log.info("a read position in ids of somebody else's is not believed")
            return
        self._told[peer] = position
        ours = self._untold.get(peer)
        if ours is not None and not await self._is_ahead(ours, position):
            self._untold.pop(peer, None)
        if not await self._apply(position) and len(self._awaited) < _AWAITED_LIMIT:
            self._awaited[peer] = position

    async def messages_came(self, peers: Collection[Jid]) -> None:
        """There are more messages with `peers` now: what was read elsewhere may be among them."""
        for peer in self._awaited.keys() & set(peers):
            if await self._apply(self._awaited[peer]):
                del self._awaited[peer]

    async def _catch_up(self, *, is_resumed: bool) -> None:
        if not is_resumed:
            await self._sync.caught_up()  # what they name is here then, most likely
            await self._fetch()
        for peer in list(self._untold):
            self._begin(peer)

    async def _fetch(self) -> None:
        try:
            positions = await self._line.require().read_positions.fetch()
        except NotConnected:
            return
        except RequestFailed as error:
            _log.info("the account does not tell what was read elsewhere: %s", error)
            return
        for position in positions:
            await self.changed(position)
        await self._keep_untold()

    async def _is_ahead(self, ours: ReadPosition, theirs: ReadPosition) -> bool:
        """Whether `ours` is newer.

        A message that is not here is older than what we know without a hole up to the archive's end, and may be newer
        than anything else.
        """
        their_place = await self._place(theirs)
        our_place = await self._place(ours)
        if our_place is None or their_place is not None:
            return our_place is not None and their_place is not None and our_place > their_place
        intervals = await self._store.archive.intervals(ours.archive)
        since = intervals[-1].first_at if intervals else None
        is_at_the_end = since is None or our_place.sent_at >= since
        return is_at_the_end and self._sync.is_anchored(ours.archive)

    async def _place(self, position: ReadPosition) -> MessageCursor | None:
        return await self._store.messages.place_of(position.peer, position.stanza_id)

    async def _apply(self, position: ReadPosition) -> bool:
        """Mark read what another device has read; False where its message is not here."""
        place = await self._place(position)
        if place is None:
            return False
        line = await self._store.conversations.get(position.peer)
        if line is not None and line.is_unread:
            self._announcer.committed(
                await self._store.conversations.mark_read(position.peer, place.row)
            )
        return True


def _text_of(positions: Iterable[ReadPosition]) -> str:
    return json.dumps({str(one.peer): [one.stanza_id, str(one.archive)] for one in positions})


def _positions_from(text: str | None) -> dict[Jid, ReadPosition]:
    positions = {}
    try:
        for peer, (stanza_id, archive) in json.loads(text or "{}").items():
            jid = Jid.parse(peer)
            positions[jid] = ReadPosition(jid, str(stanza_id), Jid.parse(archive))
    except (ValueError, TypeError, AttributeError, JidError):
        _log.warning("the read positions that were kept can't be read")
        return {}
    return positions
