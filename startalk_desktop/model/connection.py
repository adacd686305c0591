"""The states of an account's connection, each explicit, each with what the user needs to know."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from startalk_desktop.model.failure import Failure
from startalk_desktop.model.identity import Timestamp


class ConnectStep(StrEnum):
    """How far an attempt has come; shown as progress at sign-in."""

    DISCOVERING = "discovering"
    REACHING = "reaching"
    SECURING = "securing"


@dataclass(frozen=True, slots=True)
class Offline:
    """Not connected and not trying: signed out, or never started."""


@dataclass(frozen=True, slots=True)
class Connecting:
    """Looking for the server, reaching it, and securing the line."""

    step: ConnectStep
    host: str = ""


@dataclass(frozen=True, slots=True)
class SigningIn:
    """The line is secure; authenticating and binding a resource."""


@dataclass(frozen=True, slots=True)
class CatchingUp:
    """Signed in; fetching what happened meanwhile. Messages can be sent."""


@dataclass(frozen=True, slots=True)
class Online:
    """Signed in and up to date."""


@dataclass(frozen=True, slots=True)
class WaitingToRetry:
    """The last attempt or the line failed; the next attempt comes at `retry_at` or on a network change."""

    retry_at: Timestamp
    failure: Failure
    attempt: int  # 1 after the first failure


@dataclass(frozen=True, slots=True)
class Refused:
    """Trying again by itself is of no use: the user has to do something first (password, certificate…)."""

    failure: Failure
    certificate: CertificateInfo | None = None  # set where the failure is about a certificate


@dataclass(frozen=True, slots=True)
class CertificateInfo:
    """What a person needs in order to decide about a certificate."""

    fingerprint_sha256: str  # of the DER form, upper-case hex in pairs joined by colons
    subject: str
    issuer: str
    names: tuple[str, ...]
    valid_from: Timestamp
    valid_until: Timestamp
    is_self_signed: bool


ConnectionState = Offline | Connecting | SigningIn | CatchingUp | Online | WaitingToRetry | Refused
