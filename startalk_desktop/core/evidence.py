"""Whether the server has a message whose acknowledgement never came: the archive knows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from startalk_desktop.core.archive_reader import ArchiveReader
from startalk_desktop.model.archive import ArchiveQuery
from startalk_desktop.model.identity import ConversationKind
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import DeliveryState, Message, MessageCursor
from startalk_desktop.store.account_store import AccountStore

_PAGE: Final = 100
_ANCHORS: Final = 100


class ArchiveEvidence:
    """Looks for own messages in the archive of their conversation.

    It trusts no clock: it pages back from the archive's end until it has found all of them, or has come to a
    message that was stored here before the first of them was written, or to the start.
    """

    def __init__(self, own: Jid, store: AccountStore, reader: ArchiveReader) -> None:
        self._own = own
        self._store = store
        self._reader = reader

    async def find(
        self, peer: Jid, kind: ConversationKind, messages: Sequence[Message]
    ) -> frozenset[str]:
        """The origin ids of those of `messages`, all of this conversation, that the server has.

        Raises:
            ArchiveMissing: it can't be known.
            NotConnected, RequestFailed: it can't be known now.
        """
        stored = await self._store.messages.by_rows([message.row for message in messages])
        wanted = {
            message.origin_id
            for message in stored
            if message.state in (DeliveryState.QUEUED, DeliveryState.FAILED)
        }
        found = {message.origin_id for message in stored} - wanted
        if not wanted:
            return frozenset(found)
        first = min(messages, key=lambda message: message.row)
        earlier = await self._store.messages.before(
            peer, MessageCursor(first.sent_at, first.row), _ANCHORS
        )
        anchors = {
            message.stanza_id
            for message in earlier
            if message.stanza_id and message.row < first.row
        }
        is_room = kind is ConversationKind.ROOM
        before = ""
        while not wanted <= found:
            query = ArchiveQuery(
                peer if is_room else self._own,
                _PAGE,
                before=before,
                with_jid=None if is_room else peer,
            )
            page = (await self._reader.fetch(query)).page
            # Nobody else knows the random id of a message that did not get out.
            ids = {message.origin_id for message in page.messages}
            ids |= {message.message_id for message in page.messages}
            found |= wanted & ids
            reaches_anchor = any(message.stanza_id in anchors for message in page.messages)
            is_end = page.is_complete or not page.first_id or page.first_id == before
            if reaches_anchor or is_end:
                break
            before = page.first_id
        return frozenset(found)
