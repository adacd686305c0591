"""How one account's session connects and how patient it is."""

from __future__ import annotations

from dataclasses import dataclass, field

from startalk_desktop.model.account import Endpoint
from startalk_desktop.model.jid import Jid


@dataclass(frozen=True, slots=True)
class SessionSettings:
    """Everything a session needs to know before it starts. Times are seconds.

    Attributes:
        jid: the account, bare.
        password: never logged, never part of a repr.
        endpoint: a server address given by hand; None finds it by DNS.
        resource_prefix: begins the resource we ask for; a random part follows, so that two programs of one
            person don't throw each other out.
        extra_ca_pem: certificates of a private CA that is trusted besides the system's.
        pinned_sha256: fingerprint of the one certificate a person has consented to, as in `CertificateInfo`.
            Where it is set, exactly that certificate is accepted and nothing else.
        connect_timeout: for one whole attempt to find, reach and secure the server.
        sign_in_timeout: for authentication and binding.
        idle_probe_after: a line that was silent for so long is asked whether it still lives.
        probe_timeout: a line that was asked and stays silent for so long is dead.
        quick_probe_timeout: the same, after a network change or wake-up.
        first_retry: wait before the second attempt; it doubles with each failure.
        longest_retry: no wait is longer.
        allow_plain: whether a password may be sent as it is, over verified TLS, to a server that offers no
            SCRAM (many companies check passwords against a directory that keeps no SCRAM hashes).
    """

    jid: Jid
    password: str = field(repr=False)
    endpoint: Endpoint | None = None
    resource_prefix: str = "startalk"
    extra_ca_pem: str = field(default="", repr=False)
    pinned_sha256: str = ""
    connect_timeout: float = 15.0
    sign_in_timeout: float = 15.0
    idle_probe_after: float = 60.0
    probe_timeout: float = 20.0
    quick_probe_timeout: float = 5.0
    first_retry: float = 1.0
    longest_retry: float = 120.0
    allow_plain: bool = True


@dataclass(frozen=True, slots=True)
class SignInResult:
    """What a sign-in that was only tried found out."""

    jid: Jid  # full, as the server bound it
    features: frozenset[str]  # of the server and the own account
