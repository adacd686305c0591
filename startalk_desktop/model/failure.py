"""What can go wrong, as codes: `ui` has the words, in the user's language, and the advice."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class FailureCode(StrEnum):
    """Why a connection, a sign-in or a message failed."""

    # finding and reaching the server
    HOST_UNKNOWN = "host-unknown"  # no such domain in DNS
    NO_ROUTE = "no-route"  # network unreachable, or this machine is offline
    REFUSED_PORT = "refused-port"  # nobody listens there
    TIMEOUT = "timeout"
    NOT_XMPP = "not-xmpp"  # something answered, but it does not speak XMPP
    DOMAIN_NOT_SERVED = "domain-not-served"  # stream error host-unknown (RFC 6120 4.9.3.6)
    # trust
    CERTIFICATE_UNTRUSTED = "certificate-untrusted"
    CERTIFICATE_NAME = "certificate-name"  # a good chain for another name
    CERTIFICATE_EXPIRED = "certificate-expired"
    CERTIFICATE_CHANGED = "certificate-changed"  # not the one that was pinned
    TLS_MISSING = "tls-missing"  # the server offers no encryption
    TLS_FAILED = "tls-failed"
    # signing in
    PASSWORD = "password"  # noqa: S105  not-authorized: wrong name or password
    ACCOUNT_DISABLED = "account-disabled"
    MECHANISM = "mechanism"  # no sign-in method in common
    SERVER_SIGNATURE = "server-signature"  # the server could not prove that it knows the password
    SERVER_TOO_OLD = "server-too-old"  # lacks something that we cannot do without
    RESOURCE_CONFLICT = "resource-conflict"  # replaced by another client with the same resource
    # later
    CONNECTION_LOST = "connection-lost"
    SERVER_SHUTDOWN = "server-shutdown"
    POLICY = "policy"  # stream or stanza error policy-violation
    KEY_MISSING = "key-missing"  # the keyring has no key for the account's database
    KEYRING_LOCKED = "keyring-locked"
    STORE_DAMAGED = "store-damaged"
    # messages and requests
    RECIPIENT_UNKNOWN = "recipient-unknown"
    RECIPIENT_UNAVAILABLE = "recipient-unavailable"
    NOT_ALLOWED = "not-allowed"  # forbidden, not-allowed, not-authorized, registration-required
    NO_LINK = "no-link"  # between the domains, says a server that is sure of it
    LINK_LIMITED = "link-limited"  # there is one, but not for these two, says such a server
    DOMAIN_UNREACHABLE = (
        "domain-unreachable"  # remote-server-not-found: no link, no such server, or it is away
    )
    DOMAIN_AWAY = (
        "domain-away"  # remote-server-timeout: its server is away, or does not let ours in
    )
    CROSSING_REFUSED = (
        "crossing-refused"  # NOT_ALLOWED by another domain, which may mean that there is no link
    )
    BLOCKED = "blocked"
    TOO_LARGE = "too-large"
    UNSUPPORTED = "unsupported"
    FILE_UNREADABLE = "file-unreadable"  # a file on this machine is gone, empty, or can't be read
    FILE_SPEAKS = "file-speaks"  # what a picture or film tells besides itself can't be taken out
    FILE_DAMAGED = "file-damaged"  # what came is not the file that the message tells of
    DISK_FULL = "disk-full"
    SERVER_ERROR = "server-error"  # the server failed in itself: internal-server-error, or an answer without sense
    INTERNAL = "internal"  # a bug of ours; the log has it


MAX_SAID_CHARACTERS: Final = 200
"""Of what an error says in words."""


_READ_CHARACTERS: Final = 4 * MAX_SAID_CHARACTERS
_QUOTATION_MARKS: Final = str.maketrans(dict.fromkeys("“”„‟«»「」『』〝〞＂", '"'))


@dataclass(frozen=True, slots=True)
class Failure:
    """A code, and what the other side or the system said, for details (never the only thing shown).

    Attributes:
        code: what it is to us.
        detail: what the system or another program said, in its words.
        said_by: the address in whose name an error of XMPP says `detail`; empty where it is not out of one, or the
            error has no words. The own server speaks in the name of whomever something was sent to (RFC 6120
            section 8.3.1), so this may be it, or that one's server, or they themselves; nobody but the own domain
            speaks in the name of the own domain.
    """

    code: FailureCode
    detail: str = ""
    said_by: str = ""


def quotable(words: str) -> str:
    """What others say, so that it can stand in a sentence of ours between quotation marks, and not get out of them.

    One line of printable characters, which leaves out what turns the direction of writing; not too long.
    """
    begin = words[:_READ_CHARACTERS].translate(_QUOTATION_MARKS)
    line = " ".join("".join(each if each.isprintable() else " " for each in begin).split())
    if len(line) <= MAX_SAID_CHARACTERS:
        return line
    return f"{line[: MAX_SAID_CHARACTERS - 1]}…"
