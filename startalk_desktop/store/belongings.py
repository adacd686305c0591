"""What belongs to a message beside its row: thumbnails, files, transfers. The schema's triggers delete it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from startalk_desktop.model.message import SharedFile
from startalk_desktop.store.sqlcipher import Connection

_TABLES = ("thumbnail", "kept_file", "transfer")
_SEVERAL = 500  # rows that one statement asks for

Thumbnails = dict[tuple[int, int], tuple[bytes, str]]
"""Content and kind by row and position."""


def keep_thumbnails(connection: Connection, row: int, files: Sequence[SharedFile]) -> None:
    """Store the thumbnails of a message's files."""
    for position, file in enumerate(files):
        if file.thumbnail:
            connection.execute(
                "INSERT OR REPLACE INTO thumbnail VALUES (?, ?, ?, ?)",
                (row, position, file.thumbnail_type, file.thumbnail),
            )


def thumbnails_of(connection: Connection, rows: Collection[int]) -> Thumbnails:
    """The thumbnails that the messages in `rows` have."""
    wanted = sorted(rows)
    found: Thumbnails = {}
    for start in range(0, len(wanted), _SEVERAL):
        some = wanted[start : start + _SEVERAL]
        for row, position, kind, content in connection.execute(
            "SELECT row, position, media_type, content FROM thumbnail"  # noqa: S608  marks only
            f" WHERE row IN ({','.join('?' * len(some))})",
            some,
        ):
            found[row, position] = (bytes(content), kind)
    return found


def move(connection: Connection, from_row: int, to_row: int) -> None:
    """Give all of it to the message in `to_row`, which turned out to be the same; what that has already stays."""
    for table in _TABLES:
        connection.execute(
            f"UPDATE OR IGNORE {table} SET row = ? WHERE row = ?",  # noqa: S608  constants
            (to_row, from_row),
        )
