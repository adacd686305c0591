"""What the domains serve over HTTPS, on one port for all.

That is uploaded files, host-meta (XEP-0156, XEP-0487) and the nav document of the original Startalk.
"""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from .domain import Domain
from .upload import Uploads

_TIME_TO_LIVE = 3600  # seconds


@dataclass(frozen=True, slots=True)
class Doors:
    """Where the server listens for clients."""

    host: str
    port: int
    direct_tls_port: int


def nav_document(domain: Domain, doors: Doors) -> dict[str, object]:
    """The nav document: the keys of the original that mean something here, and `startalk` with ours.

    `baseaddess` is how the original spells it.
    """
    return {
        "version": 1,
        "Login": {"loginType": "password"},
        "baseaddess": {
            "xmpp": doors.host,
            "xmppport": doors.port,
            "xmppmport": doors.port,
            "domain": domain.name,
            "domainhost": domain.name,
            "fileurl": f"{domain.http_url}/{domain.name}/files",
            **dict.fromkeys(("apiurl", "httpurl", "javaurl"), domain.http_url),
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
            **{kind: f"{kind}.{domain.name}" for kind in ("conference", "pubsub", "upload")},
        },
    }


def host_meta(domain: Domain, doors: Doors) -> dict[str, object]:
    """The host-meta document that names the direct TLS port (XEP-0487) and the nav document."""
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
    nav = {"rel": "urn:startalk:nav:1", "href": f"{domain.http_url}/{domain.name}/nav"}
    return {"xmpp": {"ttl": _TIME_TO_LIVE}, "links": [link, nav]}


class HttpServer:
    """One listener; a request is told apart by its path or host. `domains` fills before `start`."""

    def __init__(self, domains: Mapping[str, Domain]) -> None:
        self._domains = domains
        self._doors = Doors("", 0, 0)
        self._runner: web.AppRunner | None = None

    async def start(self, port: int, tls: ssl.SSLContext, doors: Doors, folder: Path) -> int:
        """Listen; return the port, which is a free one for 0. Files are kept in `folder`."""
        self._doors = doors
        await asyncio.to_thread(folder.mkdir, mode=0o700, parents=True, exist_ok=True)
        application = web.Application()
        application.add_routes(
            [
                web.get("/.well-known/host-meta.json", self._host_meta),
                web.get("/nav", self._nav),
                web.get("/{domain}/nav", self._nav),
                web.put("/{domain}/files/{token}/{name}", self._file),
                web.get("/{domain}/files/{token}/{name}", self._file),
            ]
        )
        for domain in self._domains.values():
            _uploads_of(domain).folder = folder
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, doors.host, port, ssl_context=tls).start()
        return int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """Close the listener and what it serves."""
        if self._runner is not None:
            await self._runner.cleanup()

    def _domain_of(self, request: web.Request) -> Domain:
        """The domain in the path, or else of the host asked, or else the first."""
        named = request.match_info.get("domain")
        if named is not None:
            if named not in self._domains:
                raise web.HTTPNotFound(text="there is no such domain here")
            return self._domains[named]
        first = next(iter(self._domains.values()))
        return self._domains.get(request.url.host or "", first)

    async def _nav(self, request: web.Request) -> web.Response:
        return web.json_response(nav_document(self._domain_of(request), self._doors))

    async def _host_meta(self, request: web.Request) -> web.Response:
        document = host_meta(self._domain_of(request), self._doors)
        return web.json_response(document, headers={"Access-Control-Allow-Origin": "*"})

    async def _file(self, request: web.Request) -> web.StreamResponse:
        uploads = _uploads_of(self._domain_of(request))
        return await (uploads.put if request.method == "PUT" else uploads.get)(request)


def _uploads_of(domain: Domain) -> Uploads:
    uploads = domain.components[f"upload.{domain.name}"]
    assert isinstance(uploads, Uploads)  # noqa: S101 - `upload` installed it
    return uploads
