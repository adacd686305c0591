"""What has been read here: noted, and told to the peer (XEP-0333) and to our other devices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from startalk_desktop.core.announcer import Announcer
from startalk_desktop.core.line import Line
from startalk_desktop.core.read_positions import ReadPositions
from startalk_desktop.model.account import Account
from startalk_desktop.model.identity import ConversationKind
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import Message, MessageCursor
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.xmpp.errors import NotConnected

_LOOK_BACK: Final = 20


class Reading:
    """Keeps read positions, and tells peers of ours where the account allows it.

    A marker that could not be sent is kept, the last of each conversation, and sent at the next sign-in.
    """

    def __init__(
        self,
        account: Callable[[], Account],
        line: Line,
        store: AccountStore,
        announcer: Announcer,
        positions: ReadPositions,
    ) -> None:
        self._account = account
        self._line = line
        self._store = store
        self._announcer = announcer
        self._positions = positions
        self._unsent: dict[Jid, tuple[ConversationKind, str]] = {}
        self._told: dict[Jid, MessageCursor] = {}

    async def mark_read(self, peer: Jid, row: int) -> None:
        """Everything up to message `row` has been seen by the user."""
        self._announcer.committed(await self._store.conversations.mark_read(peer, row))
        line = await self._store.conversations.get(peer)
        found = await self._store.messages.by_rows([row])
        if line is None or not found:
            return
        await self._positions.read_up_to(line.kind, found[0])
        # Whoever has an occupant's nick now need not be who wrote that.
        if self._account().sends_markers and peer.is_bare:
            await self._tell(peer, line.kind, found[0])

    def stream_began(self) -> None:
        """Signed in: send the markers that are left, unless that was forbidden meanwhile."""
        unsent, self._unsent = self._unsent, {}
        if self._account().sends_markers:
            for peer, (kind, message_id) in unsent.items():
                self._send(peer, kind, message_id)

    async def _tell(self, peer: Jid, kind: ConversationKind, upto: Message) -> None:
        """Send a marker for the newest message up to `upto` that asks for one, unless that was done."""
        place = MessageCursor(upto.sent_at, upto.row)
        recent = [*await self._store.messages.before(peer, place, _LOOK_BACK), upto]
        for message in reversed(recent):
            cursor = MessageCursor(message.sent_at, message.row)
            if peer in self._told and cursor <= self._told[peer]:
                return
            # XEP-0333 section 8.1: in a room only the room's own id names a message to all.
            reference = message.stanza_id if kind is ConversationKind.ROOM else message.message_id
            if message.is_markable and not message.is_outgoing and reference:
                self._told[peer] = cursor
                self._send(peer, kind, reference)
                return

    def _send(self, peer: Jid, kind: ConversationKind, message_id: str) -> None:
        try:
            self._line.require().messages.send_marker(peer, kind, message_id)
        except NotConnected:
            self._unsent[peer] = (kind, message_id)
