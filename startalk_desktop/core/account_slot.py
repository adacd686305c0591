"""One account's place in the profile: whether its store is open, locked or broken, and its keys and files."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from startalk_desktop.core.account_runtime import AccountRuntime
from startalk_desktop.core.changes import ChangeHub
from startalk_desktop.core.errors import AccountNotOpen
from startalk_desktop.core.failures import failure_of
from startalk_desktop.core.ports import SessionFactory, SessionSettings
from startalk_desktop.model.account import Account
from startalk_desktop.model.changes import ConnectionStateChanged
from startalk_desktop.model.connection import ConnectionState, Offline, Refused
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.identity import AccountId, ConversationKind, Timestamp, now
from startalk_desktop.model.leaving import LeaveSummary, StaysOnServer
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.store.erase import erase_files
from startalk_desktop.store.errors import KeyVaultError, StoreError, StoreUnreachable
from startalk_desktop.store.files import folder_size
from startalk_desktop.store.keys import KeyVault
from startalk_desktop.store.window_store import WindowStore

_log = logging.getLogger(__name__)

_LOCKED: Final = b"locked"

CompanyTold = Callable[[AccountId, str], Awaitable[None]]


class AccountSlot:
    """Opens, locks and erases one account. What changes it runs one at a time, in the order asked for."""

    def __init__(
        self,
        account: Account,
        folder: Path,
        vault: KeyVault,
        window: WindowStore,
        changes: ChangeHub,
        session_factory: SessionFactory,
        company_told: CompanyTold,
        clock: Callable[[], Timestamp] = now,
    ) -> None:
        self._account = account
        self._folder = folder / account.id
        self._vault = vault
        self._window = window
        self._changes = changes
        self._session_factory = session_factory
        self._company_told = company_told
        self._clock = clock
        self._name = f"account-{account.id}"  # of the key and of the password in the vault
        self._lock = asyncio.Lock()
        self._runtime: AccountRuntime | None = None
        self._failure: Failure | None = None
        self._is_locked = False

    @property
    def account(self) -> Account:
        """The account as configured now."""
        return self._account

    @account.setter
    def account(self, account: Account) -> None:
        self._account = account
        if self._runtime is not None:
            self._runtime.account = account

    @property
    def is_open(self) -> bool:
        """Whether the store can be read."""
        return self._runtime is not None

    @property
    def is_locked(self) -> bool:
        """Whether a person locked it."""
        return self._is_locked

    @property
    def is_signed_in(self) -> bool:
        """Whether there is a session, be it only trying."""
        return self._runtime is not None and self._runtime.line.has_session

    @property
    def runtime(self) -> AccountRuntime:
        """The open account.

        Raises:
            AccountNotOpen
        """
        if self._runtime is None:
            raise AccountNotOpen(self._account.id, self._failure)
        return self._runtime

    @property
    def state(self) -> ConnectionState:
        """The connection's state, or why there can be none."""
        if self._runtime is not None:
            return self._runtime.state
        return Refused(self._failure) if self._failure is not None else Offline()

    async def create(self, password: str) -> None:
        """Make key and store and keep the password.

        Raises:
            StoreError, KeyVaultError
        """
        async with self._lock:
            key = await self._vault.create(self._name)
            await self._vault.save_secret(self._name, password)
            await self._open_with(key)

    async def open(self) -> None:
        """Open the store unless the account is locked; a failure is kept and shown as the state, not raised."""
        async with self._lock:
            self._is_locked = await self._window.get(self._lock_setting) == _LOCKED
            if not self._is_locked:
                await self._try_to_open()

    async def sign_in(self) -> None:
        """Begin to connect, anew where there is a session already.

        Raises:
            AccountNotOpen
        """
        async with self._lock:
            runtime = self.runtime
            try:
                password = await self._vault.load_secret(self._name)
            except KeyVaultError as error:
                runtime.refuse(failure_of(error))
                return
            if password is None:
                runtime.refuse(Failure(FailureCode.PASSWORD))
                return
            account = self._account
            await runtime.sign_in(
                SessionSettings(
                    account.jid,
                    password,
                    endpoint=account.endpoint,
                    extra_ca_pem=account.extra_ca_pem,
                    pinned_sha256=account.pinned_sha256,
                )
            )

    async def sign_out(self) -> None:
        """End the session; the store stays open."""
        async with self._lock:
            if self._runtime is not None:
                await self._runtime.sign_out()

    async def set_password(self, password: str) -> None:
        """Keep another password.

        Raises:
            KeyVaultError
        """
        async with self._lock:
            await self._vault.save_secret(self._name, password)

    async def lock(self) -> None:
        """Close everything and forget the key, until `unlock`, at the next start too."""
        async with self._lock:
            self._is_locked = True
            await self._window.set(self._lock_setting, _LOCKED)
            await self._close_runtime()
            self._announce_state()

    async def unlock(self) -> None:
        """Open the store again and sign in where the account is enabled.

        Raises:
            AccountNotOpen: the store could not be opened; `failure` says why.
        """
        async with self._lock:
            if self._runtime is None:
                await self._try_to_open()
            if self._runtime is None:
                raise AccountNotOpen(self._account.id, self._failure)
            self._is_locked = False
            await self._window.set(self._lock_setting, b"")
        if self._account.is_enabled:
            await self.sign_in()

    async def leave_summary(self) -> LeaveSummary:
        """What `erase` destroys, and what it leaves with the server."""
        size = await asyncio.to_thread(folder_size, self._folder)
        runtime = self._runtime
        if runtime is None:
            return LeaveSummary(None, size, frozenset(StaysOnServer))
        rooms = [
            line
            for line in await runtime.store.conversations.all()
            if line.kind is ConversationKind.ROOM and line.is_joined
        ]
        stays = set(StaysOnServer)
        if not runtime.sync.has_archive:
            stays.discard(StaysOnServer.ARCHIVE)
        if not rooms:
            stays.discard(StaysOnServer.ROOMS)
        return LeaveSummary(await runtime.store.counts(), size, frozenset(stays), len(rooms))

    async def erase(self) -> None:
        """Destroy the key, and by that all content; then the password, the session and the files.

        Raises:
            KeyVaultError: the key could not be destroyed, and nothing else was done.
        """
        async with self._lock:
            await self._vault.destroy(self._name)
            try:
                await self._vault.destroy_secret(self._name)
            except KeyVaultError as error:
                # The key is gone; stopping here would leave an account that nobody can read or remove.
                _log.error("the password of account %s is still kept: %s", self._account.id, error)
            await self._close_runtime()
            if self._is_locked:
                await self._window.set(self._lock_setting, b"")
            try:
                await erase_files(self._folder)
            except StoreUnreachable as error:
                _log.error("account %s: %s", self._account.id, error)

    async def close(self) -> None:
        """End the session and close the store; the key stays in the vault."""
        async with self._lock:
            await self._close_runtime()

    def network_changed(self) -> None:
        """Probe the line, or try again, at once."""
        if self._runtime is not None:
            self._runtime.line.network_changed()

    async def _try_to_open(self) -> None:
        try:
            key = await self._vault.load(self._name)
            if key is None:
                self._failure = Failure(FailureCode.KEY_MISSING)
            else:
                await self._open_with(key)
        except (StoreError, KeyVaultError, OSError) as error:
            _log.warning("account %s could not be opened: %s", self._account.id, error)
            self._failure = failure_of(error)
        self._announce_state()

    async def _open_with(self, key: bytes) -> None:
        store = await AccountStore.open(
            self._folder / "account.db", key, self._account.id, own=self._account.jid
        )
        self._failure = None
        try:
            self._runtime = await AccountRuntime.begin(
                self._account,
                store,
                self._changes,
                self._session_factory,
                self._company_told,
                self._clock,
            )
        except BaseException:
            await store.close()
            raise

    async def _close_runtime(self) -> None:
        runtime, self._runtime = self._runtime, None
        if runtime is not None:
            await runtime.close()

    def _announce_state(self) -> None:
        self._changes.announce(ConnectionStateChanged(self._account.id, self.state))

    @property
    def _lock_setting(self) -> str:
        return f"lock.{self._account.id}"
