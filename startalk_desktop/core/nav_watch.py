"""The nav documents of accounts that were found by one: asked again now and then, and never obeyed unasked."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress
from dataclasses import replace
from typing import Final

from startalk_desktop.core.accounts import Accounts
from startalk_desktop.core.changes import ChangeHub
from startalk_desktop.core.errors import AccountUnknown
from startalk_desktop.core.ports import NavPort, RequestFailed
from startalk_desktop.model.account import Account, Endpoint
from startalk_desktop.model.changes import (
    AccountsChanged,
    Change,
    ConnectionStateChanged,
    NavChanged,
)
from startalk_desktop.model.connection import Online
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.identity import AccountId
from startalk_desktop.model.nav import NavDocument, ServerMove
from startalk_desktop.store.window_store import WindowStore

_log = logging.getLogger(__name__)

CHECK_SECONDS: Final = 24 * 3600.0
"""How often a document that was there is asked for again."""

_FIRST_RETRY: Final = 60.0
_LONGEST_RETRY: Final = 3600.0
_REFUSED: Final = "nav"  # begins the key under which the window keeps what was declined


class NavWatch:
    """Asks for the documents at the start, once a day, and again when a company that had none is back.

    Where one says another address than the account uses, `move` has it until the user has decided; what was declined
    is not brought up again, until the document says something else still. The company's colour is taken over unasked.
    """

    def __init__(
        self, accounts: Accounts, window: WindowStore, changes: ChangeHub, nav: NavPort
    ) -> None:
        self._accounts = accounts
        self._window = window
        self._changes = changes
        self._nav = nav
        self._moves: dict[AccountId, ServerMove] = {}
        self._failures: dict[AccountId, Failure | None] = {}  # of those that were asked
        self._due: dict[AccountId, tuple[str, float, float]] = {}  # url, when, and the next wait
        self._woken = asyncio.Event()
        self._subscription = changes.subscribe(self._on_change)

    def move(self, account: AccountId) -> ServerMove | None:
        """What the user has to decide about, if there is something."""
        return self._moves.get(account)

    def is_known(self, account: AccountId) -> bool:
        """Whether the account's document was asked for since the start."""
        return account in self._failures

    def failure(self, account: AccountId) -> Failure | None:
        """Why the account's document could not be had when it was last asked for; None where it could."""
        return self._failures.get(account)

    async def agree(self, move: ServerMove) -> None:
        """Let the account use the address that its nav document says, from the next connection, which is begun.

        Nothing is done where `move` is no longer what the document says: the user saw something else.

        Raises:
            AccountUnknown
        """
        if self._settle(move):
            account = self._accounts.get(move.account)
            await self._accounts.update(replace(account, endpoint=move.after))

    async def decline(self, move: ServerMove) -> None:
        """Stay, and don't ask about this address again."""
        if self._settle(move):
            await self._window.set(_key(move.account), _name(move.after))

    async def found(self, account: Account, document: NavDocument) -> None:
        """An account was added by `document`; whoever typed another address then has declined that one."""
        if document.endpoint != account.endpoint:
            await self._window.set(_key(account.id), _name(document.endpoint))
            if self._moves.pop(account.id, None) is not None:
                self._changes.announce(NavChanged(account.id))

    async def check(self, id: AccountId) -> None:  # noqa: A002  the field's name in the model
        """Ask now; what fails changes nothing.

        Raises:
            AccountUnknown
        """
        account = self._accounts.get(id)
        try:
            document = await self._nav.document(account.nav_url, account.extra_ca_pem)
        except RequestFailed as error:
            _log.info("the nav document of %s could not be had: %s", account.jid.domain, error)
            self._tell(id, error.failure)
            return
        if document.domain != account.jid.domain:
            # Another domain would be another account.
            detail = f"it is of {document.domain}"
            self._tell(id, Failure(FailureCode.DOMAIN_NOT_SERVED, detail))
            return
        await self._accounts.tell_brand(id, document.colour)  # which moves nothing
        declined = await self._window.get(_key(id))
        move = ServerMove(id, self._accounts.get(id).endpoint, document.endpoint)
        if move.before != move.after and declined != _name(move.after):
            is_told = self._moves.get(id) == move
            self._moves[id] = move
        else:
            is_told = self._moves.pop(id, None) is None
        self._tell(id, None, is_changed=not is_told)

    async def run(self) -> None:
        """Ask whenever it is time; until cancelled."""
        while True:
            self._woken.clear()
            await asyncio.gather(*(self._check_due(account) for account in self._plan()))
            waits = [due - time.monotonic() for _, due, _ in self._due.values()]
            try:
                async with asyncio.timeout(max(0.0, min(waits)) if waits else None):
                    await self._woken.wait()
            except TimeoutError:
                continue

    def close(self) -> None:
        """Hear no more changes."""
        self._subscription.cancel()

    def _settle(self, move: ServerMove) -> bool:
        if self._moves.get(move.account) != move:
            return False
        del self._moves[move.account]
        self._changes.announce(NavChanged(move.account))
        return True

    def _plan(self) -> list[AccountId]:
        """Whose document is to be asked for now; who is signed out or locked is left alone."""
        followed = {
            account.id: account.nav_url
            for account in self._accounts.all()
            if account.nav_url and account.is_enabled and not self._accounts.is_locked(account.id)
        }
        for id_ in [*self._due]:
            if followed.get(id_) != self._due[id_][0]:
                self._forget(id_)
        at = time.monotonic()
        for id_, url in followed.items():
            self._due.setdefault(id_, (url, at, _FIRST_RETRY))
        return [id_ for id_, (_, due, _) in self._due.items() if due <= at]

    async def _check_due(self, account: AccountId) -> None:
        url, _, wait = self._due[account]
        with suppress(AccountUnknown):  # removed meanwhile
            await self.check(account)
        if account not in self._due:
            return
        at = time.monotonic()
        if self._failures.get(account) is None:
            self._due[account] = (url, at + CHECK_SECONDS, _FIRST_RETRY)
        else:
            self._due[account] = (url, at + wait, min(wait * 2, _LONGEST_RETRY))

    def _forget(self, account: AccountId) -> None:
        del self._due[account]
        self._moves.pop(account, None)
        self._failures.pop(account, None)
        self._changes.announce(NavChanged(account))

    def _tell(
        self, account: AccountId, failure: Failure | None, *, is_changed: bool = False
    ) -> None:
        is_changed = is_changed or account not in self._failures
        if is_changed or self._failures[account] != failure:
            self._failures[account] = failure
            self._changes.announce(NavChanged(account))

    def _on_change(self, change: Change) -> None:
        if isinstance(change, AccountsChanged):
            self._woken.set()
        elif isinstance(change, ConnectionStateChanged) and change.state == Online():
            account = change.account
            if self._failures.get(account) is not None and account in self._due:
                url, _, wait = self._due[account]
                self._due[account] = (url, time.monotonic(), wait)
                self._woken.set()


def _key(account: AccountId) -> str:
    return f"{_REFUSED}.{account}"  # goes with the account: see `WindowStore.remove_account`


def _name(endpoint: Endpoint | None) -> bytes:
    """One text for one address."""
    if endpoint is None:
        return b"dns"
    kind = "tls" if endpoint.is_direct_tls else "starttls"
    return f"{kind} {endpoint.host} {endpoint.port}".encode()
