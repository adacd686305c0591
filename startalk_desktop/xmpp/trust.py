"""Which certificates are believed: the system's trust, a company's own CA, or exactly one that a person consented to.

TLS is the standard library's. The name that a certificate has to bear is the account's domain, never the host that
DNS pointed to (RFC 6125, RFC 6120 section 13.7.2).
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import ipaddress
import ssl
import sys
from pathlib import Path
from types import MappingProxyType
from typing import Final

import truststore
from cryptography import x509
from cryptography.x509.oid import ExtensionOID

from startalk_desktop.model.connection import CertificateInfo
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.identity import Timestamp, now
from startalk_desktop.xmpp.errors import SignInFailed

_ALPN_PROTOCOL: Final = "xmpp-client"  # XEP-0368 section 2

_BUNDLES: Final = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Arch
    "/etc/pki/tls/certs/ca-bundle.crt",  # Fedora, RHEL
    "/etc/ssl/ca-bundle.pem",  # SUSE
    "/etc/ssl/cert.pem",  # Alpine, BSD
)

# OpenSSL's X509_V_ERR_* as ssl.SSLCertVerificationError.verify_code has them.
_VERIFY_CODES: Final = MappingProxyType(
    {
        9: FailureCode.CERTIFICATE_EXPIRED,  # not yet valid
        10: FailureCode.CERTIFICATE_EXPIRED,
        62: FailureCode.CERTIFICATE_NAME,
        64: FailureCode.CERTIFICATE_NAME,  # IP address mismatch
        18: FailureCode.CERTIFICATE_UNTRUSTED,  # self-signed
        19: FailureCode.CERTIFICATE_UNTRUSTED,  # self-signed in the chain
        20: FailureCode.CERTIFICATE_UNTRUSTED,  # issuer unknown
        21: FailureCode.CERTIFICATE_UNTRUSTED,  # leaf can't be verified
    }
)


class Trust:
    """The rules of one account.

    Args:
        extra_ca_pem: PEM certificates that are trusted besides the system's.
        pinned_sha256: fingerprint as in `CertificateInfo`; if set, exactly that leaf certificate is accepted,
            whatever its chain, name and dates, and no other.

    Raises:
        SignInFailed: `pinned_sha256` is neither empty nor a fingerprint (`CERTIFICATE_CHANGED`).
    """

    def __init__(self, extra_ca_pem: str = "", pinned_sha256: str = "") -> None:
        self._extra_ca_pem = extra_ca_pem.strip()
        self._pinned = normalised_fingerprint(pinned_sha256)
        self._verifying: dict[bool, ssl.SSLContext] = {}

    @property
    def pinned_digest(self) -> bytes:
        """The SHA-256 digest of the pinned certificate; empty where none is pinned."""
        return bytes.fromhex(self._pinned.replace(":", ""))

    async def context(self, *, is_direct_tls: bool) -> ssl.SSLContext:
        """What to make the handshake with; `check` has to follow it. Direct TLS says what it is for (ALPN).

        Raises:
            SignInFailed: the extra CA's certificate can't be read (`CERTIFICATE_UNTRUSTED`).
        """
        if self._pinned:
            return self.looking_context(is_direct_tls=is_direct_tls)
        return await self.verifying_context(is_direct_tls=is_direct_tls)

    async def verifying_context(self, *, is_direct_tls: bool) -> ssl.SSLContext:
        """A context that verifies chain, name and dates, whatever is pinned. Raises as `context`."""
        if is_direct_tls not in self._verifying:
            # Parsing a system's hundred and forty authorities takes two frames.
            context = await asyncio.to_thread(_verifying_context, self._extra_ca_pem)
            self._verifying[is_direct_tls] = _with_alpn(context, is_direct_tls)
        return self._verifying[is_direct_tls]

    def looking_context(self, *, is_direct_tls: bool) -> ssl.SSLContext:
        """A context that believes everybody: to compare with the pin, or to look at a certificate and hang up."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return _with_alpn(context, is_direct_tls)

    def check(self, transport: asyncio.BaseTransport) -> None:
        """Accept or refuse the peer of a finished handshake that was made with `context`.

        Raises:
            SignInFailed: `CERTIFICATE_CHANGED` where it is not the pinned certificate.
        """
        if not self._pinned:
            return
        der = peer_certificate(transport)
        if hmac.compare_digest(_fingerprint(der), self._pinned):
            return
        failure = Failure(FailureCode.CERTIFICATE_CHANGED, "not the certificate that was accepted")
        raise SignInFailed(failure, describe(der))


def verification_failure(
    error: ssl.SSLCertVerificationError, certificate: CertificateInfo | None, domain: str
) -> SignInFailed:
    """The failure that `error` is, told apart by what OpenSSL says, or else by the certificate itself.

    The systems' own verifiers on macOS and Windows give words, not codes.
    """
    code = _VERIFY_CODES.get(getattr(error, "verify_code", 0))
    if code is None and certificate is not None:
        code = _judge(certificate, domain)
    detail = getattr(error, "verify_message", "") or str(error)
    return SignInFailed(Failure(code or FailureCode.CERTIFICATE_UNTRUSTED, detail), certificate)


def peer_certificate(transport: asyncio.BaseTransport) -> bytes:
    """The peer's leaf certificate in DER form.

    Raises:
        SignInFailed: there is none (`TLS_FAILED`); TLS without a certificate is no protection.
    """
    tls = transport.get_extra_info("ssl_object")
    der = tls.getpeercert(binary_form=True) if tls is not None else None
    if not der:
        raise SignInFailed(Failure(FailureCode.TLS_FAILED, "the server showed no certificate"))
    return bytes(der)


def describe(der: bytes) -> CertificateInfo | None:
    """What a person needs in order to decide about a certificate; None where it can't even be read."""
    try:
        certificate = x509.load_der_x509_certificate(der)
        return CertificateInfo(
            fingerprint_sha256=_fingerprint(der),
            subject=certificate.subject.rfc4514_string(),
            issuer=certificate.issuer.rfc4514_string(),
            names=_names(certificate),
            valid_from=_microseconds(certificate.not_valid_before_utc.timestamp()),
            valid_until=_microseconds(certificate.not_valid_after_utc.timestamp()),
            is_self_signed=_is_self_signed(certificate),
        )
    except (ValueError, x509.UnsupportedGeneralNameType, x509.InvalidVersion):
        return None


def normalised_fingerprint(text: str) -> str:
    """A SHA-256 fingerprint in the one form that is compared: upper-case hex in pairs joined by colons.

    Raises:
        SignInFailed: `text` is not empty and no fingerprint. Silence would mean to trust without the pin.
    """
    digits = text.replace(":", "").replace(" ", "").upper()
    if not digits:
        return ""
    try:
        digest = bytes.fromhex(digits)
    except ValueError:
        digest = b""
    if len(digest) != hashlib.sha256().digest_size:
        failure = Failure(FailureCode.CERTIFICATE_CHANGED, "the stored fingerprint is none")
        raise SignInFailed(failure)
    return digest.hex(":").upper()


def _verifying_context(extra_ca_pem: str) -> ssl.SSLContext:
    context = _system_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if extra_ca_pem:
        try:
            context.load_verify_locations(cadata=extra_ca_pem)
        except (ssl.SSLError, ValueError) as error:
            detail = f"the extra authority's certificate can't be read: {error}"
            raise SignInFailed(Failure(FailureCode.CERTIFICATE_UNTRUSTED, detail)) from error
    return context


def _system_context() -> ssl.SSLContext:
    if sys.platform in {"win32", "darwin"}:
        return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    # Elsewhere the system's trust is a file. truststore would parse it anew for each handshake, on the loop.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_default_certs()
    if ssl.get_default_verify_paths().cafile is None:
        # A packaged program's OpenSSL may look where it was built, not where it runs.
        for bundle in filter(Path.is_file, map(Path, _BUNDLES)):
            context.load_verify_locations(cafile=bundle)
            break
    return context


def _with_alpn(context: ssl.SSLContext, is_direct_tls: bool) -> ssl.SSLContext:
    if is_direct_tls:
        context.set_alpn_protocols([_ALPN_PROTOCOL])
    return context


def _fingerprint(der: bytes) -> str:
    return hashlib.sha256(der).digest().hex(":").upper()


def _judge(certificate: CertificateInfo, domain: str) -> FailureCode:
    if not certificate.valid_from <= now() <= certificate.valid_until:
        return FailureCode.CERTIFICATE_EXPIRED
    if not any(_covers(name.lower(), domain.lower()) for name in certificate.names):
        return FailureCode.CERTIFICATE_NAME
    return FailureCode.CERTIFICATE_UNTRUSTED


def _covers(pattern: str, domain: str) -> bool:
    if pattern.startswith("*."):
        return pattern[1:] == domain[domain.find(".") :] and "." in domain
    return pattern == domain


def _names(certificate: x509.Certificate) -> tuple[str, ...]:
    try:
        extension = certificate.extensions.get_extension_for_oid(
            ExtensionOID.SUBJECT_ALTERNATIVE_NAME
        )
    except x509.ExtensionNotFound:
        return ()
    alternatives = extension.value
    if not isinstance(alternatives, x509.SubjectAlternativeName):
        return ()
    names: list[str] = list(alternatives.get_values_for_type(x509.DNSName))
    addresses = alternatives.get_values_for_type(x509.IPAddress)
    names += [
        str(address)
        for address in addresses
        if isinstance(address, ipaddress.IPv4Address | ipaddress.IPv6Address)
    ]
    return tuple(names)


def _is_self_signed(certificate: x509.Certificate) -> bool:
    if certificate.subject != certificate.issuer:
        return False
    try:
        certificate.verify_directly_issued_by(certificate)
    except Exception:  # noqa: BLE001  cryptography raises a class of its own for each kind of key
        return False
    return True


def _microseconds(seconds: float) -> Timestamp:
    return int(seconds) * 1_000_000
