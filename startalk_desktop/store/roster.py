"""The contact list of one account, as the server last gave it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from startalk_desktop.model.jid import Jid
from startalk_desktop.model.roster import RosterItem, Subscription
from startalk_desktop.store.database import Database
from startalk_desktop.store.jids import jid_of
from startalk_desktop.store.sqlcipher import Connection, Row, SqlValue

_PUT = "INSERT OR REPLACE INTO roster_item VALUES (?, ?, ?, ?, ?)"


class RosterQueries:
    """Read and write the contact list."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def replace(self, items: Sequence[RosterItem]) -> None:
        """The whole list is now `items`."""

        def write(connection: Connection) -> None:
            connection.execute("DELETE FROM roster_item")
            connection.executemany(_PUT, map(_columns, items))

        await self._database.write(write)

    async def put(self, item: RosterItem) -> None:
        """Add or change one contact."""
        await self._database.write(lambda connection: connection.execute(_PUT, _columns(item)))

    async def remove(self, jid: Jid) -> None:
        """Remove one contact."""
        await self._database.write(
            lambda connection: connection.execute(
                "DELETE FROM roster_item WHERE jid = ?", (str(jid),)
            )
        )

    async def all(self) -> list[RosterItem]:
        """Every contact, by name."""
        rows = await self._database.read(
            lambda connection: connection.execute(
                "SELECT jid, name, subscription, groups, is_pending FROM roster_item ORDER BY name, jid"
            ).fetchall()
        )
        return [_item(row) for row in rows]


def _columns(item: RosterItem) -> tuple[SqlValue, ...]:
    groups = json.dumps(item.groups, ensure_ascii=False)
    return (str(item.jid), item.name, item.subscription.value, groups, item.is_pending)


def _item(row: Row) -> RosterItem:
    return RosterItem(
        jid=jid_of(row[0]),
        name=row[1],
        subscription=Subscription(row[2]),
        groups=tuple(json.loads(row[3])),
        is_pending=bool(row[4]),
    )
