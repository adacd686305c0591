"""Why a line or a session failed: exceptions of sockets, TLS and XMPP streams as codes."""

from __future__ import annotations

import errno
import socket
import ssl
from types import MappingProxyType
from typing import Final

from aioxmpp.errors import StreamError, StreamErrorCondition

from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.xmpp.errors import RequestFailed, SignInFailed

_NO_ROUTE: Final = frozenset(
    {
        errno.ENETUNREACH,
        errno.EHOSTUNREACH,
        errno.ENETDOWN,
        errno.EHOSTDOWN,
        errno.EADDRNOTAVAIL,
        errno.EAFNOSUPPORT,
    }
)

# RFC 6120 section 4.9.3. What is not here is a server that does not do what it should.
_STREAM_CODES: Final = MappingProxyType(
    {
        StreamErrorCondition.CONFLICT: FailureCode.RESOURCE_CONFLICT,
        StreamErrorCondition.CONNECTION_TIMEOUT: FailureCode.CONNECTION_LOST,
        StreamErrorCondition.HOST_GONE: FailureCode.DOMAIN_NOT_SERVED,
        StreamErrorCondition.HOST_UNKNOWN: FailureCode.DOMAIN_NOT_SERVED,
        StreamErrorCondition.POLICY_VIOLATION: FailureCode.POLICY,
        StreamErrorCondition.RESET: FailureCode.CONNECTION_LOST,
        StreamErrorCondition.RESOURCE_CONSTRAINT: FailureCode.POLICY,
        StreamErrorCondition.SYSTEM_SHUTDOWN: FailureCode.SERVER_SHUTDOWN,
        StreamErrorCondition.UNSUPPORTED_FEATURE: FailureCode.SERVER_TOO_OLD,
        StreamErrorCondition.UNSUPPORTED_VERSION: FailureCode.SERVER_TOO_OLD,
    }
)

# What aioxmpp says of an opening that is no XMPP stream's.
_NO_STREAM: Final = frozenset(
    {
        StreamErrorCondition.BAD_FORMAT,
        StreamErrorCondition.INVALID_NAMESPACE,
        StreamErrorCondition.NOT_WELL_FORMED,
        StreamErrorCondition.RESTRICTED_XML,
    }
)

_DEFINITE: Final = frozenset(
    {
        FailureCode.CERTIFICATE_UNTRUSTED,
        FailureCode.CERTIFICATE_NAME,
        FailureCode.CERTIFICATE_EXPIRED,
        FailureCode.CERTIFICATE_CHANGED,
        FailureCode.TLS_MISSING,
        FailureCode.PASSWORD,
        FailureCode.ACCOUNT_DISABLED,
        FailureCode.MECHANISM,
        FailureCode.SERVER_SIGNATURE,
        FailureCode.SERVER_TOO_OLD,
        FailureCode.RESOURCE_CONFLICT,
    }
)

_OF_THE_NETWORK: Final = frozenset(
    {
        FailureCode.CERTIFICATE_UNTRUSTED,
        FailureCode.CERTIFICATE_NAME,
        FailureCode.CERTIFICATE_EXPIRED,
        FailureCode.CERTIFICATE_CHANGED,
        FailureCode.TLS_MISSING,
    }
)


def is_definite(failure: Failure) -> bool:
    """Whether trying again by itself is of no use, because somebody has to do something first."""
    return failure.code in _DEFINITE


def may_change_with_network(failure: Failure) -> bool:
    """Whether another network may cure a definite failure: a hotel's gateway also answers with its own certificate."""
    return failure.code in _OF_THE_NETWORK


def opening_failure(error: BaseException) -> Failure:
    """Why a line could not be opened: as `line_failure`, but what is no stream is `NOT_XMPP`."""
    if isinstance(error, StreamError) and error.condition in _NO_STREAM:
        return Failure(FailureCode.NOT_XMPP, _text(error))
    return line_failure(error)


def line_failure(error: BaseException) -> Failure:
    """Why a line ended or could not be opened. Whatever is not known to be the environment's doing is `INTERNAL`."""
    if isinstance(error, SignInFailed | RequestFailed):
        return error.failure
    if isinstance(error, StreamError):
        code = _STREAM_CODES.get(error.condition, FailureCode.SERVER_ERROR)
        return Failure(code, _text(error))
    if isinstance(error, TimeoutError):
        return Failure(FailureCode.TIMEOUT, str(error))
    if isinstance(error, socket.gaierror):
        return _resolver_failure(error)
    if isinstance(error, ssl.SSLError):
        # One that was raised in Python, as the systems' verifiers do, has no reason.
        return Failure(FailureCode.TLS_FAILED, getattr(error, "reason", None) or str(error))
    if isinstance(error, ConnectionRefusedError):
        return Failure(FailureCode.REFUSED_PORT, str(error))
    if isinstance(error, OSError):
        lost = FailureCode.NO_ROUTE if error.errno in _NO_ROUTE else FailureCode.CONNECTION_LOST
        return Failure(lost, str(error))
    return Failure(FailureCode.INTERNAL, f"{type(error).__name__}: {error}")


def _resolver_failure(error: socket.gaierror) -> Failure:
    if error.errno in {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}:
        return Failure(FailureCode.HOST_UNKNOWN, str(error))
    return Failure(FailureCode.NO_ROUTE, str(error))


def _text(error: StreamError) -> str:
    _, name = error.condition.value
    return f"{name}: {error.text}" if error.text else str(name)
