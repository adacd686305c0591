"""Which exception is which code."""

import errno
import os
import socket
import ssl

import aioxmpp
import pytest
from aioxmpp import ErrorCondition, xso
from aioxmpp.errors import StreamError, StreamErrorCondition

from startalk_desktop.model.failure import MAX_SAID_CHARACTERS, Failure, FailureCode, quotable
from startalk_desktop.model.jid import Jid
from startalk_desktop.xmpp import application_conditions as also
from startalk_desktop.xmpp.errors import (
    RequestFailed,
    SignInFailed,
    bounce_failure,
    is_abroad,
    request_failed,
)
from startalk_desktop.xmpp.line_failures import is_definite, line_failure, opening_failure

OWN = Jid("wang", "acme.example")
MARIA, PUBSUB = Jid("maria", "beta.example"), Jid("", "pubsub.beta.example")


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
    failed = request_failed(aioxmpp.XMPPCancelError(condition, text="文字"), OWN)
    assert failed.failure.code is not FailureCode.INTERNAL
    assert (failed.failure.detail, failed.failure.said_by) == ("文字", str(OWN))
    assert failed.condition == condition.value[1]


def test_nobody_there_is_told_apart_from_not_offered() -> None:
    error = aioxmpp.XMPPCancelError(ErrorCondition.SERVICE_UNAVAILABLE)
    assert bounce_failure(error, OWN).code is FailureCode.RECIPIENT_UNAVAILABLE
    assert request_failed(error, OWN).failure.code is FailureCode.UNSUPPORTED


@pytest.mark.parametrize(
    ("condition", "more", "code"),
    [
        (ErrorCondition.REMOTE_SERVER_NOT_FOUND, None, FailureCode.DOMAIN_UNREACHABLE),
        (ErrorCondition.REMOTE_SERVER_NOT_FOUND, also.NotLinked, FailureCode.NO_LINK),
        (ErrorCondition.REMOTE_SERVER_TIMEOUT, None, FailureCode.DOMAIN_AWAY),
        (ErrorCondition.NOT_ALLOWED, also.NotReached, FailureCode.LINK_LIMITED),
        (ErrorCondition.NOT_ALLOWED, None, FailureCode.CROSSING_REFUSED),
        (ErrorCondition.FORBIDDEN, None, FailureCode.CROSSING_REFUSED),  # ejabberd, without a link
        (ErrorCondition.FORBIDDEN, also.Blocked, FailureCode.BLOCKED),
        (ErrorCondition.NOT_ACCEPTABLE, also.FileTooLarge, FailureCode.TOO_LARGE),
        (ErrorCondition.POLICY_VIOLATION, None, FailureCode.POLICY),
        (ErrorCondition.SERVICE_UNAVAILABLE, None, FailureCode.RECIPIENT_UNAVAILABLE),
    ],
)
def test_why_something_did_not_cross(
    condition: ErrorCondition, more: type[xso.XSO] | None, code: FailureCode
) -> None:
    error = aioxmpp.XMPPCancelError(condition, "words", more() if more is not None else None)
    assert bounce_failure(error, MARIA, is_abroad=True) == Failure(code, "words", str(MARIA))
    if code is not FailureCode.RECIPIENT_UNAVAILABLE:  # which says something else to a request
        assert request_failed(error, PUBSUB, is_abroad=True).failure.code is code


def test_at_home_and_in_rooms_no_link_is_suspected() -> None:
    error = aioxmpp.XMPPAuthError(ErrorCondition.FORBIDDEN)
    assert bounce_failure(error, OWN).code is FailureCode.NOT_ALLOWED
    room = Jid("projekt", "conference.beta.example")
    assert request_failed(error, room, is_abroad=True).failure.code is FailureCode.NOT_ALLOWED


def test_the_services_of_the_own_domain_are_at_home() -> None:
    assert not is_abroad(Jid("projekt", "conference.acme.example"), OWN)
    assert not is_abroad(Jid("", "acme.example"), OWN)
    assert is_abroad(MARIA, OWN)
    assert is_abroad(Jid("li", "evilacme.example"), OWN)


def test_an_error_without_words_is_said_by_nobody() -> None:
    error = aioxmpp.XMPPCancelError(ErrorCondition.REMOTE_SERVER_TIMEOUT)
    assert bounce_failure(error, MARIA) == Failure(FailureCode.DOMAIN_AWAY, "remote-server-timeout")
    blank = aioxmpp.XMPPCancelError(ErrorCondition.REMOTE_SERVER_TIMEOUT, " \n\u202e")
    assert bounce_failure(blank, MARIA).said_by == ""


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("one\r\ntwo\u2028three\tfour", "one two three four"),
        ("\u202eevil\u2066 \u200fturned\u061c", "evil turned"),
        ("<b>bold</b> &amp; {words} %1", "<b>bold</b> &amp; {words} %1"),
        ("no”. Call “IT” at once", 'no". Call "IT" at once'),
        ("\x00\x1b[31mred", "[31mred"),
    ],
)
def test_what_is_quoted_is_one_line_that_stays_in_its_marks(said: str, shown: str) -> None:
    assert quotable(said) == shown


def test_a_long_answer_is_cut() -> None:
    shown = quotable("长" * 100_000)
    assert len(shown) == MAX_SAID_CHARACTERS
    assert shown.endswith("长…")


def test_nothing_that_may_pass_is_definite() -> None:
    passing = {FailureCode.TIMEOUT, FailureCode.NO_ROUTE, FailureCode.CONNECTION_LOST}
    assert not any(is_definite(Failure(code)) for code in passing)
