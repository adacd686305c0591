"""An XMPP address (RFC 7622), parsed, normalised and immutable."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import precis_i18n

_MAX_PART_BYTES = 1023
# RFC 7622 section 3.3.1: not allowed in a localpart even though PRECIS would let some pass.
_FORBIDDEN_IN_LOCAL = frozenset("\"&'/:<>@")
_MIDDLE_DOT = "\u00b7"
# What PRECIS (RFC 8265 section 3.3) leaves as it is but for the case; its rules take a tenth of a millisecond a name.
_PLAIN_LOCAL = re.compile(r"[A-Za-z0-9._-]+")
_DOMAIN_LABEL = re.compile(r"^(?!-)[^\s/@\"'<>&]{1,63}(?<!-)$")


class JidError(ValueError):
    """The text is no XMPP address; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True, order=True)
class Jid:
    """``local@domain/resource``, with its parts normalised as RFC 7622 section 3 says.

    Build it with `parse`; the constructor takes parts that are normalised already. An absent part is ``""``.
    """

    local: str
    domain: str
    resource: str = ""

    @staticmethod
    def parse(text: str) -> Jid:
        """Parse and normalise `text`.

        Raises:
            JidError: a part is empty, too long, or has characters that an address can't have.
        """
        return _parse(text)

    @property
    def bare(self) -> Jid:
        """The address without its resource."""
        return Jid(self.local, self.domain) if self.resource else self

    @property
    def is_bare(self) -> bool:
        """Whether there is no resource."""
        return not self.resource

    def with_resource(self, resource: str) -> Jid:
        """The same account's address with `resource` (taken as it is), or bare where it is empty."""
        return Jid(self.local, self.domain, resource)

    def __str__(self) -> str:
        bare = f"{self.local}@{self.domain}" if self.local else self.domain
        return f"{bare}/{self.resource}" if self.resource else bare


@lru_cache(maxsize=16_384)
def _parse(text: str) -> Jid:
    bare, slash, resource = text.partition("/")
    local, at, domain = bare.rpartition("@")
    if at and not local:
        raise JidError(f"{text!r} has nothing before the @")
    if slash and not resource:
        raise JidError(f"{text!r} ends with a slash but names no resource")
    return Jid(_local(local) if at else "", _domain(domain), _resource(resource) if slash else "")


def _local(part: str) -> str:
    if len(part) <= _MAX_PART_BYTES and _PLAIN_LOCAL.fullmatch(part):
        return part.lower()
    if found := _FORBIDDEN_IN_LOCAL.intersection(part):
        raise JidError(f"a name can't contain {' '.join(sorted(found))}")
    return _enforce("UsernameCaseMapped", part, "name")


def _domain(part: str) -> str:
    domain = part.rstrip(".").lower()
    if not domain:
        raise JidError("the address has no domain")
    if domain.startswith("[") and domain.endswith("]"):
        return domain
    try:
        prepared = domain if domain.isascii() else domain.encode("idna").decode("idna")
    except UnicodeError as error:
        raise JidError(f"{part!r} is no domain name") from error
    is_short = len(prepared.encode()) <= _MAX_PART_BYTES
    if not is_short or not all(_DOMAIN_LABEL.match(label) for label in prepared.split(".")):
        raise JidError(f"{part!r} is no domain name")
    return prepared


def _resource(part: str) -> str:
    try:
        return _enforce("OpaqueString", part, "resource")
    except JidError:
        # RFC 5892 (A.3) allows it between two l only. Names in Chinese have it between their parts, and servers that
        # go by RFC 6122 let them be nicks: nobody may be unheard in a room for that.
        if _MIDDLE_DOT not in part or len(part.encode(errors="replace")) > _MAX_PART_BYTES:
            raise
    pieces = part.split(_MIDDLE_DOT)
    if not any(pieces):
        raise JidError(f"{part!r} can't be the resource of an address")
    return _MIDDLE_DOT.join(
        _enforce("OpaqueString", piece, "resource") if piece else "" for piece in pieces
    )


def _enforce(profile: str, part: str, name: str) -> str:
    try:
        prepared = str(precis_i18n.get_profile(profile).enforce(part))
    except UnicodeEncodeError as error:
        raise JidError(f"{part!r} can't be the {name} of an address") from error
    if not 0 < len(prepared.encode()) <= _MAX_PART_BYTES:
        raise JidError(f"the {name} of an address has 1 to {_MAX_PART_BYTES} bytes")
    return prepared


def is_within(host: str, domain: str) -> bool:
    """Whether `host` is `domain` or below it, where its services are."""
    return host == domain or host.endswith(f".{domain}")
