"""Searching the messages of one account."""

from __future__ import annotations

from startalk_desktop.model.identity import AccountId
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import Message, MessageCursor, SearchHit
from startalk_desktop.store.columns import MESSAGE_COLUMNS, messages_of
from startalk_desktop.store.content import Content
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
            parameters: tuple[SqlValue, ...] = (expression, word_key(connection, before), limit)
            rows = connection.execute(_HITS, parameters).fetchall()
            found = messages_of(connection, rows, self._account)
            return [hit(query, message) for message in found]

        return await self._database.read(read)


def hit(query: WordQuery, message: Message) -> SearchHit:
    """`message`, with where the words of `query` are in it."""
    content = Content(forwards=message.forwards, files=message.files)
    return SearchHit(message, *query.excerpt(content.searchable(message.text)))


def word_key(connection: Connection, before: MessageCursor | None) -> int:
    """Below which key of the index the hits after `before` are."""
    if before is None:
        return _ALL
    row = connection.execute("SELECT word_key FROM message WHERE row = ?", (before.row,)).fetchone()
    return before.sent_at if row is None else int(row[0])
