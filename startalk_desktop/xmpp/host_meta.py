"""A domain's host-meta document as a source of server addresses (XEP-0156; XEP-0487 for plain TLS).

XEP-0156 itself lists only web connections. Where a domain has no SRV record, the host of those is tried on the
ordinary port: a hint, not a promise, and harmless, because the certificate still has to bear the domain's name.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from startalk_desktop.xmpp import web
from startalk_desktop.xmpp.discovery import CLIENT_PORT, Target
from startalk_desktop.xmpp.errors import RequestFailed
from startalk_desktop.xmpp.strict_xml import StrictXmlReader, XmlRefused
from startalk_desktop.xmpp.trust import Trust

if TYPE_CHECKING:
    import aiohttp

_log = logging.getLogger(__name__)

_TLS_RELATION: Final = "urn:xmpp:alt-connections:tls"
_WEB_RELATIONS: Final = frozenset(
    {"urn:xmpp:alt-connections:websocket", "urn:xmpp:alt-connections:xbosh"}
)
_WEB_SCHEMES: Final = frozenset({"wss", "https"})
_XRD_LINK: Final = ("http://docs.oasis-open.org/ns/xri/xrd-1.0", "Link")
_LONGEST: Final = 64 * 1024
_SECONDS: Final = 5.0
_MOST: Final = 6


class HostMeta:
    """Asks the web servers of domains, over verified HTTPS only.

    Args:
        trust: verifies them; a pin is not theirs.
        port: where web servers listen.
    """

    def __init__(self, trust: Trust, port: int = 443) -> None:
        self._trust = trust
        self._port = port

    async def targets(self, domain: str) -> Sequence[Target]:
        """The addresses that `domain` (an A-label) publishes; none where it publishes none or can't be asked."""
        context = await self._trust.verifying_context(is_direct_tls=False)
        for name, read in (("host-meta.json", _read_json), ("host-meta", _read_xrd)):
            exchange = web.Exchange(
                "GET",
                f"https://{domain}:{self._port}/.well-known/{name}",
                context,
                is_private_allowed=True,  # a company's own domain may well be in its own network
                seconds=_SECONDS,
                headers={"Accept-Encoding": "identity"},
            )
            try:
                async with web.carried_out(exchange) as answer:
                    if answer.status != 200:
                        continue
                    content = await _read(answer.content)
            except RequestFailed as error:
                _log.info("host-meta could not be fetched: %s", error)
                return ()
            if found := read(content):
                return found
        return ()


async def _read(stream: aiohttp.StreamReader) -> bytes:
    """All of it, or nothing where it is longer than can be meant."""
    content = bytearray()
    while chunk := await stream.read(_LONGEST):
        content += chunk
        if len(content) > _LONGEST:
            return b""
    return bytes(content)


def _read_json(content: bytes) -> tuple[Target, ...]:
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        return ()
    links = document.get("links") if isinstance(document, dict) else None
    if not isinstance(links, list):
        return ()
    return _targets(link for link in links if isinstance(link, dict))


def _read_xrd(content: bytes) -> tuple[Target, ...]:
    links: list[dict[str, Any]] = []

    def on_start(name: tuple[str, str], attributes: dict[str, str]) -> None:
        if name == _XRD_LINK:
            links.append(dict(attributes))

    try:
        StrictXmlReader(on_start, lambda _name, _text: None, _LONGEST).feed(content, is_last=True)
    except XmlRefused:
        return ()
    return _targets(links)


def _targets(links: Iterable[dict[str, Any]]) -> tuple[Target, ...]:
    direct: list[Target] = []
    hinted: list[Target] = []
    for link in links:
        relation = link.get("rel")
        if relation == _TLS_RELATION:
            direct += _tls_targets(link)
        elif relation in _WEB_RELATIONS and (host := _web_host(link.get("href"))):
            hinted.append(Target(host, CLIENT_PORT))
    return tuple(dict.fromkeys([*direct, *hinted]))[:_MOST]


def _tls_targets(link: dict[str, Any]) -> list[Target]:
    port, addresses = link.get("port"), link.get("ips")
    if not isinstance(port, int) or not 0 < port < 65_536 or not isinstance(addresses, list):
        return []
    return [Target(host, port, is_direct_tls=True) for host in addresses if isinstance(host, str)]


def _web_host(address: object) -> str:
    if not isinstance(address, str):
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return (parts.hostname or "") if parts.scheme in _WEB_SCHEMES else ""
