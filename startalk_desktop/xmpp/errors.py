"""What a session raises, and how the errors of XMPP stanzas become codes that the rest of the house knows."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import aioxmpp
from aioxmpp import ErrorCondition

from startalk_desktop.model.connection import CertificateInfo
from startalk_desktop.model.failure import Failure, FailureCode, quotable
from startalk_desktop.model.jid import Jid, is_within
from startalk_desktop.xmpp.application_conditions import (
    Blocked,
    FileTooLarge,
    NotLinked,
    NotReached,
)


class RequestFailed(Exception):  # noqa: N818  named for what happened
    """A request was answered by an error, or not in time. An environment error, never a bug of ours.

    `condition` is the defined condition of the stanza error (RFC 6120 section 8.3.3), such as
    ``"item-not-found"``, or ``""`` where there was none.
    """

    def __init__(self, failure: Failure, condition: str = "") -> None:
        super().__init__(f"{failure.code}: {failure.detail}" if failure.detail else failure.code)
        self.failure = failure
        self.condition = condition


class NotConnected(RequestFailed):
    """There is no session to ask on, or it ended before the answer came."""


class TreeUnreadable(RequestFailed):
    """The domain publishes something in the place of its organisation tree that is none."""


class SignInFailed(Exception):  # noqa: N818  named for what happened
    """An attempt to sign in failed; `certificate` is set where the failure is about one."""

    def __init__(self, failure: Failure, certificate: CertificateInfo | None = None) -> None:
        super().__init__(f"{failure.code}: {failure.detail}" if failure.detail else failure.code)
        self.failure = failure
        self.certificate = certificate


def request_failed(
    error: aioxmpp.errors.XMPPError, by: Jid, *, is_abroad: bool = False
) -> RequestFailed:
    """The failure of an IQ request that was answered by `error`, in the name of `by`.

    `is_abroad`: it was asked of another company.
    """
    # Rooms and people have reasons of their own not to allow something.
    crosses = is_abroad and not by.local
    return RequestFailed(_failure(error, _REQUEST_CODES, by, crosses), _condition(error))


def bounce_failure(error: aioxmpp.errors.XMPPError, by: Jid, *, is_abroad: bool = False) -> Failure:
    """Why a message came back, in the name of `by`.

    It differs from a request in one condition: ``service-unavailable`` to a message says that nobody is there
    who takes it (RFC 6121 section 8.5.2), to a request that the service is not offered.

    `is_abroad`: it was for somebody of another company, outside of rooms.
    """
    return _failure(error, _MESSAGE_CODES, by, is_abroad)


def is_abroad(address: Jid, own: Jid) -> bool:
    """Whether `address` is of another domain than `own`, and of none of its services."""
    return not is_within(address.domain, own.domain)


def _failure(
    error: aioxmpp.errors.XMPPError,
    codes: Mapping[ErrorCondition, FailureCode],
    by: Jid,
    is_abroad: bool,
) -> Failure:
    words = quotable(error.text or "")
    code = codes.get(error.condition, FailureCode.SERVER_ERROR)
    if code is FailureCode.NOT_ALLOWED and is_abroad:
        code = FailureCode.CROSSING_REFUSED
    if error.application_defined_condition is not None:
        code = _APPLICATION_CODES.get(error.application_defined_condition.TAG, code)
    return Failure(code, words or _condition(error), str(by) if words else "")


def _condition(error: aioxmpp.errors.XMPPError) -> str:
    _, name = error.condition.value
    return str(name)


# More telling than the conditions that go with them.
_APPLICATION_CODES: Final = MappingProxyType(
    {
        Blocked.TAG: FailureCode.BLOCKED,
        FileTooLarge.TAG: FailureCode.TOO_LARGE,
        NotLinked.TAG: FailureCode.NO_LINK,
        NotReached.TAG: FailureCode.LINK_LIMITED,
    }
)

_REQUEST_CODES: Final = MappingProxyType(
    {
        ErrorCondition.BAD_REQUEST: FailureCode.UNSUPPORTED,
        ErrorCondition.CONFLICT: FailureCode.NOT_ALLOWED,
        ErrorCondition.FEATURE_NOT_IMPLEMENTED: FailureCode.UNSUPPORTED,
        ErrorCondition.FORBIDDEN: FailureCode.NOT_ALLOWED,
        ErrorCondition.GONE: FailureCode.RECIPIENT_UNKNOWN,
        ErrorCondition.INTERNAL_SERVER_ERROR: FailureCode.SERVER_ERROR,
        ErrorCondition.ITEM_NOT_FOUND: FailureCode.RECIPIENT_UNKNOWN,
        ErrorCondition.JID_MALFORMED: FailureCode.RECIPIENT_UNKNOWN,
        ErrorCondition.NOT_ACCEPTABLE: FailureCode.NOT_ALLOWED,
        ErrorCondition.NOT_ALLOWED: FailureCode.NOT_ALLOWED,
        ErrorCondition.NOT_AUTHORIZED: FailureCode.NOT_ALLOWED,
        ErrorCondition.POLICY_VIOLATION: FailureCode.POLICY,
        ErrorCondition.RECIPIENT_UNAVAILABLE: FailureCode.RECIPIENT_UNAVAILABLE,
        ErrorCondition.REDIRECT: FailureCode.RECIPIENT_UNKNOWN,
        ErrorCondition.REGISTRATION_REQUIRED: FailureCode.NOT_ALLOWED,
        ErrorCondition.REMOTE_SERVER_NOT_FOUND: FailureCode.DOMAIN_UNREACHABLE,
        ErrorCondition.REMOTE_SERVER_TIMEOUT: FailureCode.DOMAIN_AWAY,
        ErrorCondition.RESOURCE_CONSTRAINT: FailureCode.POLICY,
        ErrorCondition.SERVICE_UNAVAILABLE: FailureCode.UNSUPPORTED,
        ErrorCondition.SUBSCRIPTION_REQUIRED: FailureCode.NOT_ALLOWED,
        ErrorCondition.UNDEFINED_CONDITION: FailureCode.SERVER_ERROR,
        ErrorCondition.UNEXPECTED_REQUEST: FailureCode.UNSUPPORTED,
    }
)
_MESSAGE_CODES: Final = MappingProxyType(
    {**_REQUEST_CODES, ErrorCondition.SERVICE_UNAVAILABLE: FailureCode.RECIPIENT_UNAVAILABLE}
)
