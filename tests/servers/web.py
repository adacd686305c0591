"""Small web servers over HTTPS, for tests: what they answer may be changed while they run."""

from __future__ import annotations

import json
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from tests.servers.certificates import CertificateAuthority
from tests.servers.ports import LOOPBACK


@dataclass
class WebSite:
    """Pages by path. `is_down`: it answers nothing but 503."""

    port: int = 0
    ca_pem: str = ""
    pages: dict[str, web.Response | bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    is_down: bool = False

    def url(self, path: str = "/nav", host: str = LOOPBACK) -> str:
        return f"https://{host}:{self.port}{path}"

    def show(self, document: object, path: str = "/nav") -> None:
        self.pages[path] = json.dumps(document).encode()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path)
        if self.is_down:
            return web.Response(status=503)
        page = self.pages.get(request.path)
        if page is None:
            return web.Response(status=404)
        if isinstance(page, bytes):
            return web.Response(body=page)
        return web.Response(status=page.status, headers=page.headers, body=page.body)


@asynccontextmanager
async def website(authority: CertificateAuthority, *names: str) -> AsyncIterator[WebSite]:
    """A site whose certificate bears `names`; without any, those of this machine."""
    pair = authority.issue("website", names or (LOOPBACK, "localhost"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair.certificate_file, pair.key_file)
    site = WebSite(ca_pem=authority.ca_file.read_text(encoding="ascii"))
    application = web.Application()
    application.router.add_route("*", "/{tail:.*}", site.answer)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, LOOPBACK, 0, ssl_context=context).start()
        site.port = int(runner.addresses[0][1])
        yield site
    finally:
        await runner.cleanup()
