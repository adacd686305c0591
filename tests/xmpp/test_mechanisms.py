"""By which way the password is proved, and when it is never sent."""

from types import SimpleNamespace

import pytest
from aioxmpp import nonza
from aioxmpp.security_layer import SASLMechanism, SASLMechanisms

from startalk_desktop.model.failure import FailureCode
from startalk_desktop.model.jid import Jid
from startalk_desktop.xmpp.errors import SignInFailed
from startalk_desktop.xmpp.sign_in import Authenticator

OWN = Jid.parse("王芳@acme.example")


def offering(*names: str) -> nonza.StreamFeatures:
    mechanisms = SASLMechanisms()
    mechanisms.mechanisms.extend(SASLMechanism(name=name) for name in names)
    features = nonza.StreamFeatures()
    features[...] = mechanisms
    return features


def chosen(authenticator: Authenticator, *names: str) -> str | FailureCode:
    try:
        return authenticator._choose(offering(*names))
    except SignInFailed as failed:
        return failed.failure.code


@pytest.mark.parametrize(
    ("offered", "choice"),
    [
        (["PLAIN", "SCRAM-SHA-1", "SCRAM-SHA-256"], "SCRAM-SHA-256"),
        (["SCRAM-SHA-1", "PLAIN"], "SCRAM-SHA-1"),
        (["SCRAM-SHA-256-PLUS", "SCRAM-SHA-1"], "SCRAM-SHA-1"),
        (["PLAIN"], "PLAIN"),
        (["DIGEST-MD5", "ANONYMOUS"], FailureCode.MECHANISM),
        (["plain"], FailureCode.MECHANISM),
        ([], FailureCode.MECHANISM),
    ],
)
def test_the_best_of_what_is_offered(offered: list[str], choice: str | FailureCode) -> None:
    assert chosen(Authenticator(OWN, "p", allow_plain=True), *offered) == choice


def test_plain_only_where_it_is_allowed() -> None:
    authenticator = Authenticator(OWN, "p", allow_plain=False)
    assert chosen(authenticator, "PLAIN") is FailureCode.MECHANISM


def test_no_plain_from_a_server_that_once_knew_better() -> None:
    authenticator = Authenticator(OWN, "p", allow_plain=True)
    assert chosen(authenticator, "PLAIN", "SCRAM-SHA-1") == "SCRAM-SHA-1"
    assert chosen(authenticator, "PLAIN") is FailureCode.MECHANISM


def test_no_sasl_is_too_old() -> None:
    line = SimpleNamespace(features=nonza.StreamFeatures())
    with pytest.raises(SignInFailed) as caught:
        Authenticator(OWN, "p", allow_plain=True)._choose(line.features)
    assert caught.value.failure.code is FailureCode.SERVER_TOO_OLD
