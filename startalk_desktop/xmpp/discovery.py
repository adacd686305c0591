"""Where a domain's servers are: an address given by hand, DNS SRV, host-meta, and else the domain itself.

RFC 6120 section 3.2 and XEP-0368; XEP-0156 as a further source where DNS has no record for us.
"""

from __future__ import annotations

import ipaddress
import logging
import random
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final, Protocol

import dns.asyncresolver
import dns.exception
import dns.name
import dns.rdatatype
import dns.resolver

from startalk_desktop.model.account import Endpoint
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.xmpp.errors import SignInFailed

_log = logging.getLogger(__name__)

CLIENT_PORT: Final = 5222
MOST_TARGETS: Final = 12
"""A zone may list what it likes; we don't knock on more doors than this."""

_LOOKUP_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class Target:
    """One door of a domain."""

    host: str
    port: int
    is_direct_tls: bool = False


@dataclass(frozen=True, slots=True)
class SrvRecord:
    """RFC 2782. `host` is ``"."`` where the service is decidedly not offered."""

    priority: int
    weight: int
    port: int
    host: str


class LookupTrouble(Enum):
    """Why DNS gave no answer, other than that there is none."""

    NO_SUCH_DOMAIN = auto()
    TIMEOUT = auto()
    UNREACHABLE = auto()


class LookupFailed(Exception):  # noqa: N818  named for what happened
    """A query to DNS failed."""

    def __init__(self, trouble: LookupTrouble, detail: str) -> None:
        super().__init__(detail)
        self.trouble = trouble


class SrvResolver(Protocol):
    """Asks DNS; a fake in tests."""

    async def lookup(self, name: str) -> Sequence[SrvRecord]:
        """The SRV records of `name`, none where it has none.

        Raises:
            LookupFailed: the domain does not exist, or nobody answered.
        """
        ...


class DnsResolver:
    """Name servers, asked by dnspython.

    Args:
        make_resolver: names the servers; by default, the system's at the time.
    """

    def __init__(
        self, make_resolver: Callable[[], dns.asyncresolver.Resolver] = dns.asyncresolver.Resolver
    ) -> None:
        self._make_resolver = make_resolver

    async def lookup(self, name: str) -> Sequence[SrvRecord]:
        """See `SrvResolver`."""
        try:
            answer = await self._make_resolver().resolve(
                dns.name.from_text(name), dns.rdatatype.SRV, lifetime=_LOOKUP_SECONDS
            )
        except dns.resolver.NoAnswer:
            return ()
        except dns.resolver.NXDOMAIN as error:
            raise LookupFailed(LookupTrouble.NO_SUCH_DOMAIN, str(error)) from error
        except dns.exception.Timeout as error:
            raise LookupFailed(LookupTrouble.TIMEOUT, str(error)) from error
        except (dns.exception.DNSException, OSError) as error:
            raise LookupFailed(LookupTrouble.UNREACHABLE, str(error)) from error
        return [
            SrvRecord(record.priority, record.weight, record.port, record.target.to_text())
            for record in answer
        ]


HostMetaSource = Callable[[str], Awaitable[Sequence[Target]]]
"""Targets from a domain's host-meta, none where it has none; never raises for what the environment does."""


class Discovery:
    """Finds the doors of domains.

    Args:
        resolver: asks DNS for SRV records.
        host_meta: asks a domain's web server, where DNS has nothing.
        chance: gives a number from 0.0 up to 1.0, for the choice by weight.
    """

    def __init__(
        self,
        resolver: SrvResolver,
        host_meta: HostMetaSource,
        chance: Callable[[], float] | None = None,
    ) -> None:
        self._resolver = resolver
        self._host_meta = host_meta
        self._chance = chance if chance is not None else random.SystemRandom().random

    async def targets(self, domain: str, endpoint: Endpoint | None = None) -> Sequence[Target]:
        """The doors of `domain` (an A-label), in the order to be tried; never empty.

        An `endpoint` given by hand is the only one. Where DNS can't be asked, the domain itself is still tried:
        its address may be known another way.

        Raises:
            SignInFailed: the domain says that it has no such service (`DOMAIN_NOT_SERVED`).
        """
        if endpoint is not None:
            return (Target(endpoint.host, endpoint.port, endpoint.is_direct_tls),)
        fallback = Target(domain, CLIENT_PORT)
        if _has_no_records(domain):
            return (fallback,)
        records = await self._services(domain)
        if records:
            return _ordered(records, self._chance)[:MOST_TARGETS]
        return (*await self._host_meta(domain), fallback)[:MOST_TARGETS]

    async def _services(self, domain: str) -> list[tuple[SrvRecord, bool]]:
        found: list[tuple[SrvRecord, bool]] = []
        refusals = 0
        # XEP-0368 section 3: both kinds are one list, ordered by priority and weight alone.
        for service, is_direct_tls in (("_xmpps-client", True), ("_xmpp-client", False)):
            try:
                records = await self._resolver.lookup(f"{service}._tcp.{domain}.")
            except LookupFailed as failed:
                if failed.trouble is not LookupTrouble.NO_SUCH_DOMAIN:
                    _log.info("looking up %s failed: %s", service, failed)
                continue
            if len(records) == 1 and records[0].host == ".":
                refusals += not is_direct_tls
                continue
            found += [(record, is_direct_tls) for record in records if record.host != "."]
        if refusals and not found:
            # RFC 6120 section 3.2.1: the one target "." says that the service is not offered at all.
            raise SignInFailed(
                Failure(FailureCode.DOMAIN_NOT_SERVED, "DNS says it has no such service")
            )
        return found


def _has_no_records(domain: str) -> bool:
    """Whether no SRV record can be: an IP address, or this machine (RFC 6761 section 6.3)."""
    if domain == "localhost" or domain.endswith(".localhost"):
        return True
    try:
        ipaddress.ip_address(domain.strip("[]"))
    except ValueError:
        return False
    return True


def _ordered(
    records: Iterable[tuple[SrvRecord, bool]], chance: Callable[[], float]
) -> tuple[Target, ...]:
    """By priority, and among equals at random by weight (RFC 2782)."""
    by_priority: dict[int, list[tuple[SrvRecord, bool]]] = {}
    for entry in records:
        by_priority.setdefault(entry[0].priority, []).append(entry)
    targets: list[Target] = []
    for priority in sorted(by_priority):
        # Those without weight come first in the running sum, so that they have a small chance too.
        left = sorted(by_priority[priority], key=lambda entry: entry[0].weight)
        while left:
            record, is_direct_tls = left.pop(_drawn([entry[0].weight for entry in left], chance))
            targets.append(Target(record.host.rstrip("."), record.port, is_direct_tls))
    return tuple(targets)


def _drawn(weights: Sequence[int], chance: Callable[[], float]) -> int:
    mark = int(chance() * (sum(weights) + 1))
    reached = 0
    for index, weight in enumerate(weights):
        reached += weight
        if reached >= mark:
            return index
    return len(weights) - 1
