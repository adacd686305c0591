"""One account's store: opens its database and joins the queries on it."""

from __future__ import annotations

from pathlib import Path

from startalk_desktop.model.identity import AccountId, Timestamp, now
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.leaving import StoreCounts
from startalk_desktop.store.actions import ActionQueries
from startalk_desktop.store.annotations import AnnotationQueries
from startalk_desktop.store.archive import ArchiveQueries
from startalk_desktop.store.blobs import BlobQueries
from startalk_desktop.store.block_list import BlockListQueries
from startalk_desktop.store.conversation_settings import ConversationSettingQueries
from startalk_desktop.store.conversations import ConversationQueries
from startalk_desktop.store.counts import count
from startalk_desktop.store.database import Database
from startalk_desktop.store.directory import DirectoryQueries
from startalk_desktop.store.invitations import InvitationQueries
from startalk_desktop.store.kept_files import FileQueries
from startalk_desktop.store.messages import MessageQueries
from startalk_desktop.store.outbox import OutboxQueries
from startalk_desktop.store.roster import RosterQueries
from startalk_desktop.store.search import SearchQueries
from startalk_desktop.store.settings import SettingQueries
from startalk_desktop.store.sqlcipher import Connection
from startalk_desktop.store.transfers import TransferQueries

_SCHEMA = "account"
_FILES = ".files"  # the folder beside the database


class AccountStore:
    """Everything kept of one account. Built by `open`; every method of its parts may raise a `StoreError`.

    Writes happen in the order they are asked for, each in one transaction that is committed when it returns; reads
    run beside them. Safe to use from many tasks of a loop at once.
    """

    def __init__(
        self,
        database: Database,
        account: AccountId,
        history_until: Timestamp,
        folder: Path,
        own: Jid | None = None,
    ) -> None:
        self._database = database
        self.account = account
        self.messages = MessageQueries(database, account, history_until, own)
        self.annotations = AnnotationQueries(database, own)
        self.actions = ActionQueries(database, own)
        self.outbox = OutboxQueries(database, account)
        self.conversations = ConversationQueries(database, account)
        self.arrangements = ConversationSettingQueries(database)
        self.blocked = BlockListQueries(database)
        self.invitations = InvitationQueries(database)
        self.archive = ArchiveQueries(database)
        self.search = SearchQueries(database, account)
        self.roster = RosterQueries(database)
        self.directory = DirectoryQueries(database)
        self.blobs = BlobQueries(database)
        self.settings = SettingQueries(database)
        self.files = FileQueries(database, account, folder)
        self.transfers = TransferQueries(database)

    @classmethod
    async def open(
        cls,
        path: Path,
        key: bytes,
        account: AccountId,
        *,
        history_until: Timestamp | None = None,
        own: Jid | None = None,
    ) -> AccountStore:
        """Open the account's database, making or migrating it first.

        Args:
            path: the database file; its name should say nothing of the account.
            key: 32 random bytes, from a `KeyVault`.
            account: whose it is.
            history_until: only for a database made now: messages out of the archive from before this are history
                and come in as read; the present by default.
            own: the account's address: what others refer to when they name us, and what we are called under what
                we react to.

        Raises:
            WrongKey: the key does not open it.
            StoreDamaged: it can't be read; see `store.erase` for starting anew.
            StoreTooNew: a later version of the program wrote it.
            StoreUnreachable: the file can't be opened.
        """
        database = await Database.open(path, key, _SCHEMA)
        try:
            since = now() if history_until is None else history_until
            until = await database.write(lambda connection: _history_until(connection, since))
        except BaseException:
            await database.close()
            raise
        return cls(database, account, until, path.with_suffix(_FILES), own)

    async def counts(self) -> StoreCounts:
        """How much there is here."""
        return await count(self._database)

    async def close(self) -> None:
        """Finish the writes already asked for, break off reads, close the file. Idempotent."""
        await self._database.close()


def _history_until(connection: Connection, default: Timestamp) -> Timestamp:
    connection.execute(
        "INSERT INTO setting VALUES ('store.history-until', ?) ON CONFLICT DO NOTHING",
        (str(default),),
    )
    row = connection.execute(
        "SELECT value FROM setting WHERE key = 'store.history-until'"
    ).fetchone()
    return int(row[0]) if row else default
