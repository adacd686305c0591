"""Small binary things of one account, such as avatars, inside the encrypted database."""

from __future__ import annotations

from startalk_desktop.store.database import Database

MAX_BLOB_BYTES = 4 * 1024 * 1024


class BlobTooLarge(ValueError):  # noqa: N818  named for what happened
    """The content is larger than `MAX_BLOB_BYTES`."""


class BlobQueries:
    """Binary contents by name; the names are their users' (for an avatar, its address and hash)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, name: str, content: bytes, content_type: str) -> None:
        """Keep `content` under `name`, in place of what was there.

        Raises:
            BlobTooLarge: it is larger than `MAX_BLOB_BYTES`.
        """
        if len(content) > MAX_BLOB_BYTES:
            raise BlobTooLarge(
                f"{len(content)} bytes are more than the {MAX_BLOB_BYTES} that are kept"
            )
        await self._database.write(
            lambda connection: connection.execute(
                "INSERT OR REPLACE INTO blob VALUES (?, ?, ?)", (name, content_type, content)
            )
        )

    async def get(self, name: str) -> bytes | None:
        """What is kept under `name`, or None."""
        row = await self._database.read(
            lambda connection: connection.execute(
                "SELECT content FROM blob WHERE name = ?", (name,)
            ).fetchone()
        )
        return None if row is None else bytes(row[0])

    async def content_type(self, name: str) -> str | None:
        """The type that came with what is kept under `name`, or None."""
        row = await self._database.read(
            lambda connection: connection.execute(
                "SELECT content_type FROM blob WHERE name = ?", (name,)
            ).fetchone()
        )
        return None if row is None else str(row[0])

    async def remove(self, name: str) -> None:
        """Delete what is kept under `name`, if anything."""
        await self._database.write(
            lambda connection: connection.execute("DELETE FROM blob WHERE name = ?", (name,))
        )
