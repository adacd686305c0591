"""What a person types, pastes or scans in order to find a company, and what it means."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from startalk_desktop.model.jid import Jid, JidError

MAX_CHARACTERS: Final = 4096
"""Nothing longer is looked at; the largest QR code has fewer."""

WELL_KNOWN_NAV: Final = "/.well-known/startalk-nav.json"
"""Where a domain's web server shows its nav document, unless the company gives another address."""


@dataclass(frozen=True, slots=True)
class AddressWay:
    """A person's own address; bare."""

    jid: Jid


@dataclass(frozen=True, slots=True)
class DomainWay:
    """A company's domain; its nav document may be at the well-known place."""

    domain: str

    @property
    def nav_url(self) -> str:
        """Where the nav document would be."""
        return well_known_nav(self.domain)


@dataclass(frozen=True, slots=True)
class NavWay:
    """The address of a nav document; https, unchecked but for that."""

    url: str


WayIn = AddressWay | DomainWay | NavWay


class WayInProblem(StrEnum):
    """Why a text leads to no company."""

    EMPTY = "empty"
    NOT_UNDERSTOOD = "not-understood"
    NOT_ENCRYPTED = "not-encrypted"  # http: what it says could be anybody's word


class WayInError(ValueError):
    """The text leads to no company."""

    def __init__(self, problem: WayInProblem) -> None:
        super().__init__(problem)
        self.problem = problem


def understand(text: str) -> WayIn:
    """An address, a domain, an ``xmpp:`` URI (RFC 5122), or the address of a nav document.

    A scheme may be left out where a port or a path says that an address of the web is meant.

    Raises:
        WayInError: it is none of these.
    """
    text = text.strip()
    if not text:
        raise WayInError(WayInProblem.EMPTY)
    if len(text) > MAX_CHARACTERS or any(c.isspace() or not c.isprintable() for c in text):
        raise WayInError(WayInProblem.NOT_UNDERSTOOD)
    scheme, colon, _rest = text.partition(":")
    match scheme.lower() if colon else "":
        case "https":
            return _web_way(text)
        case "http":
            raise WayInError(WayInProblem.NOT_ENCRYPTED)
        case "xmpp":
            return _jid_way(_uri_address(text), is_named=True)
    if "@" not in text and ("/" in text or ":" in text):
        if "://" in text:
            raise WayInError(WayInProblem.NOT_UNDERSTOOD)
        return _web_way(f"https://{text}")
    return _jid_way(text)


def well_known_nav(domain: str) -> str:
    """Where the nav document of `domain` is, unless the company says otherwise."""
    try:
        host = domain.encode("idna").decode("ascii")
    except UnicodeError:
        host = domain
    return f"https://{host}{WELL_KNOWN_NAV}"


def _web_way(text: str) -> WayIn:
    parts = _split(text)
    if not _is_name(parts.hostname or ""):
        raise WayInError(WayInProblem.NOT_UNDERSTOOD)
    if parts.path in ("", "/") and not parts.query:
        return NavWay(f"https://{parts.netloc}{WELL_KNOWN_NAV}")
    return NavWay(parts._replace(scheme="https", fragment="").geturl())


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        _ = parts.port, parts.hostname  # raise what is wrong with them
    except ValueError:
        raise WayInError(WayInProblem.NOT_UNDERSTOOD) from None
    return parts


def _is_name(host: str) -> bool:
    """Whether it may be a host's; a word alone is one only where somebody wrote its scheme or port."""
    try:
        return bool(host) and (":" in host or Jid.parse(host).is_bare)
    except JidError:
        return False


def _uri_address(text: str) -> str:
    """The address in an ``xmpp:`` URI: who is to sign in, if it says so, else who is meant (section 2.2)."""
    parts = _split(text)
    try:
        named = unquote(parts.netloc, errors="strict") or unquote(
            parts.path.lstrip("/"), errors="strict"
        )
    except UnicodeDecodeError:
        raise WayInError(WayInProblem.NOT_UNDERSTOOD) from None
    return named


def _jid_way(text: str, *, is_named: bool = False) -> WayIn:
    try:
        jid = Jid.parse(text).bare
    except JidError:
        raise WayInError(WayInProblem.NOT_UNDERSTOOD) from None
    if ":" in jid.domain:
        raise WayInError(WayInProblem.NOT_UNDERSTOOD)
    if jid.local:
        return AddressWay(jid)
    if "." not in jid.domain and not is_named:
        raise WayInError(WayInProblem.NOT_UNDERSTOOD)  # the first half of an address, more likely
    return DomainWay(jid.domain)
