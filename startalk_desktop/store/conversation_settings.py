"""How conversations are arranged: pins, stars, mutes, remarks; and which of it the other devices do not know yet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from startalk_desktop.model.conversation import (
    FOREVER,
    ConversationSettings,
    MessageMark,
    NotifyLevel,
)
from startalk_desktop.model.identity import ConversationKind, Timestamp, now
from startalk_desktop.model.jid import Jid
from startalk_desktop.store.database import Database
from startalk_desktop.store.jids import jid_of
from startalk_desktop.store.sqlcipher import Connection, Row, SqlValue

_COLUMNS = (
    "is_pinned, is_starred, hidden_at, hidden_id, notify, mute_until, remark, unread_at, unread_id"
)
_SELECT = f"SELECT peer, is_room, revision, told, {_COLUMNS} FROM conversation_setting"  # noqa: S608  constants
_PUT = (
    f"INSERT OR REPLACE INTO conversation_setting (peer, is_room, revision, told, {_COLUMNS})"  # noqa: S608  constants
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_NOTHING = ConversationSettings()


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The settings of one conversation, as they are kept. `revision` names this state of them to `told`."""

    peer: Jid
    kind: ConversationKind
    settings: ConversationSettings
    revision: int


class ConversationSettingQueries:
    """Read and change settings. The latest change counts; one that no other device knows yet is later than theirs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, peer: Jid) -> ConversationSettings:
        """The settings for `peer`; the defaults where nothing was chosen."""
        return await self._database.read(lambda connection: _kept(connection, peer).settings)

    async def change(
        self,
        peer: Jid,
        kind: ConversationKind,
        edit: Callable[[ConversationSettings], ConversationSettings],
    ) -> bool:
        """Change them here, by `edit`, which runs in the writer's thread; whether they are other ones now."""

        def write(connection: Connection) -> bool:
            known = _kept(connection, peer)
            settings = edit(known.settings)
            if settings == known.settings:
                return False
            _put(connection, peer, kind, settings, known.revision + 1, known.told)
            return True

        return await self._database.write(write)

    async def hide(self, peer: Jid, kind: ConversationKind) -> bool:
        """Archive the conversation away, up to its present last message; whether that changed anything."""
        return await self._mark(peer, kind, lambda known, mark: replace(known, hiding=mark))

    async def mark_unread(self, peer: Jid, kind: ConversationKind) -> bool:
        """Let the conversation look unread, though it is read up to its present last message; whether it did not."""
        return await self._mark(peer, kind, lambda known, mark: replace(known, unread=mark))

    async def _mark(
        self,
        peer: Jid,
        kind: ConversationKind,
        edit: Callable[[ConversationSettings, MessageMark], ConversationSettings],
    ) -> bool:
        def write(connection: Connection) -> bool:
            known = _kept(connection, peer)
            row = connection.execute(
                "SELECT m.sent_at, m.stanza_id FROM last_message m"
                " JOIN conversation c ON c.id = m.conversation WHERE c.peer = ?",
                (str(peer),),
            ).fetchone()
            mark = MessageMark(row[0], row[1]) if row else MessageMark(now())
            settings = edit(known.settings, mark)
            if settings == known.settings:
                return False
            _put(connection, peer, kind, settings, known.revision + 1, known.told)
            return True

        return await self._database.write(write)

    async def apply(
        self, peer: Jid, kind: ConversationKind, settings: ConversationSettings
    ) -> bool:
        """Take over what another device chose, unless what was chosen here is newer; whether anything changed."""
        return await self._database.write(
            lambda connection: _apply(connection, peer, kind, settings)
        )

    async def apply_all(
        self, theirs: Sequence[tuple[Jid, ConversationKind, ConversationSettings]]
    ) -> frozenset[Jid]:
        """Take over all that the account keeps: what it does not name is as by default. Returns whose changed."""

        def write(connection: Connection) -> frozenset[Jid]:
            changed = {
                peer for peer, kind, chosen in theirs if _apply(connection, peer, kind, chosen)
            }
            named = {peer for peer, _, _ in theirs}
            rows = connection.execute(f"{_SELECT} WHERE revision = told").fetchall()
            for row in rows:
                peer = jid_of(row[0])
                if peer not in named and _apply(connection, peer, _kind(row[1]), _NOTHING):
                    changed.add(peer)
            return frozenset(changed)

        return await self._database.write(write)

    async def remarks(self) -> dict[Jid, str]:
        """What the owner calls people."""
        rows = await self._database.read(
            lambda connection: connection.execute(
                "SELECT peer, remark FROM conversation_setting WHERE remark <> '' AND is_room = 0"
            ).fetchall()
        )
        return {jid_of(row[0]): row[1] for row in rows}

    async def starred_people(self) -> list[Jid]:
        """The people whom the owner starred."""
        rows = await self._database.read(
            lambda connection: connection.execute(
                "SELECT peer FROM conversation_setting WHERE is_starred AND is_room = 0 ORDER BY peer"
            ).fetchall()
        )
        return [jid_of(row[0]) for row in rows]

    async def untold(self) -> list[Arrangement]:
        """What was changed here and no other device knows yet."""
        rows = await self._database.read(
            lambda connection: connection.execute(
                f"{_SELECT} WHERE revision <> told ORDER BY peer"
            ).fetchall()
        )
        return [
            Arrangement(jid_of(row[0]), _kind(row[1]), _settings(row[4:]), row[2]) for row in rows
        ]

    async def told(self, peer: Jid, revision: int) -> None:
        """The account's server has the settings as they were at `revision`."""

        def write(connection: Connection) -> None:
            connection.execute(
                "UPDATE conversation_setting SET told = ? WHERE peer = ?", (revision, str(peer))
            )
            _drop_if_empty(connection, peer)

        await self._database.write(write)

    async def unmute(self, at: Timestamp, *, is_told: bool) -> frozenset[Jid]:
        """End the mutes that were to last until `at` or earlier; returns whose.

        Args:
            at: the present.
            is_told: whether others are to be told. Nobody chose anything, so it need not be a change that counts as
                later than theirs.
        """

        def write(connection: Connection) -> frozenset[Jid]:
            rows = connection.execute(
                "UPDATE conversation_setting SET mute_until = NULL, revision = revision + ?"
                " WHERE mute_until <= ? RETURNING peer",
                (is_told, at),
            ).fetchall()
            ended = frozenset(jid_of(row[0]) for row in rows)
            for peer in ended:
                _drop_if_empty(connection, peer)
            return ended

        return await self._database.write(write)

    async def next_unmute(self) -> Timestamp | None:
        """When the next mute ends; None where none does by itself."""
        row = await self._database.read(
            lambda connection: connection.execute(
                "SELECT min(mute_until) FROM conversation_setting WHERE mute_until < ?", (FOREVER,)
            ).fetchone()
        )
        return row[0] if row else None


@dataclass(frozen=True, slots=True)
class _Kept:
    settings: ConversationSettings = _NOTHING
    revision: int = 0
    told: int = 0


def _kept(connection: Connection, peer: Jid) -> _Kept:
    row = connection.execute(f"{_SELECT} WHERE peer = ?", (str(peer),)).fetchone()
    return _Kept() if row is None else _Kept(_settings(row[4:]), row[2], row[3])


def _apply(
    connection: Connection, peer: Jid, kind: ConversationKind, settings: ConversationSettings
) -> bool:
    known = _kept(connection, peer)
    if known.revision != known.told or known.settings == settings:
        return False
    _put(connection, peer, kind, settings, known.revision, known.told)
    _drop_if_empty(connection, peer)
    return True


def _put(
    connection: Connection,
    peer: Jid,
    kind: ConversationKind,
    settings: ConversationSettings,
    revision: int,
    told: int,
) -> None:
    is_room = kind is ConversationKind.ROOM
    connection.execute(_PUT, (str(peer), is_room, revision, told, *_values(settings)))


def _drop_if_empty(connection: Connection, peer: Jid) -> None:
    known = _kept(connection, peer)
    if known.revision == known.told and known.settings == _NOTHING:
        connection.execute("DELETE FROM conversation_setting WHERE peer = ?", (str(peer),))


def _values(settings: ConversationSettings) -> tuple[SqlValue, ...]:
    return (
        settings.is_pinned,
        settings.is_starred,
        *_place(settings.hiding),
        None if settings.notify is None else settings.notify.value,
        settings.mute_until,
        settings.remark,
        *_place(settings.unread),
    )


def _place(mark: MessageMark | None) -> tuple[SqlValue, SqlValue]:
    return (None, "") if mark is None else (mark.at, mark.stanza_id)


def _settings(row: Row) -> ConversationSettings:
    is_pinned, is_starred, hidden_at, hidden_id, notify, mute_until, remark, *unread = row
    unread_at, unread_id = unread
    return ConversationSettings(
        is_pinned=bool(is_pinned),
        is_starred=bool(is_starred),
        hiding=None if hidden_at is None else MessageMark(hidden_at, hidden_id),
        notify=None if notify is None else NotifyLevel(notify),
        mute_until=mute_until,
        remark=remark,
        unread=None if unread_at is None else MessageMark(unread_at, unread_id),
    )


def _kind(is_room: int) -> ConversationKind:
    return ConversationKind.ROOM if is_room else ConversationKind.DIRECT
