"""Searching the messages of one account."""

from __future__ import annotations

from startalk_desktop.model.identity import AccountId
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import MessageCursor, SearchHit
from startalk_desktop.store.columns import MESSAGE_COLUMNS, message_of
from startalk_desktop.store.database import Database
from startalk_desktop.store.sqlcipher import Connection, SqlValue
from startalk_desktop.store.words import WordQuery

# The index is walked from its newest key down and left as soon as there are enough hits.
_HITS = f"""
    SELECT {MESSAGE_COLUMNS}, c.peer
    FROM message_words w
    JOIN message m ON m.word_key = w.rowid
    JOIN conversation c ON c.id = m.conversation
    WHERE message_words MATCH ? AND w.rowid < ?
    ORDER BY w.rowid DESC LIMIT ?
"""  # noqa: S608  constants
_ALL = 2**62


class SearchQueries:
    """Full-text search: words by their beginning, Chinese by any two characters or more (and single ones too)."""

    def __init__(self, database: Database, account: AccountId) -> None:
        self._database = database
        self._account = account

    async def messages(
        self,
        text: str,
        *,
        peer: Jid | None = None,
        limit: int = 50,
        before: MessageCursor | None = None,
    ) -> list[SearchHit]:
        """The newest `limit` messages that have every term of `text`; blanks separate terms.

        Args:
            text: as typed; no character has a special meaning.
            peer: search only this conversation.
            limit: how many at most.
            before: go on after this hit of an earlier answer.
        """
        query = WordQuery.parse(text)
        if query.is_empty:
            return []

        def read(connection: Connection) -> list[SearchHit]:
            expression = query.expression
            if peer is not None:
                place = connection.execute(
                    "SELECT id FROM conversation WHERE peer = ?", (str(peer),)
                ).fetchone()
                if place is None:
                    return []
                expression = f"({expression}) AND place : c{place[0]}"
            parameters: tuple[SqlValue, ...] = (expression, _key(connection, before), limit)
            found = (
                message_of(row, self._account, row[-1])
                for row in connection.execute(_HITS, parameters)
            )
            return [SearchHit(message, *query.excerpt(message.text)) for message in found]

        return await self._database.read(read)


def _key(connection: Connection, before: MessageCursor | None) -> int:
    if before is None:
        return _ALL
    row = connection.execute("SELECT word_key FROM message WHERE row = ?", (before.row,)).fetchone()
    return before.sent_at if row is None else int(row[0])
