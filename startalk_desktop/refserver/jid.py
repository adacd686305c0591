"""Addresses (RFC 7622), normalised once when they enter the server."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cached_property, lru_cache
from typing import Self

from precis_i18n import get_profile
from precis_i18n.profile import Profile

from .stanza import Element, StanzaError

_LOCAL, _RESOURCE = get_profile("UsernameCaseMapped"), get_profile("OpaqueString")
_FORBIDDEN = frozenset("\"&'/:<>@ ")  # in local parts, RFC 7622 3.3.1
_MIDDLE_DOT = "\u00b7"
_LONGEST_PART = 1023  # bytes of UTF-8, RFC 7622 3.1


class InvalidJidError(StanzaError):
    """The text is no address; the message says why."""

    def __init__(self, text: str) -> None:
        super().__init__("jid-malformed", text)


class Jid(str):
    """`local@domain/resource`, its own text; an empty part is absent.

    Build one from outside text by `parse` only.
    """

    local: str
    domain: str
    resource: str

    def __new__(cls, local: str, domain: str, resource: str = "") -> Self:
        """Join parts that are normalised."""
        bare = f"{local}@{domain}" if local else domain
        made = super().__new__(cls, f"{bare}/{resource}" if resource else bare)
        made.local, made.domain, made.resource = local, domain, resource
        return made

    @classmethod
    def parse(cls, text: str) -> Jid:
        """Return the normalised address; raises `InvalidJidError`."""
        return _parse(text)

    @cached_property
    def bare(self) -> Jid:
        """The address without its resource."""
        return Jid(self.local, self.domain) if self.resource else self

    def with_resource(self, resource: str) -> Jid:
        """The address with another, already normalised, resource."""
        return Jid(self.local, self.domain, resource)


def jid_of(stanza: Element, attribute: str = "jid") -> Jid:
    """The address in an attribute; raises `InvalidJidError`."""
    return Jid.parse(stanza.get(attribute, ""))


def normalise_resource(text: str) -> str:
    """Return the resource part as RFC 7622 3.4 wants it; raises `InvalidJidError`.

    But for the dot in the middle of names, as in 买买提·艾力: RFC 5892 A.3 has it between two l only, and servers that
    go by RFC 6122 let it be.
    """
    pieces = text.split(_MIDDLE_DOT)
    return _checked(_MIDDLE_DOT.join(piece and _enforced(_RESOURCE, piece) for piece in pieces), "")


def normalise_local(text: str) -> str:
    """Return the local part in one case and form (RFC 7622 3.3); raises `InvalidJidError`."""
    return _checked(_enforced(_LOCAL, text), _FORBIDDEN)


def _enforced(profile: Profile, text: str) -> str:
    try:
        return _checked(profile.enforce(text), "")
    except UnicodeEncodeError as error:
        raise InvalidJidError(f"a part of an address can't be: {error.reason}") from error


def _normalise_domain(text: str) -> str:
    domain = unicodedata.normalize("NFKC", text).casefold().removesuffix(".")
    if not domain.isprintable():
        raise InvalidJidError("the domain has control characters")
    return _checked(domain, _FORBIDDEN - {":"})


def _checked(part: str, forbidden: Iterable[str]) -> str:
    if not 0 < len(part.encode()) <= _LONGEST_PART:
        raise InvalidJidError(f"a part of an address has 1 to {_LONGEST_PART} bytes")
    if not set(part).isdisjoint(forbidden):
        raise InvalidJidError("a part of the address has a forbidden character")
    return part


@lru_cache(maxsize=4096)
def _parse(text: str) -> Jid:
    bare, slash, resource = text.partition("/")
    local, at, domain = bare.rpartition("@")
    return Jid(
        normalise_local(local) if at else "",
        _normalise_domain(domain),
        normalise_resource(resource) if slash else "",
    )
