"""What the domains serve over HTTPS: uploaded files and nav documents, on one port for all."""

from __future__ import annotations

import ssl
from collections.abc import Mapping

from aiohttp import web

from startalk_desktop.refserver.domain import Domain


class HttpServer:
    """One listener; a request is told apart by its path. `domains` fills before `start`."""

    def __init__(self, domains: Mapping[str, Domain]) -> None:
        self._domains = domains
        self._runner: web.AppRunner | None = None

    async def start(self, host: str, port: int, tls: ssl.SSLContext) -> int:
        """Listen; return the port, which is a free one for 0."""
        self._runner = web.AppRunner(web.Application())
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port, ssl_context=tls)
        await site.start()
        return int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """Close the listener and what it serves."""
        if self._runner is not None:
            await self._runner.cleanup()
