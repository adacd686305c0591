"""Whom the account wants to hear nothing of, as its server keeps it, and what the server is yet to be told."""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from startalk_desktop.model.identity import Timestamp
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.reporting import Report, ReportReason
from startalk_desktop.store.database import Database
from startalk_desktop.store.jids import jid_of
from startalk_desktop.store.sqlcipher import Connection

_log = logging.getLogger(__name__)


class BlockState(StrEnum):
    """What the server knows of an entry."""

    KNOWN = "known"
    ADDING = "adding"
    REMOVING = "removing"


@dataclass(frozen=True, slots=True)
class BlockEntry:
    """One address, with what has to be reported of it."""

    jid: Jid
    state: BlockState
    since: Timestamp  # as far as this machine knows
    report: Report | None = None


class BlockListQueries:
    """Read and change the list. An entry that is being removed blocks nobody any more."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> list[BlockEntry]:
        """Every entry, in the order of addresses."""
        rows = await self._database.read(
            lambda connection: connection.execute(
                "SELECT jid, state, since, report FROM blocked ORDER BY jid"
            ).fetchall()
        )
        return [
            BlockEntry(jid_of(row[0]), BlockState(row[1]), row[2], _report_of(row[3]))
            for row in rows
        ]

    async def block(self, reports: Iterable[tuple[Jid, Report | None]], since: Timestamp) -> None:
        """Block these here from `since` on, the server being yet to be told."""
        values = [
            (str(jid), BlockState.ADDING.value, since, _text_of(report)) for jid, report in reports
        ]
        await self._database.write(
            lambda connection: connection.executemany(
                "INSERT OR REPLACE INTO blocked VALUES (?, ?, ?, ?)", values
            )
        )

    async def unblock(self, jid: Jid) -> None:
        """Block no longer, the server being yet to be told, if it knows."""

        def write(connection: Connection) -> None:
            connection.execute(
                "UPDATE blocked SET state = ?, report = NULL WHERE jid = ?",
                (BlockState.REMOVING.value, str(jid)),
            )

        await self._database.write(write)

    async def settle(self, entry: BlockEntry) -> None:
        """The server did as `entry` says; what was chosen here since then stays."""

        def write(connection: Connection) -> None:
            key = (str(entry.jid), entry.state.value)
            if entry.state is BlockState.REMOVING:
                connection.execute("DELETE FROM blocked WHERE jid = ? AND state = ?", key)
            else:
                connection.execute(
                    "UPDATE blocked SET state = 'known', report = NULL WHERE jid = ? AND state = ?",
                    key,
                )

        await self._database.write(write)

    async def give_up(self, entry: BlockEntry) -> None:
        """The server refused what `entry` says: it is as it was before."""

        def write(connection: Connection) -> None:
            key = (str(entry.jid), entry.state.value)
            if entry.state is BlockState.ADDING:
                connection.execute("DELETE FROM blocked WHERE jid = ? AND state = ?", key)
            else:
                connection.execute(
                    "UPDATE blocked SET state = 'known' WHERE jid = ? AND state = ?", key
                )

        await self._database.write(write)

    async def follow(
        self,
        since: Timestamp,
        *,
        added: Collection[Jid] = (),
        removed: Collection[Jid] | None = (),
    ) -> None:
        """The server's list changed: these are on it, those are not; None: nobody is but `added`.

        What the server is yet to be told stays.
        """

        def write(connection: Connection) -> None:
            if removed is None:
                on_it = {str(jid) for jid in added}
                known = connection.execute(
                    "SELECT jid FROM blocked WHERE state = 'known'"
                ).fetchall()
                gone = [(jid,) for (jid,) in known if jid not in on_it]
                connection.executemany("DELETE FROM blocked WHERE jid = ?", gone)
            else:
                connection.executemany(
                    "DELETE FROM blocked WHERE jid = ? AND state <> 'adding'",
                    [(str(jid),) for jid in removed],
                )
            connection.executemany(
                "INSERT INTO blocked VALUES (?, 'known', ?, NULL) ON CONFLICT DO NOTHING",
                [(str(jid), since) for jid in added],
            )

        await self._database.write(write)


def _text_of(report: Report | None) -> str | None:
    if report is None:
        return None
    messages = [[str(archive), stanza_id] for archive, stanza_id in report.messages]
    return json.dumps([report.reason.value, report.text, messages], ensure_ascii=False)


def _report_of(text: str | None) -> Report | None:
    if text is None:
        return None
    try:
        reason, said, messages = json.loads(text)
        named = tuple((jid_of(str(archive)), str(stanza_id)) for archive, stanza_id in messages)
        return Report(ReportReason(reason), str(said), named)
    except (ValueError, TypeError):
        _log.warning("a report that was kept can't be read")
        return None
