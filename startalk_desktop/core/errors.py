"""What `core` raises besides the errors of a session (`xmpp.errors`) and of a store (`store.errors`)."""

from __future__ import annotations

from startalk_desktop.model.failure import Failure
from startalk_desktop.model.identity import AccountId


class AccountUnknown(LookupError):  # noqa: N818  named for what happened
    """There is no account of this id (any more)."""

    def __init__(self, account: AccountId) -> None:
        super().__init__(f"there is no account {account}")
        self.account = account


class AccountNotOpen(Exception):  # noqa: N818  named for what happened
    """The account's store is closed: it is locked, still opening, or could not be opened (then `failure` says why)."""

    def __init__(self, account: AccountId, failure: Failure | None = None) -> None:
        super().__init__(
            f"account {account} is not open" + (f": {failure.code}" if failure else "")
        )
        self.account = account
        self.failure = failure


class AccountExists(ValueError):  # noqa: N818  named for what happened
    """This address is one of the accounts already."""

    def __init__(self, account: AccountId) -> None:
        super().__init__(f"the address is already that of account {account}")
        self.account = account
