"""An account as it is configured on this machine; the password is in the keyring, never here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from startalk_desktop.model.identity import AccountId
from startalk_desktop.model.jid import Jid

Hue: TypeAlias = int | str
"""The mark of a company: an entry of the palette, any number will do, or a colour of its own, ``#rrggbb``."""

DEFAULT_AUTO_DOWNLOAD = 5 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server address given by hand instead of found by DNS."""

    host: str
    port: int
    is_direct_tls: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """One address on one domain."""

    id: AccountId
    jid: Jid  # bare
    company: str  # the name people know the domain by; the domain itself until the server tells
    colour: int  # index into the palette of companies
    position: int  # order in the rail
    is_enabled: bool = True  # signs in at start
    endpoint: Endpoint | None = None
    extra_ca_pem: str = ""  # a private CA this account also trusts
    pinned_sha256: str = ""  # fingerprint as in `CertificateInfo`; empty: none pinned
    sends_receipts: bool = True
    sends_markers: bool = True
    sends_chat_states: bool = True
    auto_download_limit: int = (
        DEFAULT_AUTO_DOWNLOAD  # bytes of a picture that loads by itself; 0: none does
    )
    nav_url: str = ""  # of the nav document by which the company was found; empty: found otherwise
    brand: str = ""  # the colour that the nav document says, ``#rrggbb``; empty: none
    wears_brand: bool = False  # it is shown, since no other company looks like it

    @property
    def hue(self) -> Hue:
        """What the company is marked with."""
        return self.brand if self.wears_brand else self.colour
