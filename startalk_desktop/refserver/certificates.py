"""The server's own test authority: certificates that nobody but tests and demos should trust."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme

from .config import CertificateFault

_DAY = timedelta(days=1)


class CertificateAuthority:
    """Signs certificates; its own is in `ca_file` (PEM). A folder that has one keeps it."""

    def __init__(self, folder: Path) -> None:
        self.ca_file, key_file = folder / "ca.pem", folder / "ca.key"
        if self.ca_file.exists() and key_file.exists():
            pair = self.ca_file.read_bytes(), key_file.read_bytes()
            self._authority = trustme.CA.from_pem(*pair)
        else:
            self._authority = trustme.CA(organization_name="Startalk test authority")
            key_file.touch(mode=0o600)
            self._authority.private_key_pem.write_to_path(key_file)
            self._authority.cert_pem.write_to_path(self.ca_file)

    def context(self, names: list[str], fault: CertificateFault | None = None) -> ssl.SSLContext:
        """A server's TLS context with a certificate for `names`, or with a wrong one."""
        authority, now = self._authority, datetime.now(UTC)
        begin, end = now - _DAY, now + 365 * _DAY
        if fault == "wrong-name":
            names = ["wrong.invalid"]
        elif fault == "expired":
            begin, end = now - 30 * _DAY, now - _DAY
        elif fault == "untrusted":
            authority = trustme.CA(organization_name="An authority nobody knows")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_alpn_protocols(["xmpp-client", "http/1.1"])
        issued = authority.issue_cert(*names, not_before=begin, not_after=end)
        issued.configure_cert(context)
        return context

    def link_context(
        self, names: list[str], trusted: Path | None, *, is_server: bool, is_verifying: bool
    ) -> ssl.SSLContext:
        """A context for a stream between servers, where both sides show a certificate.

        If it is verifying, that of the other side must be signed by this authority or one of the file `trusted`.
        Raises `OSError` if the file can't be had.
        """
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER if is_server else ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = is_verifying and not is_server
        context.verify_mode = ssl.CERT_REQUIRED if is_verifying else ssl.CERT_NONE
        for file in (self.ca_file, trusted):
            if file is not None:
                context.load_verify_locations(file)
        self._authority.issue_cert(*names).configure_cert(context)
        return context
