"""What the domains serve over HTTPS, on one port for all.

That is files (in `upload`), and where a domain is: host-meta (XEP-0156, XEP-0487) and the nav
document of the original Startalk.
"""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Mapping

from aiohttp import web

from .domain import Domain

_TIME_TO_LIVE = 3600  # seconds


def nav_document(domain: Domain) -> dict[str, object]:
    """The nav document: the keys of the original that mean something here, and `startalk` with ours.

    `baseaddess` is how the original spells it.
    """
    doors = domain.doors
    return {
        "version": 1,
        "Login": {"loginType": "password"},
        "baseaddess": {
            "xmpp": doors.host,
            "xmppport": doors.port,
            "xmppmport": doors.port,
            "domain": domain.name,
            "domainhost": domain.name,
            "fileurl": f"{doors.http_url}/{domain.name}/files",
            **dict.fromkeys(("apiurl", "httpurl", "javaurl"), doors.http_url),
        },
        "imConfig": {"showOrganizational": True},
        "ability": {},
        "ops": {},
        "startalk": {
            "name": domain.config.title or domain.name,
            "domain": domain.name,
            "host": doors.host,
            "port": doors.port,
            "directTlsPort": doors.direct_tls_port,
            **({"colour": domain.config.colour} if domain.config.colour else {}),
            **{kind: f"{kind}.{domain.name}" for kind in ("conference", "pubsub", "upload")},
        },
    }


def host_meta(domain: Domain) -> dict[str, object]:
    """The host-meta document that names the direct TLS port (XEP-0487) and the nav document."""
    doors = domain.doors
    try:
        address = ipaddress.ip_address(doors.host)
        ips = [] if address.is_unspecified else [str(address)]
    except ValueError:  # a name
        ips = []
    link = {
        "rel": "urn:xmpp:alt-connections:tls",
        "port": doors.direct_tls_port,
        "ips": ips,
        "priority": 10,
        "weight": 50,
        "sni": domain.name,
    }
    nav = {"rel": "urn:startalk:nav:1", "href": f"{doors.http_url}/{domain.name}/nav"}
    return {"xmpp": {"ttl": _TIME_TO_LIVE}, "links": [link, nav]}


class HttpServer:
    """One listener; a request is told apart by the domain in its path, or else by its host."""

    def __init__(self, domains: Mapping[str, Domain]) -> None:
        self._domains = domains
        self._runner: web.AppRunner | None = None

    async def start(self, host: str, port: int, tls: ssl.SSLContext) -> int:
        """Listen, with the routes that each domain's modules made; return the port."""
        application = web.Application()
        for domain in self._domains.values():
            own = web.Application()
            own.add_routes([*domain.routes, web.get("/nav", self._nav)])
            application.add_subapp(f"/{domain.name}", own)
        application.add_routes(
            [
                web.get("/.well-known/host-meta.json", self._host_meta),
                web.get("/.well-known/startalk-nav.json", self._nav),
                web.get("/nav", self._nav),
            ]
        )
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port, ssl_context=tls).start()
        return int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """Close the listener and what it serves."""
        if self._runner is not None:
            await self._runner.cleanup()

    def _domain_of(self, request: web.Request) -> Domain:
        """The domain in the path or of the host that is asked, or else the first."""
        first = next(iter(self._domains.values()))
        named = request.path.split("/")[1], request.url.host or ""
        return next((self._domains[name] for name in named if name in self._domains), first)

    async def _nav(self, request: web.Request) -> web.Response:
        return web.json_response(nav_document(self._domain_of(request)))

    async def _host_meta(self, request: web.Request) -> web.Response:
        document = host_meta(self._domain_of(request))
        return web.json_response(document, headers={"Access-Control-Allow-Origin": "*"})
