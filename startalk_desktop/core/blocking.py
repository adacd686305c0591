"""Whom the user wants to hear nothing of, by company; a conversation's handle blocks its own peer."""

from __future__ import annotations

from startalk_desktop.core.accounts import Accounts
from startalk_desktop.model.identity import AccountId
from startalk_desktop.model.jid import Jid


class Blocking:
    """The lists of all accounts. `BlockListChanged` tells when one has changed, here or on another device."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    def all(self, account: AccountId) -> tuple[Jid, ...]:
        """Everybody whom the account blocks.

        Raises:
            AccountUnknown, AccountNotOpen
        """
        return self._accounts.runtime(account).block_list.all()

    def is_blocked(self, account: AccountId, jid: Jid) -> bool:
        """Whether the account blocks `jid`.

        Raises:
            AccountUnknown, AccountNotOpen
        """
        return self._accounts.runtime(account).block_list.is_blocked(jid)

    async def block(self, account: AccountId, jid: Jid) -> None:
        """Hear nothing more of `jid`.

        Raises:
            AccountUnknown, AccountNotOpen
            RequestFailed: the server refused; nobody is blocked.
        """
        await self._accounts.runtime(account).block_list.block({jid: None})

    async def unblock(self, account: AccountId, jid: Jid) -> None:
        """Hear of `jid` again.

        Raises:
            AccountUnknown, AccountNotOpen
            RequestFailed: the server refused; the block stays.
        """
        await self._accounts.runtime(account).block_list.unblock(jid)
