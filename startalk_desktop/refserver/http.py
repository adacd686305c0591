"""What the domains serve over HTTPS, on one port for all."""

from __future__ import annotations

import ssl
from collections.abc import Mapping

from aiohttp import web

from .domain import Domain
from .nav import host_meta, nav_document


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
            own.add_routes(domain.routes)
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
        """The domain of the host that is asked, or else the first."""
        first = next(iter(self._domains.values()))
        return self._domains.get(request.url.host or "", first)

    async def _nav(self, request: web.Request) -> web.Response:
        return web.json_response(nav_document(self._domain_of(request)))

    async def _host_meta(self, request: web.Request) -> web.Response:
        document = host_meta(self._domain_of(request))
        return web.json_response(document, headers={"Access-Control-Allow-Origin": "*"})
