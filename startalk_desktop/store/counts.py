"""How much an account's store holds."""

from __future__ import annotations

from startalk_desktop.model.leaving import StoreCounts
from startalk_desktop.store.database import Database

_COUNTS = """
    SELECT (SELECT count(*) FROM conversation),
           (SELECT count(*) FROM message WHERE is_hidden = 0 AND is_retracted = 0),
           (SELECT count(*) FROM conversation WHERE draft <> ''),
           (SELECT count(*) FROM message WHERE state = 1 AND is_hidden = 0) + (SELECT count(*) FROM action),
           (SELECT count(*) FROM blob WHERE length(content) > 0),
           (SELECT count(*) FROM (SELECT jid FROM person UNION SELECT jid FROM roster_item))
"""


async def count(database: Database) -> StoreCounts:
    """Count what a person would miss."""
    row = await database.read(lambda connection: connection.execute(_COUNTS).fetchone())
    return StoreCounts(*row) if row else StoreCounts()
