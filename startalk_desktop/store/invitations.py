"""Rooms that we are asked into and have not answered, and those that we declined; bounded, whoever invites."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from startalk_desktop.model.identity import Timestamp
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.room import RoomInvitation
from startalk_desktop.store.database import Database
from startalk_desktop.store.jids import jid_of
from startalk_desktop.store.sqlcipher import Connection

LIMIT: Final = 50
"""Invitations that wait."""

LIMIT_OF_ONE: Final = 10
"""By one inviter, so that nobody drives out what others sent."""

DECLINED_LIMIT: Final = 200

_COLUMNS: Final = "room, inviter, at, reason, is_direct"


class InvitationQueries:
    """Read and change them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> list[RoomInvitation]:
        """Those that wait for an answer, oldest first."""
        rows = await self._database.read(
            lambda connection: connection.execute(
                f"SELECT {_COLUMNS} FROM invitation ORDER BY at, room"  # noqa: S608  constants
            ).fetchall()
        )
        return [
            RoomInvitation(jid_of(room), jid_of(inviter), at, reason, bool(is_direct))
            for room, inviter, at, reason, is_direct in rows
        ]

    async def put(self, invitation: RoomInvitation, doubt: Timestamp = 0) -> bool:
        """Keep an invitation, instead of an older one to the same room; False where it is no news.

        It is none where a later one is here, or where it was declined, `doubt` microseconds being how much too late
        its own time may be. Of too many, the oldest of the same inviter go first, and then the oldest of all.
        """
        room, inviter = str(invitation.room), str(invitation.inviter)
        surely = invitation.at - doubt

        def write(connection: Connection) -> bool:
            is_declined = connection.execute(
                "SELECT 1 FROM declined_invitation WHERE room = ? AND at >= ?",
                (room, surely),
            ).fetchone()
            if is_declined:
                return False
            changed = connection.execute(
                f"INSERT INTO invitation ({_COLUMNS}) VALUES (?, ?, ?, ?, ?)"  # noqa: S608  constants
                " ON CONFLICT (room) DO UPDATE SET inviter = excluded.inviter, at = excluded.at,"
                " reason = excluded.reason, is_direct = excluded.is_direct WHERE at < ?",
                (room, inviter, invitation.at, invitation.reason, invitation.is_direct, surely),
            ).rowcount
            _trim(connection, "WHERE inviter = ?", (inviter,), LIMIT_OF_ONE)
            _trim(connection, "", (), LIMIT)
            return changed > 0

        return await self._database.write(write)

    async def drop(self, room: Jid) -> bool:
        """We are in the room: nothing asks us into it any more, and what we declined before is over. Whether there was
        an invitation.
        """

        def write(connection: Connection) -> bool:
            connection.execute("DELETE FROM declined_invitation WHERE room = ?", (str(room),))
            return _drop(connection, room, None)

        return await self._database.write(write)

    async def decline(self, room: Jid, at: Timestamp) -> bool:
        """Decline what asked us into `room` up to `at`; the other devices are yet to be told. Whether anything did."""
        return await self._database.write(
            lambda connection: _decline(connection, room, at, is_told=False)
        )

    async def declined(self, rooms: Iterable[tuple[Jid, Timestamp]]) -> bool:
        """Other devices declined these; whether an invitation went by that."""

        def write(connection: Connection) -> bool:
            gone = [_decline(connection, room, at, is_told=True) for room, at in rooms]
            return any(gone)

        return await self._database.write(write)

    async def untold(self) -> list[tuple[Jid, Timestamp]]:
        """What was declined here and no other device knows, oldest first."""
        rows = await self._database.read(
            lambda connection: connection.execute(
                "SELECT room, at FROM declined_invitation WHERE is_told = 0 ORDER BY at, room"
            ).fetchall()
        )
        return [(jid_of(room), at) for room, at in rows]

    async def told(self, room: Jid, at: Timestamp) -> None:
        """The other devices know that `room` was declined up to `at`."""
        await self._database.write(
            lambda connection: connection.execute(
                "UPDATE declined_invitation SET is_told = 1 WHERE room = ? AND at = ?",
                (str(room), at),
            )
        )


def _decline(connection: Connection, room: Jid, at: Timestamp, *, is_told: bool) -> bool:
    connection.execute(
        "INSERT INTO declined_invitation (room, at, is_told) VALUES (?, ?, ?)"
        " ON CONFLICT (room) DO UPDATE SET at = excluded.at, is_told = excluded.is_told"
        " WHERE at < excluded.at",
        (str(room), at, is_told),
    )
    connection.execute(
        "DELETE FROM declined_invitation WHERE room IN"
        " (SELECT room FROM declined_invitation ORDER BY at DESC, room LIMIT -1 OFFSET ?)",
        (DECLINED_LIMIT,),
    )
    return _drop(connection, room, at)


def _drop(connection: Connection, room: Jid, up_to: Timestamp | None) -> bool:
    gone = connection.execute(
        "DELETE FROM invitation WHERE room = ?1 AND (?2 IS NULL OR at <= ?2)", (str(room), up_to)
    )
    return gone.rowcount > 0


def _trim(connection: Connection, where: str, values: tuple[str, ...], limit: int) -> None:
    connection.execute(
        "DELETE FROM invitation WHERE room IN"  # noqa: S608  the callers' constants
        f" (SELECT room FROM invitation {where} ORDER BY at DESC, room LIMIT -1 OFFSET {limit})",
        values,
    )
