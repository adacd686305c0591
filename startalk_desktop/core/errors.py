"""What `core` raises besides the errors of a session (`xmpp.errors`) and of a store (`store.errors`)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from startalk_desktop.model.failure import Failure
from startalk_desktop.model.identity import AccountId
from startalk_desktop.model.jid import Jid
from startalk_desktop.xmpp.errors import RequestFailed


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


class InvitationsRefused(RequestFailed):
    """Some people could not be invited, the others were; `people` are those, and why, and `failure` is the first's."""

    def __init__(self, people: Mapping[Jid, Failure]) -> None:
        super().__init__(next(iter(people.values())))
        self.people = people


class RefusalCode(StrEnum):
    """Why something can't be done to a message, before anybody else was asked."""

    NOT_YOURS = "not-yours"  # only its author may
    NOT_EDITABLE = "not-editable"  # no text of one's own: a file, a card, an event, or not sent
    TOO_LATE = "too-late"  # later than the domain's policy allows
    NOT_ALLOWED = "not-allowed"  # the role in the room, or the domain's policy, does not allow it
    UNSUPPORTED = "unsupported"  # nothing names the message to others, or the room can't do that
    GONE = "gone"  # deleted here, recalled, or never there
    TOO_LONG = "too-long"  # more text than one message carries
    EMPTY = "empty"  # nothing is left of the text


class ActionRefused(Exception):  # noqa: N818  named for what happened
    """What was asked for can't be done to this message; `code` says why."""

    def __init__(self, code: RefusalCode) -> None:
        super().__init__(code.value)
        self.code = code


class FileRefused(ValueError):  # noqa: N818  named for what happened
    """A file can't be sent as it is; nothing of what was to be sent with it was.

    `failure`: TOO_LARGE for the service; FILE_UNREADABLE where it is gone, empty or no plain file; FILE_SPEAKS
    where it is a picture or film whose metadata can't be taken out. `name` is the file's.
    """

    def __init__(self, name: str, failure: Failure) -> None:
        super().__init__(f"{failure.code}: {failure.detail}" if failure.detail else failure.code)
        self.name = name
        self.failure = failure


class TransferCancelled(Exception):  # noqa: N818  named for what happened
    """Somebody stopped the download that was waited for."""


class CrossingForbidden(Exception):  # noqa: N818  named for what happened
    """The policy of `source`'s domain forbids to carry its messages into `target`; nothing was sent."""

    def __init__(self, source: AccountId, target: AccountId) -> None:
        super().__init__(f"nothing may be carried from account {source} to account {target}")
        self.source = source
        self.target = target
