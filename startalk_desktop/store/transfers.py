"""Files under way, as they are kept across restarts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import SharedFile
from startalk_desktop.store.belongings import keep_thumbnails
from startalk_desktop.store.database import Database
from startalk_desktop.store.jids import jid_of
from startalk_desktop.store.lines import Lines
from startalk_desktop.store.outcome import RecordOutcome
from startalk_desktop.store.shown_writer import ShownWriter
from startalk_desktop.store.sqlcipher import Connection, Row


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that a new message waits for.

    Attributes:
        id: of the transfer.
        index: which of the message's files.
        source: the path of a file that is still to be sealed; ``""`` where `file` is set.
        file: the sealed file's id.
    """

    id: str
    index: int
    source: str = ""
    file: int | None = None


@dataclass(frozen=True, slots=True)
class StoredTransfer:
    """A transfer as it is kept; see the table `transfer`."""

    id: str
    peer: Jid
    row: int
    index: int
    is_up: bool
    source: str
    url: str
    byte_limit: int
    part: int | None
    failure: Failure | None


_SELECT = (
    "SELECT t.id, c.peer, t.row, t.position, t.is_up, t.source, t.url, t.byte_limit, t.part, t.failure_code,"
    " t.failure_detail FROM transfer t JOIN message m ON m.row = t.row JOIN conversation c ON c.id = m.conversation"
)


class TransferQueries:
    """The queue of files that go up and come down, in the order they were asked for."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def pending(self) -> list[StoredTransfer]:
        """What is under way or failed."""
        rows = await self._database.read(
            lambda connection: connection.execute(f"{_SELECT} ORDER BY t.number").fetchall()
        )
        return [_stored(row) for row in rows]

    async def add_download(
        self,
        id: str,  # noqa: A002
        row: int,
        index: int,
        byte_limit: int,
    ) -> StoredTransfer | None:
        """Note that a file is to be fetched. What is there already stays, with the larger limit and without its
        failure; None where there is no such message.
        """

        def write(connection: Connection) -> Row | None:
            connection.execute(
                "INSERT INTO transfer (id, number, row, position, is_up, source, url, byte_limit)"
                " SELECT ?, (SELECT coalesce(max(number), 0) + 1 FROM transfer), row, ?, 0, '', '', ?"
                " FROM message"
                " WHERE row = ? AND is_hidden = 0 AND is_retracted = 0"
                " ON CONFLICT (row, position, is_up) DO UPDATE SET failure_code = NULL, failure_detail = '',"
                " byte_limit = max(byte_limit, excluded.byte_limit)",
                (id, index, byte_limit, row),
            )
            return connection.execute(
                f"{_SELECT} WHERE t.row = ? AND t.position = ? AND t.is_up = 0", (row, index)
            ).fetchone()

        found = await self._database.write(write)
        return None if found is None else _stored(found)

    async def set_part(self, id: str, part: int | None) -> None:  # noqa: A002
        """Note which unfinished file has what came so far; the one that was noted before is forgotten."""

        def write(connection: Connection) -> None:
            connection.execute(
                "DELETE FROM sealed_file WHERE id = (SELECT part FROM transfer WHERE id = ?)"
                " AND id IS NOT ? AND id NOT IN (SELECT file FROM kept_file)",
                (id, part),
            )
            connection.execute("UPDATE transfer SET part = ? WHERE id = ?", (part, id))

        await self._database.write(write)

    async def sealed(self, id: str, file: int, told: SharedFile) -> RecordOutcome:  # noqa: A002
        """Note that the file which goes up is sealed as `file`, and what is known of it since."""

        def write(connection: Connection) -> RecordOutcome:
            place = _place(connection, id)
            if place is None:
                return RecordOutcome()
            connection.execute("INSERT OR REPLACE INTO kept_file VALUES (?, ?, ?)", (*place, file))
            connection.execute("UPDATE transfer SET source = '' WHERE id = ?", (id,))
            return _told(connection, *place, told)

        return await self._database.write(write)

    async def uploaded(self, id: str, url: str) -> None:  # noqa: A002
        """Note where the file is, so that it does not go up again."""
        await self._database.write(
            lambda connection: connection.execute(
                "UPDATE transfer SET url = ?, failure_code = NULL, failure_detail = '' WHERE id = ?",
                (url, id),
            )
        )

    async def finish_upload(self, id: str) -> RecordOutcome:  # noqa: A002
        """Let the message point to where its file is; from now on it is one for the outbox."""

        def write(connection: Connection) -> RecordOutcome:
            place = _place(connection, id)
            found = connection.execute("SELECT url FROM transfer WHERE id = ?", (id,)).fetchone()
            if place is None or found is None:
                return RecordOutcome()
            connection.execute("DELETE FROM transfer WHERE id = ?", (id,))
            return _told(connection, *place, None, found[0])

        return await self._database.write(write)

    async def failed(self, id: str, failure: Failure | None) -> None:  # noqa: A002
        """Note why the transfer goes no further; None: it goes on."""
        code, detail = (failure.code.value, failure.detail) if failure is not None else (None, "")
        await self._database.write(
            lambda connection: connection.execute(
                "UPDATE transfer SET failure_code = ?, failure_detail = ? WHERE id = ?",
                (code, detail, id),
            )
        )

    async def remove(self, id: str) -> None:  # noqa: A002
        """Forget the transfer, and what came of a download that is not whole."""
        await self._database.write(
            lambda connection: connection.execute("DELETE FROM transfer WHERE id = ?", (id,))
        )


def add_uploads(connection: Connection, row: int, uploads: Sequence[Upload]) -> None:
    """Let the message in `row`, which is being stored, wait for its files."""
    for upload in uploads:
        connection.execute(
            "INSERT INTO transfer (id, number, row, position, is_up, source, url, byte_limit)"
            " VALUES (?, (SELECT coalesce(max(number), 0) + 1 FROM transfer), ?, ?, 1, ?, '', 0)",
            (upload.id, row, upload.index, upload.source),
        )
        if upload.file is not None:
            connection.execute(
                "INSERT INTO kept_file VALUES (?, ?, ?)", (row, upload.index, upload.file)
            )


def _place(connection: Connection, id: str) -> tuple[int, int] | None:  # noqa: A002
    found = connection.execute("SELECT row, position FROM transfer WHERE id = ?", (id,)).fetchone()
    return None if found is None else (found[0], found[1])


def _told(
    connection: Connection, row: int, index: int, told: SharedFile | None, url: str = ""
) -> RecordOutcome:
    """Change what the message itself says of one of its files: all of it to `told`, or just where it is."""
    lines = Lines(connection)
    writer = ShownWriter(connection, None)
    stored = writer.face(row)
    found = connection.execute("SELECT conversation FROM message WHERE row = ?", (row,)).fetchone()
    if stored is None or found is None or stored.is_gone:
        return RecordOutcome()
    base = stored.base
    files = list(base.content.files)
    if index >= len(files):
        return RecordOutcome()
    files[index] = replace(files[index], url=url) if told is None else told
    line = lines.by_id(found[0])
    writer.rewrite(line, row, base.text, replace(base.content, files=tuple(files)))
    if told is not None:
        keep_thumbnails(connection, row, files)
    line.updated.add(row)
    line.is_touched = True
    return lines.finish()


def _stored(row: Row) -> StoredTransfer:
    failure = Failure(FailureCode(row[9]), row[10]) if row[9] else None
    return StoredTransfer(
        row[0],
        jid_of(row[1]),
        row[2],
        row[3],
        bool(row[4]),
        row[5],
        row[6],
        row[7],
        row[8],
        failure,
    )
