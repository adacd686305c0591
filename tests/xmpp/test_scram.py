"""SCRAM against the examples of its RFCs, and against servers that cheat."""

import base64

import pytest

from startalk_desktop.xmpp.scram import ScramClient, ScramError, ServerSignatureError

PASSWORD = "pencil"

# RFC 5802 section 5 and RFC 7677 section 3.
EXAMPLES = {
    "SCRAM-SHA-1": (
        "fyko+d2lbbFgONRv9qkxdawL",
        b"r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
        b"c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
        b"v=rmF9pqV8S7suAoZWja4dJRkFsKQ=",
    ),
    "SCRAM-SHA-256": (
        "rOprNGfwEbeRWgbNEkqO",
        b"r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
        b"c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
        b"p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
        b"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
    ),
}


@pytest.mark.parametrize("mechanism", EXAMPLES)
def test_the_examples_of_the_standards(mechanism: str) -> None:
    nonce, challenge, final, proof = EXAMPLES[mechanism]
    exchange = ScramClient(mechanism, "user", nonce)
    assert exchange.first_message() == f"n,,n=user,r={nonce}".encode()
    derivation = exchange.challenge(challenge)
    assert exchange.final_message(derivation.salted_password(PASSWORD)) == final
    exchange.verify(proof)


def started() -> ScramClient:
    nonce, challenge, _, _ = EXAMPLES["SCRAM-SHA-256"]
    exchange = ScramClient("SCRAM-SHA-256", "user", nonce)
    exchange.final_message(exchange.challenge(challenge).salted_password(PASSWORD))
    return exchange


@pytest.mark.parametrize(
    "proof",
    [
        b"",
        b"v=",
        b"v=!!!",
        b"v=" + base64.b64encode(b"0" * 32),
        b"e=invalid-proof",
        b"\xff\xfe",
    ],
)
def test_a_server_that_does_not_prove_itself(proof: bytes) -> None:
    with pytest.raises(ServerSignatureError):
        started().verify(proof)


def test_a_proof_before_the_exchange_proves_nothing() -> None:
    exchange = ScramClient("SCRAM-SHA-256", "user")
    with pytest.raises(ServerSignatureError):
        exchange.verify(b"v=")


@pytest.mark.parametrize(
    "challenge",
    [
        b"",
        b"r=abc",
        b"r=abcdef,s=!!,i=4096",
        b"r=abcdef,s=QSXC,i=many",
        b"r=abcdef,s=QSXC,i=4095",
        b"r=abcdef,s=QSXC,i=1000001",
        b"r=abc,s=QSXC,i=4096",
        b"r=xyzdef,s=QSXC,i=4096",
        b"m=ext,r=abcdef,s=QSXC,i=4096",
        b"\xff",
    ],
)
def test_a_challenge_that_is_none(challenge: bytes) -> None:
    with pytest.raises(ScramError):
        ScramClient("SCRAM-SHA-256", "user", "abc").challenge(challenge)


def test_names_are_prepared_and_escaped() -> None:
    assert (
        ScramClient("SCRAM-SHA-1", "王=芳,x", "abc").first_message()
        == "n,,n=王=3D芳=2Cx,r=abc".encode()
    )


def test_each_exchange_has_a_nonce_of_its_own() -> None:
    assert len({ScramClient("SCRAM-SHA-1", "a").first_message() for _ in range(50)}) == 50
