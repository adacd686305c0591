"""Which exception is which code."""

import errno
import os
import socket
import ssl

import aioxmpp
import pytest
from aioxmpp import ErrorCondition
from aioxmpp.errors import StreamError, StreamErrorCondition

from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.xmpp.errors import (
    RequestFailed,
    SignInFailed,
    bounce_failure,
    request_failed,
)
from startalk_desktop.xmpp.line_failures import is_definite, line_failure, opening_failure


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (TimeoutError(), FailureCode.TIMEOUT),
        (ConnectionRefusedError(), FailureCode.REFUSED_PORT),
        (ConnectionResetError(), FailureCode.CONNECTION_LOST),
        (OSError(errno.ENETUNREACH, os.strerror(errno.ENETUNREACH)), FailureCode.NO_ROUTE),
        (OSError(errno.EHOSTUNREACH, os.strerror(errno.EHOSTUNREACH)), FailureCode.NO_ROUTE),
        (socket.gaierror(socket.EAI_NONAME, "unknown"), FailureCode.HOST_UNKNOWN),
        (socket.gaierror(socket.EAI_AGAIN, "try again"), FailureCode.NO_ROUTE),
        (ssl.SSLError(1, "handshake"), FailureCode.TLS_FAILED),
        (StreamError(StreamErrorCondition.HOST_UNKNOWN), FailureCode.DOMAIN_NOT_SERVED),
        (StreamError(StreamErrorCondition.CONFLICT), FailureCode.RESOURCE_CONFLICT),
        (StreamError(StreamErrorCondition.SYSTEM_SHUTDOWN), FailureCode.SERVER_SHUTDOWN),
        (StreamError(StreamErrorCondition.POLICY_VIOLATION), FailureCode.POLICY),
        (StreamError(StreamErrorCondition.UNSUPPORTED_VERSION), FailureCode.SERVER_TOO_OLD),
        (StreamError(StreamErrorCondition.BAD_FORMAT), FailureCode.SERVER_ERROR),
        (SignInFailed(Failure(FailureCode.PASSWORD)), FailureCode.PASSWORD),
        (RequestFailed(Failure(FailureCode.BLOCKED)), FailureCode.BLOCKED),
        (KeyError("bug"), FailureCode.INTERNAL),
    ],
)
def test_line_failures(error: Exception, code: FailureCode) -> None:
    assert line_failure(error).code is code


def test_an_opening_that_is_no_stream_is_not_xmpp() -> None:
    error = StreamError(StreamErrorCondition.INVALID_NAMESPACE)
    assert opening_failure(error).code is FailureCode.NOT_XMPP
    assert line_failure(error).code is FailureCode.SERVER_ERROR


@pytest.mark.parametrize("condition", list(StreamErrorCondition))
def test_every_stream_error_has_a_code(condition: StreamErrorCondition) -> None:
    failure = line_failure(StreamError(condition, "文字"))
    assert failure.code is not FailureCode.INTERNAL
    assert "文字" in failure.detail


@pytest.mark.parametrize("condition", list(ErrorCondition))
def test_every_stanza_error_has_a_code(condition: ErrorCondition) -> None:
    failed = request_failed(aioxmpp.XMPPCancelError(condition, text="文字"))
    assert failed.failure.code is not FailureCode.INTERNAL
    assert failed.failure.detail == "文字"
    assert failed.condition == condition.value[1]


def test_nobody_there_is_told_apart_from_not_offered() -> None:
    error = aioxmpp.XMPPCancelError(ErrorCondition.SERVICE_UNAVAILABLE)
    assert bounce_failure(error).code is FailureCode.RECIPIENT_UNAVAILABLE
    assert request_failed(error).failure.code is FailureCode.UNSUPPORTED


def test_nothing_that_may_pass_is_definite() -> None:
    passing = {FailureCode.TIMEOUT, FailureCode.NO_ROUTE, FailureCode.CONNECTION_LOST}
    assert not any(is_definite(Failure(code)) for code in passing)
