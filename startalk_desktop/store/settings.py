"""Small values of one account by key."""

from __future__ import annotations

from startalk_desktop.store.database import Database


class SettingQueries:
    """Texts that other packages keep with an account; the keys are theirs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, key: str) -> str | None:
        """The value of `key`, or None."""
        row = await self._database.read(
            lambda connection: connection.execute(
                "SELECT value FROM setting WHERE key = ?", (key,)
            ).fetchone()
        )
        return None if row is None else str(row[0])

    async def set(self, key: str, value: str) -> None:
        """Keep `value` under `key`."""
        await self._database.write(
            lambda connection: connection.execute(
                "INSERT INTO setting VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
                (key, value),
            )
        )
