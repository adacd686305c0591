"""Addresses (RFC 7622), normalised once when they enter the server."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_FORBIDDEN_IN_LOCAL = frozenset("\"&'/:<>@ ")
_LONGEST_PART = 1023  # bytes of UTF-8, RFC 7622 3.1


class InvalidJidError(ValueError):
    """The text is no address; the message says why."""


@dataclass(frozen=True, slots=True, order=True)
class Jid:
    """`local@domain/resource`; an empty part is absent. Build one from outside text by `parse` only."""

    local: str
    domain: str
    resource: str = ""

    @classmethod
    def parse(cls, text: str) -> Jid:
        """Return the normalised address; raises `InvalidJidError`."""
        return _parse(text)

    @property
    def bare(self) -> Jid:
        """The address without its resource."""
        return Jid(self.local, self.domain) if self.resource else self

    def with_resource(self, resource: str) -> Jid:
        """The address with another, already normalised, resource."""
        return Jid(self.local, self.domain, resource)

    def __str__(self) -> str:
        bare = f"{self.local}@{self.domain}" if self.local else self.domain
        return f"{bare}/{self.resource}" if self.resource else bare


def normalise_resource(text: str) -> str:
    """Return the resource part as RFC 7622 3.4 wants it; raises `InvalidJidError`."""
    resource = unicodedata.normalize("NFC", text)
    if not resource or any(unicodedata.category(char) in ("Cc", "Cs") for char in resource):
        raise InvalidJidError("the resource is empty or has control characters")
    return _checked_length(resource)


def normalise_local(text: str) -> str:
    """Return the local part in one case and form (RFC 7622 3.3); raises `InvalidJidError`."""
    local = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    if not local or any(
        char in _FORBIDDEN_IN_LOCAL or unicodedata.category(char)[0] in "CZ" for char in local
    ):
        raise InvalidJidError("the local part is empty or has forbidden characters")
    return _checked_length(local)


def _normalise_domain(text: str) -> str:
    domain = unicodedata.normalize("NFKC", text).casefold().removesuffix(".")
    if not domain or any(
        char in _FORBIDDEN_IN_LOCAL - {":"} or unicodedata.category(char)[0] in "CZ"
        for char in domain
    ):
        raise InvalidJidError("the domain is empty or has forbidden characters")
    return _checked_length(domain)


def _checked_length(part: str) -> str:
    if len(part.encode()) > _LONGEST_PART:
        raise InvalidJidError(f"a part of the address is longer than {_LONGEST_PART} bytes")
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
