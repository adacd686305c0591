"""The accounts of a profile: adding and checking, signing in and out, locking, removing with crypto-erase."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from startalk_desktop.core.account_runtime import AccountRuntime
from startalk_desktop.core.account_slot import AccountSlot
from startalk_desktop.core.changes import ChangeHub
from startalk_desktop.core.errors import AccountExists, AccountUnknown
from startalk_desktop.core.ports import Probe, SessionFactory, SessionSettings, SignInResult
from startalk_desktop.model import company_colours
from startalk_desktop.model.account import Account, Endpoint
from startalk_desktop.model.changes import AccountsChanged
from startalk_desktop.model.connection import ConnectionState
from startalk_desktop.model.identity import AccountId, Timestamp, now
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.leaving import LeaveSummary
from startalk_desktop.store.keys import KeyVault
from startalk_desktop.store.window_store import WindowStore
from startalk_desktop.tasks import TaskScope

_log = logging.getLogger(__name__)

_OPENING_PATIENCE: Final = 5.0
_COMPANY_NAME_LIMIT: Final = 80


class Accounts:
    """All accounts, each in a slot of its own; what happens in one is never waited for by another."""

    def __init__(
        self,
        folder: Path,
        vault: KeyVault,
        window: WindowStore,
        changes: ChangeHub,
        scope: TaskScope,
        session_factory: SessionFactory,
        probe: Probe,
        clock: Callable[[], Timestamp] = now,
    ) -> None:
        self._folder = folder
        self._vault = vault
        self._window = window
        self._changes = changes
        self._scope = scope
        self._session_factory = session_factory
        self._probe = probe
        self._clock = clock
        self._slots: dict[AccountId, AccountSlot] = {}

    # what there is

    def all(self) -> list[Account]:
        """Every account, in the order of the rail."""
        accounts = [slot.account for slot in self._slots.values()]
        return sorted(accounts, key=lambda account: (account.position, account.id))

    def get(self, id: AccountId) -> Account:  # noqa: A002  the field's name in the model
        """The account as configured.

        Raises:
            AccountUnknown
        """
        return self._slot(id).account

    def state(self, id: AccountId) -> ConnectionState:  # noqa: A002
        """The account's connection; `Refused` too where its store could not be opened.

        Raises:
            AccountUnknown
        """
        return self._slot(id).state

    def is_locked(self, id: AccountId) -> bool:  # noqa: A002
        """Whether the account was locked: its store is closed and its key is not in memory.

        Raises:
            AccountUnknown
        """
        return self._slot(id).is_locked

    def runtime(self, id: AccountId) -> AccountRuntime:  # noqa: A002
        """The account's inner works, for `core` itself.

        Raises:
            AccountUnknown, AccountNotOpen
        """
        return self._slot(id).runtime

    def open_runtimes(self) -> list[AccountRuntime]:
        """The inner works of every account whose store is open, in the order of the rail."""
        slots = (self._slots[account.id] for account in self.all())
        return [slot.runtime for slot in slots if slot.is_open]

    # adding

    async def check(
        self,
        jid: Jid,
        password: str,
        *,
        endpoint: Endpoint | None = None,
        extra_ca_pem: str = "",
        pinned_sha256: str = "",
        on_progress: Callable[[ConnectionState], None],
    ) -> SignInResult:
        """Try to sign in, without keeping anything. Cancel the task to give up at any time.

        Raises:
            SignInFailed: `failure` says why, `certificate` is set where a person has to decide about one.
        """
        settings = SessionSettings(
            jid.bare,
            password,
            endpoint=endpoint,
            extra_ca_pem=extra_ca_pem,
            pinned_sha256=pinned_sha256,
        )
        return await self._probe(settings, on_progress)

    async def add(
        self,
        jid: Jid,
        password: str,
        *,
        endpoint: Endpoint | None = None,
        extra_ca_pem: str = "",
        pinned_sha256: str = "",
        company: str = "",
        nav_url: str = "",
        brand: str = "",
    ) -> Account:
        """Keep a new account, its password in the vault, and sign in.

        It returns before the account is online; follow `ConnectionStateChanged`. `nav_url` is where the company's nav
        document is, if it was found by one: it is asked again now and then. `brand` is the colour that it says.

        Raises:
            AccountExists: this address is an account already.
            StoreError, or the vault's errors: nothing was kept.
        """
        for slot in self._slots.values():
            if slot.account.jid == jid.bare:
                raise AccountExists(slot.account.id)
        account = Account(
            id=AccountId(secrets.token_hex(16)),
            jid=jid.bare,
            company=clean_company_name(company) or jid.domain,
            colour=self._free_colour(),
            position=max((other.position for other in self.all()), default=-1) + 1,
            endpoint=endpoint,
            extra_ca_pem=extra_ca_pem,
            pinned_sha256=pinned_sha256,
            nav_url=nav_url,
            brand=brand,
        )
        *_, account = company_colours.settled([*self.all(), account])
        slot = self._new_slot(account)
        self._slots[account.id] = slot
        try:
            await slot.create(password)
            await self._window.save_account(account)
        except BaseException:
            del self._slots[account.id]
            await slot.erase()
            raise
        self._changes.announce(AccountsChanged())
        await slot.sign_in()
        return account

    # living with one

    async def sign_in(self, id: AccountId) -> None:  # noqa: A002
        """Go online, now and at each start.

        Raises:
            AccountUnknown, AccountNotOpen
        """
        slot = self._slot(id)
        await self._save(replace(slot.account, is_enabled=True))
        await slot.sign_in()

    async def sign_out(self, id: AccountId) -> None:  # noqa: A002
        """Go offline until `sign_in`; messages stay readable.

        Raises:
            AccountUnknown
        """
        slot = self._slot(id)
        await self._save(replace(slot.account, is_enabled=False))
        await slot.sign_out()

    async def go_offline(self, id: AccountId) -> None:  # noqa: A002
        """Be offline in this company alone, as `sign_out`; `sign_in` takes it back.

        Raises:
            AccountUnknown
        """
        await self.sign_out(id)

    async def set_password(self, id: AccountId, password: str) -> None:  # noqa: A002
        """Keep a new password and sign in with it, where the account is enabled.

        Raises:
            AccountUnknown, AccountNotOpen, or the vault's errors
        """
        slot = self._slot(id)
        await slot.set_password(password)
        if slot.account.is_enabled:
            await slot.sign_in()

    async def lock(self, id: AccountId) -> None:  # noqa: A002
        """Go offline, close the store and forget its key; nothing of the account can be read until `unlock`.

        It stays locked at the next start.

        Raises:
            AccountUnknown
        """
        await self._slot(id).lock()
        self._changes.announce(AccountsChanged())

    async def unlock(self, id: AccountId) -> None:  # noqa: A002
        """Open the store again with the vault's key, and sign in where the account is enabled.

        Raises:
            AccountUnknown
            AccountNotOpen: the store could not be opened; `failure` says why.
        """
        await self._slot(id).unlock()
        self._changes.announce(AccountsChanged())

    async def leave_summary(self, id: AccountId) -> LeaveSummary:  # noqa: A002
        """What `remove` destroys on this machine, and what stays with the company.

        Raises:
            AccountUnknown
        """
        return await self._slot(id).leave_summary()

    async def remove(self, id: AccountId) -> None:  # noqa: A002
        """Leave a company: destroy the key first, so that nothing can be read any more, then the files.

        Raises:
            AccountUnknown
            KeyVaultError: the key could not be destroyed; nothing was done.
        """
        slot = self._slot(id)
        await slot.erase()
        self._slots.pop(id, None)
        await self._window.remove_account(id)
        self._changes.announce(AccountsChanged())
        await self._settle_colours(self.all())

    async def update(self, account: Account) -> None:
        """Keep an edited account. Another endpoint or trust counts from the next connection, which is begun.

        Raises:
            AccountUnknown
            ValueError: the address differs; that would be another account.
        """
        slot = self._slot(account.id)
        before = slot.account
        if account.jid != before.jid:
            raise ValueError(
                "an account's address can't be changed; add the other as a new account"
            )
        await self._save(account)
        if _connection_settings(account) != _connection_settings(before) and slot.is_signed_in:
            await slot.sign_in()

    async def set_privacy(
        self,
        id: AccountId,  # noqa: A002
        *,
        sends_receipts: bool | None = None,
        sends_markers: bool | None = None,
        sends_chat_states: bool | None = None,
    ) -> None:
        """What others may know: that messages have come, that they were read, that we type. None leaves it as it is.

        Raises:
            AccountUnknown
        """
        account = self._slot(id).account
        await self._save(
            replace(
                account,
                sends_receipts=_or(sends_receipts, account.sends_receipts),
                sends_markers=_or(sends_markers, account.sends_markers),
                sends_chat_states=_or(sends_chat_states, account.sends_chat_states),
            )
        )

    async def set_auto_download(self, id: AccountId, limit: int) -> None:  # noqa: A002
        """How large a picture may be, in bytes, that loads because it is looked at; 0: none does.

        Raises:
            AccountUnknown
            ValueError: `limit` is negative.
        """
        if limit < 0:
            raise ValueError("a limit is no less than nothing")
        await self._save(replace(self._slot(id).account, auto_download_limit=limit))

    async def tell_brand(self, id: AccountId, colour: str) -> None:  # noqa: A002
        """The company says its own colour, ``#rrggbb``, or "" for none: it is worn unless another one looks like it.

        Raises:
            AccountUnknown
        """
        account = replace(self._slot(id).account, brand=colour)
        await self._settle_colours([account if one.id == id else one for one in self.all()])

    def network_changed(self) -> None:
        """The machine's network came or changed, or it woke: every line is probed, or tried again, at once."""
        for slot in self._slots.values():
            slot.network_changed()

    # the life of the whole

    async def open_all(self) -> None:
        """Read the account list and open every account at the same time; a slow one is not waited for long."""
        for account in await self._window.accounts():
            self._slots[account.id] = self._new_slot(account)
        if not self._slots:
            return
        opening = [
            self._scope.start(self._open(slot), f"open {slot.account.id}")
            for slot in self._slots.values()
        ]
        await asyncio.wait(opening, timeout=_OPENING_PATIENCE)

    async def close(self) -> None:
        """Close every account at the same time; each within a few seconds, whatever its server does."""
        slots = tuple(self._slots.values())
        ends = await asyncio.gather(*(slot.close() for slot in slots), return_exceptions=True)
        for slot, end in zip(slots, ends, strict=True):
            if isinstance(end, BaseException):
                _log.error("account %s did not close well", slot.account.id, exc_info=end)

    async def _open(self, slot: AccountSlot) -> None:
        await slot.open()
        self._changes.announce(AccountsChanged())
        if slot.is_open and slot.account.is_enabled:
            await slot.sign_in()

    def _new_slot(self, account: Account) -> AccountSlot:
        return AccountSlot(
            account,
            self._folder,
            self._vault,
            self._window,
            self._changes,
            self._session_factory,
            self._company_told,
            self._clock,
        )

    async def _save(self, account: Account) -> None:
        self._slot(account.id).account = account
        await self._window.save_account(account)
        self._changes.announce(AccountsChanged())

    async def _company_told(self, id: AccountId, name: str) -> None:  # noqa: A002
        """The domain tells its company's name: it counts until a person gave another."""
        slot = self._slots.get(id)
        name = clean_company_name(name)
        if slot is None or not name:
            return
        if slot.account.company == slot.account.jid.domain:
            await self._save(replace(slot.account, company=name))

    async def _settle_colours(self, accounts: Sequence[Account]) -> None:
        """Take `accounts` over, each with the colour that it is due."""
        changed = []
        for account in company_colours.settled(accounts):
            if account != self._slots[account.id].account:
                self._slots[account.id].account = account
                changed.append(account.id)
        if changed:
            self._changes.announce(AccountsChanged())
        for id_ in changed:
            if id_ in self._slots:  # else removed meanwhile
                await self._window.save_account(self._slots[id_].account)

    def _free_colour(self) -> int:
        accounts = self.all()
        worn = [company_colours.seen_as(one.hue) for one in accounts if one.wears_brand]
        return company_colours.free_entry({one.colour for one in accounts}, worn)

    def _slot(self, id: AccountId) -> AccountSlot:  # noqa: A002
        try:
            return self._slots[id]
        except KeyError:
            raise AccountUnknown(id) from None


def clean_company_name(name: str) -> str:
    """`name` as it may be shown: one line of printable characters, at most 80; a domain may tell anything."""
    printable = "".join(character if character.isprintable() else " " for character in name)
    return " ".join(printable.split())[:_COMPANY_NAME_LIMIT]


def _connection_settings(account: Account) -> tuple[object, ...]:
    return account.endpoint, account.extra_ca_pem, account.pinned_sha256


def _or(chosen: bool | None, present: bool) -> bool:
    return present if chosen is None else chosen
