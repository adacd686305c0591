"""The files that are on this machine: sealed beside the database, known to it alone, and not for ever."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from startalk_desktop.model.files import FileKind
from startalk_desktop.model.identity import AccountId, now
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import Message, MessageCursor
from startalk_desktop.store.columns import MESSAGE_COLUMNS, messages_of
from startalk_desktop.store.database import Database
from startalk_desktop.store.files import make_private_folder
from startalk_desktop.store.sealed_files import new_key, new_name
from startalk_desktop.store.sealed_streams import SealedFile, in_thread
from startalk_desktop.store.search_query import SearchKind
from startalk_desktop.store.sqlcipher import Connection, Row

_log = logging.getLogger(__name__)

_COLUMNS = "f.id, f.name, f.key, f.size, f.sha256"
_LAST = (2**62, 2**62)
_USE_COUNTS_AGAIN = 3600 * 1_000_000  # microseconds


Listed = list[tuple[Message, int]]
"""Messages, and which of their files."""


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that may be written now: its key is kept, its content does not count before `FileQueries.keep`."""

    id: int
    path: Path
    key: bytes


class FileQueries:
    """Which file of which message is here.

    Args:
        database: the account's.
        account: whose messages.
        folder: where the files are, once there are some; nobody else puts anything there.
    """

    def __init__(self, database: Database, account: AccountId, folder: Path) -> None:
        self._database = database
        self._account = account
        self.folder = folder

    async def new(self) -> NewFile:
        """A place for a file, with a key of its own.

        Raises:
            StoreUnreachable: the folder can't be made.
        """
        await in_thread(lambda: make_private_folder(self.folder))
        name, key = new_name(), new_key()
        file = await self._database.write(
            lambda connection: (
                connection.execute(
                    "INSERT INTO sealed_file (name, key, used_at) VALUES (?, ?, ?)",
                    (name, key, now()),
                ).lastrowid
            )
        )
        return NewFile(file, self.folder / name, key)

    async def part(self, id: int) -> NewFile | None:  # noqa: A002  the column's name
        """A file that was begun and may be gone on with; None where it is none, or whole."""
        row = await self._database.read(
            lambda connection: connection.execute(
                "SELECT id, name, key FROM sealed_file WHERE id = ? AND sha256 = ''", (id,)
            ).fetchone()
        )
        return None if row is None else NewFile(row[0], self.folder / row[1], bytes(row[2]))

    async def keep(self, file: NewFile, size: int, sha256: str) -> SealedFile:
        """Note that `file` is whole. Where the same content is here already, that is returned, and `file` forgotten."""

        def write(connection: Connection) -> Row | None:
            same = connection.execute(
                f"SELECT {_COLUMNS} FROM sealed_file f WHERE f.sha256 = ? AND f.size = ? AND f.id <> ?",  # noqa: S608
                (sha256, size, file.id),
            ).fetchone()
            if same is not None:
                connection.execute("DELETE FROM sealed_file WHERE id = ?", (file.id,))
                return same
            connection.execute(
                "UPDATE sealed_file SET size = ?, sha256 = ? WHERE id = ?", (size, sha256, file.id)
            )
            return None

        same = await self._database.write(write)
        if same is None:
            return SealedFile(file.id, file.path, file.key, size, sha256)
        await in_thread(lambda: _delete(file.path))
        return self._sealed(same)

    async def add(self, row: int, index: int, file: int) -> None:
        """Note that the sealed `file` is file `index` of message `row`, where that is still there."""
        await self._database.write(
            lambda connection: connection.execute(
                "INSERT OR REPLACE INTO kept_file SELECT row, ?, ? FROM message"
                " WHERE row = ? AND is_hidden = 0 AND is_retracted = 0",
                (index, file, row),
            )
        )

    async def sealed(self, row: int, index: int) -> SealedFile | None:
        """File `index` of message `row`, where it is here."""
        return await self._one(
            "JOIN kept_file k ON k.file = f.id WHERE k.row = ? AND k.position = ? AND f.sha256 <> ''",
            row,
            index,
        )

    async def with_hash(self, sha256: str) -> SealedFile | None:
        """A whole file of this content, wherever it came from (XEP-0447 section 3.2)."""
        return await self._one("WHERE f.sha256 = ? AND f.sha256 <> ''", sha256)

    async def used(self, file: SealedFile) -> None:
        """Note that somebody looked at it: what was not looked at for longest goes first."""
        at = now()
        await self._database.write(
            lambda connection: connection.execute(
                "UPDATE sealed_file SET used_at = ? WHERE id = ? AND used_at < ?",
                (at, file.id, at - _USE_COUNTS_AGAIN),
            )
        )

    async def forget(self, file: int) -> None:
        """Let go of a file that no message has: first its key, then what is on the disk."""
        await self._database.write(
            lambda connection: connection.execute(
                "DELETE FROM sealed_file WHERE id = ? AND id NOT IN (SELECT file FROM kept_file)",
                (file,),
            )
        )
        await self.sweep()

    async def usage(self) -> int:
        """Bytes of content that are here."""
        row = await self._database.read(
            lambda connection: connection.execute(
                "SELECT coalesce(sum(size), 0) FROM sealed_file"
            ).fetchone()
        )
        return int(row[0]) if row else 0

    async def drop_oldest(self, limit: int) -> None:
        """Let go of what was not looked at for longest until `limit` bytes are left; what still goes up stays."""

        def write(connection: Connection) -> None:
            rows = connection.execute(
                "SELECT f.id, f.size, EXISTS (SELECT 1 FROM kept_file k JOIN transfer t ON t.row = k.row"
                " WHERE k.file = f.id AND t.is_up = 1) FROM sealed_file f WHERE f.sha256 <> ''"
                " ORDER BY f.used_at DESC, f.id DESC"
            ).fetchall()
            left = limit
            for file, size, is_going_up in rows:
                left -= size
                if left < 0 and not is_going_up:
                    connection.execute("DELETE FROM sealed_file WHERE id = ?", (file,))

        await self._database.write(write)
        await self.sweep()

    async def begin(self) -> None:
        """Let go of what an earlier run of the program left and nothing needs. Call it before all else."""
        await self._database.write(
            lambda connection: connection.execute(
                "DELETE FROM sealed_file WHERE id NOT IN (SELECT file FROM kept_file)"
                " AND id NOT IN (SELECT part FROM transfer WHERE part IS NOT NULL)"
            )
        )
        await self.sweep()

    async def sweep(self) -> None:
        """Delete files whose key is gone."""

        def listed() -> set[str]:
            return {path.name for path in self.folder.iterdir()} if self.folder.exists() else set()

        # First the disk, then the database: a file is in that before it is on the disk.
        names = await in_thread(listed)
        known = await self._database.read(
            lambda connection: {
                row[0] for row in connection.execute("SELECT name FROM sealed_file")
            }
        )

        def delete() -> None:
            for name in names - known:
                _delete(self.folder / name)

        await in_thread(delete)

    async def list(
        self,
        peer: Jid,
        kind: FileKind = FileKind.ANY,
        before: MessageCursor | None = None,
        limit: int = 50,
    ) -> Listed:
        """The files of the conversation with `peer`, newest first: which file of which message.

        Args:
            peer: the conversation.
            kind: which.
            before: only of messages above this.
            limit: about how many; those of one message come together.
        """
        found: Listed = []
        while len(found) < limit:
            messages = await self._with_files(peer, kind, before, limit)
            for message in messages:
                found += [
                    (message, index)
                    for index, file in enumerate(message.files)
                    if kind is FileKind.ANY or file.is_picture == (kind is FileKind.PICTURES)
                ]
                before = MessageCursor(message.sent_at, message.row)
                if len(found) >= limit:
                    break
            if len(messages) < limit:
                break
        return found

    async def _with_files(
        self, peer: Jid, kind: FileKind, before: MessageCursor | None, limit: int
    ) -> Sequence[Message]:
        wanted = SearchKind.FILES
        if kind is FileKind.PICTURES:
            wanted |= SearchKind.PICTURES
        start = _LAST if before is None else (before.sent_at, before.row)

        def read(connection: Connection) -> Sequence[Message]:
            rows = connection.execute(
                f"SELECT {MESSAGE_COLUMNS} FROM message m"  # noqa: S608  constants
                " WHERE m.conversation = (SELECT id FROM conversation WHERE peer = ?) AND m.kinds <> 0"
                " AND m.kinds & ? = ? AND m.is_hidden = 0 AND (m.sent_at, m.row) < (?, ?)"
                " ORDER BY m.sent_at DESC, m.row DESC LIMIT ?",
                (str(peer), int(wanted), int(wanted), *start, limit),
            ).fetchall()
            return messages_of(connection, rows, self._account, str(peer))

        return await self._database.read(read)

    async def _one(self, which: str, *parameters: str | int) -> SealedFile | None:
        row = await self._database.read(
            lambda connection: connection.execute(
                f"SELECT {_COLUMNS} FROM sealed_file f {which} LIMIT 1",  # noqa: S608  the callers' constants
                parameters,
            ).fetchone()
        )
        return None if row is None else self._sealed(row)

    def _sealed(self, row: Row) -> SealedFile:
        return SealedFile(row[0], self.folder / row[1], bytes(row[2]), row[3], row[4])


def _delete(path: Path) -> None:
    """Delete a file whose key is gone; where another still has it open, that is for the next time."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        _log.info("a file that nobody can read any more is still there: %s", error.strerror)
