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
