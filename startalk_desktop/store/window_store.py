"""What belongs to the window and to no account alone: the list of accounts, and the layout; encrypted like the rest."""

from __future__ import annotations

from pathlib import Path

from startalk_desktop.model.account import Account, Endpoint
from startalk_desktop.model.identity import AccountId
from startalk_desktop.store.database import Database
from startalk_desktop.store.jids import jid_of
from startalk_desktop.store.sqlcipher import Connection, Row, SqlValue

_SCHEMA = "window"
_COLUMNS = (
    "id, jid, company, colour, position, is_enabled, endpoint_host, endpoint_port, endpoint_is_tls,"
    " extra_ca_pem, pinned_sha256, sends_receipts, sends_markers, sends_chat_states, auto_download_limit,"
    " nav_url, brand, wears_brand"
)


class WindowStore:
    """Built by `open`; every method may raise a `StoreError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    async def open(cls, path: Path, key: bytes) -> WindowStore:
        """Open the database at `path`, making or migrating it first.

        Raises:
            WrongKey, StoreDamaged, StoreTooNew, StoreUnreachable: as for `AccountStore.open`.
        """
        return cls(await Database.open(path, key, _SCHEMA))

    async def close(self) -> None:
        """Finish the writes already asked for and close the file. Idempotent."""
        await self._database.close()

    async def accounts(self) -> list[Account]:
        """Every account, in the order of the rail."""
        rows = await self._database.read(
            lambda connection: connection.execute(
                f"SELECT {_COLUMNS} FROM account ORDER BY position, id"  # noqa: S608  a constant
            ).fetchall()
        )
        return [_account(row) for row in rows]

    async def save_account(self, account: Account) -> None:
        """Add the account, or change what is kept of it."""
        values = _values(account)
        marks = ", ".join("?" * len(values))
        await self._database.write(
            lambda connection: connection.execute(
                f"INSERT OR REPLACE INTO account ({_COLUMNS}) VALUES ({marks})",  # noqa: S608  constants
                values,
            )
        )

    async def remove_account(self, account: AccountId) -> None:
        """Take the account off the list, with all that is kept under keys that end with its id (``lock.<id>``); its
        own database is not touched.
        """

        def write(connection: Connection) -> None:
            connection.execute("DELETE FROM account WHERE id = ?", (account,))
            connection.execute(
                "DELETE FROM setting WHERE substr(key, -length(?1) - 1) = '.' || ?1", (account,)
            )

        await self._database.write(write)

    async def get(self, key: str) -> bytes | None:
        """What is kept under `key`, or None."""
        row = await self._database.read(
            lambda connection: connection.execute(
                "SELECT value FROM setting WHERE key = ?", (key,)
            ).fetchone()
        )
        return None if row is None else bytes(row[0])

    async def set(self, key: str, value: bytes) -> None:
        """Keep `value` under `key`."""
        await self._database.write(
            lambda connection: connection.execute(
                "INSERT OR REPLACE INTO setting VALUES (?, ?)", (key, value)
            )
        )


def _values(account: Account) -> tuple[SqlValue, ...]:
    endpoint = account.endpoint
    return (
        account.id,
        str(account.jid),
        account.company,
        account.colour,
        account.position,
        account.is_enabled,
        endpoint.host if endpoint else None,
        endpoint.port if endpoint else None,
        endpoint.is_direct_tls if endpoint else None,
        account.extra_ca_pem,
        account.pinned_sha256,
        account.sends_receipts,
        account.sends_markers,
        account.sends_chat_states,
        account.auto_download_limit,
        account.nav_url,
        account.brand,
        account.wears_brand,
    )


def _account(row: Row) -> Account:
    return Account(
        id=AccountId(row[0]),
        jid=jid_of(row[1]),
        company=row[2],
        colour=row[3],
        position=row[4],
        is_enabled=bool(row[5]),
        endpoint=None if row[6] is None else Endpoint(row[6], row[7], bool(row[8])),
        extra_ca_pem=row[9],
        pinned_sha256=row[10],
        sends_receipts=bool(row[11]),
        sends_markers=bool(row[12]),
        sends_chat_states=bool(row[13]),
        auto_download_limit=row[14],
        nav_url=row[15],
        brand=row[16],
        wears_brand=bool(row[17]),
    )
