"""What is known of each archive, kept: the intervals of `intervals.py` in a table."""

from __future__ import annotations

from collections.abc import Sequence

from startalk_desktop.model.archive import ArchiveInterval, ArchivePage, ArchiveQuery
from startalk_desktop.model.identity import Timestamp
from startalk_desktop.model.jid import Jid
from startalk_desktop.store.database import Database
from startalk_desktop.store.intervals import Intervals, with_live, with_page
from startalk_desktop.store.sqlcipher import Connection


class ArchiveQueries:
    """The known stretches of this account's archives: its own, and those of its rooms."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def intervals(self, archive: Jid, with_jid: Jid | None = None) -> list[ArchiveInterval]:
        """What is known of `archive` (where `with_jid` is given, by queries for that peer alone), oldest first."""
        return list(
            await self._database.read(lambda connection: _load(connection, archive, with_jid))
        )

    async def note_live(
        self, archive: Jid, stanza_id: str, at: Timestamp, *, is_unbroken: bool = True
    ) -> None:
        """Note that the archive's newest result is now `stanza_id`.

        Args:
            archive: who stamped the id.
            stanza_id: the id.
            at: when; not evidence, since it is no stamp of the archive's.
            is_unbroken: nothing was missed since the newest interval was fetched or extended. Say False for the
                first message of a new stream that comes before its newest page has been fetched.
        """
        del at
        if not stanza_id:
            return

        def write(connection: Connection) -> None:
            known = _load(connection, archive, None)
            _save(connection, archive, None, with_live(known, stanza_id, is_unbroken=is_unbroken))

        await self._database.write(write)

    async def forget(self, archive: Jid) -> None:
        """Forget what is known of `archive`, so that it is asked anew (it was emptied, or made anew)."""
        await self._database.write(
            lambda connection: connection.execute(
                "DELETE FROM archive_interval WHERE archive = ?", (str(archive),)
            )
        )


def note_page(connection: Connection, query: ArchiveQuery, page: ArchivePage) -> None:
    """Note, within the transaction that stores its messages, that `page` is known."""
    known = _load(connection, query.archive, query.with_jid)
    _save(connection, query.archive, query.with_jid, with_page(known, query, page))


def _load(connection: Connection, archive: Jid, with_jid: Jid | None) -> Intervals:
    rows = connection.execute(
        "SELECT first_id, last_id, first_at, last_at, reaches_start FROM archive_interval"
        " WHERE archive = ? AND with_jid = ? ORDER BY position",
        (str(archive), str(with_jid or "")),
    )
    return tuple(ArchiveInterval(row[0], row[1], row[2], row[3], bool(row[4])) for row in rows)


def _save(
    connection: Connection,
    archive: Jid,
    with_jid: Jid | None,
    intervals: Sequence[ArchiveInterval],
) -> None:
    place = (str(archive), str(with_jid or ""))
    connection.execute("DELETE FROM archive_interval WHERE archive = ? AND with_jid = ?", place)
    connection.executemany(
        "INSERT INTO archive_interval VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (*place, at, one.first_id, one.last_id, one.first_at, one.last_at, one.reaches_start)
            for at, one in enumerate(intervals)
        ],
    )
