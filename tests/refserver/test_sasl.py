import base64
from collections.abc import Callable

import pytest

from startalk_desktop.refserver.accounts import Accounts, Credential
from startalk_desktop.refserver.database import Database
from startalk_desktop.refserver.sasl import MECHANISMS, Exchange, SaslError, SignedIn, scram


@pytest.fixture
def accounts() -> Accounts:
    made = Accounts(Database(), iterations=4096)
    made.create("王芳", "密码 secret")
    return made


class VectorAccounts(Accounts):
    """The account of the RFCs' examples, with the salt that they use."""

    def __init__(self, salt: str) -> None:
        super().__init__(Database(), iterations=4096)
        self._salt = base64.b64decode(salt)

    def credential(self, local: str, mechanism: str) -> Credential | None:
        assert local == "user"
        return Credential.derive("pencil", mechanism, self._salt, 4096)


def begun(exchange: Exchange) -> Exchange:
    assert next(exchange) == b"", "the server has nothing to say first"
    return exchange


def outcome(exchange: Exchange, response: bytes) -> SignedIn:
    with pytest.raises(StopIteration) as stopped:
        exchange.send(response)
    signed_in = stopped.value.value
    assert isinstance(signed_in, SignedIn)
    return signed_in


@pytest.mark.parametrize(
    ("mechanism", "salt", "client_nonce", "server_nonce", "proof", "signature"),
    [
        pytest.param(
            "SCRAM-SHA-1",
            "QSXCR+Q6sek8bf92",
            "fyko+d2lbbFgONRv9qkxdawL",
            "3rfcNHYJY1ZVvWVs7j",
            "v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
            "rmF9pqV8S7suAoZWja4dJRkFsKQ=",
            id="RFC 5802 section 5",
        ),
        pytest.param(
            "SCRAM-SHA-256",
            "W22ZaJ0SNY7soEsUEjb6gQ==",
            "rOprNGfwEbeRWgbNEkqO",
            "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0",
            "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
            "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
            id="RFC 7677 section 3",
        ),
    ],
)
def test_vectors_of_the_rfcs(
    mechanism: str, salt: str, client_nonce: str, server_nonce: str, proof: str, signature: str
) -> None:
    exchange = begun(scram(VectorAccounts(salt), mechanism, nonce=server_nonce))
    nonce = client_nonce + server_nonce
    challenge = exchange.send(f"n,,n=user,r={client_nonce}".encode())
    assert challenge.decode() == f"r={nonce},s={salt},i=4096"
    signed_in = outcome(exchange, f"c=biws,r={nonce},p={proof}".encode())
    assert signed_in == SignedIn("user", f"v={signature}".encode())


def test_password_is_compared_in_one_unicode_form() -> None:
    """RFC 4013: clients and the server's hashes prepare it the same way."""
    salt = bytes(16)
    one, other = (
        Credential.derive(each, "SCRAM-SHA-1", salt, 4096) for each in ("Zoe\u0308 ①", "Zoë 1")
    )
    assert one == other


@pytest.mark.parametrize(
    ("first", "condition"),
    [
        ("p=tls-unique,,n=王芳,r=abc", "malformed-request"),
        ("n,,n=王芳", "malformed-request"),
        ("n,,r=abc", "malformed-request"),
        ("n,,m=x,n=王芳,r=abc", "malformed-request"),
        ("hello", "malformed-request"),
    ],
)
def test_scram_refuses_a_wrong_first_message(
    accounts: Accounts, first: str, condition: str
) -> None:
    with pytest.raises(SaslError) as refused:
        begun(scram(accounts, "SCRAM-SHA-256")).send(first.encode())
    assert refused.value.condition == condition


@pytest.mark.parametrize(
    ("final", "condition"),
    [
        (lambda nonce: f"c=biws,r={nonce},p={'A' * 43}=", "not-authorized"),
        (lambda nonce: f"c=biws,r={nonce},p=AAAA", "not-authorized"),
        (lambda nonce: f"c=biws,r={nonce}x,p={'A' * 43}=", "malformed-request"),
        (lambda nonce: f"c=eSws,r={nonce},p={'A' * 43}=", "not-authorized"),
        (lambda nonce: f"c=biws,r={nonce},p=!", "malformed-request"),
        (lambda nonce: f"c=biws,r={nonce}", "malformed-request"),
        (lambda nonce: "", "malformed-request"),
    ],
)
def test_scram_refuses_a_wrong_final_message(
    accounts: Accounts, final: Callable[[str], str], condition: str
) -> None:
    exchange = begun(scram(accounts, "SCRAM-SHA-256"))
    challenge = exchange.send("n,,n=王芳,r=abc".encode()).decode()
    nonce = challenge.split(",")[0].removeprefix("r=")
    with pytest.raises(SaslError) as refused:
        exchange.send(final(nonce).encode())
    assert refused.value.condition == condition


def test_stranger_and_member_look_alike(accounts: Accounts) -> None:
    """RFC 5802 section 5.1: the salt of an unknown name stays the same, so it tells nothing."""

    def salt_of(name: str) -> tuple[str, str]:
        challenge = (
            begun(scram(accounts, "SCRAM-SHA-256")).send(f"n,,n={name},r=abc".encode()).decode()
        )
        _, salt, iterations = challenge.split(",")
        return salt, iterations

    assert salt_of("nobody") == salt_of("nobody")
    assert salt_of("nobody")[0] != salt_of("somebody")[0]
    assert salt_of("nobody")[1] == salt_of("王芳")[1]
    assert len(salt_of("nobody")[0]) == len(salt_of("王芳")[0])


def test_mechanisms_are_offered_best_first() -> None:
    assert list(MECHANISMS) == ["SCRAM-SHA-256", "SCRAM-SHA-1"]
