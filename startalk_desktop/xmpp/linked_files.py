"""Which web servers keep the files of linked domains, as those domains say themselves (XEP-0030, XEP-0363).

Companies keep their servers in private networks, so a file of a partner's is often at a private address, where a
message may not send us otherwise. What it may send us to is narrow: a host with the name of the partner, or of the
upload service that the partner announces over the link, as Prosody and ejabberd give out addresses unless told
otherwise. That host still has to show a certificate for its name, which nothing else inside a network has.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
from dataclasses import dataclass
from typing import Final

from startalk_desktop.model.jid import Jid, is_within
from startalk_desktop.xmpp import web_addresses
from startalk_desktop.xmpp.context import SessionContext
from startalk_desktop.xmpp.disco import Disco, Info
from startalk_desktop.xmpp.errors import RequestFailed
from startalk_desktop.xmpp.linked_trees import LinkedTreeClient
from startalk_desktop.xmpp.uploads import NAMESPACE

_log = logging.getLogger(__name__)

_MOST_SERVICES: Final = 30
_KNOWN_SECONDS: Final = 600.0
_MISSED_SECONDS: Final = 30.0
"""For so long a partner that said nothing is not asked again, however many files lead to it."""


@dataclass(frozen=True, slots=True)
class _Told:
    hosts: frozenset[str]
    until: float


class LinkedFiles:
    """Asks each linked domain where its files are, when one of them is wanted."""

    def __init__(self, context: SessionContext, disco: Disco, links: LinkedTreeClient) -> None:
        self._disco = disco
        self._links = links
        self._told: dict[str, _Told] = {}
        self._turn = asyncio.Lock()
        context.on_ended.append(self._told.clear)

    async def keeps(self, url: str) -> bool:
        """Whether `url` leads to where a linked domain keeps its files; False where that can't be found out."""
        place = web_addresses.origin(url)
        host = _ascii(place[0]) if place is not None else ""
        if not host or _is_address(host):
            return False
        async with self._turn:
            partners = await self._partners()
            for gone in self._told.keys() - partners:
                del self._told[gone]
            partner = max(
                (each for each in partners if _is_within(host, each)), key=len, default=""
            )
            return bool(partner) and host in await self._hosts(partner)

    async def _partners(self) -> frozenset[str]:
        try:
            return frozenset(link.domain for link in await self._links.links())
        except RequestFailed as error:
            _log.debug("which domains are linked is not known: %s", error)
            return frozenset()

    async def _hosts(self, partner: str) -> frozenset[str]:
        loop = asyncio.get_running_loop()
        told = self._told.get(partner)
        if told is None or told.until < loop.time():
            hosts = await self._ask(partner)
            told = _Told(hosts, loop.time() + (_KNOWN_SECONDS if hosts else _MISSED_SECONDS))
            self._told[partner] = told
        return told.hosts

    async def _ask(self, partner: str) -> frozenset[str]:
        """The names under which the partner keeps files; none where it offers no uploads, or does not say."""
        try:
            items = await self._disco.items(Jid("", partner))
        except RequestFailed as error:
            _log.info("%s does not say where its files are: %s", partner, error)
            return frozenset()
        jids = [item.jid for item in items if not item.jid.local and not item.jid.resource]
        hosts = [jid for jid in jids if jid.domain.endswith(f".{partner}")][:_MOST_SERVICES]
        answers = await asyncio.gather(*map(self._disco.info, hosts), return_exceptions=True)
        found = set()
        for jid, answer in zip(hosts, answers, strict=True):
            if isinstance(answer, Info):
                if NAMESPACE in answer.features:
                    found.add(_ascii(jid.domain))
            elif not isinstance(answer, RequestFailed):
                raise answer
        return frozenset(found | {_ascii(partner)} if found else ())


def _is_within(host: str, domain: str) -> bool:
    name = _ascii(domain)
    return bool(name) and is_within(host, name)


def _ascii(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
