"""The server's own test authority: certificates that nobody but tests and demos should trust."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from startalk_desktop.refserver.config import CertificateFault

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Signer:
    name: x509.Name
    key: ec.EllipticCurvePrivateKey


class CertificateAuthority:
    """Signs certificates; its own is in `ca_file` (PEM). A folder that has one keeps it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.ca_file = folder / "ca.pem"
        key_file = folder / "ca.key"
        if self.ca_file.exists() and key_file.exists():
            certificate = x509.load_pem_x509_certificate(self.ca_file.read_bytes())
            key = serialization.load_pem_private_key(key_file.read_bytes(), None)
            if not isinstance(key, ec.EllipticCurvePrivateKey):
                raise ValueError(
                    f"{key_file} is no key of this server: delete it and {self.ca_file}"
                )
            self._signer = _Signer(certificate.subject, key)
        else:
            self._signer, own = _new_authority("Startalk test authority")
            _write_private(key_file, _key_pem(self._signer.key))
            self.ca_file.write_bytes(own.public_bytes(serialization.Encoding.PEM))

    def context(self, names: list[str], fault: CertificateFault | None = None) -> ssl.SSLContext:
        """A server's TLS context with a certificate for `names`, or with a wrong one."""
        now = datetime.now(UTC)
        begin, end = now - _DAY, now + 365 * _DAY
        signer = self._signer
        if fault == "wrong-name":
            names = ["wrong.invalid"]
        elif fault == "expired":
            begin, end = now - 30 * _DAY, now - _DAY
        elif fault == "untrusted":
            signer, _ = _new_authority("An authority nobody knows")
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = (
            _builder(names[0], key, begin, end)
            .issuer_name(signer.name)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(
                x509.SubjectAlternativeName([x509.DNSName(_ascii(name)) for name in names]), False
            )
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.key.public_key()), False
            )
            .sign(signer.key, hashes.SHA256())
        )
        pem = self._folder / "presented.pem"  # `ssl` reads certificates from files only
        _write_private(pem, certificate.public_bytes(serialization.Encoding.PEM) + _key_pem(key))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.set_alpn_protocols(["xmpp-client", "http/1.1"])
        context.load_cert_chain(pem)
        pem.unlink()
        return context


def _new_authority(name: str) -> tuple[_Signer, x509.Certificate]:
    now = datetime.now(UTC)
    key = ec.generate_private_key(ec.SECP256R1())
    builder = _builder(name, key, now - _DAY, now + 3650 * _DAY)
    signer = _Signer(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]), key)
    usage = x509.KeyUsage(
        digital_signature=False, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=True, crl_sign=True,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
    certificate = (
        builder.issuer_name(signer.name)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    return signer, certificate


def _builder(
    name: str, key: ec.EllipticCurvePrivateKey, begin: datetime, end: datetime
) -> x509.CertificateBuilder:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(end)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
    )


def _ascii(name: str) -> str:
    return name.encode("idna").decode()


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _write_private(path: Path, content: bytes) -> None:
    path.touch(mode=0o600)
    path.write_bytes(content)
