"""Which certificates are believed, over a real handshake with a server of the tests' own authority."""

import datetime
import ssl
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from startalk_desktop.model.connection import ConnectStep
from startalk_desktop.model.failure import FailureCode
from startalk_desktop.xmpp import trust as trust_module
from startalk_desktop.xmpp.attempt import wire_domain
from startalk_desktop.xmpp.connector import open_line
from startalk_desktop.xmpp.discovery import Target
from startalk_desktop.xmpp.errors import SignInFailed
from startalk_desktop.xmpp.trust import (
    Trust,
    describe,
    normalised_fingerprint,
    verification_failure,
)
from tests.servers.certificates import CertificateAuthority, KeyPair
from tests.servers.ports import LOOPBACK
from tests.xmpp.fake_servers import listening, over_starttls, saying

ACME = "acme.example"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("trust")


@pytest.fixture(scope="module")
def authority(folder: Path) -> CertificateAuthority:
    return CertificateAuthority(folder)


@pytest.fixture
def ca_pem(authority: CertificateAuthority) -> str:
    return authority.ca_file.read_text()


def ignore(_step: ConnectStep, _host: str) -> None:
    return


async def outcome(pair: KeyPair, trust: Trust, domain: str = ACME) -> SignInFailed:
    """How an attempt ends with a server that has `pair`; one whose certificate is believed hangs up after TLS."""
    async with listening(over_starttls(pair, saying(stays=False))) as port:
        with pytest.raises(SignInFailed) as caught:
            await open_line([Target(LOOPBACK, port)], wire_domain(domain), trust, ignore)
    return caught.value


async def is_believed(pair: KeyPair, trust: Trust, domain: str = ACME) -> bool:
    return (await outcome(pair, trust, domain)).failure.code is FailureCode.CONNECTION_LOST


def self_signed(folder: Path, name: str) -> KeyPair:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=9))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pair = KeyPair(folder / f"self-{name}.crt", folder / f"self-{name}.key")
    pair.certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    pair.key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return pair


def der_of(pair: KeyPair) -> bytes:
    return ssl.PEM_cert_to_DER_cert(pair.certificate_file.read_text())


async def test_extra_authority_is_believed(authority: CertificateAuthority, ca_pem: str) -> None:
    assert await is_believed(authority.issue("good", [ACME]), Trust(ca_pem))


@pytest.mark.parametrize(
    ("names", "domain"),
    [
        (["*.acme.example"], "im.acme.example"),
        (["xn--bcher-kva.example"], "bücher.example"),
        (["other.example", ACME], ACME),
        (["127.0.0.1"], "127.0.0.1"),
    ],
)
async def test_names_that_fit(
    authority: CertificateAuthority, ca_pem: str, names: list[str], domain: str
) -> None:
    pair = authority.issue("names", names)
    assert await is_believed(pair, Trust(ca_pem), domain)


@pytest.mark.parametrize(
    ("names", "domain"),
    [
        (["other.example"], ACME),
        (["*.acme.example"], ACME),
        (["*.acme.example"], "a.b.acme.example"),
        (["xn--bcher-kva.example"], "bucher.example"),
        (["127.0.0.1"], ACME),
    ],
)
async def test_a_right_chain_with_a_wrong_name_is_refused(
    authority: CertificateAuthority, ca_pem: str, names: list[str], domain: str
) -> None:
    failed = await outcome(authority.issue("names", names), Trust(ca_pem), domain)
    assert failed.failure.code is FailureCode.CERTIFICATE_NAME
    assert failed.certificate is not None
    assert list(failed.certificate.names) == names


async def test_expired(authority: CertificateAuthority, ca_pem: str) -> None:
    failed = await outcome(authority.issue("old", [ACME], expired=True), Trust(ca_pem))
    assert failed.failure.code is FailureCode.CERTIFICATE_EXPIRED


async def test_unknown_authority(authority: CertificateAuthority) -> None:
    failed = await outcome(authority.issue("good", [ACME]), Trust())
    assert failed.failure.code is FailureCode.CERTIFICATE_UNTRUSTED
    assert failed.certificate is not None
    assert not failed.certificate.is_self_signed
    assert "Startalk test authority" in failed.certificate.issuer


async def test_self_signed_is_told_as_such(folder: Path, ca_pem: str) -> None:
    failed = await outcome(self_signed(folder, ACME), Trust(ca_pem))
    assert failed.failure.code is FailureCode.CERTIFICATE_UNTRUSTED
    assert failed.certificate is not None
    assert failed.certificate.is_self_signed


async def test_pin_believes_that_certificate_whatever_its_name(folder: Path) -> None:
    pair = self_signed(folder, "another.example")
    info = describe(der_of(pair))
    assert info is not None
    assert await is_believed(pair, Trust(pinned_sha256=info.fingerprint_sha256))
    lower = info.fingerprint_sha256.replace(":", "").lower()
    assert await is_believed(pair, Trust(pinned_sha256=lower))


async def test_pin_refuses_every_other_certificate(
    folder: Path, authority: CertificateAuthority, ca_pem: str
) -> None:
    info = describe(der_of(self_signed(folder, ACME)))
    assert info is not None
    good = authority.issue("good", [ACME])
    failed = await outcome(good, Trust(ca_pem, info.fingerprint_sha256))
    assert failed.failure.code is FailureCode.CERTIFICATE_CHANGED
    assert failed.certificate == describe(der_of(good))


async def test_pinning_the_authority_is_no_pin_of_the_server(
    authority: CertificateAuthority, ca_pem: str
) -> None:
    info = describe(ssl.PEM_cert_to_DER_cert(ca_pem))
    assert info is not None
    failed = await outcome(authority.issue("good", [ACME]), Trust("", info.fingerprint_sha256))
    assert failed.failure.code is FailureCode.CERTIFICATE_CHANGED


async def test_unreadable_authority_is_said_so() -> None:
    with pytest.raises(SignInFailed) as caught:
        await Trust("-----BEGIN CERTIFICATE-----\nnonsense\n").context(is_direct_tls=False)
    assert caught.value.failure.code is FailureCode.CERTIFICATE_UNTRUSTED


@pytest.mark.parametrize("text", ["nonsense", "AB:CD", "zz" * 32])
def test_a_broken_pin_never_means_no_pin(text: str) -> None:
    with pytest.raises(SignInFailed):
        Trust(pinned_sha256=text)


def test_no_pin_stays_none() -> None:
    assert normalised_fingerprint("") == ""


def test_verifiers_that_give_no_code_are_understood_by_the_certificate(
    authority: CertificateAuthority,
) -> None:
    """macOS and Windows verify by themselves and tell in words."""
    good = describe(der_of(authority.issue("good", [ACME, "*.acme.example"])))
    assert good is not None
    error = ssl.SSLCertVerificationError("“acme.example” certificate is not trusted")

    def code(**changes: object) -> FailureCode:
        info = replace(good, **changes)  # type: ignore[arg-type]
        return verification_failure(error, info, ACME).failure.code

    assert code() is FailureCode.CERTIFICATE_UNTRUSTED
    assert code(valid_until=1) is FailureCode.CERTIFICATE_EXPIRED
    assert code(names=("other.example",)) is FailureCode.CERTIFICATE_NAME


async def test_the_systems_authorities_are_read_off_the_loop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    threads: list[int] = []
    build = trust_module._verifying_context

    def note_thread(extra_ca_pem: str) -> ssl.SSLContext:
        threads.append(threading.get_ident())
        return build(extra_ca_pem)

    monkeypatch.setattr(trust_module, "_verifying_context", note_thread)
    trust = Trust()
    assert await trust.context(is_direct_tls=True) is await trust.context(is_direct_tls=True)
    assert len(threads) == 1
    assert threads[0] != threading.get_ident()
